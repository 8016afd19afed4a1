"""A provider that stands in for a real one, and the form that pays by it."""

from lxml import html

from odoo.fields import Command

REDIRECT = """
<form t-att-action="'https://bank.example/' + reference" method="get"/>
"""


class PayFixtures:
    """For cases with pages."""

    @classmethod
    def _set_up_provider(cls):
        providers = cls.env["payment.provider"]
        providers.search([]).write({"state": "disabled", "is_published": False})
        view = cls.env["ir.ui.view"].create(
            {"name": "Stand-in", "type": "qweb", "arch": REDIRECT}
        )
        cls.method = cls.env.ref("payment.payment_method_unknown")
        cls.provider = providers.create(
            {
                "name": "Stand-in",
                "code": "none",
                "state": "test",
                "is_published": True,
                "redirect_form_view_id": view.id,
                "payment_method_ids": [Command.set(cls.method.ids)],
            }
        )
        cls.method.active = True
        cls.way = f"{cls.provider.id}-{cls.method.id}"
        cls.env["ir.config_parameter"].set_param(
            "account_payment.enable_portal_payment", "True"
        )

    def _let_pay(self):
        """The stand-in asks for nothing of its own."""
        self.patch(
            type(self.env["payment.transaction"]),
            "_get_specific_rendering_values",
            lambda _transaction, values: values,
        )

    def _transactions(self):
        return self.env["payment.transaction"].search(
            [("provider_id", "=", self.provider.id)]
        )

    def _pay(self, *bills, way=None, status=200, page=None):
        """Send the form of a page that was opened before, or now."""
        if page is None:
            page = self._page("/my/pay")
        token = page.xpath("//form//input[@name='csrf_token']/@value")
        response = self.url_open(
            "/my/pay",
            data={
                "csrf_token": token[:1],
                "bill": [getattr(bill, "id", bill) for bill in bills],
                "way": self.way if way is None else way,
                "begun": page.xpath("//input[@name='begun']/@value"),
            },
            allow_redirects=False,
        )
        self.assertEqual(response.status_code, status)
        return response.text and html.fromstring(response.text)
