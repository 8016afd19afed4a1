"""Pages for everybody, as browsers and proxies may keep them."""

import hashlib
import re

from werkzeug.exceptions import NotFound

from odoo.http import request

from .form_values import MAX_ID

#: Seconds for which a page of somebody without a login may be kept.
KEPT = 300
#: What differs in each answer though the page says the same.
_TOKEN = re.compile(rb'csrf_token: "[^"]*"')


def public_answer(template, values):
    """The page, kept by browsers and proxies where nobody is logged in.

    Its tag is that of what it says, so who kept it asks and is told when nothing
    changed: whatever the change was, of a record, a word or the day.
    """
    canonical = request.env["ir.http"]._url_localized(
        canonical_domain=request.env.company.get_base_url(), prefetch_langs=True
    )
    response = request.render(template, {"page_canonical": canonical, **values})
    response.headers["Vary"] = "Cookie, Accept-Language"
    if not request.env.user._is_public():
        response.headers["Cache-Control"] = "private, no-cache"
        return response
    response.flatten()
    _set_no_cookie()
    return kept(response)


def _set_no_cookie():
    """Nobody chose a language: no cookie says so, else no proxy keeps the page."""
    default = request.env["ir.http"]._get_default_lang()
    if "frontend_lang" not in request.cookies and request.lang.code == default.code:
        request.future_response.headers.remove("Set-Cookie")


def kept(response):
    """An answer for everybody, with its tag; "not modified" for who has it already."""
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    said = _TOKEN.sub(b"", response.get_data())
    response.set_etag(hashlib.sha256(said).hexdigest()[:32], weak=True)
    return response.make_conditional(request.httprequest.environ)


def data_answer(content, kind):
    """Open data: for everybody, also for pages of others."""
    return kept(
        request.make_response(
            content,
            [
                ("Content-Type", f"{kind}; charset=utf-8"),
                ("Access-Control-Allow-Origin", "*"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
    )


def preview_record(model, number):
    """A record that somebody of the office asks to see as residents will.

    :raise NotFound: there is none, or who asks may not read it
    """
    records = request.env[model]
    if not records.has_access("read") or number > MAX_ID:
        raise NotFound()
    found = records.with_context(active_test=False).search([("id", "=", number)])
    if not found:
        raise NotFound()
    return found.sudo()


def public_record(model, number):
    """A published record of this municipality.

    :raise NotFound: there is none of this number
    """
    if number > MAX_ID:
        raise NotFound()
    found = request.env[model]._public_one(request.env.company, number)
    if not found:
        raise NotFound()
    return found
