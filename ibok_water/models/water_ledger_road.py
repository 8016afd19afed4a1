"""What all bills of one company, journal and day have in common in the ledger."""

from collections import namedtuple
from functools import cached_property

from odoo.fields import Command

from .product_template import COMPONENT_PRODUCT

#: Modules whose way to compute an invoice the fast road knows.
KNOWN = {"account", "analytic", "mail", "ibok_water"}

Item = namedtuple("Item", "vals tax")


class LedgerRoad:
    """The constants of prepared entries, and the rules who may take the fast road.

    A plain object of one batch: it asks Odoo once what `account.move.create` would
    ask for every invoice and line anew.
    """

    def __init__(self, settlements, company, journal, day):
        self.env = (
            settlements.with_company(company)
            .with_context(skip_is_manually_modified=True)
            .env
        )
        self.company = company.with_env(self.env)
        self.journal = journal.with_env(self.env)
        self.currency = self.company.currency_id
        self.date = day
        self._due = {}
        self._positions = {}

    # -- Constants ---------------------------------------------------------------

    @cached_property
    def items(self):
        """{component: values of its invoice lines, and its tax}"""
        return {name: self._item(xmlid) for name, xmlid in COMPONENT_PRODUCT.items()}

    def _item(self, xmlid):
        product = self.env.ref(xmlid).with_env(self.env).product_variant_id
        taxes = product.taxes_id._filter_taxes_by_company(self.company)
        tags = self._repartition(taxes, "base").tag_ids | product.account_tag_ids
        accounts = product.product_tmpl_id.get_product_accounts()
        return Item(
            {
                "product_id": product.id,
                "product_uom_id": product.uom_id.id,
                "account_id": accounts["income"].id,
                "tax_ids": [Command.set(taxes.ids)],
                "tax_tag_ids": [Command.set(tags.ids)],
            },
            taxes,
        )

    def _repartition(self, tax, kind):
        return tax.invoice_repartition_line_ids.filtered(
            lambda part: part.repartition_type == kind
        )

    @cached_property
    def tax(self):
        """The one tax of all water products, possibly none or several."""
        return self.env["account.tax"].union(
            *(item.tax for item in self.items.values())
        )

    @cached_property
    def tax_vals(self):
        """Values of the tax line that every bill has alike."""
        part = self._repartition(self.tax, "tax")
        return {
            "name": self.tax.name,
            "account_id": part.account_id.id,
            "tax_line_id": self.tax.id,
            "tax_group_id": self.tax.tax_group_id.id,
            "tax_repartition_line_id": part.id,
            "tax_tag_ids": [Command.set(part.tag_ids.ids)],
        }

    @cached_property
    def bank(self):
        """The account that customers without a payment method of their own pay to."""
        probe = self.env["account.move"].new(
            {
                "move_type": "out_invoice",
                "company_id": self.company.id,
                "journal_id": self.journal.id,
                "currency_id": self.currency.id,
            }
        )
        return probe.partner_bank_id.id

    def vat(self, net):
        """VAT of a net amount, as Odoo rounds it."""
        return self.currency.round(net * self.tax.amount / 100)

    def term_of(self, settlement):
        return settlement.contract_id.payment_term_id or (
            self.company.water_payment_term_id
        )

    def due(self, term):
        """The one due date of a term."""
        if term not in self._due:
            self._due[term] = term.line_ids._get_due_date(self.date)
        return self._due[term]

    def delivery(self, partner):
        """The partner's delivery address."""
        address = partner.address_get(["delivery"])["delivery"]
        return partner.browse(address) or partner

    def position(self, partner):
        """The partner's fiscal position; alike addresses are asked once."""
        delivery = self.delivery(partner)
        found = self.env["account.fiscal.position"]
        key = tuple(
            (one.country_id, one.state_id, one.zip, (one.vat or "")[:2], own)
            for one in (partner, delivery)
            for own in [one.with_env(self.env).property_account_position_id]
        )
        if key not in self._positions:
            self._positions[key] = found._get_fiscal_position(partner, delivery)
        return self._positions[key]

    def receivable(self, partner):
        """The partner's receivable account."""
        name = "property_account_receivable_id"
        return (
            partner.commercial_partner_id.with_env(self.env)[name]
            or self.company.partner_id.with_env(self.env)[name]
        )

    # -- Rules -------------------------------------------------------------------

    def is_open(self):
        """Whether bills of this company, journal and day are as plain as prepared."""
        return (
            self._company_is_plain()
            and self._journal_is_plain()
            and self._tax_is_plain()
            and self._odoo_is_plain()
        )

    def _company_is_plain(self):
        company = self.company
        return (
            company.account_fiscal_country_id.code == "PL"
            and company.tax_calculation_rounding_method == "round_globally"
            and not company.restrictive_audit_trail
            and not company._get_violated_lock_dates(self.date, True, self.journal)
        )

    def _journal_is_plain(self):
        journal = self.journal
        return (
            journal.active
            and journal.type == "sale"
            and not journal.restrict_mode_hash_table
            and journal.currency_id in (self.currency, self.currency.browse())
        )

    def _tax_is_plain(self):
        """One percentage on everything, without inclusion, cash basis or splits."""
        tax = self.tax
        parts = tax.invoice_repartition_line_ids
        return (
            len(tax) == 1
            and all(item.tax == tax for item in self.items.values())
            and all(item.vals["account_id"] for item in self.items.values())
            and tax.amount_type == "percent"
            and tax.amount > 0
            and not tax.price_include
            and not tax.include_base_amount
            and tax.tax_exigibility == "on_invoice"
            and tax.country_id == self.company.account_fiscal_country_id
            and sorted(parts.mapped("repartition_type")) == ["base", "tax"]
            and all(part.factor_percent == 100 for part in parts)
            and bool(self.tax_vals["account_id"])
        )

    def _odoo_is_plain(self):
        """No analytic rule, default or automation, and no module with its own way."""
        env = self.env
        names = ["account.move", "account.move.line"]
        automated = "base.automation" in env and env["base.automation"].sudo()
        return not (
            env["account.analytic.distribution.model"].sudo().search_count([], limit=1)
            or env["ir.config_parameter"].sudo().get_param("account.use_invoice_terms")
            or any(env["ir.default"].sudo()._get_model_defaults(name) for name in names)
            or (
                automated
                and automated.search_count([("model_id.model", "in", names)], limit=1)
            )
        )

    def takes(self, settlement):
        """Whether this settlement's bill is plain; its figures must add up here too."""
        partner = settlement.partner_id
        lines = settlement.line_ids
        rounded = self.currency.round
        net = rounded(sum(lines.mapped("amount_net")))
        return (
            bool(lines)
            and settlement.currency_id == self.currency
            and settlement.amount_total > 0
            and rounded(settlement.amount_net) == net
            and rounded(settlement.amount_tax) == self.vat(net) > 0
            and rounded(settlement.amount_total) == rounded(net + self.vat(net))
            and all(
                line.amount_net >= 0
                and line.quantity >= 0
                and rounded(line.price_net * line.quantity) == rounded(line.amount_net)
                for line in lines
            )
            and self._partner_is_plain(partner)
            and self._term_is_plain(self.term_of(settlement))
        )

    def _partner_is_plain(self, partner):
        position = self.position(partner)
        return (
            partner.company_id in (self.company, self.company.browse())
            and bool(self.receivable(partner))
            and not position.account_ids
            and position.map_tax(self.tax) == self.tax
            and not any(
                one.with_env(self.env).property_inbound_payment_method_line_id
                for one in (partner, self.company.partner_id)
            )
        )

    def _term_is_plain(self, term):
        """The whole sum on one day, without a discount."""
        return (
            len(term.line_ids) == 1
            and term.line_ids.value == "percent"
            and term.line_ids.value_amount == 100
            and not term.early_discount
        )


def foreign_ways(model, names):
    """Modules that change how the model creates, posts or computes these fields.

    :param names: stored fields that the fast road gives
    :return: names of modules that the fast road does not know
    """
    methods = {"create", "_post"}
    for name in names:
        field = model._fields[name]
        methods.update(
            way for way in (field.compute, field.inverse) if isinstance(way, str)
        )
    return {
        parent._module
        for parent in type(model).__mro__
        if getattr(parent, "_module", None) and methods & vars(parent).keys()
    } - KNOWN
