from odoo import api, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang


class WaterReading(models.Model):
    """What the checks found on a reading, in words."""

    _inherit = "water.reading"

    @api.depends("hold_codes", "hold_params")
    @api.depends_context("lang")
    def _compute_hold_reason(self):
        for reading in self:
            params = reading.hold_params or {}
            codes = filter(None, (reading.hold_codes or "").split(","))
            reading.hold_reason = "\n".join(
                self._finding_sentence(code, params.get(code) or {}) for code in codes
            )

    @api.model
    def _finding_sentence(self, code, params):
        """One finding: what is wrong, what was found and what was expected.

        :param str code: of `engine.check_reading`, or ``no_meter``
        :param dict params: its facts, as texts
        """
        texts = {
            "future_date": self.env._("The date lies in the future."),
            "outside_contract": self.env._("No contract covers this day."),
            "no_meter": self.env._("No meter was installed on this point on that day."),
            "beyond_digits": self.env._("The value has more digits than the register."),
            "negative_value": self.env._("The value is below zero."),
            "below_previous": self.env._(
                "The value is below the last accepted reading."
            ),
            "rollover": self.env._(
                "The register seems to have rolled over through zero."
            ),
            "above_following": self.env._(
                "A later accepted reading shows less than this one."
            ),
            "usage_high": self.env._(
                "The use is far above what is usual at this point."
            ),
        }
        text = texts.get(code, code)
        if params.get("previous_value"):
            text += " " + self.env._(
                "Last accepted: %(value)s m³ on %(day)s.",
                value=formatLang(self.env, float(params["previous_value"]), digits=3),
                day=format_date(self.env, params["previous_date"]),
            )
        if params.get("limit"):
            text += " " + self.env._(
                "%(use)s m³ in %(days)s days; usual is up to %(limit)s m³.",
                use=formatLang(self.env, float(params["use"]), digits=1),
                days=params["days"],
                limit=formatLang(self.env, float(params["limit"]), digits=1),
            )
        return text

    @api.model
    def _use_sentence(self, use, days):
        """Use of a meter since its last reading, with the use per day."""
        if use < 0:
            # Only below an estimate is such a reading taken (`engine.check_reading`).
            return self.env._(
                "%(use)s m³ less than was estimated; the next bill settles that.",
                use=self._volume_text(-use),
            )
        if not days:
            return self.env._("Use %(use)s m³.", use=self._volume_text(use))
        return self.env._(
            "Use %(use)s m³ in %(days)s days, %(daily)s m³ a day.",
            use=self._volume_text(use),
            days=days,
            daily=formatLang(self.env, use / days, digits=2),
        )

    @api.model
    def _volume_text(self, volume):
        """A register value or use as people write it: no zeros behind the comma."""
        decimals = f"{volume:.3f}".rstrip("0").partition(".")[2]
        return formatLang(self.env, volume, digits=len(decimals))
