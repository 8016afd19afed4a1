from datetime import date

from odoo import api, models
from odoo.tools import format_date


class WaterTariffImport(models.TransientModel):
    """What is wrong with a tariff file, in words."""

    _inherit = "water.tariff.import"

    @api.model
    def _fault_text(self, fault):
        """One fault as a sentence for the person who wrote the file."""
        params = {key: self._shown(value) for key, value in fault.params.items()}
        if fault.code in ("not_json", "not_yaml"):
            params["said"] = self._form_text(params["said"])
        if fault.code in ("wrong_type",):
            kinds = self._fault_kinds()
            params = {key: kinds[value] for key, value in params.items()}
        if fault.code == "too_large":
            params = {key: round(int(v) / 1024) for key, v in params.items()}
        text = self._fault_texts().get(fault.code) or self._fault_value_texts().get(
            fault.code, fault.code
        )
        return text % params if params else text

    def _shown(self, value):
        if isinstance(value, date):
            return format_date(self.env, value)
        if isinstance(value, (tuple, list)):
            return ", ".join(map(str, value))
        return "–" if value is None else str(value)

    @api.model
    def _form_text(self, said):
        """What breaks the form of a file, in words of ours.

        :param str said: by the library, in English and for programmers
        """
        comma = self.env._("a comma is missing before this place")
        colon = self.env._("a colon is missing before this place")
        value = self.env._("a value is missing here, or a comma before it is too much")
        quotes = self.env._("a quotation mark that begins here is not closed")
        indent = self.env._(
            "this line does not fit those before it; look at the indentation, and "
            "whether a colon stands in a text without quotes"
        )
        known = {
            "Expecting value": value,
            "Expecting property name": value,
            "Illegal trailing comma": value,
            "Expecting ',' delimiter": comma,
            "Expecting ':' delimiter": colon,
            "Unterminated string": quotes,
            "expected ',' or": self.env._(
                "a comma or a closing bracket is missing before this place"
            ),
            "Extra data": self.env._("the tariff ends before this place"),
            "Invalid control character": self.env._(
                "a line ends or a tab stands inside quotes"
            ),
            "Invalid \\": self.env._("a backslash that means nothing"),
            "mapping values are not allowed": indent,
            "expected <block end>": indent,
            "did not find expected": indent,
            "could not find expected ':'": colon,
            "found unexpected end of stream": quotes,
            "found character '\\t'": self.env._("a tab; use blanks to indent"),
        }
        for begins, text in known.items():
            if said.startswith(begins):
                return text
        return self.env._("what stands here does not belong there")

    def _fault_kinds(self):
        return {
            "mapping": self.env._("keys with values"),
            "list": self.env._("a list"),
            "text": self.env._(
                "text (a number or a day that is meant as text: in quotes)"
            ),
            "day": self.env._("a day, like 2026-01-31"),
            "integer": self.env._("a whole number, without quotes"),
            "price": self.env._("a price, like 5.36"),
            "number": self.env._("a number"),
            "boolean": self.env._("yes or no"),
            "nothing": self.env._("nothing"),
        }

    def _fault_texts(self):
        """Faults of the file as a whole and of its parts."""
        return {
            "too_large": self.env._(
                "The file has %(size)s kB; a tariff has at most %(limit)s kB. Is it "
                "the right file?"
            ),
            "not_utf8": self.env._(
                "The file is not saved as UTF-8 (byte %(position)s). Save it as UTF-8."
            ),
            "too_deep": self.env._("The file nests deeper than any tariff."),
            "not_json": self.env._("This is not JSON (column %(column)s): %(said)s."),
            "not_yaml": self.env._("This is not YAML (column %(column)s): %(said)s."),
            "bad_character": self.env._(
                "The file has a character that is no text: %(character)s."
            ),
            "alias": self.env._(
                "References (& and *) are not allowed: “%(name)s”. Write the value out."
            ),
            "tag": self.env._(
                "Tags (!) are not allowed: “%(tag)s”. Write a plain value."
            ),
            "key_twice": self.env._("this key stands here twice. Remove one."),
            "key_no_text": self.env._("a key must be plain text."),
            "not_a_tariff": self.env._(
                "This is no tariff file: it must begin with “format: ibok-tariff”."
            ),
            "version": self.env._(
                "version %(found)s of the format is not known here; only version 1 is."
            ),
            "key_unknown": self.env._("unknown key. Known here: %(known)s."),
            "key_missing": self.env._("this key is missing or empty."),
            "list_empty": self.env._("the list is empty."),
            "days_reversed": self.env._(
                "the last day, %(last)s, lies before the first, %(first)s."
            ),
            "periods_begin": self.env._(
                "the first price period begins on %(found)s, "
                "the tariff on %(expected)s."
            ),
            "periods_overlap": self.env._(
                "this price period begins on %(found)s, while the one before it still "
                "runs; it should begin on %(expected)s."
            ),
            "periods_gap": self.env._(
                "days without prices lie before this price period: it begins on "
                "%(found)s and should begin on %(expected)s."
            ),
            "periods_end": self.env._(
                "the last price period ends on %(found)s, the tariff on %(expected)s."
            ),
            "price_missing": self.env._(
                "group %(group)s has no price of %(component)s in period %(period)s."
            ),
            "price_count": self.env._(
                "there are %(found)s prices for %(expected)s price periods; write null "
                "where a period has none."
            ),
            "subsidies_overlap": self.env._(
                "falls on days and groups that subsidy “%(other)s” covers already."
            ),
        }

    def _fault_value_texts(self):
        """Faults of single values."""
        return {
            "wrong_type": self.env._("expected %(wanted)s, found %(found)s."),
            "text_empty": self.env._("the text is empty."),
            "not_allowed": self.env._("“%(value)s” is not one of: %(allowed)s."),
            "bad_day": self.env._("“%(value)s” is no day. Write it like 2026-01-31."),
            "bad_integer": self.env._("“%(value)s” is no whole number from 0 to 9999."),
            "decimal_comma": self.env._(
                "“%(value)s” is written with a comma. Write a point: %(right)s."
            ),
            "bad_price": self.env._("“%(value)s” is no price. Write it like 5.36."),
            "bad_volume": self.env._(
                "“%(value)s” is no number of m³. Write it like 10 or 12.5."
            ),
            "block_mismatch": self.env._("only a price per m3 has blocks."),
            "many_decimals": self.env._(
                "“%(value)s” has more decimals than prices are kept with here "
                "(%(decimals)s)."
            ),
            "amount_zero": self.env._("a subsidy is above zero."),
            "per_mismatch": self.env._(
                "%(component)s cannot be priced per %(per)s: water and sewage are "
                "priced per m3, a subscription per month or period."
            ),
            "dn_reversed": self.env._(
                "dn_to (%(last)s) lies below dn_from (%(first)s)."
            ),
            "code_comma": self.env._("a group's symbol has no comma: “%(value)s”."),
            "value_twice": self.env._("“%(value)s” stands here twice."),
            "group_unknown": self.env._("the tariff has no group “%(value)s”."),
        }
