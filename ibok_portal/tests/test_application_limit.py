import base64
import io

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from . import common


class LimitFixtures:
    """Anna has a contract whose meter showed 378 m³ on 1 November."""

    @classmethod
    def _set_up_limits(cls):
        common.name_municipality(cls.env.company)
        cls.env["ibok.attempt"].search([]).unlink()
        cls.env.company.partner_id.lang = "en_US"
        cls.clerk = new_test_user(
            cls.env, "limit-clerk", "ibok_water.group_water_clerk", name="Klara"
        )
        cls.anna = cls._make_resident("limit-anna")
        cls.point = cls._make_point("L1001")
        cls.contract = cls._make_contract(cls.anna, [cls.point])
        cls.last = cls.env["water.reading"]._create_accepted(
            [{"point_id": cls.point.id, "date": "2026-11-01", "value": 378}]
        )

    @classmethod
    def _kind_of(cls, code):
        """A kind as it is shipped, with nothing that has to be answered."""
        kind = cls.env.ref(f"ibok_portal.application_{code}")
        kind.question_ids.required = False
        kind.paper_ids.required = False
        return kind

    @classmethod
    def _begun(cls, code, **answers):
        """A draft of Anna's with these answers, right or wrong."""
        kind = cls._kind_of(code)
        contract = cls.contract if kind.needs_contract else cls.contract.browse()
        application = (
            cls.env["ibok.application"]
            .with_user(cls.anna)
            ._begin(cls.anna, kind.sudo(), contract)
        )
        application._fill({cls._number(kind, c): v for c, v in answers.items()})
        return application

    @classmethod
    def _number(cls, kind, code):
        return kind.question_ids.filtered(lambda q: q.code == code).id

    def _fault(self, application, code):
        number = self._number(application.kind_id, code)
        return application._faults().get(f"q{number}", "")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplicationLimit(LimitFixtures, common.WaterPortalCase):
    """Days within their bounds, and readings that are not below the last one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_limits()

    def test_each_day_of_the_kinds_has_its_bounds(self):
        cases = (
            ("water", "from_on", "2026-11-26", "2029-11-25"),
            ("water_sewage", "from_on", "2026-11-26", "2029-11-25"),
            ("contract", "from_on", "2026-11-26", "2027-11-26"),
            ("handover", "handover_on", "2026-05-30", "2027-02-24"),
            ("leak", "leak_from", "2023-11-27", "2026-11-26"),
            ("leak", "leak_to", "2023-11-27", "2026-11-26"),
            ("termination", "end_on", "2026-11-26", "2027-11-26"),
        )
        for code, question, first, last in cases:
            with self.subTest(kind=code, question=question):
                row = self._kind_of(code).question_ids.filtered(
                    lambda q, name=question: q.code == name
                )
                day = self.last.date.replace(month=11, day=26)
                bounds = [bound.isoformat() for bound in row._bounds(day)]
                self.assertEqual(bounds, [first, last])
                self.assertFalse(row._day_fault(first, day))
                self.assertFalse(row._day_fault(last, day))
        dated = self.env["ibok.application.question"].search(
            [("type", "=", "date"), ("kind_id.code", "!=", False)]
        )
        self.assertEqual(len(dated), len(cases), "no day of a kind is without bounds")

    def test_a_day_outside_is_told_with_the_nearest_one(self):
        draft = self._begun("water", from_on="20.11.2026")
        self.assertIn(
            "earliest one possible is 11/26/2026", self._fault(draft, "from_on")
        )
        draft = self._begun("water", from_on="2036-11-20")
        self.assertIn(
            "latest one possible is 11/25/2029", self._fault(draft, "from_on")
        )
        with self.assertRaisesRegex(UserError, "too late"):
            draft._submit()
        self.assertFalse(self._fault(self._begun("water"), "from_on"))

    def test_days_of_a_paper_are_reckoned_from_the_day_it_came(self):
        draft = self._begun("termination", end_on="2026-11-20")
        self.assertTrue(self._fault(draft, "end_on"))
        draft.came_on = "2026-11-19"
        self.assertFalse(self._fault(draft, "end_on"))

    def test_a_leak_is_not_mended_before_it_was_noticed(self):
        draft = self._begun("leak", leak_from="2026-10-10", leak_to="2026-10-09")
        self.assertIn("When you noticed the leak", self._fault(draft, "leak_to"))
        self.assertFalse(self._fault(draft, "leak_from"))
        draft = self._begun("leak", leak_from="2026-10-10", leak_to="2026-10-10")
        self.assertFalse(self._fault(draft, "leak_to"))

    def test_bounds_are_data_of_the_question(self):
        question = self._kind_of("water").question_ids.filtered(
            lambda q: q.code == "from_on"
        )
        question.first_days = -10
        draft = self._begun("water", from_on="20.11.2026")
        self.assertFalse(self._fault(draft, "from_on"))
        with self.assertRaisesRegex(ValidationError, "no_such"):
            question.not_before = "no_such"

    def test_a_lower_reading_is_corrected_or_confirmed(self):
        for code in ("handover", "termination", "meter_check", "leak"):
            with self.subTest(kind=code):
                draft = self._begun(code, reading="3")
                fault = self._fault(draft, "reading")
                self.assertIn("On 11/01/2026 the meter showed 378 m³", fault)
                with self.assertRaisesRegex(UserError, "378"):
                    draft._submit()
                number = self._number(draft.kind_id, "reading")
                draft._fill({number: "377"}, {number})
                self.assertTrue(
                    self._fault(draft, "reading"), "another number is asked anew"
                )
                draft._fill({number: "377"}, {number})
                self.assertFalse(self._fault(draft, "reading"))
                draft._fill({number: "377"})
                self.assertTrue(self._fault(draft, "reading"), "it was taken back")
                draft._fill({number: "378"})
                self.assertFalse(self._fault(draft, "reading"))
        submeter = self._begun("submeter", reading="3")
        self.assertFalse(self._fault(submeter, "reading"), "of a meter not in place")

    def test_what_nobody_read_proves_nothing(self):
        self.env["water.reading"]._create_accepted(
            [
                {
                    "point_id": self.point.id,
                    "date": "2026-11-20",
                    "value": 500,
                    "source": "estimate",
                    "estimate_basis": {},
                }
            ]
        )
        draft = self._begun("meter_check", reading="400")
        self.assertFalse(self._fault(draft, "reading"))
        draft = self._begun("handover", reading="350", handover_on="2026-10-20")
        self.assertFalse(self._fault(draft, "reading"), "it was before that reading")

    def test_the_office_sees_the_warning_where_it_works(self):
        draft = self._begun("handover", reading="3", new_name="Jan Nowak")
        number = self._number(draft.kind_id, "reading")
        draft._fill({number: "3"}, {number})
        draft._submit()
        application = draft.with_env(self.env).with_user(self.clerk)
        self.assertIn("378 m³ on 11/01/2026", application.reading_remark)
        # Whatever becomes of that reading later.
        self.env.cr.execute(
            "UPDATE water_reading SET value = 2 WHERE id = %s", [self.last.id]
        )
        self.env.invalidate_all()
        self.assertIn("378", application.reading_remark, "as it was on submission")
        pdf = PdfReader(io.BytesIO(base64.b64decode(draft.confirmation_pdf)))
        words = " ".join(" ".join(p.extract_text() for p in pdf.pages).split())
        self.assertIn("Lower than the last reading known, 378 m³", words)
        application._decide_on("approved", "Granted", "paper")
        action = application.action_fulfil()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )
        self.assertIn("378 m³", dialog.reading_remark)

    def test_a_check_s_dialog_warns_as_well(self):
        draft = self._begun("meter_check", reading="3")
        number = self._number(draft.kind_id, "reading")
        draft._fill({number: "3"}, {number})
        draft._submit()
        application = draft.with_env(self.env).with_user(self.clerk)
        application._decide_on("approved", "Granted", "paper")
        action = application.action_fulfil()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )
        self.assertIn("378 m³", dialog.reading_remark)
        self.assertEqual(dialog.final_value, 3)

    def test_a_number_in_the_dialog_is_written_as_people_do(self):
        draft = self._begun("handover", reading="400", handover_on="2026-11-20")
        draft._submit()
        row = draft.answer_ids.filtered(lambda a: a.code == "reading")
        row.value = "3.5"
        self.env["res.lang"]._activate_lang("pl_PL")
        application = draft.with_env(self.env).with_context(lang="pl_PL")
        day = application._day("handover_on")
        self.assertEqual(application._boundary_reading(day), "3,5")

    def test_a_clerk_confirms_what_the_paper_says(self):
        kind = self._kind_of("termination")
        with Form(self.env["ibok.application"].with_user(self.clerk)) as form:
            form.kind_id = kind
            form.partner_id = self.anna.partner_id
            form.contract_id = self.contract
        application = form.record
        for confirmed in (False, True):
            with Form(application) as form:
                for place, row in enumerate(application.answer_ids):
                    if row.code == "reading":
                        with form.answer_ids.edit(place) as line:
                            line.value = "3"
                            line.confirmed = confirmed
            if not confirmed:
                with self.assertRaisesRegex(UserError, "378"):
                    application.action_submit()
        application.action_submit()
        self.assertEqual(application.state, "submitted")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplicationLimitPage(LimitFixtures, common.WaterPortalHttpCase):
    """The applicant sees at once what is wrong, without a script."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_limits()

    def _send(self, application, **given):
        url = f"/my/applications/{application.id}/form"
        token = self._page(url).xpath("//input[@name='csrf_token']/@value")[0]
        data = {"csrf_token": token, "step": "summary", **given}
        return self.url_open(url, data=data, allow_redirects=False)

    def test_a_lower_reading_is_asked_about_and_shown_on_the_summary(self):
        draft = self._begun("handover")
        self._login(self.anna)
        field = f"q{self._number(draft.kind_id, 'reading')}"
        given = {field: "3", "contract_id": str(self.contract.id)}
        answer = self._send(draft, **given)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("the meter showed 378 m³", answer.text)
        self.assertIn(f'id="{field}_right"', answer.text)
        answer = self._send(draft, **given, **{f"{field}_right": "1"})
        self.assertEqual(answer.status_code, 303)
        text = self._text(self._page(f"/my/applications/{draft.id}/summary"))
        self.assertIn("Lower than the last reading known, 378 m³", text)
        page = self._page(f"/my/applications/{draft.id}/form")
        [box] = page.xpath(f"//input[@id='{field}_right']")
        self.assertTrue(box.get("checked"))

    def test_red_digits_are_refused_in_words(self):
        draft = self._begun("handover")
        self._login(self.anna)
        field = f"q{self._number(draft.kind_id, 'reading')}"
        answer = self._send(draft, **{field: "400,5"})
        self.assertEqual(answer.status_code, 200)
        self.assertIn("only the black digits", answer.text)
        self.assertIn('value="400,5"', answer.text)

    def test_the_calendar_offers_only_days_that_may_be(self):
        draft = self._begun("termination")
        self._login(self.anna)
        field = f"q{self._number(draft.kind_id, 'end_on')}"
        [day] = self._page(f"/my/applications/{draft.id}/form").xpath(
            f"//input[@id='{field}']"
        )
        self.assertEqual((day.get("min"), day.get("max")), ("2026-11-26", "2027-11-26"))
