import re
from datetime import date
from decimal import Decimal, InvalidOperation

from odoo import fields, models
from odoo.tools import format_date

from odoo.addons.ibok_water import engine

from ..tools import email_address
from ..tools.identity import plain_nip, plain_phone, readable_phone

#: Longest answers.
MAX_CHAR = 200
MAX_TEXT = 4000
#: Codes of questions for a tax number: it comes into the books as it is told.
TAX_NUMBERS = frozenset({"tax_id", "new_tax_id"})
TICKED = frozenset({"1", "on", "yes", "true", "x", "tak", "t"})
NUMBER = re.compile(r"\d{1,9}(\.\d{1,3})?")
#: Days of applications: neither typing errors nor another century.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class IbokApplicationQuestion(models.Model):
    """What an answer may be, and how it is kept and shown."""

    _inherit = "ibok.application.question"

    def _canonical(self, given):
        """A given text as it is kept.

        :return: (canonical value or an empty text, fault in words or None)
        """
        self.ensure_one()
        given = (given or "").replace("\0", "").replace("\r\n", "\n").strip()
        if not given:
            return "", self._missing() if self.required else None
        value, fault = getattr(self, f"_canonical_{self.type}")(given)
        return (value, None) if fault is None else (given, fault)

    def _missing(self):
        env = self.env
        return {
            "boolean": env._("Please tick it, else the application cannot be sent."),
            "selection": env._("Please choose one."),
            "date": env._("Please give the day."),
            "iban": env._("Please write the account number."),
        }.get(self.type, env._("Please fill this in."))

    def _canonical_char(self, given):
        given = " ".join(given.split())
        if len(given) > MAX_CHAR:
            return given, self.env._(
                "This is too long: please write at most %(count)s characters.",
                count=MAX_CHAR,
            )
        if self.code in TAX_NUMBERS:
            digits = plain_nip(given)
            if not digits:
                return given, self.env._("This is no NIP: please check its ten digits.")
            return digits, None
        return given, None

    def _canonical_text(self, given):
        if len(given) > MAX_TEXT:
            return given, self.env._(
                "This is too long: please write at most %(count)s characters.",
                count=MAX_TEXT,
            )
        return given, None

    def _canonical_integer(self, given):
        digits = re.sub(r"\s", "", given)
        if not re.fullmatch(r"\d{1,9}", digits):
            return given, self.env._("Please write a whole number, for example 4.")
        return str(int(digits)), None

    def _canonical_decimal(self, given):
        text = re.sub(r"\s", "", given).replace(",", ".")
        fault = self.env._("Please write a number, for example 12,5.")
        if not NUMBER.fullmatch(text):
            return given, fault
        try:
            number = Decimal(text)
        except InvalidOperation:
            return given, fault
        return format(number.normalize(), "f"), None

    def _canonical_reading(self, given):
        """Whole m³, typed as readings are; the form asks for no red digits."""
        try:
            value = engine.parse_reading(given)
        except engine.UnreadableValue as refused:
            if refused.code == "negative":
                return given, self.env["water.reading"]._unreadable_message(refused)
            value = None
        if value is None or value != int(value):
            return given, self.env._(
                "Please write only the black digits of the meter, without those after "
                "the comma, for example 352."
            )
        return str(int(value)), None

    def _canonical_date(self, given):
        fault = self.env._("Please write the day as in 31.12.2026.")
        found = re.fullmatch(r"(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})", given)
        parts = (
            [int(found[3]), int(found[2]), int(found[1])]
            if found
            else [int(p) for p in given.split("-")]
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given)
            else None
        )
        try:
            day = date(*parts) if parts else None
        except ValueError:
            day = None
        if not day or not FIRST_YEAR <= day.year <= LAST_YEAR:
            return given, fault
        return day.isoformat(), None

    def _canonical_boolean(self, given):
        return ("1", None) if given.lower() in TICKED else ("", self._missing())

    def _canonical_selection(self, given):
        for option in self.option_ids:
            if given in (option.code, option.name):
                return option.code, None
        return given, self.env._("Please choose one.")

    def _canonical_iban(self, given):
        text = re.sub(r"[\s\-]", "", given).upper().removeprefix("PL")
        if not engine.is_nrb(text):
            return given, self.env._(
                "This account number is wrong. It has 26 digits; please compare it "
                "with your bank's."
            )
        return engine.parse_nrb(text), None

    def _canonical_phone(self, given):
        text = plain_phone(given)
        if not text:
            return given, self.env._(
                "Please write the telephone number with nine digits."
            )
        return text, None

    def _canonical_email(self, given):
        address = len(given) <= MAX_CHAR and email_address(given)
        if not address:
            return given, self.env._(
                "Please write an e-mail address, for example anna@example.com."
            )
        return address, None

    def _in_words(self, value):
        """A canonical value as people read it, in the language of the environment."""
        self.ensure_one()
        if not value:
            return self.env._("no") if self.type == "boolean" else ""
        if self.type == "boolean":
            return self.env._("yes")
        if self.type == "selection":
            return self.option_ids.filtered(lambda o: o.code == value).name or value
        if self.type == "date":
            return format_date(self.env, fields.Date.to_date(value))
        if self.type == "iban":
            return engine.format_nrb(value)
        if self.type == "phone":
            return readable_phone(value)
        if self.type in ("decimal", "reading"):
            lang = self.env["res.lang"]._get_data(code=self.env.lang or "pl_PL")
            shown = value.replace(".", lang.decimal_point or ",")
            return f"{shown} m³" if self.type == "reading" else shown
        return value
