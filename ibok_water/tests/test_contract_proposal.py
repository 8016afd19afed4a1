from odoo.fields import Command
from odoo.tests import Form, freeze_time

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


class TestContractProposal(common.WaterCase):
    """A new contract's form fills in the points that the premise has to give."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2026-02-10 10:00:00"))
        self.main = self.make.metered_point(100)
        self.premise = self.main.premise_id
        self.garden = self.make.point(kind="garden", main=self.main)

    def form(self, premise=None, since="2026-02-01", **values):
        clerk = common.user(self.env, "clerk", "ibok_water.group_water_clerk")
        form = Form(self.env["water.contract"].with_user(clerk))
        form.partner_id = self.make.partner()
        for name, value in values.items():
            form[name] = value
        form.premise_id = premise or self.premise
        if since:
            form.date_from = day(since)
        return form

    def points(self, contract):
        return contract.contract_point_ids.point_id

    def test_all_free_points_of_the_premise_are_proposed(self):
        contract = self.form().save()
        self.assertEqual(self.points(contract), self.main | self.garden)
        days = set(contract.contract_point_ids.mapped("date_from"))
        self.assertEqual(days, {day("2026-02-01")})

    def test_a_firm_is_proposed_as_no_household(self):
        form = self.form()
        self.assertEqual(form.recipients, "household")
        form.partner_id = self.make.partner("Piekarnia", is_company=True)
        self.assertEqual(form.recipients, "other")

    def test_the_first_day_may_come_first_or_change(self):
        form = self.form()
        form.date_from = day("2026-02-05")
        rows = form.save().contract_point_ids
        self.assertEqual(set(rows.mapped("date_from")), {day("2026-02-05")})

    def test_a_point_of_a_running_contract_is_not_proposed(self):
        self.make.contract([self.main])
        self.assertEqual(self.points(self.form().save()), self.garden)

    def test_a_point_that_comes_free_is_proposed_for_the_day_after(self):
        self.make.contract([self.main, self.garden], date_to=day("2026-02-28"))
        form = self.form(since=None)
        self.assertEqual(len(form.contract_point_ids), 0)
        form.date_from = day("2026-03-01")
        self.assertEqual(self.points(form.save()), self.main | self.garden)

    def test_another_premise_takes_the_points_along(self):
        other = self.make.metered_point(7)
        form = self.form()
        form.premise_id = other.premise_id
        self.assertEqual(self.points(form.save()), other)

    def test_what_the_clerk_took_away_stays_away(self):
        form = self.form()
        form.contract_point_ids.remove(0)
        contract = form.save()
        self.assertEqual(len(self.points(contract)), 1)

    def test_a_contract_billed_by_a_norm_gets_no_points(self):
        form = self.form(metering="norm")
        self.assertEqual(len(form.contract_point_ids), 0)
        form.metering = "main_meter"
        self.assertEqual(len(form.contract_point_ids), 2)

    def test_a_contract_in_force_is_left_alone(self):
        contract = self.make.contract([self.main])
        contract.write(
            {"contract_point_ids": [Command.clear()], "metering": "norm"}
            | {
                "norm_id": self.env["water.norm"]
                .create({"code": "TST", "name": "Test", "m3_month": 3})
                .id,
                "persons": 2,
            }
        )
        with Form(contract) as form:
            form.metering = "main_meter"
            self.assertEqual(len(form.contract_point_ids), 0)
            form.metering = "norm"
