import logging

from odoo import api, models

from .law_day import law_today

_logger = logging.getLogger(__name__)


class WaterDemandRun(models.Model):
    """What the daily job finds: it proposes, and sends only what a stage lets it."""

    _inherit = "water.demand.run"

    @api.model
    def _cron_propose(self):
        """Propose a run to each municipality; start those of stages that go alone."""
        companies = self.env["res.company"].search([("water_journal_id", "!=", False)])
        for company in companies:
            runs = self.with_company(company).with_context(
                lang=company.partner_id.lang or self.env.lang
            )
            stages = self.env["water.demand.stage"]._of_company(company)
            runs._start_alone(company, stages.filtered("send_alone"))
            runs._propose(company, stages.filtered(lambda stage: not stage.send_alone))
            self.env["ir.cron"]._commit_progress()

    @api.model
    def _start_alone(self, company, stages):
        """Issue and send what the office decided to be sent without a person."""
        if not stages or self._of_background(company, ("previewing", "running")):
            return
        run = self.create(
            {
                "company_id": company.id,
                "stage_ids": stages.ids,
                "day": law_today(self),
            }
        )
        if run._make_lines():
            run._begin("running")
        else:
            run.unlink()

    @api.model
    def _propose(self, company, stages):
        """Keep one proposed run up to date, as long as nobody started it."""
        today = law_today(self)
        waiting = self.search(
            [
                ("company_id", "=", company.id),
                ("proposed", "=", True),
                ("state", "in", ("draft", "previewed")),
            ],
            limit=1,
        )
        if not stages or self._of_background(company, ("previewing", "running")):
            return
        run_sudo = waiting.sudo() or self.sudo().create(
            {"company_id": company.id, "stage_ids": stages.ids, "proposed": True}
        )
        run_sudo.line_ids.unlink()
        run_sudo.write({"day": today, "stage_ids": stages.ids, "state": "draft"})
        if run_sudo._make_lines():
            run_sudo._begin("previewing")
        else:
            run_sudo.unlink()

    @api.model
    def _refresh_proposed(self, partners):
        """Who was asked meanwhile is not proposed any more, today and not tomorrow."""
        lines_sudo = (
            self.env["water.demand.run.line"]
            .sudo()
            .search(
                [
                    ("run_id.proposed", "=", True),
                    ("run_id.state", "=", "previewed"),
                    ("partner_id", "in", partners.commercial_partner_id.ids),
                ]
            )
        )
        lines_sudo._preview()
        lines_sudo.filtered(lambda line: line.preview_state == "nothing").unlink()

    @api.model
    def _of_background(self, company, states):
        """Runs of the program's own that are in these states."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("create_uid", "=", self.env.uid),
                ("state", "in", states),
            ]
        )
