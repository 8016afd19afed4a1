from ast import literal_eval
from datetime import date, timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common, receivable_case
from odoo.addons.ibok_water.tests.common import day
from odoo.addons.ibok_water.tests.receivable_case import TODAY


@freeze_time(TODAY)
class TestReceivableUse(receivable_case.ReceivableCase):
    """What people do with the list: warnings, past days, who sees it."""

    def test_claims_about_to_be_prescribed_are_found(self):
        old = self.bill(100, "2022-03-01")
        soon = self.bill(100, "2024-03-01")
        careful = self.bill(100, "2023-11-02")
        safe = self.bill(100, "2025-03-01")
        court = self.bill(100, "2023-03-01")
        self.env["water.prescription.interruption"]._record(
            court._water_receivable(), "court", day("2025-01-07"), "I Nc 1/26"
        )
        paid_back = self.bill(10, "2022-04-04")
        credit = self.pay(paid_back, 30, "2022-04-05").move_id
        states = {
            old: "prescribed",
            soon: "soon",
            careful: "soon",
            safe: "safe",
            court: "stopped",
            credit: False,
        }
        rows = self.rows(*states)
        self.assertEqual({row.move_id: row.prescription_state for row in rows}, states)
        for state in ("prescribed", "soon", "safe", "stopped", False):
            found = self.Rows.search(
                [
                    ("prescription_state", "in", [state]),
                    ("move_id", "in", rows.move_id.ids),
                ]
            )
            expected = [move for move, told in states.items() if told == state]
            self.assertEqual(set(found.move_id), set(expected), state)
        dates = {row.move_id: row.prescribed_on for row in rows}
        self.assertEqual(dates[soon], date(2027, 12, 31))
        self.assertFalse(dates[court])
        # The day that makes it urgent is shown beside the one that it is lost on.
        warned = {row.move_id: row.warned_on for row in rows}
        self.assertEqual(warned[soon], date(2026, 12, 31))
        self.assertEqual(warned[careful], date(2025, 12, 31))
        self.assertFalse(warned[court])
        self.assertFalse(warned[credit])

    def test_how_far_ahead_is_a_setting(self):
        bill = self.bill(100, "2024-03-01")
        for years, months, state in (
            ("2", 0, "soon"),
            ("3", 0, "safe"),
            ("2", 6, "safe"),
            ("2", 7, "soon"),
            ("3", 18, "safe"),
            ("3", 19, "soon"),
        ):
            self.company.write(
                {
                    "water_prescription_warn_years": years,
                    "water_prescription_months": months,
                }
            )
            row = self.rows(bill)
            self.assertEqual(row.prescription_state, state, (years, months))
            found = self.Rows.search([("prescription_state", "in", [state])])
            self.assertIn(row, found)

    def test_the_board_counts_them(self):
        pile = self.env.ref("ibok_water.worklist_prescription")
        before = pile.waiting
        self.bill(100, "2024-03-01")
        pile.invalidate_recordset()
        self.assertEqual(pile.waiting, before + 1)

    def test_the_wizard_opens_a_past_day_and_none_to_come(self):
        wizard = self.env["water.receivable.day"].create({"day": "2026-03-31"})
        action = wizard.action_show()
        self.assertEqual(action["context"]["water_as_of"], "2026-03-31")
        self.assertEqual(action["res_model"], "water.receivable")
        self.assertIn("31", action["display_name"])
        wizard.day = day(TODAY) + timedelta(1)
        with self.assertRaises(UserError):
            wizard.action_show()

    def test_who_may_see_it(self):
        bill = self.bill(100, "2026-05-04")
        for group, may in (
            ("ibok_water.group_water_clerk", True),
            ("account.group_account_readonly", True),
            ("ibok_water.group_water_reader", False),
            ("base.group_portal", False),
        ):
            user = common.user(self.env, f"receivable-{group}", group)
            rows = self.Rows.with_user(user)
            if may:
                row = rows.search([("move_id", "=", bill.id)])
                row.read(["residual", "interest", "prescribed_on"])
                self.assertEqual(row.residual, 100)
            else:
                with self.assertRaises(AccessError):
                    rows.search([])

    def test_ages_stand_in_their_order(self):
        for late in (400, 70, 20, -5, 100, 40, 200):
            due = day(TODAY) - timedelta(late)
            self.bill(10, str(due), issued=str(min(due, day(TODAY))))
        ages = self.Rows._read_group([("claim", ">", 0)], ["age"])
        order = [key for key, _label in self.Rows._fields["age"].selection]
        self.assertEqual([age for [age] in ages], order[:-1])

    def test_what_is_disputed_is_found(self):
        disputed, calm = self.bill(100, "2026-01-05"), self.bill(50, "2026-01-05")
        disputed._water_dispute("too much")
        view = etree.fromstring(
            self.env.ref("ibok_water.water_receivable_view_search").arch
        )
        (found,) = view.xpath("//filter[@name='disputed']")
        rows = self.Rows.search(literal_eval(found.get("domain")))
        self.assertIn(disputed, rows.move_id)
        self.assertNotIn(calm, rows.move_id)

    def test_a_row_opens_its_document(self):
        bill = self.bill(100, "2026-05-04")
        action = self.rows(bill).action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), (bill._name, bill.id))
