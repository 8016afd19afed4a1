from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from ..engine import NoHistory
from .water_contract_forecast import HISTORY_DAYS
from .water_contract_point_chain import SettlementProblem


class WaterSettlement(models.Model):
    """A held bill whose reading nobody believes: an estimate takes its place."""

    _inherit = "water.settlement"

    estimate_outlook = fields.Text(
        string="If Estimated",
        compute="_compute_estimate_outlook",
        groups="ibok_water.group_water_clerk",
        help="What an estimate in the place of the reading would rest on.",
    )
    can_estimate = fields.Boolean(
        compute="_compute_estimate_outlook", groups="ibok_water.group_water_clerk"
    )

    @api.depends("state", "usage_ids")
    @api.depends_context("lang")
    def _compute_estimate_outlook(self):
        for settlement in self:
            settlement.estimate_outlook = False
            settlement.can_estimate = False
            if settlement.state != "held" or not settlement.usage_ids:
                continue
            try:
                estimates = settlement.sudo()._prepare_estimates()
            except (SettlementProblem, UserError) as problem:
                settlement.estimate_outlook = str(problem)
                continue
            settlement.can_estimate = True
            settlement.estimate_outlook = "\n".join(
                self._estimate_told(reading, vals) for reading, vals in estimates
            )

    @api.model
    def _estimate_told(self, reading, vals):
        """One estimate in words: the state it gives, and where that comes from."""
        readings = self.env["water.reading"]
        told = self.env._(
            "Meter %(meter)s, %(day)s: %(value)s m³ instead of %(given)s m³.",
            meter=reading.meter_id.number,
            day=format_date(self.env, reading.date),
            value=readings._volume_text(vals["value"]),
            given=readings._volume_text(reading.value),
        )
        return f"{told} {readings.new(vals).estimate_text or ''}".strip()

    def _last_uses(self):
        """Of each point the use that ends this bill."""
        self.ensure_one()
        ends = self.usage_ids.grouped("point_id").values()
        return self.usage_ids.browse().union(
            *(uses.sorted("date_to")[-1:] for uses in ends)
        )

    def _doubtful_uses(self):
        """The last uses of the meters that the bill is held for.

        A garden submeter only where it is the one found above its main meter.
        """
        garden = self.hold_codes == "submeter_above_main"
        return self._last_uses().filtered(
            lambda use: (use.point_kind == "garden") == garden
        )

    def _prepare_estimates(self):
        """[(reading, values of the estimate in its place)] of a held bill.

        :raise UserError: nothing here was read, nothing is known to estimate from, or
            the estimate would change nothing
        :raise SettlementProblem: the engine refuses what is there
        """
        self.ensure_one()
        found = []
        for use in self._doubtful_uses():
            reading = use.reading_to_id._live()
            if reading.source == "estimate":
                continue
            row = self.contract_id._rows_on(reading.date).filtered(
                lambda r, point=use.point_id: r.point_id == point
            )
            row = row or self.contract_id.contract_point_ids.filtered(
                lambda r, point=use.point_id: r.point_id == point
            )
            vals = row[:1]._prepare_instead(reading, use.reading_from_id._live())
            if vals["value"] != reading.value:
                found.append((reading, vals))
        if not found:
            raise UserError(
                self.env._(
                    "This bill rests on an estimate already, or the estimate is what "
                    "the meter shows. Release it, or correct the reading."
                )
            )
        return found

    def _estimate(self):
        """Put estimates in the place of what was read, and settle again.

        :return: (settlements made, what was estimated in words)
        """
        estimates = self._prepare_estimates()
        readings = self.env["water.reading"].union(*(r for r, _vals in estimates))
        settled, held = readings._settlements_on(), readings._held_settlements_on()
        touched = settled.contract_id | held.contract_id | readings.contract_id
        readings._lock_contracts(touched.ids)
        told = []
        for reading, vals in estimates:
            told.append(self._estimate_told(reading, vals))
            lang = reading.partner_id.lang or reading.company_id.partner_id.lang
            env = self.with_context(lang=lang or self.env.lang).env
            reason = env._(
                "Estimated: the reading of %(day)s, %(value)s m³, was not credible",
                day=format_date(env, reading.date),
                value=reading.with_env(env)._volume_text(reading.value),
            )
            new = reading._replace(vals["value"], reason, source="estimate")
            new.sudo().write(
                {name: vals[name] for name in ("estimate_method", "estimate_basis")}
            )
        made = settled._correct(reason) | held._settle_again()
        text = "\n".join(told)
        own = made.filtered(
            lambda s: (s.contract_id, s.date_to) == (self.contract_id, self.date_to)
        )
        own._message_log_batch(bodies={s.id: plaintext2html(text) for s in own})
        return made, text

    def action_estimate(self):
        """Settle held bills on estimates instead of readings that nobody believes.

        One that cannot be estimated does not stop the others.

        :return: the next held bill
        :raise UserError: none of them could be estimated; says why
        """
        held_sudo = self._as_clerk()
        if any(settlement.state != "held" for settlement in held_sudo):
            raise UserError(self.env._("Only a held bill can be estimated."))
        self.env["water.reading"]._lock_contracts(held_sudo.contract_id.ids)
        told, refused = [], []
        for settlement in held_sudo.sorted(lambda s: (s.date_from, s.id)):
            if settlement.state != "held":
                # A bill of those who share the point, settled along with one before.
                continue
            try:
                with self.env.cr.savepoint():
                    told.append(settlement._estimate()[1])
            except (SettlementProblem, UserError) as problem:
                refused.append(f"{settlement.display_name}: {problem}")
        if not told:
            raise UserError("\n".join(refused))
        return self._next_held("\n".join(told + refused), refused)


class WaterContractPoint(models.Model):
    _inherit = "water.contract.point"

    def _prepare_instead(self, reading, before):
        """Values of an estimate in the place of a reading.

        :param before: the state that the bill begins at, of the same meter
        :raise UserError: nothing is known to estimate from
        """
        self.ensure_one()
        readings = self.env["water.reading"].search(
            [
                ("point_id", "=", self.point_id.id),
                ("state", "=", "accepted"),
                ("id", "!=", reading.id),
                ("date", ">", reading.date - timedelta(days=HISTORY_DAYS)),
            ],
            order="date, id",
        )
        uses = self._actual_uses(readings)
        try:
            vals = self._forecast_vals(before, reading.date, uses)
        except NoHistory as error:
            raise UserError(
                self.env._(
                    "Point %(point)s was not read long enough to estimate its use. "
                    "Correct the reading, or release the bill.",
                    point=self.point_id.code,
                )
            ) from error
        return vals | {"kind": reading.kind}
