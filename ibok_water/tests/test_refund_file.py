import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError

from odoo.addons.ibok_water.engine import read_statements
from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.tests import bank_case, common

THEIRS = "27114020040000300201355387"


class TestRefundFile(bank_case.BankCase):
    """Refunds as a packet of transfers for the bank's program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff({"water": 5}, services="water")
        cls.partner.write({"name": "Zażółć Gęślą", "street": 'Długa "3"/4'})
        cls.partner.write({"zip": "98-113", "city": "Buczek"})

    def refund(self, amount=80, **vals):
        self.take_in(self.mt940((amount, "2026-03-01", "woda", self.nrb())))
        vals = {"partner_id": self.partner.id, "nrb": THEIRS, **vals}
        return self.env["water.refund"].create(vals)

    def file(self, refunds, user=None, **vals):
        action = refunds.with_user(user or self.env.user).action_file()
        wizard = (
            self.env["water.refund.file"]
            .with_user(user or self.env.user)
            .with_context(**action["context"])
            .create({"journal_id": self.bank.id, **vals})
        )
        wizard.action_make()
        return wizard

    def test_the_bank_reads_what_was_ordered(self):
        refund = self.refund()
        wizard = self.file(refund)
        data = base64.b64decode(wizard.data)
        [statement] = read_statements(data, encoding="cp1250")
        [line] = statement.lines
        self.assertEqual(line.amount, 80)
        self.assertEqual(line.booking_date, law_today(self.env.user))
        self.assertEqual(line.sender_account, bank_case.NRB)
        self.assertEqual(line.credited_account, THEIRS)
        self.assertEqual(line.title, refund.title)
        text = data.decode("cp1250")
        self.assertIn('"Zażółć Gęślą|Długa 3 /4|98-113 Buczek"', text)
        self.assertTrue(text.endswith("\r\n"))
        self.assertEqual(refund.state, "sent")
        self.assertEqual(refund.date_sent, law_today(self.env.user))
        attached = refund.message_ids.attachment_ids
        self.assertEqual(attached.mapped("raw"), [data])

    def test_what_was_sent_goes_into_no_second_file_unasked(self):
        refund = self.refund()
        self.file(refund)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.file(refund)
        again = self.file(refund, again=True)
        self.assertTrue(again.data)

    def test_a_bad_one_stops_the_file_and_sends_nothing(self):
        refund = self.refund()
        other = self.refund(30, nrb=False)
        for vals in ({}, {"day": law_today(self.env.user) - timedelta(days=1)}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.file(refund | other, **vals)
        self.assertEqual(set((refund | other).mapped("state")), {"draft"})
        cancelled = self.refund(20)
        cancelled.action_cancel()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.file(cancelled)

    def test_a_bank_without_a_number_is_refused(self):
        refund = self.refund()
        cash = self.env["account.journal"].create(
            {"name": "Bez numeru", "code": "BN", "type": "bank"}
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.file(refund, journal_id=cash.id)
        self.assertEqual(refund.state, "draft")

    def test_the_accountant_alone(self):
        refund = self.refund()
        clerk = common.user(self.env, "file-clerk", "ibok_water.group_water_clerk")
        with self.assertRaises(AccessError):
            self.file(refund, clerk)
        accountant = common.user(self.env, "file-acc", "account.group_account_user")
        self.assertTrue(self.file(refund, accountant).data)
