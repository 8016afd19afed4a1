from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html
from odoo.tools.misc import clean_context

from ..models.law_day import law_today
from ..models.water_meter_installation import REASONS
from ..models.water_meter_removal import REMOVAL_REASONS


class WaterMeterExchange(models.TransientModel):
    """Exchange of a meter: closes one installation, opens the next, one protocol."""

    _name = "water.meter.exchange"
    _description = "Meter Exchange"

    point_id = fields.Many2one("water.point", required=True)
    company_id = fields.Many2one(related="point_id.company_id")
    old_installation_id = fields.Many2one(
        "water.meter.installation", compute="_compute_old", string="Present Meter"
    )
    old_meter_id = fields.Many2one(related="old_installation_id.meter_id")
    last_value = fields.Float(related="point_id.last_value")
    last_date = fields.Date(related="point_id.last_date")
    date = fields.Date(required=True, default=law_today)
    estimate_id = fields.Many2one(
        "water.reading",
        string="Estimated State",
        compute="_compute_old",
        help="The meter was found broken: its final state is estimated.",
    )
    final_value = fields.Float(
        string="Final Reading (m³)",
        digits=(12, 3),
        compute="_compute_final_value",
        store=True,
        readonly=False,
        precompute=True,
    )
    found_value = fields.Char(
        string="Register as Found",
        help="What the broken register shows, for the protocol. It is not billed.",
    )
    removal = fields.Boolean(
        string="Taken Out Only",
        help="No meter is put in: the supply is shut, or the next one comes later.",
    )
    new_meter_id = fields.Many2one(
        "water.meter",
        domain="[('state', '!=', 'installed'), ('under_check', '=', False),"
        " ('company_id', '=', company_id)]",
    )
    initial_value = fields.Float(string="Initial Reading (m³)", digits=(12, 3))
    seal = fields.Char(string="Seal Number")
    reason = fields.Selection(
        REASONS,
        required=True,
        compute="_compute_reason",
        store=True,
        readonly=False,
        precompute=True,
    )
    removal_reason = fields.Selection(REMOVAL_REASONS, string="Why It Is Taken Out")
    fitter = fields.Char()
    signature = fields.Selection(
        [("signed", "Signed by the customer"), ("refused", "Signature refused")]
    )
    note = fields.Text(string="Remarks")

    @api.depends("point_id")
    def _compute_old(self):
        for wizard in self:
            wizard.old_installation_id = wizard.point_id.installation_id
            wizard.estimate_id = wizard.point_id._fault_reading()

    @api.depends("point_id")
    def _compute_reason(self):
        """Exchanges are mostly for the verification; else a meter is new, or back."""
        for wizard in self:
            point = wizard.point_id
            if point.installation_id:
                wizard.reason = "verification"
            else:
                wizard.reason = "again" if point.installation_ids else "new"

    @api.depends("point_id", "date")
    def _compute_final_value(self):
        """Of a broken meter the estimate, up to the day of the exchange."""
        for wizard in self:
            estimate = wizard.point_id and wizard.point_id._fault_reading()
            if estimate and wizard.date and wizard.date > estimate.date:
                wizard.final_value = wizard._prepare_estimate(estimate)["value"]
            else:
                wizard.final_value = estimate.value if estimate else wizard.final_value

    def _prepare_estimate(self, estimate):
        """Values of the broken meter's reading on the day of the exchange."""
        basis = estimate.estimate_basis
        last = self.env["water.reading"].browse(basis["reading_id"])._live()
        detected = fields.Date.to_date(basis["detected"])
        row = self.point_id._row_on(self.date)
        return row._prepare_fault(last, detected, self.date)

    def _take_estimate(self):
        """The broken meter's final state and what is noted of its register."""
        estimate = self.estimate_id
        if self.date > estimate.date:
            estimate = estimate._create_accepted([self._prepare_estimate(estimate)])
        self.final_value = estimate.value
        told = [
            self.env._(
                "Final state estimated: %(value)s m³.",
                value=estimate._volume_text(estimate.value),
            )
        ]
        if self.found_value:
            told.append(
                self.env._("Register as found: %(found)s.", found=self.found_value)
            )
        self.note = "\n".join(filter(None, (self.note, *told)))

    def action_exchange(self):
        """Make both sides of the exchange and open the new installation."""
        self.ensure_one()
        if not self.removal and not self.new_meter_id:
            raise UserError(self.env._("Choose the meter that is put in."))
        # What fills in the dialog, as its remarks, is not meant for what it makes.
        kept = clean_context(self.env.context)
        wizard = self.with_context(kept)  # pylint: disable=context-overridden
        old = wizard.old_installation_id
        wizard._close_old()
        if self.removal:
            return wizard._tell_removal(old)
        return wizard._open_new(old)

    def _tell_removal(self, old):
        """Note in the installation's history why it ended, and go back to the point."""
        reasons = dict(self._fields["removal_reason"]._description_selection(self.env))
        told = [
            self.env._("Taken out; no meter was put in."),
            reasons.get(self.removal_reason),
            self.note,
        ]
        if self.fitter:
            told.append(self.env._("Fitter: %(name)s", name=self.fitter))
        old.message_post(body=plaintext2html("\n".join(filter(None, told))))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _close_old(self):
        """Take the present meter out, if there is one."""
        old = self.old_installation_id
        if self.removal and not old:
            raise UserError(self.env._("No meter is installed on this point."))
        if self.date > law_today(self):
            raise UserError(
                self.env._("The exchange lies in the future. Enter it when it is done.")
            )
        if old:
            if self.date <= old.date_from:
                raise UserError(
                    self.env._(
                        "The present meter was installed on %(day)s; the exchange "
                        "must be later.",
                        day=format_date(self.env, old.date_from),
                    )
                )
            last = self.env["water.reading"]._last_accepted(self.point_id)
            reading = last.get(self.point_id.id)
            if reading and reading.date > self.date:
                raise UserError(
                    self.env._(
                        "A reading of %(day)s is already accepted. The exchange must "
                        "not be before it.",
                        day=format_date(self.env, reading.date),
                    )
                )
            if self.estimate_id:
                self._take_estimate()
            old.write(
                {
                    "date_to": self.date,
                    "final_value": self.final_value,
                    "removal_reason": self._why_removed(),
                }
            )

    def _why_removed(self):
        """The reason of an exchange is that of the meter's going, too."""
        reason = self.removal_reason if self.removal else self.reason
        return reason if reason in dict(REMOVAL_REASONS) else False

    def _open_new(self, old):
        """Put the next meter in, with the protocol's number.

        :param old: the installation that it follows on the same day, or none
        """
        new = self.env["water.meter.installation"].create(
            {
                "meter_id": self.new_meter_id.id,
                "point_id": self.point_id.id,
                "date_from": self.date,
                "initial_value": self.initial_value,
                "seal": self.seal,
                "reason": self.reason,
                "fitter": self.fitter,
                "signature": self.signature,
                "note": self.note,
                "previous_id": old.id,
                "protocol": self.env["ir.sequence"]
                .with_company(self.point_id.company_id)
                .next_by_code("water.meter.exchange", sequence_date=self.date),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "water.meter.installation",
            "view_mode": "form",
            "res_id": new.id,
        }
