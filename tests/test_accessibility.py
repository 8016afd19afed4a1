"""WCAG 2.1 A and AA on every page a resident sees (Dz.U. 2019 poz. 848): axe-core."""

import browser

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestAccessibility(browser.BrowserCase):
    """On a phone, where pages are narrowest and most residents are."""

    def pages(self, user):
        """Addresses of the resident's pages, with a record of each kind."""
        partner = user.partner_id
        contract = self.env["water.contract"].search([("partner_id", "=", partner.id)])
        reading = contract.reading_ids[:1]
        invoice = contract.settlement_ids.move_id[:1]
        return (
            "/my",
            "/my/water",
            "/my/readings",
            "/my/readings?year=2025",
            "/my/readings/new",
            f"/my/readings/{reading.id}",
            "/my/contracts",
            f"/my/contracts/{contract[:1].id}",
            "/my/statement",
            "/my/statement?date_from=x",
            "/my/invoices",
            f"/my/invoices/{invoice.id}",
            "/my/account",
            "/my/security",
            "/my/privacy",
            "/my/privacy/delete",
            f"/my/contracts/{contract[:1].id}/e-invoice",
        )

    def test_no_page_of_a_resident_breaks_wcag(self):
        user = self.env.ref("ibok.demo_user_resident")
        addresses = self.pages(user)
        with self.person(user, size=browser.PHONE) as page:
            for address in addresses:
                page.goto(address)
                self.look(page, address)
