import base64
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import html2plaintext, plaintext2html

from .. import tariff_file
from ..tariff_file.writer import Row


def _filled(**values):
    """The values that are there: a key without one is left out of the file."""
    return {key: value for key, value in values.items() if value not in (False, None)}


class WaterTariff(models.Model):
    """A tariff as a file with its decision, groups, rates and subsidies.

    The format stands in ``docs/tariff-file.md``.
    """

    _inherit = "water.tariff"

    file_yaml = fields.Binary(
        string="Tariff as YAML",
        compute="_compute_files",
        groups="ibok_water.group_water_clerk,account.group_account_readonly",
    )
    file_json = fields.Binary(
        string="Tariff as JSON",
        compute="_compute_files",
        groups="ibok_water.group_water_clerk,account.group_account_readonly",
    )

    @api.depends_context("lang")
    def _compute_files(self):
        for tariff in self:
            data = tariff._file_data()
            tariff.file_yaml = base64.b64encode(tariff_file.write(data, "yaml"))
            tariff.file_json = base64.b64encode(tariff_file.write(data, "json"))

    # Out

    def action_export_yaml(self):
        return self._download("yaml")

    def action_export_json(self):
        return self._download("json")

    def _download(self, kind):
        self.ensure_one()
        self.check_access("read")
        name = self.env._("tariff-%(day)s", day=self.date_from.isoformat())
        mimetype = {"yaml": "text/yaml", "json": "application/json"}[kind]
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file_{kind}/{name}.{kind}"
            f"?download=true&mimetype={mimetype}&nocache=1",
            "target": "download",
        }

    def _file_data(self):
        """This tariff as plain values in the order of the file."""
        self.ensure_one()
        periods = self.period_ids.sorted("date_from")
        note = html2plaintext(self.note or "").strip()
        return _filled(
            format=tariff_file.FORMAT,
            version=tariff_file.VERSION,
            name=self.name,
            decision=_filled(
                number=self.decision_number,
                date=self.decision_date,
                approved_by=self.approved_by,
                published_on=self.published_on,
                source=self.source,
            )
            or None,
            valid={"from": self.date_from, "to": self.date_to},
            note=note or None,
            periods=[
                {"name": period.name, "from": period.date_from, "to": period.date_to}
                for period in periods
            ],
            groups=[group._file_data(periods) for group in self.group_ids],
            subsidies=[s._file_data() for s in self._file_subsidies()] or None,
        )

    def _file_subsidies(self):
        """Subsidies of this tariff: to its groups, on its days, or come with it."""
        self.ensure_one()
        subsidies = self.env["water.tariff.subsidy"].with_context(active_test=False)
        subsidies = subsidies.search(
            [
                ("company_id", "=", self.company_id.id),
                "|",
                ("tariff_id", "=", self.id),
                "&",
                ("active", "=", True),
                "&",
                ("date_from", "<=", self.date_to),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.date_from),
            ]
        )
        codes = set(self.group_ids.mapped("code"))
        found = subsidies.filtered(lambda s: set(s._codes()) <= codes)
        # One that waits with this tariff may be in force already from elsewhere.
        unique = {tuple(map(str, s._file_key())): s for s in found.sorted("id")}
        return sorted(
            unique.values(), key=lambda s: (s.date_from, s.component, s.name, s.id)
        )

    # In

    @api.model
    def _create_from_file(self, data, company):
        """A draft tariff from what a file says.

        :param dict data: what `tariff_file.read` returned
        :return: the draft, its subsidies waiting with it
        """
        decision = data["decision"]
        tariff = self.create(
            {
                "name": data["name"],
                "company_id": company.id,
                "date_from": data["first"],
                "date_to": data["last"],
                "decision_number": decision["number"],
                "decision_date": decision["date"],
                "approved_by": decision["approved_by"],
                "published_on": decision["published_on"],
                "source": decision["source"],
                "note": data["note"] and plaintext2html(data["note"]),
                "period_ids": [
                    Command.create(
                        {
                            "name": period["name"],
                            "date_from": period["first"],
                            "date_to": period["last"],
                        }
                    )
                    for period in data["periods"]
                ],
            }
        )
        periods = tariff.period_ids.sorted("date_from")
        self.env["water.tariff.group"].create(
            [
                self.env["water.tariff.group"]._file_vals(tariff, place, group, periods)
                for place, group in enumerate(data["groups"], start=1)
            ]
        )
        subsidies = self.env["water.tariff.subsidy"]
        subsidies.create([subsidies._file_vals(tariff, s) for s in data["subsidies"]])
        return tariff


class WaterTariffGroup(models.Model):
    _inherit = "water.tariff.group"

    def _file_data(self, periods):
        self.ensure_one()
        return _filled(
            code=self.code,
            name=self.name,
            services=self.services,
            recipients=self.recipients,
            metering=self.metering,
            billing_months=self.billing_months and int(self.billing_months),
            invoice_form=self.invoice_form,
            rates=self._file_rates(periods),
        )

    def _file_rates(self, periods):
        """One row a component and meter size, its prices in the periods' order."""
        rows = {}
        for rate in self.rate_ids:
            key = (
                tariff_file.COMPONENTS.index(rate.component),
                rate.per,
                rate.dn_from,
                rate.dn_to,
                rate.from_m3,
            )
            rows.setdefault(key, {})[rate.period_id] = rate._file_price()
        return [
            _filled(
                component=tariff_file.COMPONENTS[place],
                per=per,
                dn_from=dn_from or None,
                dn_to=dn_to or None,
                from_m3=_block(from_m3),
                prices=Row(prices.get(period) for period in periods),
            )
            for (place, per, dn_from, dn_to, from_m3), prices in sorted(rows.items())
        ]

    @api.model
    def _file_vals(self, tariff, place, group, periods):
        """Values of a group and its rates from what a file says."""
        months = group["billing_months"]
        return {
            "tariff_id": tariff.id,
            "sequence": place * 10,
            "code": group["code"],
            "name": group["name"],
            "services": group["services"],
            "recipients": group["recipients"],
            "metering": group["metering"],
            "billing_months": months and str(months),
            "invoice_form": group["invoice_form"],
            "rate_ids": [
                Command.create(
                    {
                        "period_id": period.id,
                        "component": rate["component"],
                        "per": rate["per"],
                        "price_net": float(price),
                        "dn_from": rate["dn_from"],
                        "dn_to": rate["dn_to"],
                        "from_m3": float(rate["from_m3"] or 0),
                    }
                )
                for rate in group["rates"]
                for period, price in zip(periods, rate["prices"], strict=True)
                if price is not None
            ],
        }


class WaterTariffRate(models.Model):
    _inherit = "water.tariff.rate"

    def _file_price(self):
        """The price with all its decimals, at least the grosze."""
        self.ensure_one()
        return exact_price(self.price_net, self.env)


def _block(from_m3):
    """Where a block begins as it is written: 10, 12.5; nothing without one."""
    if not from_m3:
        return None
    return int(from_m3) if from_m3 == int(from_m3) else Decimal(f"{from_m3:.2f}")


def exact_price(value, env):
    """A stored price as the decimal it was entered as: 4.9 → 4.90."""
    digits = max(env["decimal.precision"].precision_get("Product Price"), 2)
    whole, _point, decimals = f"{value:.{digits}f}".partition(".")
    return Decimal(f"{whole}.{decimals.rstrip('0').ljust(2, '0')}")
