import io

from pypdf import PdfReader

from odoo.tests import Form, new_test_user

from . import common


class ApplicationStepCase(common.WaterPortalCase):
    """Approved applications of Anna's, and the dialogs of their steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common.name_municipality(cls.env.company)
        cls.env.company.partner_id.lang = "en_US"
        cls.env["ibok.contract.template"].search([]).active = False
        Template = cls.env["ibok.contract.template"]
        Template.create(
            {"name": "C", "subject": "Contract {number}", "body": "With {customer}"}
        )
        Template.create(
            {
                "name": "A",
                "kind": "annex",
                "topic": "submeter",
                "subject": "Annex {number}",
                "body": "Garden: {change}",
            }
        )
        cls.clerk = new_test_user(
            cls.env, "step-clerk", "ibok_water.group_water_clerk", name="Klara Urząd"
        )
        cls.anna = cls._make_resident("anna")
        cls.bogdan = cls._make_resident("bogdan")
        cls.point = cls._make_point("1001")
        cls.contract = cls._make_contract(cls.anna, [cls.point])
        cls.other = cls._make_contract(cls.bogdan, [cls._make_point("2002", value=70)])

    def _approved(self, code, **answers):
        """An application of Anna's, approved, with these answers."""
        kind = self.env.ref(f"ibok_portal.application_{code}")
        kind.question_ids.required = False
        kind.paper_ids.required = False
        application = (
            self.env["ibok.application"]
            .with_user(self.clerk)
            .create(
                {
                    "kind_id": kind.id,
                    "partner_id": self.anna.partner_id.id,
                    "contract_id": kind.needs_contract and self.contract.id,
                    # A contract is not ended backwards: it came by that day.
                    "came_on": code == "termination" and "2026-11-20",
                }
            )
        )
        rows = {row.code: row for row in application.answer_ids.sudo()}
        for name, value in answers.items():
            rows[name].value = value
        application.action_submit()
        application._decide_on("approved", "Granted", "paper")
        return application

    def _dialog(self, application):
        """The form of the next step, as the clerk gets it."""
        action = application.action_fulfil()
        model = self.env[action["res_model"]].with_user(self.clerk)
        record = model.browse(action.get("res_id") or [])
        return Form(record.with_context(**action["context"]))

    def _settled(self, application, record):
        self.assertEqual(application.state, "done")
        self.assertEqual(application.result_model, record._name)
        self.assertEqual(application.result_id, record.id)
        action = application.action_view_result()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (record._name, record.id)
        )

    def _words(self, content):
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
