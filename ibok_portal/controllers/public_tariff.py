from decimal import Decimal

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.ibok_water import tariff_file
from odoo.addons.ibok_water.engine import EngineError, UnreadableValue, parse_reading
from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.models.water_tariff_lookup import CRITERIA

from .form_values import MAX_ID, text_of
from .public_answer import public_answer
from .public_route import public_file, public_page

#: More than any recipient uses in a month [m³].
MAX_VOLUME = Decimal(100000)
#: Widest water meter [mm].
MAX_DN = 1000


class PublicTariff(http.Controller):
    """Prices of water and sewage for everybody: table, reckoning, open data."""

    @public_page(["/ibok/tariffs", "/ibok/tariffs/<int:tariff_id>"])
    def tariffs(self, tariff_id=None, period=None, **kw):
        """The tariff of today, or another one, with the prices of one period."""
        company = request.env.company
        Tariff = request.env["water.tariff"]
        tariffs_sudo = Tariff._public_tariffs(company)
        current_sudo = tariffs_sudo._current_of()
        tariff_sudo = current_sudo if tariff_id is None else self._public(tariff_id)
        values = {
            "tariff": tariff_sudo,
            "tariffs": tariffs_sudo,
            "current": current_sudo,
            "page_description": self._description(company),
        }
        if tariff_sudo:
            shown = tariff_sudo._public_period(period)
            day = tariff_sudo._public_day(shown, current_sudo)
            values |= {
                "period": shown,
                "day": day,
                "tables": tariff_sudo._public_prices(day),
                "vat": request.env["water.contract"]
                .sudo()
                ._vat_percent_of(company)
                .normalize(),
                "end": tariff_sudo._public_end(tariffs_sudo),
                "today": law_today(tariff_sudo),
            }
        return public_answer("ibok_portal.tariffs", values)

    def _description(self, company):
        """What search engines tell of the prices."""
        return request.env._(
            "What a cubic metre of water and of sewage costs in %(company)s, "
            "reckoned for your use.",
            company=company.name,
        )

    @public_page("/ibok/tariffs/calculator")
    def calculator(self, **form):
        """What a month costs, for a use that somebody types."""
        company = request.env.company
        tariff_sudo = request.env["water.tariff"]._public_current(company)
        values = {
            "tariff": tariff_sudo,
            "page_description": self._description(company),
            "typed": {name: text_of(form, name) for name in ("volume", "dn")},
            "errors": {},
            "result": None,
        }
        if tariff_sudo:
            day = tariff_sudo._public_day(tariff_sudo._public_period(), tariff_sudo)
            choices = self._choices(tariff_sudo)
            kind = {
                name: self._chosen(options, text_of(form, name))
                for name, options in choices.items()
            }
            prices = tariff_sudo._cost_prices(company, day, kind)
            values |= {
                "day": day,
                "choices": choices,
                "kind": kind,
                "sizes": tariff_sudo._meter_sizes(prices[0]),
            }
            if "volume" in form:
                self._reckon(values, prices)
        return public_answer("ibok_portal.tariff_calculator", values)

    @public_file("/ibok/tariffs/<int:tariff_id>/tariff.<any(json,yaml):kind>")
    def tariff_file(self, tariff_id, kind, **kw):
        """The tariff as open data; the form is told in `docs/tariff-file.md`."""
        tariff_sudo = self._public(tariff_id)
        mimetype = {"json": "application/json", "yaml": "text/yaml"}[kind]
        return request.make_response(
            tariff_file.write(tariff_sudo._public_file(), kind),
            [
                ("Content-Type", f"{mimetype}; charset=utf-8"),
                ("Cache-Control", "public, max-age=300"),
                ("Access-Control-Allow-Origin", "*"),
            ],
        )

    def _public(self, tariff_id):
        """A tariff that everybody may read.

        :raise NotFound: there is none of this number, or it is a draft or withdrawn
        """
        Tariff = request.env["water.tariff"]
        if tariff_id > MAX_ID:
            raise NotFound()
        found = Tariff.sudo().search(
            Domain("id", "=", tariff_id) & Tariff._public_domain(request.env.company)
        )
        if not found:
            raise NotFound()
        return found

    def _choices(self, tariff_sudo):
        """What a recipient says of himself: {criterion: [(value, words)]}.

        Where the tariff tells nobody apart by it there is one value only, and
        nothing to choose: the most usual one.
        """
        fields = tariff_sudo.group_ids._fields
        named = tariff_sudo._kinds()
        found = {}
        for name in ("services", *CRITERIA):
            options = fields[name]._description_selection(request.env)
            if name == "services":
                wanted = ["both", "water", "sewage"]
            elif name == "billing_months":
                wanted = named[name] or [value for value, _words in options]
            else:
                wanted = named[name] or [options[0][0]]
            words = dict(options)
            found[name] = [(value, words[value]) for value in wanted]
        return found

    def _chosen(self, options, text):
        """The value asked for, where it is one of the options; else the first."""
        values = [value for value, _words in options]
        return text if text in values else values[0]

    def _reckon(self, values, prices):
        """Put the result, or what is wrong with what was typed, into the page.

        :param prices: what `_cost_prices` of the tariff gave
        """
        errors, typed = values["errors"], values["typed"]
        try:
            volume = parse_reading(typed["volume"])
            if volume > MAX_VOLUME:
                raise UnreadableValue("too_many_digits", typed["volume"])
        except UnreadableValue as refused:
            errors["volume"] = {
                "empty": request.env._(
                    "Write how many cubic metres you use in a month."
                ),
                "negative": request.env._("The use cannot be below zero."),
                "too_many_digits": request.env._(
                    "Write at most %(most)s m³, with at most three decimals.",
                    most=f"{MAX_VOLUME}",
                ),
            }.get(refused.code) or request.env._(
                "Write a number, for example 9 or 9,5."
            )
        dn = None
        if values["sizes"]:
            text = typed["dn"]
            if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MAX_DN:
                dn = int(text)
            else:
                errors["dn"] = request.env._(
                    "Write the size of your meter in mm, for example 20."
                )
        if errors:
            return
        company = request.env.company
        tariffs_sudo = request.env["water.tariff"].sudo()
        try:
            result = tariffs_sudo._cycle_cost(
                company, values["day"], values["kind"], volume, dn, prices
            )
        except EngineError:
            errors["dn"] = request.env._("There is no price for a meter of this size.")
            return
        if result is None:
            errors["kind"] = request.env._(
                "The tariff has no price for what you chose. Choose otherwise or ask "
                "the office."
            )
            return
        values["months"] = int(values["kind"]["billing_months"])
        labels = request.env["water.contract"]._portal_rate_labels()
        values["result"] = result
        values["rows"] = [
            {
                "label": labels[line.component],
                "per": line.unit,
                "unit": labels[line.unit],
                "quantity": line.quantity,
                "price": line.price,
                "net": line.net,
                "group": line.group,
            }
            for line in result.lines
        ]
