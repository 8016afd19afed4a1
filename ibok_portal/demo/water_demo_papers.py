from datetime import timedelta

from odoo import api, models

from odoo.addons.ibok_water.models.law_day import law_day

from .papers_plan import FIXED_END, FIXED_NUMBER, PAPERS

PLACE = "Teczka umów, segregator {year}"


class WaterDemo(models.AbstractModel):
    """Contracts of the demo municipality as papers, in each of their states."""

    _inherit = "water.demo"

    @api.model
    def _build_papers(self, users, today=None):
        """Write, send and sign them by the methods that serve a real office.

        :param dict users: {"clerk": user id}
        :param date today: the day up to which it is told
        """
        demo, people, today = self._begin_story(users, today)
        contracts = demo._contracts_of_plan(demo.env.company)
        fixed = contracts[FIXED_NUMBER].with_user(people["clerk"])
        fixed.date_to = today + timedelta(days=FIXED_END)
        for told in PAPERS:
            contract = contracts[told.number].with_user(people["clerk"])
            demo._tell_paper(told, contract, today)

    def _tell_paper(self, told, contract, today):
        """One document with all its steps."""
        day = (
            contract.date_signed
            if told.ago is None
            else today - timedelta(days=told.ago)
        )
        with law_day(day):
            paper = self._write_paper(told, contract, today)
        self._date_messages(paper, day)
        for after, what in told.steps:
            on = day + timedelta(days=after)
            with law_day(on):
                self._paper_step(paper, what, on)
            self._date_messages(paper, on)
        if paper.state == "office" and paper.date_from <= today:
            # What the daily job does on the first day of the document.
            with law_day(paper.date_from):
                paper.sudo()._follow(paper.date_from)
            self._date_messages(paper, paper.date_from)
        return paper

    def _write_paper(self, told, contract, today):
        """The draft, filled in from the contract."""
        wording = self.env.ref(f"ibok_portal.contract_template_{told.wording}")
        vals = {"contract_id": contract.id, "template_id": wording.id}
        for name, days in (("date_from", told.begins), ("date_to", told.ends)):
            if days is not None:
                vals[name] = today + timedelta(days=days)
        paper = contract.env["ibok.contract.document"].create(vals)
        if told.change:
            paper._fill_from_template(change=told.change)
        return paper

    def _paper_step(self, paper, what, day):
        """What one of both did with it, by the office's own dialog."""
        if what == "send":
            paper.action_send()
        elif what == "drop":
            paper.action_drop()
        else:
            paper.env["ibok.contract.sign"].create(
                {
                    "document_id": paper.id,
                    "step": what,
                    "way": "paper",
                    "signed_on": day,
                    "place": PLACE.format(year=day.year),
                }
            ).action_confirm()
