from odoo import fields, models
from odoo.exceptions import UserError

from .water_payment_demand import OUT

REPORT = "ibok_water.report_payment_demand"
LETTER = "ibok_water.mail_template_demand"


class WaterPaymentDemand(models.Model):
    """The demand's way to the customer: paper, e-mail, portal."""

    _inherit = "water.payment.demand"

    kept_pdf_id = fields.Many2one(
        "ir.attachment",
        string="File as Issued",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="base.group_user",
        help="Made when it is first printed, sent or downloaded; the same ever after.",
    )

    def action_print(self):
        """One file of these demands, in the order that the post walks."""
        if any(demand.state == "draft" for demand in self):
            raise UserError(self.env._("A draft is not printed: issue it first."))
        self.filtered(lambda demand: demand.state in OUT)._set_sent()
        return self.env.ref(REPORT).report_action(self._in_order_of_post())

    def _in_order_of_post(self):
        """By route, then by the address that the letter goes to."""

        def key(demand):
            contract = demand.partner_id.sudo().water_contract_ids[:1]
            address = demand.partner_id._water_letter_address()
            return (
                contract.premise_id.route_id.code or "~",
                address.zip or "",
                address.city or "",
                address.street or "",
                demand.name,
            )

        return self.sorted(key)

    def _set_sent(self):
        """Keep when it was handed over, the first time."""
        self.filtered(lambda demand: not demand.sent_at)._set_process(
            {"sent_at": fields.Datetime.now()}
        )

    def action_send(self):
        """Put the letter with the demand into the queue of outgoing mail."""
        if any(d.state not in OUT or d.channel != "email" for d in self):
            raise UserError(
                self.env._("Only issued demands that go by e-mail can be sent.")
            )
        self._send()

    def _send(self):
        """Queue the letters; what was queued before is left alone."""
        template = self.env.ref(LETTER, raise_if_not_found=False)
        if not template:
            raise UserError(
                self.env._("The letter for payment demands was deleted: make it anew.")
            )
        for demand in self.filtered(lambda d: not d.sent_at and d.partner_id.email):
            # Templates are the office's; a clerk sends what he was let to issue.
            template.sudo().send_mail(demand.id)
            demand._set_sent()

    def action_next(self):
        """Show what the next stage would ask for."""
        self.ensure_one()
        following = self._next_stage()
        if not following:
            raise UserError(self.env._("No stage comes after this one."))
        return self.env["water.demand.make"]._open(self.partner_id, following)

    def _next_stage(self):
        """The stage that the debts on this letter come to next, the first of them."""
        self.ensure_one()
        found = self.stage_id.browse()
        for stage in self._coming().values():
            found |= stage.with_env(self.env)
        return found.sorted(lambda stage: (stage.sequence, stage.id))[:1]

    def _pdf(self):
        """The demand as a file; of an issued one always the same.

        :return: bytes
        """
        self.ensure_one()
        # Who may read the demand may read its file.
        demand_sudo = self.sudo()
        if demand_sudo.kept_pdf_id:
            return demand_sudo.kept_pdf_id.raw
        content = self.env["ir.actions.report"]._water_demand_pdf(self)
        if self.state != "draft":
            demand_sudo.kept_pdf_id = demand_sudo.env["ir.attachment"].create(
                {
                    "name": self._file_name(),
                    "raw": content,
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        return content

    def _portal_address(self):
        """Where the customer finds it, after logging in."""
        return f"{self.get_base_url()}/my/demands/{self.id}"

    def _file_name(self):
        """Name of the file, without what file systems refuse."""
        return f"{(self.name or self.display_name).replace('/', '-')}.pdf"
