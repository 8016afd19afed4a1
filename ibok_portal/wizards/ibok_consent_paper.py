from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.ibok_water.models.law_day import law_today


class IbokConsentPaper(models.TransientModel):
    """The office records consents to electronic invoices that were signed on paper.

    For one contract, or for many whose bills are electronic since before the portal.
    """

    _name = "ibok.consent.paper"
    _description = "Consent on Paper"

    contract_ids = fields.Many2many(
        "water.contract", string="Contracts", required=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_effect", help="Of the contracts."
    )
    paper_date = fields.Date(string="Signed on", required=True, default=law_today)
    paper_place = fields.Char(
        string="Where the Paper Is", help="e.g. the file or its number"
    )
    terms_id = fields.Many2one(
        "ibok.terms",
        string="Text that was Signed",
        compute="_compute_terms_id",
        store=True,
        readonly=False,
        domain="[('kind', '=', 'e_invoice'), ('state', '=', 'published')]",
        help="Leave it empty when the paper has words of its own.",
    )
    effect = fields.Text(string="What Follows", compute="_compute_effect")

    @api.model
    def default_get(self, names):
        vals = super().default_get(names)
        if self.env.context.get("active_model") == "water.contract":
            vals.setdefault("contract_ids", self.env.context.get("active_ids"))
        return vals

    @api.depends("contract_ids")
    def _compute_terms_id(self):
        for wizard in self:
            company = wizard.contract_ids.company_id[:1]
            wizard.terms_id = self.env["ibok.consent"]._e_invoice_text(company).id

    @api.depends("contract_ids")
    @api.depends_context("lang")
    def _compute_effect(self):
        for wizard in self:
            wizard.company_id = wizard.contract_ids.company_id[:1]
            lines = [wizard._effect_of(c) for c in wizard.contract_ids[:20]]
            if len(wizard.contract_ids) > 20:
                more = len(wizard.contract_ids) - 20
                lines.append(self.env._("and %(count)s more", count=more))
            wizard.effect = "\n".join(lines)

    def _effect_of(self, contract):
        """What recording does to one contract, in a line."""
        start = contract._next_period_start()
        told = {
            "number": contract.number,
            "start": format_date(self.env, start),
            "customer": contract.partner_id.name,
        }
        if contract._e_invoice_live():
            return self.env._("%(number)s: a consent is on record already.", **told)
        if contract._terms_on(start).invoice_form == "electronic":
            text = self.env._(
                "%(number)s (%(customer)s): electronic already, nothing changes.",
                **told,
            )
        elif problem := contract._e_invoice_refusal():
            return problem
        elif contract._fits_invoice_form("electronic", start):
            text = self.env._(
                "%(number)s (%(customer)s): electronic invoices and their tariff group "
                "from %(start)s.",
                **told,
            )
        else:
            text = self.env._(
                "%(number)s (%(customer)s): electronic invoices from %(start)s, the "
                "tariff group stays.",
                **told,
            )
        if not contract.partner_id.email:
            text += " " + self.env._(
                "There is no e-mail address, so bills are still printed."
            )
        return text

    def action_confirm(self):
        """Keep a consent of each contract.

        :raise UserError: a day that has not come, or a contract that has no bill left
        """
        self.ensure_one()
        self.env["water.reading"]._refuse_but_clerks()
        self.contract_ids.check_access("write")
        if self.paper_date > law_today(self):
            raise UserError(
                self.env._("The paper was signed on a day that has not come yet.")
            )
        if len(self.contract_ids.company_id) > 1:
            raise UserError(self.env._("Record the consents of one company at a time."))
        self.contract_ids._record_e_invoice(
            self.paper_date, self.paper_place, self.terms_id
        )
        return {"type": "ir.actions.act_window_close"}


class WaterContract(models.Model):
    _inherit = "water.contract"

    def action_record_e_invoice(self):
        """Ask when and what the customer signed."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consent on Paper"),
            "res_model": "ibok.consent.paper",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_ids": self.ids},
        }

    def action_withdraw_e_invoice(self):
        """The customer took the consent back, e.g. by a letter."""
        self.check_access("write")
        for contract in self:
            contract._e_invoice_live().with_env(self.env).action_withdraw()

    def action_view_consents(self):
        """Consents to electronic invoices of this contract, withdrawn ones too."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consents"),
            "res_model": "ibok.consent",
            "view_mode": "list,form",
            "domain": list(self.env["ibok.consent"]._e_invoice_domain(self)),
        }
