"""A resident with invoices, and the steps of a registration, for several tests."""

import re

from . import common

#: Any policy accepts it; Polish letters are letters.
NEW_PASSWORD = "Źródło-wody-7"


class RegisterCase(common.WaterPortalHttpCase):
    """Anna has invoices and no account yet; her e-mail address is unknown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common.name_municipality(cls.env.company)
        common.forget_terms(cls.env)
        cls.terms = common.publish_terms(cls.env, "terms")
        cls.privacy = common.publish_terms(cls.env, "privacy")
        cls.env["ibok.attempt"].search([]).unlink()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Żaneta Gołąb", "lang": "en_US"}
        )
        premise_point = cls._make_point("4004", value=10)
        cls.house = cls.env["water.contract"].create(
            {
                "partner_id": cls.customer.id,
                "premise_id": premise_point.premise_id.id,
                "date_from": "2026-11-01",
                "billing_months": "2",
                "contract_point_ids": [(0, 0, {"point_id": premise_point.id})],
            }
        )
        cls.house.action_open()
        cls.clerk = common.new_test_user(
            cls.env, "register-office", "ibok_water.group_water_clerk"
        )
        cls.invoice = cls._make_invoice(105.30)

    @classmethod
    def _make_invoice(cls, amount, day="2026-11-20", partner=None):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": day,
                "invoice_line_ids": [
                    (0, 0, {"name": "x", "price_unit": amount, "tax_ids": [(5,)]})
                ],
            }
        )
        move.action_post()
        return move

    def _csrf(self, url="/ibok/register"):
        return self._page(url).xpath("//form//input[@name='csrf_token']/@value")[0]

    def _form(self, **given):
        return {
            "csrf_token": self._csrf(),
            "terms_id": self.terms.id,
            "privacy_id": self.privacy.id,
            "email": " Zaneta@Example.COM ",
            "name": "gołąb  Żaneta",
            "phone": "600 700 800",
            "customer_number": self.customer.water_customer_number.lower(),
            "invoice_number": self.invoice.name,
            "invoice_amount": "105,30 zł",
            **given,
        }

    def _register(self, **given):
        return self.url_open(
            "/ibok/register", data=self._form(**given), allow_redirects=False
        )

    def _request(self, email="zaneta@example.com"):
        return self.env["ibok.account.request"].search(
            [("email", "=", email)], order="id desc", limit=1
        )

    def _letters(self, email="zaneta@example.com"):
        return self.env["mail.mail"].search([("email_to", "=", email)], order="id")

    def _link(self, email="zaneta@example.com"):
        """The path of the link in the last letter."""
        body = self._letters(email)[-1:].body_html
        return re.search(r"/ibok/register/confirm/\d+/[\w-]+", str(body))[0]

    def _press(self, url, **fields):
        """Press the button of a page."""
        return self.url_open(
            url, data={"csrf_token": self._csrf(url), **fields}, allow_redirects=False
        )

    def _asked_and_confirmed(self, **given):
        """A registration with its address confirmed; the request."""
        self.assertEqual(self._register(**given).status_code, 303)
        email = given.get("email", "zaneta@example.com")
        self._press(self._link(email))
        self.env.invalidate_all()
        return self._request(email)
