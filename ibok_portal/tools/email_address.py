import re

from odoo.tools import email_normalize

#: A name, one @ and a domain with a point: an address of the internet.
_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def email_address(text):
    """The address as logins are written, or False when what was typed is none.

    `email_normalize` looks for an address in a letter's head, where it finds
    `@example.com` in `anna@@example.com`: a letter that nobody gets.
    """
    found = email_normalize(text)
    return found if found and _ADDRESS.fullmatch(found) else False
