"""Addresses that need no account, and the office's look at what they will show.

Nothing of a session is kept for a visitor, so that browsers and proxies may keep the
answer (`public_answer`).
"""

from odoo.http import route

_FOR_ALL = {"type": "http", "auth": "public", "methods": ["GET"], "save_session": False}
_FOR_THE_OFFICE = {"type": "http", "auth": "user", "methods": ["GET"], "sitemap": False}


def public_page(addresses, sitemap=True):
    """Decorate the method that answers with a page for everybody.

    :param sitemap: whether, or a function that tells which, search engines are told
    """
    return route(addresses, website=True, sitemap=sitemap, **_FOR_ALL)


def public_file(address):
    """Decorate the method that answers with a file or with data for everybody."""
    return route(address, sitemap=False, **_FOR_ALL)


def preview_page(address, website=True):
    """Decorate the method that shows the office what is not published yet."""
    return route(address, website=website, **_FOR_THE_OFFICE)
