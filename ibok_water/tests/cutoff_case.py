"""A customer who did not pay for two full periods after a demand."""

from freezegun import freeze_time

from odoo.fields import Command

from odoo.addons.ibok_water.tests import instalment_case
from odoo.addons.ibok_water.tests.common import day, user


class CutoffCase(instalment_case.InstalmentCase):
    """Billed each month; the demand was received in December, it is March now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = user(cls.env, "cutoff-manager", "ibok_water.group_water_manager")
        cls.place = cls.env["water.supply.point"].create(
            {
                "village_id": cls.make.village().id,
                "place": "Remiza",
                "hours": "6–22",
                "date_from": "2026-01-01",
            }
        )
        cls.stage = cls.env["water.demand.stage"].create(
            {
                "name": "Wezwanie",
                "counted_from": "due",
                "days": 7,
                "subject": "Wezwanie",
                "body": "Proszę zapłacić",
            }
        )

    def demand(self, partner=None, received="2025-12-29", **vals):
        """A demand over what was late in December, and the day it was received."""
        with freeze_time("2025-12-23"):
            demand, refused = self.env["water.payment.demand"]._make(
                self.stage,
                self.company,
                day("2025-12-23"),
                partner or self.partner,
                by_hand=True,
            )
            self.assertFalse(refused)
            demand._issue()
        demand.sudo().write(
            {
                "state": "delivered",
                "delivered_on": day(received),
                "delivery_way": "registered",
                **vals,
            }
        )
        return demand

    def period(self, first, last, amount=50, due=None, contract=None):
        """The bill of a month that was settled; as a run leaves it behind."""
        contract = contract or self.contract
        bill = self.bill(amount, due or "2026-02-16", contract)
        settlement = self.env["water.settlement"].create(
            {
                "contract_id": contract.id,
                "partner_id": contract.partner_id.id,
                "state": "done",
                "date_from": day(first),
                "date_to": day(last),
                "settlement_doc": "invoice",
                "move_id": bill.id,
            }
        )
        return settlement

    def two_periods(self, contract=None):
        """January and February are billed, and due."""
        return self.period(
            "2026-01-01", "2026-01-31", due="2026-02-13", contract=contract
        ) | self.period("2026-02-01", "2026-02-25", due="2026-02-26", contract=contract)

    def find(self):
        return self.env["water.cutoff.case"]._find(self.company)

    def candidate(self):
        self.demand()
        self.two_periods()
        [case] = self.find()
        return case.with_user(self.clerk)

    def noticed(self, planned="2026-03-30"):
        case = self.candidate()
        case.write(
            {
                "planned_on": day(planned),
                "supply_point_ids": [Command.set(self.place.ids)],
            }
        )
        case.action_notice()
        return case

    def known(self, case, customer="2026-03-06", mayor="2026-03-03", inspector=None):
        case.write(
            {
                "customer_known_on": day(customer),
                "mayor_known_on": day(mayor),
                "inspector_known_on": day(inspector or mayor),
            }
        )
