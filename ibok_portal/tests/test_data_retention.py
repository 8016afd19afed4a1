from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_path

from odoo.addons.ibok_portal.models.ibok_data_category import CLEANED, YEARLY

from . import common


@tagged("post_install", "-at_install")
class TestRetention(common.WaterPortalCase):
    """What was kept long enough is deleted by the program."""

    def setUp(self):
        super().setUp()
        self.user = self._make_resident("celina")
        self.categories = self.env["ibok.data.category"]
        self.categories.search([]).active = False
        self.env.flush_all()
        self.env["ibok.data.view"].search([]).unlink()

    def _category(self, code, days, **vals):
        return self.categories.create(
            {
                "name": code,
                "code": code,
                "keep_days": days,
                "content": "x",
                "purpose": "x",
                "legal_basis": "x",
                "retention": "[[days]] days",
                **vals,
            }
        )

    def _view(self, at, company=None):
        return self.env["ibok.data.view"].create(
            {
                "user_id": self.env.uid,
                "role": "clerk",
                "partner_id": self.user.partner_id.id,
                "kind": "customer",
                "day": at[:10],
                "first_at": at,
                "last_at": at,
                "company_id": (company or self.env.company).id,
            }
        )

    def _sign_in(self, user, at):
        return self.env["res.device.log"].create(
            {
                "session_identifier": f"{user.id}{at}",
                "user_id": user.id,
                "first_activity": at,
                "last_activity": at,
            }
        )

    def _clean(self):
        commit = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1
        )
        with common.freeze_time("2026-12-31 10:00:00"), commit:
            self.categories._cron_retention()

    def test_older_ones_go(self):
        self._category("data_views", 30)
        old, new = self._view("2026-11-30 10:00:00"), self._view("2026-12-02 10:00:00")
        self._clean()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())

    def test_sign_ins_of_residents_only(self):
        self._category("sign_ins", 30)
        old = self._sign_in(self.user, "2026-11-01 10:00:00")
        new = self._sign_in(self.user, "2026-12-30 10:00:00")
        office = self._sign_in(self.env.ref("base.user_admin"), "2026-11-01 10:00:00")
        self._clean()
        self.assertEqual((old | new | office).exists(), new | office)

    def _request(self, state, decided_at):
        return self.env["ibok.account.request"].create(
            {
                "name": "Celina",
                "email": f"celina{decided_at[:4]}{state}@example.com",
                "customer_number": "K00099",
                "state": state,
                "decided_at": decided_at,
            }
        )

    def test_decided_requests_go(self):
        self._category("requests", 365)
        old = self._request("refused", "2025-12-30 10:00:00")
        new = self._request("opened", "2026-01-02 10:00:00")
        waits = self._request("check", "2025-12-30 10:00:00")
        self._clean()
        self.assertEqual((old | new | waits).exists(), new | waits)

    def test_decided_changes_of_data_go(self):
        self._category("data_changes", 100)
        changes = self.env["ibok.data.change"]
        with common.freeze_time("2026-09-01 10:00:00"):
            old = changes._ask(self.user, {"street": "Leśna 7"})
            old._withdraw()
            waits = changes._ask(self.user, {"street": "Leśna 8"})
        with common.freeze_time("2026-12-01 10:00:00"):
            waits._withdraw()
            new, waits = waits, changes._ask(self.user, {"street": "Leśna 9"})
        self._clean()
        self.assertEqual((old | new | waits).exists(), new | waits)

    def test_what_the_box_brings_names_the_days_that_hold(self):
        # From the file: the office may have changed those in the database.
        box = etree.parse(file_path("ibok_portal/data/ibok_data_category.xml"))
        for code in CLEANED:
            unit = "years" if code in YEARLY else "days"
            (record,) = box.xpath(f"//record[field[@name='code']='{code}']")
            self.assertGreater(int(record.findtext(f"field[@name='keep_{unit}']")), 0)
            words = f"[[{unit}]] {unit}"
            self.assertIn(words, record.findtext("field[@name='retention']"))
            kind = self._category(code, 0, retention=words, **{f"keep_{unit}": 7})
            self.assertTrue(kind.is_cleaned)
            self.assertEqual(kind.is_yearly, unit == "years")
            self.assertEqual(kind._retention_text(), f"7 {unit}")

    def test_zero_days_delete_nothing(self):
        self._category("data_views", 0)
        old = self._view("2020-01-01 10:00:00")
        self._clean()
        self.assertTrue(old.exists())

    def test_the_municipality_confirms_and_a_change_asks_again(self):
        manager = common.new_test_user(
            self.env, "retention-boss", "ibok_water.group_water_manager"
        )
        pile = self.env.ref("ibok_portal.worklist_data_category").with_user(manager)
        kind = self._category("sign_ins", 365).with_user(manager)
        before = pile.waiting
        with common.freeze_time("2026-12-30 23:30:00"):
            kind.action_confirm()
        # Half past midnight in Poland.
        self.assertEqual(str(kind.confirmed_on), "2026-12-31")
        self.assertEqual(kind.confirmed_by_id, manager)
        pile.invalidate_recordset()
        self.assertEqual(pile.waiting, before - 1)
        kind.write({"sequence": 3, "keep_days": 365})
        self.assertTrue(kind.confirmed_on, "nothing that was confirmed is changed")
        for vals in (
            {"keep_days": 90},
            {"keep_years": 2},
            {"legal_basis": "A law"},
            {"retention": "x"},
        ):
            kind.action_confirm()
            kind.write(vals)
            self.assertFalse(kind.confirmed_on or kind.confirmed_by_id, vals)
        with self.assertRaises(AccessError):
            kind.write({"confirmed_on": "2026-12-30"})
        clerk = common.new_test_user(
            self.env, "retention-clerk", "ibok_water.group_water_clerk"
        )
        with self.assertRaises(AccessError):
            kind.with_user(clerk).action_confirm()

    def test_a_company_keeps_by_its_own_rule(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._category("data_views", 30)
        self._category("data_views", 300, company_id=other.id)
        mine = self._view("2026-11-01 10:00:00")
        theirs = self._view("2026-11-01 10:00:00", company=other)
        ancient = self._view("2025-11-01 10:00:00", company=other)
        self._clean()
        self.assertEqual((mine | theirs | ancient).exists(), theirs)
        told = self.categories._of_company(other)
        self.assertEqual(told.mapped("keep_days"), [300])
        self.assertEqual(told._retention_text(), "300 days")
