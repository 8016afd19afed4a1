"""WCAG 2.1 A and AA on the pages of contracts as documents, in their states."""

import browser

from odoo import fields
from odoo.tests import tagged

from odoo.addons.ibok_portal.tests import common
from odoo.addons.ibok_water.tests import common as water_common

LONG = "Umowa " + "x" * 80


@tagged("post_install", "-at_install")
class TestContractsAreAccessible(browser.BrowserCase):
    """On a phone: to be signed, with faults, sent back, signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        water_common.quiet_company(cls.env.company)
        common.name_municipality(cls.env.company)
        cls.env["ibok.attempt"].search([]).unlink()
        cls.resident = water_common.user(
            cls.env, "paper-resident", name="Anna Kowal", lang="pl_PL"
        )
        cls.contract = water_common.Factory(cls.env).household(
            partner=cls.resident.partner_id
        )
        cls.document = cls.env["ibok.contract.document"].create(
            {
                "contract_id": cls.contract.id,
                "template_id": cls.env["ibok.contract.template"]
                .create({"name": LONG, "subject": LONG, "body": "Treść {customer}"})
                .id,
            }
        )
        cls.document.action_send()

    def test_of_a_resident(self):
        path = f"/my/contracts/documents/{self.document.id}"
        with self.person(self.resident, size=browser.PHONE) as page:
            for address in ("/my/contracts", f"/my/contracts/{self.contract.id}", path):
                page.goto(address)
                self.look(page, address)
            page.set_input_files(
                "#file", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}
            )
            page.click("main form button[type=submit]")
            page.wait_for_selector("#file_error")
            self.look(page, "with faults")
            self.document._sign("customer", "paper", fields.Date.today())
            self.env.flush_all()
            page.goto(f"{path}?signed=1")
            self.look(page, "signed")
            self.document._refuse_signature("Brakuje strony")
            self.env.flush_all()
            page.goto(path)
            self.look(page, "sent back")
