from collections import defaultdict
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.law_day import law_today

#: Who keeps books and so confirms a balance (art. 26 sec. 1 (2) of the act).
BOOKKEEPERS = ("commercial", "medical")
#: From this month on the balances of the year are confirmed (art. 26 sec. 3 (1)).
FIRST_MONTH = 10


class WaterBalanceLetter(models.TransientModel):
    """Letters that ask traders to confirm what they owe on the last day of the year.

    Art. 26 of the accounting act of 29 September 1994: claims are confirmed in writing,
    from three months before the year's end to 15 January; disputed ones and those of
    persons who keep no books are not, nor is a balance of nothing.
    """

    _name = "water.balance.letter"
    _description = "Confirmation of Balances"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    day = fields.Date(
        string="Balance of",
        required=True,
        default=lambda self: self._default_day(),
        help="What was booked or matched later is left out.",
    )
    written_on = fields.Date(
        string="Date of the Letters",
        required=True,
        default=lambda self: law_today(self),
    )
    answer_until = fields.Date(
        string="Answer Asked by",
        required=True,
        compute="_compute_answer_until",
        store=True,
        precompute=True,
        readonly=False,
        help="The law wants the answers by 15 January.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        compute="_compute_partner_ids",
        store=True,
        readonly=False,
        domain="[('water_customer_number', '!=', False)]",
        help="Traders and medical entities with something open on that day. Add others "
        "who keep books, take out whom you do not ask.",
    )

    @api.model
    def _default_day(self):
        """The end of the last month in the year's last quarter, else of the last year.

        Balances are confirmed from three months before the year's end.
        """
        today = law_today(self)
        if today.month >= FIRST_MONTH:
            return today.replace(day=1) - timedelta(days=1)
        return date(today.year - 1, 12, 31)

    @api.depends("day")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Confirmation of balances")

    @api.depends("day", "written_on")
    def _compute_answer_until(self):
        for wizard in self:
            until = wizard.day and date(wizard.day.year + 1, 1, 15)
            if until and wizard.written_on and until < wizard.written_on:
                # Who writes late asks all the same, for a day that is to come.
                until = wizard.written_on + timedelta(days=14)
            wizard.answer_until = until

    @api.depends("day", "company_id")
    def _compute_partner_ids(self):
        for wizard in self:
            rows = wizard._open_rows([("debtor_kind", "in", BOOKKEEPERS)])
            wizard.partner_ids = rows.partner_id

    def _open_rows(self, domain):
        """What was open on the day, disputed documents apart."""
        self.ensure_one()
        if not self.day:
            return self.env["water.receivable"]
        rows = self.env["water.receivable"].with_context(
            water_as_of=fields.Date.to_string(self.day)
        )
        found = rows.search(
            [("company_id", "=", self.company_id.id), *domain], order="due, id"
        )
        return found.filtered(lambda row: not row.move_id.water_disputed)

    def _letters(self):
        """What each letter says, in the order of the customers' names.

        :return: list of dict ``partner``, ``rows``, ``total``, ``owed``
        """
        self.ensure_one()
        of = defaultdict(lambda: self.env["water.receivable"])
        customers = self.partner_ids.commercial_partner_id
        for row in self._open_rows([("partner_id", "in", customers.ids)]):
            of[row.partner_id] |= row
        letters = []
        for partner in customers.sorted("name"):
            total = self.company_id.currency_id.round(
                sum(of[partner].mapped("residual"))
            )
            if total:
                letters.append(
                    {"partner": partner, "rows": of[partner], "total": total}
                )
        return letters

    def action_print(self):
        """All letters in one file, two pages a customer at most for their answer."""
        self.ensure_one()
        if self.day >= law_today(self):
            raise UserError(self.env._("Choose a day that has passed."))
        if self.answer_until < self.written_on:
            raise UserError(
                self.env._("The answer is asked by a day before that of the letters.")
            )
        if not self._letters():
            raise UserError(
                self.env._("Nobody of these customers had anything open on that day.")
            )
        report = self.env.ref("ibok_water.report_balance_letter")
        return report.report_action(self, config=False)

    def action_show(self):
        """The list of what the letters say, by customer, for the file of the year."""
        self.ensure_one()
        customers = self.partner_ids.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.water_receivable_action"
        )
        return action | {
            "name": self.env._("Balances to Be Confirmed"),
            "domain": [
                ("id", "in", self._open_rows([("partner_id", "in", customers.ids)]).ids)
            ],
            "context": {
                "water_as_of": fields.Date.to_string(self.day),
                "group_by": ["partner_id"],
            },
        }
