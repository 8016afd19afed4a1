"""An annex and a prolongation, walked from the change to what is in force."""

from dateutil.relativedelta import relativedelta
from walk_case import WalkCase

from odoo.tests import tagged

from odoo.addons.ibok_portal.tests import signed_case


@tagged("post_install", "-at_install")
class TestWalkPapers(WalkCase):
    """Written by the clerk, signed on the phone, signed by the office, in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        templates = cls.env["ibok.contract.template"]
        templates.search([]).active = False
        cls.recipient, cls.extension = (
            templates.create(
                {
                    "name": f"Walk: {topic}",
                    "kind": "annex",
                    "topic": topic,
                    "subject": f"{words} no. {{number}} to {{contract}}",
                    "body": f"With {{customer}}[, tax number {{customer_nip}}].\n\n"
                    f"# § 1\n{text}",
                }
            )
            for topic, words, text in (
                ("recipient", "Annex", "The data change to: {change}."),
                ("extension", "Prolongation", "Prolonged {date_to}."),
            )
        )
        cls.end = cls.month + relativedelta(months=2, days=-1)
        cls.contract = cls.make.household(
            340,
            cls.month,
            partner=cls.resident.partner_id,
            date_to=cls.end,
            renewal="none",
        )

    def write_document(self, desk, name):
        """From the contract's button to the draft, filled in.

        :param str name: of the wording
        """
        desk.goto(f"/odoo/action-ibok_water.water_contract_action/{self.contract.id}")
        desk.click(".o_form_view button[name=action_view_documents]")
        desk.click(".o_control_panel .o_list_button_add")
        desk.fill(".o_field_widget[name=template_id] input", name)
        desk.click(f".o-autocomplete--dropdown-item:has-text('{name}')")
        body = ".o_field_widget[name=body] textarea"
        desk.wait_for_function(
            "selector => document.querySelector(selector)?.value.includes('Anna')",
            arg=body,
        )
        # A person has no tax number, and nothing says so.
        self.assertIn("With Anna Kowal.", desk.input_value(body))
        return body

    def send_document(self, desk):
        desk.click(".o_form_button_save")
        self.press(desk, "action_send")
        desk.click(".modal footer .btn-primary")
        self.wait_state(desk, "sent")
        self.snap(desk, "sent")

    def sign_on_the_phone(self, phone, heading, name, sign, way):
        """The resident's part; what he downloaded, signed by `sign`.

        :return: the signed file
        """
        phone.goto("/my")
        phone.click(f"main a:has-text('{heading}')")
        with phone.expect_download() as found:
            phone.click("main a[href$='/document.pdf']")
        signed = sign(found.value.path().read_bytes())
        self.snap(phone, f"{heading}-to-sign")
        phone.check(f"#way_{way}")
        phone.set_input_files(
            "#file", {"name": name, "mimeType": "text/plain", "buffer": signed}
        )
        phone.click("main form button[type=submit]")
        phone.wait_for_selector("main .alert-success")
        self.snap(phone, f"{heading}-signed")
        return signed

    def sign_at_the_desk(self, desk, banner, name=None, signed=None):
        """The office looks at it and signs."""
        desk.reload()
        self.wait_state(desk, "customer")
        desk.wait_for_selector(f".o_form_view .{banner}:visible")
        self.snap(desk, f"{banner}-customer")
        self.press(desk, "action_sign_office")
        desk.wait_for_selector(".modal .o_field_widget[name=way]")
        if signed:
            desk.set_input_files(
                ".modal .o_field_widget[name=file] input[type=file]",
                {"name": name, "mimeType": "application/pdf", "buffer": signed},
            )
            desk.wait_for_selector(".modal .o_field_widget[name=file] input.o_input")
        else:
            desk.check(".modal .o_field_widget[name=way] input[data-value=paper]")
        self.snap(desk, "office-signs")
        self.confirm(desk, "action_confirm")
        self.wait_state(desk, "force")
        self.snap(desk, "force")

    def letters(self):
        """How many letters went to the resident."""
        return self.env["mail.mail"].search_count(
            [("email_to", "=", "anna@example.com")]
        )

    def test_annex_signed_electronically_by_both(self):
        before = self.letters()
        with self.pages(self.resident, self.clerk) as (phone, desk):
            body = self.write_document(desk, "Walk: recipient")
            desk.fill(body, "With Anna Kowal.\n\n# § 1\nNew telephone: 600 700 800.")
            self.snap(desk, "draft")
            self.send_document(desk)
            signed = self.sign_on_the_phone(
                phone, "Annex no.", "aneks.pdf", signed_case.pades, "trusted"
            )
            self.sign_at_the_desk(
                desk, "alert-info", "aneks.pdf", signed_case.pades(signed)
            )
            phone.reload()
            self.assertEqual(phone.locator("main a[href*='/signed/']").count(), 2)
            self.snap(phone, "annex-force")
        [document] = self.env["ibok.contract.document"].search(
            [("template_id", "=", self.recipient.id)]
        )
        self.assertEqual((document.state, document.number), ("force", 1))
        self.assertEqual(document.signature_ids.mapped("covers"), ["same", "same"])
        self.assertEqual(document.create_uid, self.clerk)
        self.assertFalse(document.activity_ids)
        # To be signed, and in force.
        self.assertEqual(self.letters() - before, 2)

    def test_prolonged_by_a_signature_of_xml(self):
        later = self.end + relativedelta(years=3)
        with self.pages(self.resident, self.clerk) as (phone, desk):
            self.write_document(desk, "Walk: extension")
            day = desk.locator(".o_field_widget[name=date_to]")
            day.locator("button, input").first.click()
            desk.keyboard.press("Control+A")
            desk.keyboard.type(later.strftime("%d.%m.%Y"))
            desk.keyboard.press("Tab")
            self.snap(desk, "prolongation-draft")
            self.send_document(desk)
            self.sign_on_the_phone(
                phone, "Prolongation no.", "aneks.xml", signed_case.xades, "qualified"
            )
            self.sign_at_the_desk(desk, "alert-info")
            phone.goto(f"/my/contracts/{self.contract.id}")
            self.snap(phone, "contract-prolonged")
        self.assertEqual(self.contract.expires_on, later)

    def test_a_signature_of_other_bytes_and_then_of_the_right_ones(self):
        with self.pages(self.resident, self.clerk) as (phone, desk):
            self.write_document(desk, "Walk: recipient")
            self.send_document(desk)
            self.sign_on_the_phone(
                phone,
                "Annex no.",
                "aneks.p7s",
                lambda sent: signed_case.cades(sent + b"x"),
                "qualified",
            )
            desk.reload()
            desk.wait_for_selector(".o_form_view .alert-danger:visible")
            self.snap(desk, "other-bytes")
            self.press(desk, "action_send_back")
            desk.fill(".modal .o_field_widget[name=why] input", "Inny plik")
            self.confirm(desk, "action_confirm")
            self.wait_state(desk, "sent")
            phone.goto("/my/contracts")
            phone.click("main a:has-text('Annex no.')")
            phone.wait_for_selector("main .alert-warning:has-text('Inny plik')")
            self.snap(phone, "sent-back")
            self.sign_on_the_phone(
                phone, "Annex no.", "aneks.p7s", signed_case.cades, "qualified"
            )
            self.sign_at_the_desk(desk, "alert-info")
