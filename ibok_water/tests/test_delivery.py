from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@tagged("post_install", "-at_install")
@freeze_time("2026-02-20 10:00:00")
class TestDelivery(common.WaterCase):
    """A run hands its bills over: e-mail for who agreed to it, paper for the rest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.mailed = cls.household("ela@example.com", "electronic")
        cls.printed = cls.household("olaf@example.com", "paper")
        cls.printed |= cls.household(False, "electronic")
        cls.run_ = cls.env["water.billing.run"].create({"cycle_end": "2026-01-31"})
        cls.run_.action_start()
        cls.run_._process_now()
        cls.clerk = common.user(cls.env, "clerk-post", "ibok_water.group_water_clerk")

    @classmethod
    def household(cls, email, form):
        partner = cls.make.partner(email=email)
        contract = cls.make.household(0, partner=partner, invoice_form=form)
        cls.make.read(contract.point_ids, 5, "2026-01-31")
        return contract

    def bills(self, contracts):
        return contracts.settlement_ids.move_id

    def test_who_agreed_gets_mail_the_rest_is_listed_to_print(self):
        action = self.run_.with_user(self.clerk).action_deliver()
        self.assertTrue(self.bills(self.mailed).sending_data)
        paper = self.bills(self.printed)
        self.assertFalse(any(paper.mapped("sending_data")))
        found = self.env["account.move"].search(action["domain"])
        self.assertEqual(found, paper)

    def test_odoos_own_job_sends_them(self):
        self.run_.action_deliver()
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        bill = self.bills(self.mailed)
        self.assertTrue(bill.is_move_sent, bill.message_ids.mapped("body"))
        self.assertFalse(any(self.bills(self.printed).mapped("is_move_sent")))

    def test_who_sent_them_is_told_in_his_language(self):
        """The job of Odoo that sends has no language of its own."""
        self.env["res.lang"]._activate_lang("pl_PL")
        self.clerk.lang = "pl_PL"
        told = []

        def send(_self, notification, message, **_kw):
            told.append((notification, message["message"]))

        sending = self.env["account.move.send"].with_context(lang=False)
        with patch.object(type(self.env["res.partner"]), "_bus_send", send):
            sending._send_notifications_to_partners({self.clerk.partner_id.id: [1]})
        self.assertEqual(
            told, [("account_notification", "Faktury zostały wysłane pomyślnie.")]
        )

    def test_pressed_again_it_hands_nothing_over_twice(self):
        self.run_.action_deliver()
        self.bills(self.printed).is_move_sent = True
        with self.assertRaisesRegex(UserError, "sent or on its way"):
            self.run_.action_deliver()

    def test_nothing_left_for_paper_is_told(self):
        self.bills(self.printed).is_move_sent = True
        action = self.run_.action_deliver()
        self.assertIn("1", action["params"]["message"])

    def test_only_who_bills_delivers(self):
        groups = ("ibok_water.group_water_reader", "account.group_account_readonly")
        for place, group in enumerate(groups):
            other = common.user(self.env, f"idle-{place}", group)
            with self.subTest(group), self.assertRaises(AccessError):
                self.run_.with_user(other).action_deliver()

    def test_a_job_that_is_switched_off_is_told(self):
        self.env.ref("account.ir_cron_account_move_send").active = False
        with self.assertRaisesRegex(UserError, "switched off"):
            self.run_.action_deliver()

    def test_a_consumers_bill_does_not_go_to_ksef_by_itself(self):
        def registered(companies):
            companies.l10n_pl_edi_register = True

        self.patch(
            self.env.registry["res.company"],
            "_compute_l10n_pl_edi_register",
            registered,
        )
        firm = self.make.partner("Firma", vat="PL8311566104", is_company=True)
        contract = self.make.household(0, partner=firm)
        self.make.read(contract.point_ids, 5, "2026-01-31")
        bill = self.make.settle(contract, day("2026-01-31")).move_id
        send = self.env["account.move.send"]
        self.assertIn("pl_ksef", send._get_default_extra_edis(bill))
        consumer = self.bills(self.mailed)
        self.assertNotIn("pl_ksef", send._get_default_extra_edis(consumer))

    def test_a_collective_bill_is_mailed_when_all_its_contracts_agreed(self):
        partner = self.make.partner(email="zarzad@example.com")
        contracts = self.make.collective(
            3, 4, partner=partner, services="both", invoice_form="electronic"
        )
        bill = contracts._settle(day("2026-01-31")).move_id
        self.assertTrue(bill._water_goes_by_mail())
        mixed = self.make.collective(
            3, partner=partner, services="both", invoice_form="electronic"
        ) | self.make.collective(4, partner=partner, services="both")
        bill = mixed._settle(day("2026-01-31")).move_id
        self.assertEqual(len(bill), 1)
        self.assertFalse(bill._water_goes_by_mail())
