import base64
import io
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from . import application_case, common


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplication(application_case.ApplicationFixtures, common.WaterPortalCase):
    """An application from the draft to what came of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()

    def _words(self, content):
        reader = PdfReader(io.BytesIO(base64.b64decode(content)))
        self.assertTrue(reader.trailer["/Root"]["/MarkInfo"]["/Marked"])
        return " ".join("".join(p.extract_text() for p in reader.pages).split())

    def test_what_is_known_is_filled_in(self):
        application = self.env["ibok.application"]._begin(
            self.anna, self.kind, self.contract.browse()
        )
        self.assertEqual(application._value("name"), "Anna Kowal")
        self.assertEqual(application._value("phone"), "+48600700800")
        self.assertEqual(application.state, "draft")
        self.assertFalse(application.number or application.deadline)

    def test_another_contract_brings_its_own(self):
        other = self._make_contract(self.anna, [self._make_point("T7002")])
        application = self.env["ibok.application"]._begin(
            self.anna, self.about_contract, self.contract
        )
        where, number = application.answer_ids
        self.assertEqual(number.value, self.contract.number)
        where.value = "By the church"
        application._choose_contract(other)
        self.assertEqual(number.value, other.number)
        self.assertEqual(where.value, "By the church", "his own words stay")

    def test_it_is_received_with_number_day_and_confirmation(self):
        application = self._draft()
        self.assertTrue(application._submit())
        self.assertRegex(application.number, r"^WN/2026/\d{5}$")
        self.assertEqual(application.state, "submitted")
        self.assertEqual(application.received_on, date(2026, 11, 26))
        self.assertEqual(application.deadline, date(2026, 12, 17), "21 days")
        self.assertEqual(application.user_id, self.clerk)
        self.assertEqual(application.activity_ids.user_id, self.clerk)
        words = self._words(application.confirmation_pdf)
        for part in (application.number, "Anna Kowal", "House", "0.5", "Map", "yes"):
            self.assertIn(part, words)
        [letter] = self.env["mail.mail"].search(
            [("email_to", "=", "anna@example.com")], order="id desc", limit=1
        )
        self.assertIn(application.number, letter.body_html)
        number = application.number
        self.assertFalse(application._submit(), "the second click finds it sent")
        self.assertEqual(application.number, number)

    def test_a_harder_case_has_longer_time(self):
        application = self._application(building="shop")
        self.assertEqual(application.deadline, date(2027, 1, 10), "45 days")

    def test_nothing_is_sent_that_lacks_something(self):
        application = self._draft(phone="12", building="", agree="", amount="much")
        application.file_ids.unlink()
        faults = application._faults()
        self.assertEqual(
            set(faults),
            {f"q{self._q(c)}" for c in ("phone", "building", "agree", "amount")}
            | {f"p{self.map.id}"},
        )
        with self.assertRaisesRegex(UserError, "Building: Please choose one"):
            application._submit()
        self.assertEqual(application.state, "draft")
        self.assertEqual(application._value("amount"), "much", "a draft keeps it")

    def test_answers_are_kept_as_the_program_needs_them(self):
        cases = (
            ("date", "31.12.2026", "2026-12-31"),
            ("date", "2026-02-29", None),
            ("date", "0001-01-01", None),
            ("decimal", "1 234,50", "1234.5"),
            ("decimal", "-1", None),
            ("decimal", "1e5", None),
            ("integer", "007", "7"),
            ("integer", "4,5", None),
            ("reading", "01 234 m³", "1234"),
            ("reading", "1234,567", None),
            ("reading", "3.5", None),
            ("reading", "-3", None),
            ("reading", "abc", None),
            (
                "iban",
                "PL61 1090 1014 0000 0712 1981 2874",
                "61109010140000071219812874",
            ),
            ("iban", "62 1090 1014 0000 0712 1981 2874", None),
            ("phone", "43 677-00-01", "+48436770001"),
            ("phone", "112", None),
            ("email", "Anna@Example.com", "anna@example.com"),
            ("email", "anna", None),
            ("char", "x" * 201, None),
            ("char", " a \n b ", "a b"),
            ("text", "x" * 4001, None),
            ("boolean", "tak", "1"),
        )
        for kind, given, kept in cases:
            with self.subTest(type=kind, given=given[:40]):
                question = self.env["ibok.application.question"].new({"type": kind})
                value, fault = question._canonical(given)
                self.assertEqual(fault is None, kept is not None, fault)
                if kept is not None:
                    self.assertEqual(value, kept)

    def test_a_tax_number_is_one(self):
        """It comes into the books, which take no other."""
        for code in ("tax_id", "new_tax_id"):
            question = self.env["ibok.application.question"].new(
                {"type": "char", "code": code, "required": False}
            )
            for given in ("PL 831-15-66-104", "8311566104"):
                self.assertEqual(question._canonical(given), ("8311566104", None))
            for given in ("8311566105", "400"):
                self.assertIn("no NIP", question._canonical(given)[1])
            self.assertEqual(question._canonical(""), ("", None))

    def test_a_draft_follows_its_kind(self):
        draft = self._draft()
        self.kind.question_ids.filtered(lambda q: q.code == "why").active = False
        self.kind.write({"question_ids": [(0, 0, {"name": "New", "prefill": "name"})]})
        draft._ask_questions()
        self.assertNotIn("Why", draft.answer_ids.mapped("label"))
        [new] = draft.answer_ids.filtered(lambda a: a.label == "New")
        self.assertEqual(new.value, "Anna Kowal")

    def test_what_was_sent_stays_when_the_kind_changes(self):
        application = self._application()
        question = self.kind.question_ids[0]
        question.name = "Changed"
        self.kind.paper_ids[0].name = "Changed"
        self.assertEqual(application.answer_ids[0].label, "Name")
        self.kind.question_ids[1].unlink()
        self.assertEqual(application._value("phone"), "+48600700800")
        for record, vals in (
            (application.answer_ids[0], {"value": "Eve"}),
            (application.file_ids, {"name": "x"}),
        ):
            with self.assertRaises(UserError):
                record.with_user(self.clerk).write(vals)
        with self.assertRaises(UserError):
            application.with_user(self.clerk).unlink()

    def test_the_clock_stands_while_the_resident_is_asked(self):
        application = self._application()
        self._decide(application, "ask", "Where is the map?")
        self.assertEqual(application.state, "waiting")
        self.assertFalse(application.deadline)
        with freeze_time("2026-12-06 10:00:00"):
            application._resident_says("Here", (), self.anna.partner_id)
        self.assertEqual(application.state, "checking")
        self.assertEqual(application.deadline, date(2026, 12, 27), "ten days later")

    def test_a_decision_is_a_document_and_made_once(self):
        application = self._application()
        self._decide(application, text="A hydrant at the church")
        self.assertEqual(application.state, "approved")
        self.assertTrue(application.promise_kept)
        self.assertEqual(application.decided_by_id, self.clerk)
        words = self._words(application.answer_pdf)
        self.assertIn("Approval: Hydrant", words)
        self.assertIn("A hydrant at the church", words)
        self.assertNotIn("Ask the regulator", words)
        last = application._portal_messages()[-1]
        self.assertIn(self.anna.partner_id, last.notified_partner_ids)
        with self.assertRaisesRegex(UserError, "closed already"):
            self._decide(application, "refuse", "No")
        self.assertEqual(application.activity_ids.summary[:9], "Carry out")
        application.with_user(self.clerk).action_done()
        self.assertEqual(application.state, "done")
        self.assertFalse(application.activity_ids)

    def test_a_refusal_has_grounds_and_tells_where_to_turn(self):
        application = self._application()
        with self.assertRaisesRegex(UserError, "Write the text"):
            self._decide(application, "refuse", " ")
        self._decide(application, "refuse", "No pipe there", "paper")
        words = self._words(application.answer_pdf)
        for part in ("Refusal: Hydrant", "Grounds No pipe there", "Ask the regulator"):
            self.assertIn(part, words)
        with self.assertRaisesRegex(UserError, "Only an approved"):
            application.with_user(self.clerk).action_done()

    def test_the_time_is_extended_once_and_before_its_end(self):
        application = self._application()
        self._decide(application, "extend", "The ground is frozen")
        self.assertEqual(application.deadline, date(2027, 1, 7), "twice 21 days")
        with self.assertRaisesRegex(UserError, "any more"):
            self._decide(application, "extend", "Still frozen")
        late = self._application()
        with (
            freeze_time("2027-01-20 10:00:00"),
            self.assertRaisesRegex(UserError, "passed"),
        ):
            late.invalidate_recordset(["late"])
            self._decide(late, "extend", "Too late")

    def test_a_card_is_dragged_where_dragging_is_enough(self):
        application = self._application().with_user(self.clerk)
        application.write({"state": "checking"})
        self.assertEqual(application.user_id, self.clerk)
        for state, words in (
            ("approved", "Approve"),
            ("refused", "grounds"),
            ("waiting", "Ask the Resident"),
            ("submitted", "does not go back"),
            ("done", "does not go back"),
        ):
            with self.assertRaisesRegex(UserError, words):
                application.write({"state": state})
        self.assertEqual(application.state, "checking")
        self._decide(application)
        application.write({"state": "done"})
        self.assertEqual(application.state, "done")

    def test_a_clerk_sets_no_field_of_the_process(self):
        application = self._application()
        for vals in ({"deadline": "2030-01-01"}, {"number": "x"}, {"answer": "x"}):
            with self.assertRaises(AccessError):
                application.with_user(self.clerk).write(vals)
        with self.assertRaises(UserError):
            self.env["ibok.application"].with_user(self.clerk).create(
                {"kind_id": self.kind.id, "state": "approved"}
            )
        with self.assertRaises(AccessError):
            application.with_user(self.anna).read(["number"])

    def test_what_comes_on_paper_is_entered_by_a_clerk(self):
        model = self.env["ibok.application"].with_user(self.clerk)
        with Form(model) as form:
            form.kind_id = self.about_contract
            form.partner_id = self.anna.partner_id
            self.assertEqual(form.contract_id, self.contract, "his only one")
            form.came_on = date(2026, 11, 20)
        application = form.save()
        self.assertEqual(
            application.answer_ids.mapped("value"),
            [self.contract.premise_id.address, self.contract.number],
        )
        application.action_submit()
        self.assertEqual(application.received_on, date(2026, 11, 20))
        self.assertEqual(application.deadline, date(2026, 12, 20))
        self.assertEqual(application.contact_name, "Anna Kowal")
        self.assertIn(
            application, model._portal_find(self.anna), "he follows it on the portal"
        )

    def test_the_contract_is_the_applicant_s_own(self):
        ben = self._make_resident("application-ben")
        with self.assertRaisesRegex(ValidationError, "not of this customer"):
            self.env["ibok.application"]._begin(ben, self.about_contract, self.contract)

    def test_the_applicant_withdraws_while_nothing_is_decided(self):
        application = self._application()
        self.assertTrue(application._withdraw())
        self.assertEqual(application.state, "withdrawn")
        self.assertFalse(application.activity_ids)
        decided = self._application()
        self._decide(decided)
        self.assertFalse(decided._withdraw())
        self.assertEqual(decided.state, "approved")

    def test_old_drafts_go_and_what_was_sent_stays(self):
        draft, sent = self._draft(), self._application()
        with freeze_time("2027-02-24 10:00:00"):
            self.env["ibok.application"]._gc_drafts()
            self.assertTrue(draft.exists(), "the last day")
        with freeze_time("2027-02-25 10:00:00"):
            self.env["ibok.application"]._gc_drafts()
        self.assertFalse(draft.exists())
        self.assertTrue(sent.exists())

    def test_a_closed_account_takes_its_drafts_along(self):
        draft, sent = self._draft(), self._application()
        self._decide(sent)
        self.env["ibok.application"]._forget_account(self.anna)
        self.assertFalse(draft.exists())
        self.assertFalse(sent.email or sent.phone or sent.contact_name)

    def test_what_the_program_acts_on_is_not_deleted(self):
        kind = self.env.ref("ibok_portal.application_handover")
        question = kind.question_ids.filtered(lambda q: q.code == "handover_on")
        for change in (
            question.unlink,
            lambda: question.write({"code": "x"}),
            lambda: question.write({"type": "char"}),
            lambda: question.write({"active": False}),
        ):
            with self.assertRaisesRegex(UserError, "The program acts"):
                change()
        question.write({"name": "The day", "required": False})

    def test_a_decision_without_words_is_no_decision(self):
        application = self._application()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            application.write({"state": "approved"})
            self.env.flush_all()

    def test_the_nine_kinds_are_there(self):
        codes = self.env["ibok.application.kind"].search([("code", "!=", False)])
        self.assertEqual(
            set(codes.mapped("code")),
            {code for code, _name in codes._fields["code"].selection},
        )
        for kind in codes:
            self.assertTrue(kind.intro and kind.legal_basis and kind.question_ids)
            for question in kind.question_ids.filtered(lambda q: q.type == "selection"):
                self.assertTrue(question.option_ids, question.name)

    def test_the_promise_is_watched(self):
        application = self._application()
        with (
            freeze_time("2026-12-20 06:00:00"),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
        ):
            application._watch_promises()
        self.assertTrue(application.escalated)

    def test_files_go_with_a_draft_and_with_what_is_not_kept(self):
        draft, refused = self._draft(), self._application()
        self._decide(refused, "refuse", "No")
        ids = (draft.file_ids | refused.file_ids).ids
        contents = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "ibok.application.file"),
                ("res_field", "=", "content"),
                ("res_id", "in", ids),
            ]
        )
        self.assertEqual(len(contents), 2)
        draft._discard()
        with (
            freeze_time("2031-01-10 10:00:00"),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
        ):
            self.env["ibok.data.category"]._cron_retention()
        self.assertFalse(refused.exists())
        self.assertFalse(contents.exists())

    def test_answers_are_counted_in_public(self):
        application = self._application()
        self._decide(application)
        record = self.env["ibok.promise.record"].search([], order="id desc", limit=1)
        self.assertEqual(
            (record.kind_model, record.kind_id), ("ibok.application.kind", self.kind.id)
        )
        promised = self.env["ibok.promise.record"]._public_promises(self.env.company)
        self.assertIn("Hydrant", [name for name, _rule in promised])
