"""What a form sent, and two questions of forms at which somebody could guess."""

from odoo.exceptions import AccessDenied
from odoo.http import request

from ..tools import email_address

#: The largest id that PostgreSQL compares with an integer column.
MAX_ID = 2**31 - 1
#: Longer than a name, an address or a number ever is.
MAX_LENGTH = 200
#: A library, an office or a whole village may come from one address: so many accounts
#: may use up their tries there before the next one has to wait.
NEIGHBOURS = 20


def text_of(post, name):
    """A field's text without blanks around it; a file in its place is no text.

    PostgreSQL knows no zero characters.
    """
    value = post.get(name)
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


def id_of(text):
    """The id that a form or an address names, or None: no record can have it."""
    if not isinstance(text, str) or not text.isascii() or not text.isdecimal():
        return None
    number = int(text) if len(text) <= len(str(MAX_ID)) else 0
    return number if 0 < number <= MAX_ID else None


def email_of(text):
    """The address as logins are written, or False when it is none."""
    return len(text) <= MAX_LENGTH and email_address(text)


def come_later(scope, *about, **limits):
    """Count a try of a form.

    :param str scope: which form it is
    :param about: what the try is about, beside where it comes from
    :param limits: `limit` and `source_limit`, when they are not the usual ones
    :return: None, or the page that says when the next one counts again
    """
    again_at = request.env["ibok.attempt"]._take(
        scope, request.httprequest.remote_addr, *about, **limits
    )
    if not again_at:
        return None
    return request.render(
        "ibok_portal.register_later", {"again_at": again_at}, status=429
    )


def account_come_later(scope, limit):
    """Count a try of a form behind the login, as `come_later` does.

    The account is what is counted; its neighbours' tries are not held against it.
    """
    return come_later(
        scope,
        f"user {request.env.uid}",
        limit=limit,
        source_limit=limit * NEIGHBOURS,
    )


def forget_tries(scope, *about):
    """Tries of a form that ended well count no more."""
    request.env["ibok.attempt"]._forget(scope, request.httprequest.remote_addr, *about)


def is_own_password(password):
    """Whether it is that of who is logged in; to be asked behind `come_later`."""
    try:
        request.env["res.users"]._check_credentials(
            {
                "type": "password",
                "login": request.env.user.login,
                "password": password,
            },
            {"interactive": True},
        )
    except AccessDenied:
        return False
    return True
