from datetime import timedelta

from odoo import api, fields, models

#: The usual use is that of so many days before the bill.
BASE = timedelta(days=365)


class WaterSettlementCorrect(models.TransientModel):
    """A bill corrected by m³ that are not charged; readings stay as they are."""

    _inherit = "water.settlement.correct"

    allows = fields.Boolean(readonly=True)
    allowance_water = fields.Float(
        string="Water Not Charged (m³)",
        digits=(12, 3),
        help="Of the whole bill. What was let off before is part of it; 0 takes it "
        "back.",
    )
    allowance_sewage = fields.Float(
        string="Sewage Not Charged (m³)",
        digits=(12, 3),
        help="As a rule what went into the ground and not into the sewer.",
    )
    usual_text = fields.Char(string="Usual Use", compute="_compute_usual_text")

    @api.depends("settlement_ids", "allows")
    def _compute_usual_text(self):
        """m³ of as many days, by the bills of the year before: a hint for the clerk."""
        for wizard in self:
            bill = wizard.settlement_ids[:1]
            wizard.usual_text = wizard.allows and wizard._usual_told(bill)

    @api.model
    def _usual_told(self, bill):
        """The sentence for a bill, or False where there is none before it."""
        told = self.env["water.reading"]._volume_text
        earlier = bill.contract_id.settlement_ids.filtered(
            lambda one: (
                one.state == "done"
                and one.date_to < bill.date_from
                and one.date_to >= bill.date_from - BASE
            )
        )
        if not earlier:
            return False
        days = sum(self._use_days(one) for one in earlier)
        own = self._use_days(bill)
        water, sewage = (
            told(round(sum(earlier.mapped(name)) * own / days))
            for name in ("volume_water", "volume_sewage")
        )
        return self.env._(
            "in as many days %(water)s m³ of water and %(sewage)s m³ of sewage; this "
            "bill: %(bill_water)s and %(bill_sewage)s m³",
            water=water,
            sewage=sewage,
            bill_water=told(bill.volume_water),
            bill_sewage=told(bill.volume_sewage),
        )

    @api.model
    def _use_days(self, bill):
        """Days that the use of a bill took: from reading to reading, where it has any.

        The days of the bill are others: its meter may be read weeks after them.
        """
        uses = bill.usage_ids
        metered = uses and (max(uses.mapped("date_to")) - min(uses.mapped("date_from")))
        return metered.days if metered else (bill.date_to - bill.date_from).days + 1

    def _change_facts(self, reason):
        """Override: with what is let off."""
        done = super()._change_facts(reason)
        if self.allows:
            self.env["water.allowance"]._grant(
                self.settlement_ids, self.allowance_water, self.allowance_sewage, reason
            )
        return done

    def _title(self):
        return self.env._("Allowance") if self.allows else super()._title()
