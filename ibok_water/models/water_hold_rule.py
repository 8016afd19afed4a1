from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..engine import HoldRule
from .water_tariff_group import RECIPIENTS

#: Code → the parameters that it is judged with.
PARAMETERS = {
    "zero_use": ("periods",),
    "spike": ("factor", "margin", "season"),
    "submeter_above_main": (),
    "rollover": (),
    "no_source": (),
    "expired_mark": (),
    "estimates_in_row": ("count",),
    "amount_above": ("amount",),
    "no_consent": (),
}


class WaterHoldRule(models.Model):
    """When a reckoned settlement waits for a person, or goes out with a remark."""

    _name = "water.hold.rule"
    _description = "Rule that Holds a Bill"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        [
            ("zero_use", "No use"),
            ("spike", "Use far above the usual"),
            ("submeter_above_main", "Submeter above the main meter"),
            ("rollover", "Register rolled over"),
            ("no_source", "Nothing to take the use from"),
            ("expired_mark", "Verification of the meter ran out"),
            ("estimates_in_row", "Estimates in a row"),
            ("amount_above", "High amount"),
            ("no_consent", "E-mail invoice without consent"),
        ],
        string="Holds when",
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: every company.")
    effect = fields.Selection(
        [
            ("hold", "The bill waits for a person"),
            ("remark", "The bill goes out with a remark"),
        ],
        default="hold",
        required=True,
        help="A remark is shown in the preview of a run and on the settlement.",
    )
    recipients = fields.Selection(
        RECIPIENTS, help="Whose settlements it looks at; empty: all."
    )
    periods = fields.Integer(
        string="Billing Periods",
        default=1,
        help="So many settlements without use, one after another; this one counts.",
    )
    factor = fields.Float(
        default=3.0, help="Held when the use is more than so many times the usual one."
    )
    margin = fields.Float(
        string="Margin (m³)",
        default=5.0,
        help="So much above it is never held; keeps small uses out.",
    )
    season = fields.Selection(
        [
            ("last_year", "The same days a year before"),
            ("last_12_months", "The last 12 months"),
        ],
        string="Compared with",
        default="last_year",
    )
    count = fields.Integer(
        string="Estimates", default=2, help="So many bills on estimates in a row."
    )
    amount = fields.Float(string="Gross above", digits=(12, 2), default=2000.0)

    _parameters_range = models.Constraint(
        "CHECK (periods > 0 AND count > 0 AND amount > 0 AND factor >= 1 "
        "AND margin >= 0)",
        "Periods, estimates and the amount are above zero, the factor is at least 1 "
        "and the margin is not below zero.",
    )

    @api.model
    def _rules_of(self, company):
        """Rules in force for a company, in their order."""
        return self.search([("company_id", "in", (False, company.id))])

    def _as_rule(self):
        """This rule as the engine takes it."""
        self.ensure_one()
        params = {
            name: Decimal(str(self[name]))
            if self._fields[name].type == "float"
            else self[name]
            for name in PARAMETERS[self.code]
        }
        return HoldRule(self.code, params, key=self.id)

    @api.model
    def _sentences(self, findings):
        """All findings, as they are stored, a line each; empty without any."""
        return "\n".join(self._sentence(f["code"], f) for f in findings or ())

    @api.model
    def _sentence(self, code, params):
        """One finding in the user's language.

        :param str code: of `engine.judge`
        :param dict params: its facts, as texts
        """
        known = {}
        for name, text in params.items():
            if name in ("due", "date"):
                known[name] = format_date(self.env, text)
            elif name in ("volume", "limit"):
                known[name] = formatLang(self.env, float(text), digits=0)
            elif name in ("gross", "amount"):
                known[name] = formatLang(self.env, float(text), digits=2)
            else:
                known[name] = text
        texts = {
            "zero_use": self.env._(
                "No use for %(days)s days (billing periods: %(periods)s)."
            ),
            "submeter_above_main": self.env._(
                "The submeters counted more than the main meter."
            ),
            "rollover": self.env._("The register rolled over through zero."),
            "no_source": self.env._(
                "A service of the contract has neither meter nor norm to take its use "
                "from."
            ),
            "expired_mark": self.env._(
                "The verification of meter %(meter)s ran out on %(due)s, before its "
                "reading of %(date)s."
            ),
            "estimates_in_row": self.env._("Bills on estimates in a row: %(count)s."),
            "amount_above": self.env._(
                "%(gross)s zł gross, more than the limit of %(amount)s zł."
            ),
            "no_consent": self.env._(
                "The invoice would go out by e-mail, but the customer's consent to "
                "that is not on record."
            ),
        }
        if code == "spike" and params.get("season") == "last_12_months":
            texts["spike"] = self.env._(
                "%(volume)s m³ in %(days)s days; by the last 12 months up to "
                "%(limit)s m³ would be usual."
            )
        else:
            texts["spike"] = self.env._(
                "%(volume)s m³ in %(days)s days; by the same season of last year up "
                "to %(limit)s m³ would be usual."
            )
        return texts.get(code, code) % known
