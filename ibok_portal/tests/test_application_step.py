import io
from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError
from pypdf import PdfReader

from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.ibok_portal.tools.postal_address import address_parts

from . import application_step_case

NRB = "83101010230000261395100000"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplicationStep(application_step_case.ApplicationStepCase):
    """What was approved is carried out in the books, and only then it is done."""

    # -- end of a contract --------------------------------------------------------

    def test_handover_to_somebody_new(self):
        application = self._approved(
            "handover",
            handover_on="2026-11-20",
            reading="350",
            new_name="Jan Nowak",
            new_address="Leśna 5, 98-113 Wola",
            new_email="jan@example.com",
        )
        with self._dialog(application) as form:
            self.assertEqual(form.date, date(2026, 11, 20))
            self.assertTrue(form.change)
            self.assertTrue(form.enter_new)
            self.assertIn("Jan Nowak", form.new_customer_text)
            self.assertEqual(form.line_ids.edit(0).value, "350")
        form.record.action_end()
        new = self.env["water.contract"].search([("partner_id.name", "=", "Jan Nowak")])
        self._settled(application, new)
        self.assertEqual(new.partner_id.email, "jan@example.com")
        self.assertEqual(self._address(new), ("Leśna 5", "98-113", "Wola"))
        self.assertEqual(new.date_from, date(2026, 11, 21))
        self.assertEqual(new.contract_point_ids.initial_value, 350)
        self.assertEqual(self.contract.state, "closed")
        [settlement] = self.contract.settlement_ids
        # 10 m³ at 5.72 + 8.10, and the fee of the one month begun, 12.39; VAT 8 %.
        self.assertAlmostEqual(settlement.move_id.amount_untaxed, 150.59)
        self.assertAlmostEqual(settlement.move_id.amount_total, 162.64)
        self.assertEqual(settlement.move_id.partner_id, self.anna.partner_id)
        [document] = new.document_ids
        self.assertIn("Jan Nowak", document.body)
        # Made today, whatever day the dialog was filled in with.
        self.assertEqual(document.date, date(2026, 11, 26))

    def test_a_tax_number_that_is_none_stops_no_handover(self):
        """An older application may hold one that nobody checked."""
        application = self._approved("handover", new_name="Sklep")
        rows = application.answer_ids.sudo()
        rows.filtered(lambda row: row.code == "new_tax_id").value = "400"
        customer = application._enter_new_customer()
        self.assertEqual((customer.name, customer.vat), ("Sklep", False))
        application = self._approved("handover", new_name="S", new_tax_id="8311566104")
        self.assertIn("8311566104", application._enter_new_customer().vat)

    def test_handover_to_a_customer_of_ours(self):
        self.bogdan.partner_id.vat = "PL5260250274"
        application = self._approved(
            "handover",
            handover_on="2026-11-20",
            reading="350",
            new_name="Bogdan",
            new_tax_id="5260250274",
        )
        with self._dialog(application) as form:
            self.assertEqual(form.new_partner_id, self.bogdan.partner_id)
            self.assertFalse(form.enter_new)
        form.record.action_end()
        new = self.env["water.contract"].browse(application.result_id)
        self.assertEqual(new.partner_id, self.bogdan.partner_id)

    def test_the_protocol_names_both_and_the_state(self):
        application = self._approved(
            "handover", handover_on="2026-11-20", reading="350", new_name="Jan Nowak"
        )
        report = self.env["ir.actions.report"].with_user(self.clerk)
        name = "ibok_portal.action_report_handover_protocol"
        for closed in (False, True):
            if closed:
                with self._dialog(application) as form:
                    pass
                form.record.action_end()
            content, _kind = report._render_qweb_pdf(name, application.ids)
            words = self._words(content)
            for told in ("Anna", "Jan Nowak", "1001", "350", application.number):
                self.assertIn(told, words)
            root = PdfReader(io.BytesIO(content)).trailer["/Root"]
            self.assertTrue(root["/MarkInfo"]["/Marked"])

    def test_termination_with_its_last_bill(self):
        application = self._approved("termination", end_on="2026-11-20")
        with self._dialog(application) as form:
            self.assertEqual(form.date, date(2026, 11, 20))
            self.assertFalse(form.change)
            with form.line_ids.edit(0) as line:
                self.assertFalse(line.value)
                line.value = "350"
        form.record.action_end()
        move = self.contract.settlement_ids.move_id
        self._settled(application, move)
        self.assertAlmostEqual(move.amount_total, 162.64)
        self.assertEqual(self.contract.state, "closed")

    def test_the_customer_himself_read_the_meter(self):
        """His word is not printed on the bill as the meter reader's."""
        application = self._approved(
            "termination", end_on="2026-11-20", reading="99000"
        )
        with self._dialog(application) as form:
            self.assertEqual(form.source, "resident")
            form.date = "2026-11-19"
            self.assertEqual(form.source, "reader")
            form.date = "2026-11-20"
            form.confirmed = True
            with form.line_ids.edit(0) as line:
                line.value = "99000"
        form.record.action_end()
        reading = self.contract.reading_ids.sorted("date")[-1]
        self.assertEqual((reading.source, reading.value), ("resident", 99000))
        # One last bill, which is looked at first, as so much water is unusual.
        self.assertEqual(self.contract.settlement_ids.state, "held")
        self._settled(application, self.contract.settlement_ids)

    def test_days_that_were_billed_are_told_before_the_approval(self):
        with freeze_time("2026-12-29 12:00:00"):
            self._read(self.point, 345, date(2026, 12, 29))
            self.contract._settle(date(2026, 12, 31))
        for code, question in (("termination", "end_on"), ("handover", "handover_on")):
            told = self._remark(code, **{question: "2026-12-20"})
            self.assertIn(f"Contract {self.contract.number} is already settled", told)
            self.assertFalse(self._remark(code, **{question: "2026-12-31"}))
            self.assertFalse(self._remark(code))

    def test_what_is_to_end_is_not_to_be_prolonged(self):
        kind = "ibok_water.mail_activity_contract_expiry"
        self.contract.write({"date_to": "2026-12-10", "renewal_days": 30})
        self.contract._warn_expiry()
        self.assertTrue(self.contract.activity_search([kind]))
        self._approved("termination", end_on="2026-11-20")
        self.assertFalse(self.contract.activity_search([kind]))

    def test_what_the_last_bill_leaves_goes_back_to_the_account_that_was_told(self):
        """200.00 paid before, a last bill of 162.64: 37.36 are on the bank's list."""
        self._overpaid(200)
        application = self._approved("termination", end_on="2026-11-20", iban=NRB)
        with self._dialog(application) as form, form.line_ids.edit(0) as line:
            line.value = "350"
        form.record.action_end()
        refund = self.env["water.refund"].search(
            [("partner_id", "=", self.anna.partner_id.id)]
        )
        self.assertAlmostEqual(refund.amount, 37.36)
        self.assertEqual(refund.nrb.replace(" ", ""), NRB.replace(" ", ""))
        self.assertEqual(refund.state, "draft")
        self.assertIn(application.number, refund.reason)

    def test_nothing_goes_back_while_the_last_bill_is_looked_at(self):
        self._overpaid(200)
        application = self._approved("termination", end_on="2026-11-20", iban=NRB)
        with self._dialog(application) as form:
            form.confirmed = True
            with form.line_ids.edit(0) as line:
                line.value = "99000"
        form.record.action_end()
        self.assertEqual(self.contract.settlement_ids.state, "held")
        self.assertFalse(
            self.env["water.refund"].search(
                [("partner_id", "=", self.anna.partner_id.id)]
            )
        )

    def _address(self, contract):
        partner = contract.partner_id
        return partner.street, partner.zip, partner.city

    def test_the_last_bill_goes_to_the_new_address(self):
        self.anna.partner_id.write({"street": "Polna 1", "street2": "m. 2"})
        before = self._address(self.contract)
        application = self._approved(
            "termination",
            end_on="2026-11-20",
            last_address="ul. Lipowa 7/2, 98-100 Łask",
        )
        for take in (False, True):
            with self.env.cr.savepoint(), self._dialog(application) as form:
                self.assertIn("Lipowa", form.last_address)
                self.assertTrue(form.take_address)
                form.take_address = take
                with form.line_ids.edit(0) as line:
                    line.value = "350"
            if not take:
                self.assertEqual(self._address(self.contract), before)
        form.record.action_end()
        self.assertEqual(
            self._address(self.contract), ("ul. Lipowa 7/2", "98-100", "Łask")
        )
        self.assertFalse(self.anna.partner_id.street2)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", self.contract.settlement_ids.move_id.ids
        )
        self.assertIn("ul. Lipowa 7/2", html.decode())

    def test_an_address_that_cannot_be_taken_apart_stays_whole(self):
        for text, street, code, town in (
            ("98-113 Wola, Leśna 5", "Leśna 5", "98-113", "Wola"),
            ("Leśna 5,98-113 Wola Dolna.", "Leśna 5", "98-113", "Wola Dolna"),
            ("Wola 5, post Buczek", "Wola 5, post Buczek", False, False),
            ("98-113 Wola 5", "98-113 Wola 5", False, False),
            ("", False, False, False),
        ):
            parts = address_parts(text)
            told = parts["street"], parts["zip"], parts["city"]
            self.assertEqual(told, (street, code, town), text)

    def test_not_done_while_the_step_was_not_carried_out(self):
        application = self._approved("termination", end_on="2026-12-31")
        with self._dialog(application) as form:
            with form.line_ids.edit(0) as line:
                line.value = "350"
        with self.assertRaises(UserError):
            form.record.action_end()
        self.assertEqual(application.state, "approved")
        with self.assertRaises(UserError):
            application.action_done()
        self.assertEqual(self.contract.state, "open")

    def test_a_contract_that_ended_meanwhile(self):
        application = self._approved("termination", end_on="2026-11-20")
        self.contract.action_close()
        with self.assertRaises(UserError):
            application.action_fulfil()

    def test_another_contract_carries_nothing_out(self):
        application = self._approved("termination", end_on="2026-11-20")
        context = application.action_fulfil()["context"]
        wizard = (
            self.env["water.contract.end"]
            .with_user(self.clerk)
            .with_context(ibok_application_id=application.id)
            .create({"contract_id": self.other.id, "date": "2026-11-20"})
        )
        wizard.line_ids.value = "80"
        wizard.action_end()
        self.assertEqual(self.other.state, "closed")
        self.assertEqual(application.state, "approved")
        self.assertIn("ibok_application_id", context)

    # -- meters ------------------------------------------------------------------------

    def test_a_garden_submeter(self):
        meter = self.env["water.meter"].create(
            {"number": "G77", "type_id": self.meter_type.id, "mark_year": 2026}
        )
        application = self._approved(
            "submeter", where="by the well", sub_number="G77", reading="3"
        )
        with self._dialog(application) as form:
            self.assertEqual(form.premise_id, self.contract.premise_id)
            self.assertEqual(form.kind, "garden")
            self.assertEqual(form.main_point_id, self.point)
            self.assertEqual(form.place, "by the well")
        point = form.record
        self.assertEqual(application.state, "approved")
        with self._dialog(application) as form:
            self.assertEqual(form.new_meter_id, meter)
            self.assertEqual(form.initial_value, 3)
        form.record.action_exchange()
        self._settled(application, point.installation_id)
        row = self.contract.contract_point_ids.filtered(
            lambda one: one.point_id == point
        )
        self.assertEqual(row.date_from, date(2026, 11, 26))
        self.assertEqual(row.initial_value, 3)
        annex = self.contract.document_ids
        self.assertEqual(annex.topic, "submeter")
        self.assertIn("G77, by the well", annex.body)

    def test_a_garden_submeter_that_is_not_in_stock(self):
        """The resident's own meter is entered as he told it; its type is chosen."""
        application = self._approved(
            "submeter", where="by the well", sub_number="G78", sub_year="2025"
        )
        with self._dialog(application) as form:
            pass
        point = form.record
        with self._dialog(application) as form:
            self.assertEqual(form.new_meter_text, "G78 (2025)")
            self.assertTrue(form.enter_new)
            self.assertFalse(form.new_meter_id)
            form.new_type_id = self.meter_type
        form.record.action_exchange()
        meter = point.meter_id
        self.assertEqual((meter.number, meter.mark_year), ("G78", 2025))
        self._settled(application, point.installation_id)

    def test_another_meter_than_the_resident_told(self):
        application = self._approved("submeter", sub_number="G78", sub_year="25")
        with self._dialog(application) as form:
            pass
        other = self.env["water.meter"].create(
            {"number": "G1", "type_id": self.meter_type.id, "mark_year": 2026}
        )
        with self._dialog(application) as form:
            self.assertEqual(form.new_meter_text, "G78")
            form.enter_new = False
            form.new_meter_id = other
        form.record.action_exchange()
        self._settled(application, other.installation_id)
        self.assertFalse(self.env["water.meter"].search([("number", "=", "G78")]))

    def test_the_garden_is_taken_off_the_sewage(self):
        """20 m³ of water, of which 4 went to the garden: 16 m³ of sewage."""
        self.test_a_garden_submeter()
        garden = self.env["water.point"].search(
            [("kind", "=", "garden")], limit=1, order="id desc"
        )
        for point, value in ((self.point, 360), (garden, 7)):
            self._read(point, value, date(2026, 12, 29))
        with freeze_time("2026-12-29 12:00:00"):
            settlement = self.contract._settle(date(2026, 12, 31))
        by_component = {}
        for line in settlement.line_ids.filtered(
            lambda one: one.component in ("water", "sewage")
        ):
            by_component.setdefault(line.component, 0)
            by_component[line.component] += line.quantity
        self.assertEqual(by_component, {"water": 20, "sewage": 16})

    # -- money -------------------------------------------------------------------------

    def test_a_bill_after_a_leak(self):
        with freeze_time("2026-12-29 12:00:00"):
            self._read(self.point, 400, date(2026, 12, 29))
            settlement = self.contract._settle(date(2026, 12, 31))
            before = settlement.amount_total
            application = self._approved(
                "leak", leak_from="2026-12-10", leak_to="2026-12-20", reading="400"
            )
            with self._dialog(application) as form:
                self.assertIn(application.number, form.reason)
                form.allowance_water = 15
                form.allowance_sewage = 20
            wizard = form.record
            wizard.action_preview()
            self.assertEqual(application.state, "approved")
            wizard.action_confirm()
        made = settlement.correction_ids
        self._settled(application, made)
        # 15 × 5.72 + 20 × 8.10 less: 247.80. VAT is of each whole bill: 19.83 less.
        self.assertAlmostEqual(made.difference_total, -267.63)
        self.assertAlmostEqual(made.amount_total, before - 267.63)
        # The meter stands where it stood: nothing of it comes with the next bill.
        self.assertEqual(made.usage_ids.reading_to_id.value, 400)
        with freeze_time("2027-02-27 12:00:00"):
            self._read(self.point, 405, date(2027, 2, 27))
            following = self.contract._settle(date(2027, 2, 28))
        self.assertEqual((following.volume_water, following.volume_sewage), (5, 5))
        told = " ".join(made._portal_explanation()["volumes"])
        self.assertIn("Sewage: 20 m³ are not charged.", told)
        self.assertIn(application.number, told)

    def test_a_leak_is_on_the_bill_that_its_reading_made(self):
        """The meter was read after the days of the bill, and after the leak."""
        leak = {"leak_from": "2027-01-03", "leak_to": "2027-01-04"}
        with freeze_time("2027-01-05 12:00:00"):
            self._read(self.point, 400, date(2027, 1, 5))
            self.assertIn("no bill of the days", self._remark("leak", **leak))
            settlement = self.contract._settle(date(2026, 12, 31))
            self.assertFalse(self._remark("leak", **leak))
            application = self._approved("leak", **leak)
        self.assertEqual(application._leak_bill(), settlement)
        with freeze_time("2027-02-27 12:00:00"):
            self._read(self.point, 405, date(2027, 2, 27))
            self.contract._settle(date(2027, 2, 28))
        self.assertEqual(application._leak_bill(), settlement)

    def test_a_leak_without_a_bill(self):
        application = self._approved("leak", leak_from="2026-11-10")
        with self.assertRaisesRegex(RedirectWarning, "no bill of the days") as caught:
            application.action_fulfil()
        _words, action, button = caught.exception.args[:3]
        self.assertEqual(action["res_id"], self.contract.id)
        self.assertEqual(action["views"], [(False, "form")])
        self.assertEqual(button, "Open the Contract")

    def _remark(self, code, **answers):
        """What the dialog of an approval warns of."""
        kind = self.env.ref(f"ibok_portal.application_{code}")
        application = self.env["ibok.application"].create(
            {
                "kind_id": kind.id,
                "partner_id": self.anna.partner_id.id,
                "contract_id": kind.needs_contract and self.contract.id,
            }
        )
        rows = {row.code: row for row in application.answer_ids.sudo()}
        for name, value in answers.items():
            rows[name].value = value
        Decision = self.env["ibok.application.decision"].with_user(self.clerk)
        vals = {"application_id": application.id, "text": "x", "road": "paper"}
        self.assertFalse(Decision.create(vals | {"kind": "refuse"}).remark)
        return Decision.create(vals | {"kind": "approve"}).remark

    def test_the_clerk_reads_before_he_approves_that_nothing_can_come_of_it(self):
        self.assertIn("nothing too much", self._remark("refund"))
        self._overpaid(50)
        self.assertFalse(self._remark("refund"))
        self.assertIn("no bill of the days", self._remark("leak"))
        self.assertFalse(self._remark("termination"))

    def _overpaid(self, amount):
        """Money of Anna's at the bank that no bill was there for."""
        journal = self.env["account.journal"].create(
            {"name": "Bank of tests", "code": "BNKX", "type": "bank"}
        )
        partner = self.anna.partner_id
        receivable = partner.property_account_receivable_id
        self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": "2026-11-20",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": partner.id,
                            "credit": amount,
                        }
                    ),
                    Command.create(
                        {"account_id": journal.default_account_id.id, "debit": amount}
                    ),
                ],
            }
        ).action_post()

    def test_refund(self):
        self._overpaid(80)
        application = self._approved("refund", amount="50", iban=NRB)
        with self._dialog(application) as form:
            self.assertEqual(form.partner_id, self.anna.partner_id)
            self.assertEqual(form.amount, 50)
            self.assertEqual(form.nrb.replace(" ", ""), NRB)
        refund = form.record
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.action_fulfil()["res_id"], refund.id)
        accountant = new_test_user(
            self.env, "step-accountant", "account.group_account_user"
        )
        refund.with_user(accountant).action_send()
        self._settled(application, refund)
        self.assertEqual((refund.amount, refund.state), (50, "sent"))

    def test_no_more_is_proposed_than_there_is(self):
        self._overpaid(80)
        application = self._approved("refund", amount="500", iban=NRB)
        with self._dialog(application) as form:
            self.assertEqual(form.amount, 80)
        form.record.sudo().action_cancel()
        # A cancelled one does not stand in the way of another.
        with self._dialog(application) as form:
            self.assertEqual(form.amount, 80)
        self.assertEqual(application.state, "approved")

    def test_two_clerks_make_one_refund(self):
        self._overpaid(80)
        application = self._approved("refund", amount="10", iban=NRB)
        first, second = self._dialog(application), self._dialog(application)
        first.save()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            second.save()
            self.env.flush_all()

    def test_nothing_was_paid_too_much(self):
        application = self._approved("refund", amount="10", iban=NRB)
        with self.assertRaises(UserError):
            application.action_fulfil()

    # -- who may --------------------------------------------------------------------

    def test_only_an_approved_one_is_carried_out(self):
        application = self._approved("termination", end_on="2026-11-20")
        application.sudo().write({"state": "refused"})
        Application = self.env["ibok.application"].with_user(self.clerk)
        for found in (
            Application.with_context(ibok_application_id=application.id),
            Application.with_context(ibok_application_id="1 OR 1=1"),
            Application,
        ):
            self.assertFalse(found._carried("termination"))
        with self.assertRaises(UserError):
            application.action_fulfil()

    def test_a_resident_carries_nothing_out(self):
        application = self._approved("termination", end_on="2026-11-20")
        found = self.env["ibok.application"].with_user(self.anna)
        found = found.with_context(ibok_application_id=application.id)
        self.assertFalse(found._carried("termination"))
