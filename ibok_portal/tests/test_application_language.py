import base64
import io

from pypdf import PdfReader

from odoo.tests import tagged

from . import application_case, common

UK, EN = "uk_UA", "en_US"


@tagged("post_install", "-at_install")
class TestApplicationLanguage(
    application_case.ApplicationFixtures, common.WaterPortalCase
):
    """Who applies reads his language, the office its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(UK)
        cls.env["ir.module.module"]._load_module_terms(["ibok_portal"], [UK])
        cls._set_up_applications()
        questions = {q.code: q for q in cls.kind.question_ids}
        questions["building"].with_context(lang=UK).write(
            {"name": "Будівля", "section": "Що"}
        )
        questions["building"].option_ids[0].with_context(lang=UK).name = "Будинок"
        cls.map.with_context(lang=UK).name = "Мапа"
        draft = cls._draft().with_context(lang=UK)
        draft._fill(cls._given())
        draft._submit()
        cls.sent = draft.with_env(cls.env(user=cls.clerk))

    def _words(self, lang):
        sent = self.sent.with_context(lang=lang)
        rows = {row.code: row for row in sent.answer_ids}
        building, agree = rows["building"], rows["agree"]
        return (
            building.section,
            building.label,
            building.shown,
            agree.shown,
            rows["why"].shown,
            sent.file_ids.label,
        )

    def test_each_reads_his_own_words(self):
        office = ("What", "Building", "House", "yes", "Water", "Map")
        resident = ("Що", "Будівля", "Будинок", "так", "Water", "Мапа")
        self.assertEqual(self._words(EN), office)
        self.assertEqual(self._words(UK), resident)
        for question in self.kind.question_ids:
            for lang in (EN, UK):
                question.with_context(lang=lang).name = "Another"
        self.map.name = "Plan"
        self.assertEqual(self._words(EN), office)
        self.assertEqual(self._words(UK), resident)

    def test_the_confirmation_is_in_the_language_of_the_office(self):
        pdf = base64.b64decode(self.sent.sudo().confirmation_pdf)
        pages = PdfReader(io.BytesIO(pdf)).pages
        text = "\n".join(page.extract_text() for page in pages)
        self.assertIn("Building", text)
        self.assertNotIn("Будівля", text)
