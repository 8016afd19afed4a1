from datetime import date

from odoo import api, models
from odoo.tools import format_date


class WaterContract(models.Model):
    """Why a contract cannot be settled, in words a clerk can act on."""

    _inherit = "water.contract"

    def _group_message(self, code, params):
        """Say which tariff has no group, or several, for this contract."""
        services = dict(self._fields["services"]._description_selection(self.env))
        texts = {
            "group_missing": self.env._(
                "Tariff %(tariff)s has no group for this kind of contract "
                "(%(service)s). Complete the tariff or change the contract.",
                tariff=params["tariff"],
                service=services[params["service"]],
            ),
            "group_ambiguous": self.env._(
                "Several groups of tariff %(tariff)s fit this contract equally well "
                "(%(service)s). Make their criteria differ.",
                tariff=params["tariff"],
                service=services[params["service"]],
            ),
        }
        return texts[code]

    @api.model
    def _engine_message(self, error):
        """What the engine refused, in words a clerk can act on."""
        texts = {
            "price_missing": self.env._(
                "No price is in force on %(day)s for: %(component)s."
            ),
            "price_ambiguous": self.env._(
                "More than one price is in force on %(day)s for: %(component)s."
            ),
            "negative_use": self.env._(
                "Meter %(meter)s shows less on %(date_to)s than on %(date_from)s."
            ),
            "value_beyond_digits": self.env._(
                "The reading of meter %(meter)s has more digits than its register."
            ),
            "gap_between_spans": self.env._(
                "Between two meters of a point there is a time without a meter."
            ),
            "overlapping_spans": self.env._(
                "Two meters of a point were in use on the same days."
            ),
            "norm_overlap": self.env._(
                "%(day)s would be billed by a meter and by a norm. Check the days of "
                "the contract's terms and of the readings."
            ),
            "dates_reversed": self.env._(
                "A time ends on %(date_to)s before it begins on %(date_from)s. Check "
                "the dates of readings and of the contract."
            ),
            "subsidy_ambiguous": self.env._(
                "More than one subsidy is granted on %(day)s for: %(component)s."
            ),
            "no_history": self.env._(
                "There is no earlier use to reckon the days from %(date_from)s to "
                "%(date_to)s by."
            ),
            "invalid_input": self.env._(
                "The data do not fit together (%(reason)s: %(value)s). Tell this to "
                "who looks after the program."
            ),
        }
        return texts[error.code] % self._engine_facts(error.params)

    @api.model
    def _engine_facts(self, params):
        """The facts of a refusal as people write them."""
        rate = self.env["water.tariff.rate"]
        components = dict(rate._fields["component"]._description_selection(self.env))
        return {
            name: format_date(self.env, value)
            if isinstance(value, date)
            else components.get(value, value)
            for name, value in params.items()
        }
