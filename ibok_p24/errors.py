"""How a question to Przelewy24 may fail."""

from odoo.exceptions import ValidationError


class P24Error(ValidationError):
    """Przelewy24 did not do what it was asked."""


class P24Unavailable(P24Error):
    """No answer, or none that can be read: what happened there is not known."""


class P24Refused(P24Error):
    """Przelewy24 said no.

    :param str message: for people
    :param int status: of HTTP
    :param tuple reasons: Przelewy24's own words, never shown to payers
    """

    def __init__(self, message, status=400, reasons=()):
        super().__init__(message)
        self.status = status
        self.reasons = tuple(reasons)


class P24NotFound(P24Refused):
    """Przelewy24 does not know it."""
