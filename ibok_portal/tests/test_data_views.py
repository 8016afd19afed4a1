from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_path, mute_logger

from odoo.addons.ibok_portal.models.ibok_data_category import CLEANED

from . import common


@tagged("post_install", "-at_install")
class TestDataViews(common.WaterPortalHttpCase):
    """Who in the office opened a customer's form is counted, a row a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = common.new_test_user(
            cls.env,
            "views-clerk",
            "ibok_water.group_water_clerk",
            password=common.PASSWORD,
            name="Klara Views",
        )
        cls.manager = common.new_test_user(
            cls.env,
            "views-manager",
            "ibok_water.group_water_manager",
            password=common.PASSWORD,
        )
        cls.env["ibok.data.view"].search([]).unlink()
        cls.customer = cls.anna.partner_id

    def setUp(self):
        super().setUp()
        self._login(self.clerk)

    def _call(self, model, method, *args, **kwargs):
        answer = self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )
        self.env.invalidate_all()
        return answer

    def _open(self, record):
        """Ask for a record as the form of the web client does."""
        return self._call(
            record._name, "web_read", record.ids, specification={"display_name": {}}
        )

    def _rows(self):
        return self.env["ibok.data.view"].search([], order="id")

    def test_each_kind_of_form_is_a_row(self):
        with common.freeze_time("2026-12-29 10:00:00"):
            self._read(self.point, 350, common.IN_WINDOW)
            settlement = self.contract._settle(common.date(2026, 12, 31))
        for record in (self.customer, self.contract, settlement, settlement.move_id):
            self.assertEqual(self._open(record)[0]["id"], record.id)
        rows = self._rows()
        self.assertEqual(
            set(rows.mapped("kind")), {"customer", "contract", "settlement", "bill"}
        )
        self.assertEqual(rows.partner_id, self.customer)
        self.assertEqual(rows.user_id, self.clerk)
        self.assertEqual(set(rows.mapped("role")), {"clerk"})

    def test_again_on_the_same_day_adds_to_the_row(self):
        with common.freeze_time("2026-12-29 10:00:00"):
            self._login(self.clerk)
            self._open(self.contract)
        with common.freeze_time("2026-12-29 22:30:00"):
            self._open(self.contract)
        with common.freeze_time("2026-12-29 23:30:00"):
            self._open(self.contract)
        first, second = self._rows()
        self.assertEqual((str(first.day), first.count), ("2026-12-29", 2))
        self.assertEqual(str(first.last_at), "2026-12-29 22:30:00")
        self.assertEqual(str(first.first_at), "2026-12-29 10:00:00")
        self.assertEqual((str(second.day), second.count), ("2026-12-30", 1))

    def test_lists_and_programs_cost_nothing(self):
        self._call(
            "water.contract",
            "web_search_read",
            domain=[("id", "=", self.contract.id)],
            specification={"display_name": {}, "settlement_ids": {"fields": {}}},
        )
        both = (self.contract | self.other_contract).ids
        self._call("water.contract", "web_read", both, specification={"number": {}})
        self._call("water.contract", "read", self.contract.ids, ["number"])
        self.contract.with_user(self.clerk).web_read({"number": {}})
        self.env["water.contract"]._cron_renew()
        self.assertFalse(self._rows())

    def test_who_is_no_customer_is_not_watched(self):
        supplier = self.env["res.partner"].create({"name": "Supplier"})
        self._open(supplier)
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.customer.id}
        )
        self._open(bill)
        self.assertFalse(self._rows())

    def test_what_may_not_be_opened_is_not_counted(self):
        reader = common.new_test_user(
            self.env,
            "views-reader",
            "ibok_water.group_water_reader",
            password=common.PASSWORD,
        )
        self._login(reader)
        with mute_logger("odoo.http"), self.assertRaises(Exception):  # noqa: B017
            self._open(self.contract)
        self.assertFalse(self._rows())

    def test_a_resident_who_opens_his_own_leaves_no_trace(self):
        self._login(self.anna)
        self._open(self.contract)
        self.assertFalse(self._rows())

    def test_a_form_opens_whatever_happens(self):
        views = type(self.env["ibok.data.view"])
        with (
            patch.object(views, "_note", side_effect=RuntimeError("full disk")),
            mute_logger("odoo.addons.ibok_portal.models.ibok_data_view"),
        ):
            self.assertEqual(self._open(self.contract)[0]["id"], self.contract.id)
        self.assertFalse(self._rows())
        self._open(self.contract)
        self.assertEqual(len(self._rows()), 1)

    def test_the_resident_sees_the_role_and_no_name(self):
        self._open(self.contract)
        self._login(self.manager)
        self._open(self.customer)
        self._login(self.anna)
        text = self._text(self._page("/my/privacy"))
        self.assertIn("Office clerk", text)
        self.assertIn("Manager", text)
        self.assertNotIn("Klara Views", text)
        self.env.company.ibok_show_staff_names = True
        self.assertIn(
            "Office clerk: Klara Views", self._text(self._page("/my/privacy"))
        )

    def test_another_resident_sees_nothing_of_it(self):
        self._open(self.contract)
        self._login(self.bogdan)
        self.assertIn("Nobody has opened them", self._text(self._page("/my/privacy")))
        for user in (self.anna, self.bogdan, self.clerk):
            with self.assertRaises(AccessError):
                self.env["ibok.data.view"].with_user(user).search([])
        found = self.env["ibok.data.view"].with_user(self.manager).search([])
        self.assertEqual(found.user_id, self.clerk)
        with self.assertRaises(AccessError):
            found.unlink()
        with self.assertRaises(AccessError):
            found.write({"count": 0})


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
            (record,) = box.xpath(f"//record[field[@name='code']='{code}']")
            self.assertGreater(int(record.findtext("field[@name='keep_days']")), 0)
            self.assertIn("[[days]] days", record.findtext("field[@name='retention']"))
            kind = self._category(code, 7)
            self.assertTrue(kind.is_cleaned)
            self.assertEqual(kind._retention_text(), "7 days")

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
        for vals in ({"keep_days": 90}, {"legal_basis": "A law"}, {"retention": "x"}):
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
