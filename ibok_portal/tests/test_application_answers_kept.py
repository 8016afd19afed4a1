from odoo.exceptions import UserError
from odoo.tests import tagged

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
