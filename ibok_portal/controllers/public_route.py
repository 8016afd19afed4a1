"""Addresses that need no account, and the office's look at what they will show.

Nothing of a session is kept for a visitor, so that browsers and proxies may keep the
answer (`public_answer`).
"""

from functools import wraps

from odoo.http import request, route

#: What pages for everybody tell of the municipality. Who asks for one field of a
#: company is given all hundred, which takes as long as what the page is about.
OF_COMPANY = [
    *("name", "partner_id", "currency_id", "phone", "email", "ibok_account_days"),
    *("ibok_matter_days", "water_emergency_phone"),
    *("water_split_precision", "water_subscription_mode"),
]
_FOR_ALL = {"type": "http", "auth": "public", "methods": ["GET"], "save_session": False}
_FOR_THE_OFFICE = {"type": "http", "auth": "user", "methods": ["GET"], "sitemap": False}


def public_page(addresses, sitemap=True):
    """Decorate the method that answers with a page for everybody.

    :param sitemap: whether, or a function that tells which, search engines are told
    """

    def decorate(method):
        @wraps(method)
        def page(*args, **kw):
            request.env.company.sudo().fetch(OF_COMPANY)
            return method(*args, **kw)

        return route(addresses, website=True, sitemap=sitemap, **_FOR_ALL)(page)

    return decorate


def public_file(address):
    """Decorate the method that answers with a file or with data for everybody."""
    return route(address, sitemap=False, **_FOR_ALL)


def preview_page(address, website=True):
    """Decorate the method that shows the office what is not published yet."""
    return route(address, website=website, **_FOR_THE_OFFICE)
