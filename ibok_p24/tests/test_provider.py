"""The provider: its settings, its keys, where it speaks to."""

import requests
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.ibok_p24 import const
from odoo.addons.ibok_p24.errors import P24Error

from . import common


@tagged("post_install", "-at_install")
class TestProvider(common.P24Case):
    """`payment.provider` with code `p24`."""

    def at(self, url):
        self.env["ir.config_parameter"].sudo().set_param(const.SANDBOX_PARAMETER, url)

    def test_check_connection(self):
        action = self.provider.action_p24_check_connection()
        self.assertEqual(action["params"]["type"], "success")
        self.assertIn("5", action["params"]["message"])

    def test_check_connection_tells_of_wrong_keys(self):
        self.provider.p24_api_key = "wrong"
        with self.assertRaisesRegex(UserError, "API key"):
            self.provider.action_p24_check_connection()
        self.peer.misbehave("testAccess", "drop")
        with self.assertRaisesRegex(UserError, "does not answer"):
            self.provider.action_p24_check_connection()

    def test_only_administrators_read_the_keys(self):
        for group in ("account.group_account_manager", "base.group_user"):
            user = new_test_user(self.env, f"keys-{group}", groups=group)
            with self.assertRaises(AccessError):
                self.provider.with_user(user).read(["p24_crc"])
            for name in ("p24_crc", "p24_api_key"):
                field = self.provider._fields[name]
                self.assertEqual(field.groups, "base.group_system")
                self.assertFalse(field.copy)
            with self.assertRaises(AccessError):
                self.provider.with_user(user).action_p24_check_connection()

    def test_who_may_read_providers_may_still_not_read_their_keys(self):
        self.env["ir.model.access"].create(
            {
                "name": "readers",
                "model_id": self.env.ref("payment.model_payment_provider").id,
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        user = new_test_user(
            self.env,
            "reader-of-providers",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        provider = self.provider.with_user(user)
        self.assertEqual(provider.read(["name"])[0]["name"], self.provider.name)
        for name in ("p24_crc", "p24_api_key"):
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    provider.read([name])
                with self.assertRaises(AccessError):
                    provider.search([(name, "=like", f"{self.provider[name][:2]}%")])
                self.assertNotIn(name, provider.read()[0])
                self.assertNotIn(name, provider.fields_get())

    def test_keys_are_not_shown_on_the_screen(self):
        view = self.env.ref("ibok_p24.payment_provider_form")
        arch = etree.fromstring(
            self.provider.with_user(self.admin_user).get_view(view.id, "form")["arch"]
        )
        for name in ("p24_crc", "p24_api_key"):
            [field] = arch.xpath(f"//field[@name='{name}']")
            self.assertEqual(field.get("password"), "True")

    def test_needs_its_keys(self):
        for name in ("p24_merchant_id", "p24_api_key", "p24_crc"):
            with self.subTest(name), self.assertRaises(ValidationError):
                self.provider.write({name: False})

    def test_wrong_settings_are_refused(self):
        for values in (
            *({"p24_merchant_id": "12a"}, {"p24_pos_id": "-1"}, {"p24_pos_id": "١"}),
            *({"p24_time_limit": 100}, {"p24_time_limit": -1}),
            {"p24_addresses": "5.252.202.254\n5.252.202.999"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.provider.write(values)

    def test_what_it_can_do(self):
        self.assertEqual(self.provider.support_refund, "partial")
        self.assertEqual(
            set(self.provider.available_currency_ids.mapped("name")),
            set(const.SUPPORTED_CURRENCIES),
        )
        methods = self.provider.with_context(active_test=False).payment_method_ids
        self.assertEqual(
            set(methods.mapped("code")), {"p24", "blik", "card", "bank_transfer"}
        )
        for method in methods:
            self.assertTrue(method.image, method.code)
        for code in ("p24", "blik", "card"):
            self.assertTrue(methods.filtered(lambda m, c=code: m.code == c).active)
        self.assertTrue(self.provider.image_128)

    def test_enabled_is_production_whatever_is_set(self):
        self.provider.state = "enabled"
        self.assertEqual(self.provider._p24_base_url(), "https://secure.przelewy24.pl")
        self.assertNotIn(self.peer.url, self.provider._build_request_url("testAccess"))

    def test_the_sandbox_may_be_this_machine_and_no_other(self):
        self.assertEqual(self.provider._p24_base_url(), self.peer.url)
        self.at(False)
        self.assertEqual(self.provider._p24_base_url(), "https://sandbox.przelewy24.pl")
        self.at("http://10.0.0.7:8099")
        with self.assertRaises(P24Error):
            self.provider._p24_base_url()
        self.peer.forget()
        tx = self.new_transaction()
        self.assertEqual(tx._get_processing_values()["state"], "error")

    def offered(self, partner, currency):
        """Codes of the ways to pay by Przelewy24."""
        return set(
            self.env["payment.method"]
            .sudo()
            ._get_compatible_payment_methods(
                self.provider.ids, partner.id, currency_id=currency.id
            )
            .mapped("code")
        )

    def test_a_payer_far_from_poland_and_one_of_another_currency(self):
        polish = {"p24", "blik", "card"}
        self.assertEqual(self.offered(self.partner, self.currency), polish)
        self.partner.country_id = False
        self.assertEqual(self.offered(self.partner, self.currency), polish)
        # Who lives abroad has no Polish bank, and pays by card.
        self.partner.country_id = self.env.ref("base.de")
        self.assertEqual(self.offered(self.partner, self.currency), {"card"})
        card = self.env.ref("payment.payment_method_card")
        tx = self.new_transaction(payment_method_id=card.id)
        tx._get_processing_values()
        self.assertEqual(self.peer.last("transaction/register")["country"], "DE")
        providers = self.env["payment.provider"].sudo()
        found = providers._get_compatible_providers(
            self.company.id, self.partner.id, 10, currency_id=self.currency.id
        )
        self.assertIn(self.provider, found)
        found = providers._get_compatible_providers(
            self.company.id, self.partner.id, 10, currency_id=self.currency_usd.id
        )
        self.assertNotIn(self.provider, found)

    def test_notifications_from_known_addresses_only(self):
        tx = self.begin()
        self.pay(tx)
        self.provider.p24_check_addresses = True
        self.assertEqual(self.notify(tx), [403])
        self.assert_unpaid(tx)
        self.provider.p24_addresses += "\n127.0.0.0/8"
        self.assertEqual(self.notify(tx), [200])
        self.assert_settled(tx)

    def test_a_neutralized_database_asks_and_believes_nobody(self):
        tx, late = self.begin(), self.begin()
        self.pay(late)
        self.env.flush_all()
        [script] = get_neutralization_queries(["ibok_p24"])
        self.env.cr.execute(script)
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self.peer.forget()
        self.assertEqual(self.provider.state, "disabled")
        for name in ("p24_merchant_id", "p24_pos_id", "p24_api_key", "p24_crc"):
            self.assertFalse(self.provider[name], name)
        self.assertFalse(
            self.env["ir.config_parameter"].sudo().get_param(const.SANDBOX_PARAMETER)
        )
        self.assertEqual(self.notify(late), [400])
        self.come_back(late)
        self.run_cron(tx, late)
        other = self.new_transaction()
        other._get_processing_values()
        self.assertEqual(other.state, "error")
        asked = []
        self.patch(requests, "request", lambda *a, **_k: asked.append(a))
        for state in ("test", "enabled"):
            # Somebody switches it on without keys.
            self.env.cr.execute("UPDATE payment_provider SET state = %s", [state])
            self.env.invalidate_all()
            self.run_cron(tx, late)
            self.come_back(late)
            self.new_transaction()._get_processing_values()
        self.assertFalse(asked)
        self.assertFalse(self.peer.calls)
        self.assertNotEqual(late.state, "done")

    def test_its_keys_can_be_forgotten(self):
        self.provider.action_reset_credentials()
        self.assertEqual(self.provider.state, "disabled")
        self.assertFalse(self.provider.p24_crc or self.provider.p24_api_key)

    def test_a_new_company_has_it_too(self):
        company = self.env["res.company"].sudo().create({"name": "Nowa"})
        provider = (
            self.env["payment.provider"]
            .sudo()
            .search([("code", "=", "p24"), ("company_id", "=", company.id)])
        )
        self.assertEqual(len(provider), 1)
        self.assertFalse(provider.p24_crc)

    def test_the_form(self):
        with Form(self.provider.with_user(self.admin_user).sudo()) as form:
            form.p24_time_limit = 5
        self.assertEqual(self.provider.p24_time_limit, 5)
