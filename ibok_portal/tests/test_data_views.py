from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

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
