"""Small complete records of a water utility, for the tests of every addon.

Import the module, not its classes (pytest collects imported classes again)::

    from odoo.addons.ibok_water.tests import common

    class TestBill(common.WaterCase): ...
"""

import re
from datetime import date, timedelta
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import format_date

from odoo.addons.account.models.account_move import AccountMove

#: Prices of the tariff that tests use when prices do not matter.
PRICES = {"water": 5.00, "sewage": 8.00, "subscription_both": (4.00, "month")}
PASSWORD = "Zielone-Pole-7!"
TARIFF_FROM, TARIFF_TO = date(2024, 1, 1), date(2026, 12, 31)
DEFAULTS = {
    "water_window_before": 10,
    "water_window_after": 14,
    "water_volume_precision": "1",
    "water_subscription_mode": "every_started",
    "water_tariff_change_days": 3,
    "water_split_precision": "0.01",
    "water_subscription_change": "period_end",
    "water_bill_resident_reading": True,
    "water_spike_factor": 3.0,
    "water_spike_margin": 10.0,
    "water_rollover_limit": 500.0,
    "water_interest_days": 14,
    "water_interest_threshold": 0.0,
    "water_interest_unpaid": False,
    "water_interest_compensation": False,
    "water_account_mask": False,
}


def day(text):
    """``"2026-01-31"`` as a date; dates pass as they are."""
    return date.fromisoformat(text) if isinstance(text, str) else text


def told(text):
    """A pattern of the day as a message may write it."""
    on = day(text)
    return f"{on:%Y-%m-%d}|{on:%m/%d/%Y}|{on:%d[.]%m[.]%Y}"


class Factory:
    """Makes records in a company; every method returns what it made."""

    def __init__(self, env):
        self.env = env
        self._count = 0

    def _next(self):
        self._count += 1
        return f"{self.env.cr.now():%H%M%S%f}{self._count}"

    def village(self, name="Wola Testowa", **vals):
        known = self.env["water.village"].search([("name", "=", name)], limit=1)
        return known or known.create({"name": name, "zip": "98-113", **vals})

    def premise(self, **vals):
        vals.setdefault("village_id", vals.get("village_id") or self.village().id)
        vals.setdefault("house_number", "5")
        return self.env["water.premise"].create(vals)

    def point(self, premise=None, kind="main", main=None, **vals):
        premise = premise or (main and main.premise_id) or self.premise()
        return self.env["water.point"].create(
            {
                "premise_id": premise.id,
                "kind": kind,
                "main_point_id": main and main.id,
                **vals,
            }
        )

    def meter_type(self, **vals):
        vals = {"name": f"JS {self._next()}", "manufacturer": "Apator", **vals}
        return self.env["water.meter.type"].create(vals)

    def meter(self, number=None, **vals):
        vals.setdefault("type_id", vals.get("type_id") or self.meter_type().id)
        vals.setdefault("mark_year", 2024)
        return self.env["water.meter"].create(
            {"number": number or f"W{self._next()}", **vals}
        )

    def install(self, point, value=0.0, on="2025-12-31", meter=None, **vals):
        """Put a meter (a new one by default) on a point."""
        return self.env["water.meter.installation"].create(
            {
                "meter_id": (meter or self.meter()).id,
                "point_id": point.id,
                "date_from": day(on),
                "initial_value": value,
                **vals,
            }
        )

    def metered_point(self, value=0.0, on="2025-12-31", **vals):
        point = self.point(**vals)
        self.install(point, value, on)
        return point

    def partner(self, name="Jan Testowy", **vals):
        return self.env["res.partner"].create({"name": name, **vals})

    def contract(self, points=(), since="2026-01-01", opened=True, **vals):
        """A contract over points, in force by default."""
        premise = vals.pop("premise", None) or (
            points[0].premise_id if points else self.premise()
        )
        partner = vals.pop("partner", None) or self.partner()
        contract = self.env["water.contract"].create(
            {
                "partner_id": partner.id,
                "premise_id": premise.id,
                "date_from": day(since),
                "contract_point_ids": [
                    Command.create({"point_id": point.id}) for point in points
                ],
                "billing_months": "1",
                **vals,
            }
        )
        if opened:
            contract.action_open()
        return contract

    def household(self, value=0.0, since="2026-01-01", **vals):
        """A contract with one metered point, opened, its meter at ``value``."""
        before = day(since) - timedelta(days=1)
        point = self.metered_point(value, before)
        return self.contract([point], since, **vals)

    def tariff(
        self, prices=None, since=TARIFF_FROM, until=TARIFF_TO, active=True, **group
    ):
        """A tariff of one period and one group that fits every contract."""
        tariff = self.env["water.tariff"].create(
            {
                "name": f"Tariff {since}",
                "date_from": day(since),
                "date_to": day(until),
                "period_ids": [
                    Command.create(
                        {"name": "1", "date_from": day(since), "date_to": day(until)}
                    )
                ],
            }
        )
        self.group(tariff, prices, **group)
        if active:
            tariff.action_activate()
        return tariff

    def group(self, tariff, prices=None, code="G1", services="both", **criteria):
        """A group with the same prices in every period of a draft tariff."""
        group = self.env["water.tariff.group"].create(
            {
                "tariff_id": tariff.id,
                "code": code,
                "name": f"Group {code}",
                "services": services,
                **criteria,
            }
        )
        for period in tariff.period_ids:
            for component, price in (prices or PRICES).items():
                price, per = price if isinstance(price, tuple) else (price, "m3")
                self.env["water.tariff.rate"].create(
                    {
                        "group_id": group.id,
                        "period_id": period.id,
                        "component": component,
                        "price_net": price,
                        "per": per,
                    }
                )
        return group

    # pylint: disable-next=method-required-super
    def read(self, point, value, on, source="reader", **extra):
        """Submit a reading as a reader does."""
        return self.env["water.reading"]._submit(
            point, Decimal(str(value)), day(on), source=source, **extra
        )

    def exchange(self, point, final, on, initial=0.0, meter=None, **vals):
        """Exchange the point's meter through the wizard; the new installation."""
        wizard = self.env["water.meter.exchange"].create(
            {
                "point_id": point.id,
                "date": day(on),
                "final_value": final,
                "new_meter_id": (meter or self.meter()).id,
                "initial_value": initial,
                **vals,
            }
        )
        action = wizard.action_exchange()
        return self.env["water.meter.installation"].browse(action["res_id"])

    def collective(self, *uses, end="2026-01-31", since="2026-01-01", **vals):
        """Contracts of one payer on a collective bill, read at the end of a cycle."""
        vals = {"services": "water", "collective_bill": True, **vals}
        vals["partner"] = vals.get("partner") or self.partner("Spółdzielnia")
        contracts = self.env["water.contract"].union(
            *(self.household(100, since, **vals) for _use in uses)
        )
        for contract, use in zip(contracts, uses, strict=True):
            self.read(contract.point_ids, 100 + use, end)
        return contracts

    def settle(self, contract, cycle_end):
        return contract._settle(day(cycle_end))


def reversed_by_odoo(bill, vals=None, cancel=False):
    """A credit note over a bill, as Odoo makes it: books of before have such.

    Nobody makes one now; what they left is printed, told and reported all the same.
    """
    vals = {"water_contract_id": bill.water_contract_id.id, **(vals or {})}
    return AccountMove._reverse_moves(bill, [vals], cancel=cancel)


def like(bill, **vals):
    """A draft invoice of a bill's lines made by hand: a bill itself has no copies."""
    return bill.create(
        {
            "move_type": "out_invoice",
            "partner_id": bill.partner_id.id,
            "journal_id": bill.journal_id.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": line.name,
                        "product_id": line.product_id.id,
                        "quantity": line.quantity,
                        "price_unit": line.price_unit,
                        "tax_ids": [Command.set(line.tax_ids.ids)],
                    }
                )
                for line in bill.invoice_line_ids
            ],
            **vals,
        }
    )


def user(env, login, *groups, **vals):
    """A user of these groups, with a password any policy accepts."""
    groups = ",".join(groups or ("base.group_portal",))
    return new_test_user(env, login, groups, password=PASSWORD, **vals)


def quiet_company(company):
    """Give the company known settings and no prices, whatever was loaded before."""
    env = company.env
    tariffs = env["water.tariff"].search(
        [("company_id", "=", company.id), ("state", "=", "active")]
    )
    tariffs.action_close()
    # The database compares the days of tariffs in force.
    env.flush_all()
    env["water.tariff.subsidy"].search([("company_id", "=", company.id)]).active = False
    company.write(
        DEFAULTS
        | {"water_payment_term_id": env.ref("ibok_water.payment_term_14_days").id}
    )


@tagged("post_install", "-at_install")
class WaterCase(TransactionCase):
    """Base of the addon's tests: a quiet company and its factory as ``self.make``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        quiet_company(cls.company)
        # Rules are judged by tests of their own.
        cls.env["water.hold.rule"].search([]).active = False
        cls.make = Factory(cls.env)

    def said(self, text):
        """A pattern of a date as messages say it."""
        return re.escape(format_date(self.env, day(text)))
