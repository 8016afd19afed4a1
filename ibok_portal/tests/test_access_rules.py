from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import access_case, common

#: Models that record rules open to residents, and how to find those of a contract.
OF_CONTRACT = {
    "water.contract": lambda c: c,
    "water.contract.point": lambda c: c.contract_point_ids,
    "water.reading": lambda c: c.reading_ids,
    "water.settlement": lambda c: c.settlement_ids,
    "water.settlement.usage": lambda c: c.settlement_ids.usage_ids,
    "water.settlement.line": lambda c: c.settlement_ids.line_ids,
    "account.move": lambda c: c.settlement_ids.move_id,
    "account.move.line": lambda c: c.settlement_ids.move_id.line_ids,
}


@tagged("post_install", "-at_install")
class TestAccessRules(access_case.AccessCase):
    """What the record rules open to the holder of an access, and when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for contract, point in (
            (cls.house, cls.house_point),
            (cls.shop, cls.shop_point),
            (cls.foreign, cls.foreign_point),
        ):
            cls._bill(contract, point)

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(access_case.NOON))

    def _assert_sees(self, user, contract, sees=True):
        """All of a contract by searching and by reading, or nothing of it."""
        self.env.invalidate_all()
        for model, records_of in OF_CONTRACT.items():
            records = records_of(contract)
            self.assertTrue(records, model)
            mine = records.with_user(user)
            found = mine.search([("id", "in", records.ids)])
            self.assertEqual(found, mine if sees else mine.browse(), model)
            for record in mine:
                self.assertEqual(record.has_access("read"), sees, model)
            with self.subTest(model), mute_logger("odoo.addons.base.models.ir_rule"):
                if sees:
                    mine.read(["create_date"])
                else:
                    self.assertRaises(AccessError, mine.read, ["create_date"])

    def test_without_an_access_nothing(self):
        self._assert_sees(self.ola, self.house, False)

    def test_live_opens_this_contract_and_no_other(self):
        for scope in ("see", "act"):
            access = self._give(scope=scope)
            self.assertEqual(access.state, "live")
            self._assert_sees(self.ola, self.house)
            self._assert_sees(self.ola, self.shop, False)
            self._assert_sees(self.ola, self.foreign, False)
            access._end("x")

    def test_the_customer_sees_as_before(self):
        self._give()
        self._assert_sees(self.anna, self.house)
        self._assert_sees(self.anna, self.shop)
        self._assert_sees(self.anna, self.foreign, False)

    def test_not_yet_opens_nothing(self):
        access = self._give(date_from="2026-12-30")
        self.assertEqual(access.state, "future")
        self._assert_sees(self.ola, self.house, False)

    def test_ended_opens_nothing(self):
        access = self._give(date_to="2026-12-28")
        self.assertEqual(access.state, "ended")
        self._assert_sees(self.ola, self.house, False)

    def test_last_day_is_a_day(self):
        access = self._give(date_from=common.IN_WINDOW, date_to=common.IN_WINDOW)
        self.assertEqual(access.state, "live")
        self._assert_sees(self.ola, self.house)

    def test_withdrawn_opens_nothing_at_once(self):
        access = self._give()
        self._assert_sees(self.ola, self.house)
        access._end("x")
        self.assertEqual(access.state, "revoked")
        self._assert_sees(self.ola, self.house, False)

    def test_invited_opens_nothing(self):
        access, _key = self._invite(self.ola.login)
        self.assertEqual(access.state, "invited")
        self._assert_sees(self.ola, self.house, False)

    def test_midnight_is_that_of_poland(self):
        """No job, no cache: the same worker a second later."""
        self._give(date_from="2027-01-01", date_to="2027-06-30")
        moments = (
            ("2026-12-31 22:59:59", False),
            # Winter: 23:00 UTC is midnight.
            ("2026-12-31 23:00:00", True),
            # Summer: 22:00 UTC is.
            ("2027-06-30 21:59:59", True),
            ("2027-06-30 22:00:00", False),
        )
        for moment, sees in moments:
            with self.subTest(moment), freeze_time(moment):
                self._assert_sees(self.ola, self.house, sees)

    def test_timezone_of_the_user_changes_nothing(self):
        self._give(date_to="2027-06-30")
        ola = self.ola.with_context(tz="America/New_York")
        with freeze_time("2027-06-30 22:00:00"):
            mine = self.house.with_user(ola).with_context(tz="America/New_York")
            self.assertFalse(mine.search([("id", "=", self.house.id)]))

    def test_drafts_never(self):
        self._give()
        move = self.house.settlement_ids.move_id
        self.env.cr.execute(
            "UPDATE account_move SET state = 'draft' WHERE id = %s", [move.id]
        )
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'draft' WHERE move_id = %s",
            [move.id],
        )
        self.env.invalidate_all()
        for records in (move, move.line_ids):
            self.assertFalse(records.with_user(self.ola).has_access("read"))

    def test_draft_contracts_are_opened_to_nobody(self):
        draft = self.house.copy({"partner_id": self.anna.partner_id.id})
        self.assertEqual(draft.state, "draft")
        self.assertRaises(ValidationError, self._give, contract=draft)

    def test_held_bills_are_not_shown(self):
        self._give()
        settlement = self.house.settlement_ids
        self.env.cr.execute(
            "UPDATE water_settlement SET state = 'held' WHERE id = %s",
            [settlement.id],
        )
        self.env.invalidate_all()
        self.assertFalse(settlement.with_user(self.ola).has_access("read"))

    def test_holder_changes_nothing(self):
        self._give(scope="act")
        for model, records_of in OF_CONTRACT.items():
            records = records_of(self.house).with_user(self.ola)
            for operation in ("write", "unlink", "create"):
                self.assertFalse(records.has_access(operation), (model, operation))

    def test_keys_of_documents_stay_hidden(self):
        """They would go on opening the bill after the access."""
        self._give(scope="act")
        for records in (self.house, self.house.settlement_ids.move_id):
            records._portal_ensure_token()
            mine = records.with_user(self.ola)
            self.assertRaises(AccessError, mine.read, ["access_token"])
            self.assertNotIn("access_token", mine._get_share_url())
        move = self.house.settlement_ids.move_id
        url = move.with_user(self.ola).sudo().get_portal_url(report_type="pdf")
        self.assertEqual(url, f"/my/invoices/{move.id}?report_type=pdf")
        own = move.with_user(self.anna).sudo().get_portal_url()
        self.assertIn("access_token=", own)

    def test_other_debts_are_not_printed_for_a_holder(self):
        self._give()
        bill = self.house.settlement_ids.move_id
        other = self.shop.settlement_ids.move_id
        with freeze_time("2027-03-01 10:00:00"):
            self.assertEqual(bill._water_other_due(), other.amount_total)
            theirs = bill.with_user(self.anna).sudo()
            self.assertEqual(theirs._water_other_due(), other.amount_total)
            self.assertFalse(bill.with_user(self.ola).sudo()._water_other_due())

    def test_talk_with_the_customer_is_not_shown(self):
        self._give()
        for record in (self.house, self.house.settlement_ids.move_id):
            message = record.message_post(
                body="Proszę pani", subtype_xmlid="mail.mt_comment"
            )
            self.env.flush_all()
            self.assertTrue(message.with_user(self.anna).has_access("read"))
            self.assertFalse(message.with_user(self.ola).has_access("read"))

    def test_rule_finds_contracts_by_their_indexes(self):
        """No reading of whole tables, however many contracts there are."""
        self._give()
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for model in ("water.contract", "water.reading", "water.settlement"):
            query = self.env[model].with_user(self.ola)._search([])
            self.env.cr.execute(
                "EXPLAIN " + str(query.select().code), query.select().params
            )
            plan = "\n".join(row[0] for row in self.env.cr.fetchall())
            self.assertNotIn("Seq Scan", plan, f"{model}\n{plan}")


@tagged("post_install", "-at_install")
class TestCollective(access_case.AccessCase):
    """A bill for several contracts is shown to who sees all of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._bill(cls.house, cls.house_point).move_id
        other = cls._bill(cls.shop, cls.shop_point)
        # As a run of collective bills leaves it: one document, two settlements.
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE water_settlement SET move_id = %s, collective_move_id = %s"
            " WHERE id IN %s",
            [
                cls.move.id,
                cls.move.id,
                tuple((cls.house | cls.shop).settlement_ids.ids),
            ],
        )
        cls.env.invalidate_all()
        cls.other = other

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(access_case.NOON))

    def _sees(self):
        self.env.invalidate_all()
        found = self.move.with_user(self.ola).search([("id", "=", self.move.id)])
        self.assertEqual(bool(found), self.move.with_user(self.ola).has_access("read"))
        return bool(found)

    def test_one_of_them_is_not_enough(self):
        self._give()
        self.assertFalse(self._sees())
        self.assertTrue(
            self.house.settlement_ids.with_user(self.ola).has_access("read")
        )
        self._give(contract=self.shop)
        self.assertTrue(self._sees())

    def test_paying_needs_the_right_on_all_of_them(self):
        self._give(scope="act")
        see = self._give(contract=self.shop)
        mine = self.move.with_user(self.ola)
        self.assertFalse(mine.portal_can_pay)
        see.with_user(self.clerk).scope = "act"
        self.env.invalidate_all()
        self.assertTrue(mine.portal_can_pay)
