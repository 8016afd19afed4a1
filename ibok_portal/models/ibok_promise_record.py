from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.ibok_water import engine
from odoo.addons.ibok_water.models.law_day import law_today

MONTHS = 12


class IbokPromiseRecord(models.Model):
    """One answer of the office, and nothing of the matter or its person.

    Matters go with what is kept of them, or with an account (`ibok.data.category`);
    what `/ibok/promises` told of a month stays as it was.
    """

    _name = "ibok.promise.record"
    _description = "Answer and the Day Promised"
    _order = "answered_on desc, id desc"
    _rec_name = "answered_on"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    kind_model = fields.Char(
        required=True, help="Of the kind; of a matter without kinds its own."
    )
    kind_id = fields.Many2oneReference(model_field="kind_model")
    answered_on = fields.Date(required=True)
    days_taken = fields.Integer(
        string="Days until the Answer",
        aggregator="avg",
        help="Calendar days on which the clock ran.",
    )
    kept = fields.Boolean(string="Answered in Time")

    _of_month_idx = models.Index("(company_id, answered_on)")

    @api.model
    def _keep(self, matter):
        """Note the answer of a matter; called in `sudo`.

        :param matter: answered record of a model with `ibok.promise.mixin`
        """
        kind = matter._promise_kind()
        return self.sudo().create(
            {
                "company_id": matter.company_id.id,
                "kind_model": kind._name,
                "kind_id": kind.id,
                "answered_on": matter.answered_on,
                "days_taken": matter.days_taken,
                "kept": matter.promise_kept,
            }
        )

    @api.model
    def _kind_names(self, kinds):
        """What residents call kinds, read at once: a page of a year has many.

        :param kinds: [(model, id)]; without an id the model has no kinds
        :return: {kind: name}
        """
        names = dict.fromkeys(kinds, self.env._("Other matters"))
        for model in {model for model, _id in names if model in self.env}:
            ids = [kind_id for name, kind_id in names if name == model]
            kinds_sudo = self.env[model].sudo().browse(filter(None, ids)).exists()
            found = dict(
                zip(kinds_sudo.ids, kinds_sudo.mapped("display_name"), strict=True)
            )
            if not all(ids):
                found[False] = self.env[model]._promise_name()
            for kind_id in ids:
                if (kind_id or False) in found:
                    names[model, kind_id] = found[kind_id or False]
        return names

    @api.model
    def _public_promises(self, company):
        """What is promised: [(kind in words, `engine.Promise`)]."""
        mixin = self.env["ibok.promise.mixin"]
        return [
            promise
            for name in sorted(mixin._inherit_children, reverse=True)
            if not self.env[name]._abstract
            for promise in self.env[name]._public_promises(company)
        ]

    @api.model
    def _public_figures(self, company):
        """Answered matters of the last whole months, the newest month first.

        Kinds with few matters are joined until each group has enough, so neither a
        figure nor the difference of two tells of single matters.

        :return: list of dicts ``month`` (its first day) and ``rows``:
            [(names of kinds, `engine.Kept`)], none when all are too few
        """
        this_month = law_today(self).replace(day=1)
        domain = [
            ("company_id", "=", company.id),
            ("answered_on", ">=", this_month - relativedelta(months=MONTHS)),
            ("answered_on", "<", this_month),
        ]
        months = {}
        for month, model, kind_id, days, kept in self.sudo()._read_group(
            domain,
            ["answered_on:month", "kind_model", "kind_id"],
            ["days_taken:array_agg", "kept:array_agg"],
        ):
            answers = list(zip(days, kept, strict=True))
            months.setdefault(month, {})[model, kind_id] = answers
        names = self._kind_names({kind for found in months.values() for kind in found})
        return [
            {"month": month, "rows": self._figure_rows(months[month], names, company)}
            for month in sorted(months, reverse=True)
        ]

    @api.model
    def _figure_rows(self, answers, names, company):
        """Figures of one month: {kind: answers} joined into groups large enough."""
        counts = {kind: len(found) for kind, found in answers.items()}
        minimum = company.sudo().ibok_figures_minimum
        return [
            (
                ", ".join(names[kind] for kind in group),
                engine.kept_figures(
                    answer for kind in group for answer in answers[kind]
                ),
            )
            for group in engine.guarded(counts, minimum)
        ]
