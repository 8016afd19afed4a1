"""Pages for everybody, as browsers and proxies may keep them."""

from odoo.http import request

#: Seconds for which a page of somebody without a login may be kept.
KEPT = 300


def public_answer(template, values):
    """The page, kept by browsers and proxies where nobody is logged in."""
    response = request.render(template, values)
    response.headers["Vary"] = "Cookie, Accept-Language"
    response.headers["Cache-Control"] = (
        f"public, max-age={KEPT}"
        if request.env.user._is_public()
        else "private, no-cache"
    )
    return response
