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
        cls.template = cls.env["ibok.contract.template"].create(
            {
                "name": LONG,
                "kind": "annex",
                "topic": "other",
                "subject": LONG,
                "body": "Treść {customer}",
            }
        )

    def _document(self):
        document = self.env["ibok.contract.document"].create(
            {"contract_id": self.contract.id, "template_id": self.template.id}
        )
        document.action_send()
        return document

    def test_of_a_resident(self):
        sent, signed, back = (self._document() for _number in range(3))
        for document in (signed, back):
            document._sign("customer", "paper", fields.Date.today())
        back._refuse_signature("Brakuje strony")
        path = "/my/contracts/documents/%s"
        with self.person(self.resident, size=browser.PHONE) as page:
            for address in (
                *("/my", "/my/contracts", f"/my/contracts/{self.contract.id}"),
                *(f"{path % signed.id}?signed=1", path % back.id, path % sent.id),
            ):
                page.goto(address)
                self.look(page, address)
            page.set_input_files(
                "#file", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}
            )
            page.click("main form button[type=submit]")
            page.wait_for_selector("#file_error")
            self.look(page, "with faults")
