from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from . import application_case, common


@tagged("post_install", "-at_install")
class TestApplicationAnswersKept(
    application_case.ApplicationFixtures, common.WaterPortalCase
):
    """What was sent cannot be added to from the side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()
        cls.sent = cls._application()

    def test_an_answer_of_a_draft_does_not_go_over(self):
        draft = (
            self.env["ibok.application"]
            .with_user(self.clerk)
            .create({"kind_id": self.kind.id, "contact_name": "X"})
        )
        row = draft.answer_ids[0]
        row.value = "Changed"
        self.assertEqual(row.value, "Changed")
        before = len(self.sent.answer_ids)
        for vals in (
            {"application_id": self.sent.id},
            {"question_id": False},
            {"code": "iban"},
        ):
            with self.assertRaises(UserError, msg=vals):
                row.write(vals)
        self.assertEqual(len(self.sent.answer_ids), before)

    def test_what_was_sent_offers_no_bin(self):
        arch = self.sent.with_user(self.clerk).get_view(view_type="form")["arch"]
        [files] = etree.fromstring(arch).xpath("//field[@name='file_ids']")
        allowed = Domain(safe_eval(files.get("options"))["delete"])
        self.assertFalse(self.sent.filtered_domain(allowed))
        self.assertTrue(self._draft().filtered_domain(allowed))
        File = self.env["ibok.application.file"].with_context(lang="pl_PL")
        labels = [
            File._fields[name]._description_string(File.env)
            for name in files.xpath(".//field/@name")
        ]
        self.assertEqual(len(set(labels)), 3, "each column has its own name")
