"""A household with a bill each month, in a tariff with a group for each form."""

from decimal import Decimal

from odoo.tests import TransactionCase

from odoo.addons.ibok_water.tests import common as water_common

from . import common

#: Net prices: a month on paper costs 2 zł more.
PAPER = {"water": 5.00, "sewage": 8.00, "subscription_both": (6.00, "month")}
ELECTRONIC = {"water": 5.00, "sewage": 8.00, "subscription_both": (4.00, "month")}


class EInvoiceFixtures:
    """The resident, a contract from January 2026 on, and the text that is agreed to."""

    @classmethod
    def _set_up_e_invoice(cls):
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls.make = water_common.Factory(cls.env)
        water_common.quiet_company(cls.env.company)
        common.name_municipality(cls.env.company)
        common.forget_terms(cls.env)
        cls.text = common.publish_terms(cls.env, "e_invoice", body="<p>I agree</p>")
        cls.user = common.WaterFixtures._make_resident.__func__(cls, "e-resident")
        cls.user.partner_id.email = "e-resident@example.com"
        cls.contract = cls.make.household(100, partner=cls.user.partner_id)
        cls.point = cls.contract.point_ids
        cls.clerk = common.new_test_user(
            cls.env, "e-clerk", "ibok_water.group_water_clerk", lang="en_US"
        )
        cls.value = 100

    @classmethod
    def _two_groups(cls, since=water_common.TARIFF_FROM, until=water_common.TARIFF_TO):
        """A tariff with a group for each form of invoice."""
        tariff = cls.make.tariff(
            PAPER, since, until, active=False, code="P", invoice_form="paper"
        )
        cls.make.group(tariff, ELECTRONIC, code="E", invoice_form="electronic")
        tariff.action_activate()
        return tariff

    def _bill(self, end, m3=10):
        """The bill up to a day, after so many m³ more."""
        self.value += m3
        with common.freeze_time(f"{end} 20:00:00"):
            self.make.read(self.point, self.value, end)
            return self.make.settle(self.contract, end)

    def _agree(self, on, contract=None):
        with common.freeze_time(on if ":" in on else f"{on} 10:00:00"):
            return (contract or self.contract)._give_e_invoice(
                self.user, self.text, "192.0.2.5"
            )

    def _withdraw(self, on, contract=None):
        with common.freeze_time(f"{on} 10:00:00"):
            (contract or self.contract)._e_invoice_live()._withdraw("192.0.2.6")

    def _gross(self, m3, subscription, months=1):
        """Gross of a bill reckoned here: VAT of 8 % on the sum of net."""
        net = m3 * Decimal(13) + months * Decimal(subscription)
        return float(net + (net * Decimal("0.08")).quantize(Decimal("0.01")))

    def assert_bill(self, settlement, group, gross, electronic):
        """Price, tariff group and delivery of a bill, to the grosz."""
        self.assertEqual(settlement.state, "done", settlement.hold_reason)
        self.assertEqual(settlement.group_codes, group)
        self.assertEqual(settlement.amount_total, gross)
        self.assertEqual(settlement.move_id.amount_total, gross)
        self.assertEqual(settlement.move_id._water_goes_by_mail(), electronic)


class EInvoiceCase(EInvoiceFixtures, TransactionCase):
    """In the middle of January 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_e_invoice()

    def setUp(self):
        super().setUp()
        self.startPatcher(common.freeze_time("2026-01-15 10:00:00"))

    def rows(self, contract=None):
        return [
            (str(row.date_from), row.invoice_form)
            for row in (contract or self.contract).terms_ids.sorted("date_from")
        ]
