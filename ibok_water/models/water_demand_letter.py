from dataclasses import replace
from decimal import Decimal

from odoo import models

from .water_demand_reckoning import ZERO


class WaterDemandStage(models.Model):
    """What a customer is asked for at several stages, put on one letter."""

    _inherit = "water.demand.stage"

    def _highest_first(self):
        """These stages, the last one first."""
        return self.sorted(lambda stage: (-stage.sequence, -stage.id))

    def _letters(self, company, parts, by_hand):
        """Put what each customer owes at these stages on one letter, and weigh it.

        :param parts: {customer's id: his `Proposal` at each stage, the highest first}
        :return: {customer's id: `Proposal`}
        """
        partners_sudo = self.env["res.partner"].sudo().browse(parts)
        credit = (
            self.env["account.move.line"]
            .sudo()
            ._water_unused_credit(company, partners_sudo)
        )
        takers = {
            stage.id: stage._email_takers(partners_sudo, company) for stage in self
        }
        letters = {}
        for partner_sudo in partners_sudo:
            proposals = parts[partner_sudo.id]
            for one in proposals:
                stage = self.browse(one.stage_id)
                by_email = partner_sudo in takers[stage.id]
                one.channel = "email" if by_email else stage.on_paper and "paper"
                one.credit = credit.get(partner_sudo.id, ZERO)
            letters[partner_sudo.id] = self._letter(partner_sudo, proposals, by_hand)
        return letters

    def _letter(self, partner_sudo, proposals, by_hand):
        """The letter of the highest stage that may ask this customer.

        With his debts at lower stages, each of which stays at its own. A reminder
        before the due date is never a part of another letter: every letter names what
        is not late yet.

        :return: `Proposal`; a refused one when there is no letter
        """
        refused = []
        for place, letter in enumerate(proposals):
            lower = [
                row
                for one in proposals[place + 1 :]
                if self.browse(one.stage_id).kind != "before"
                for row in one.rows
            ]
            told = letter.refused or self._why_no_letter(
                partner_sudo, letter, lower, by_hand
            )
            if not told:
                self._join(letter, lower)
                break
            letter.refused = told
            refused.append(letter)
            if told[0] in ("rate", "human_first"):
                # Of the customer, whatever the stage.
                break
        else:
            rows = [one for one in refused if one.rows]
            letter = (rows or refused)[0]
        letter.left_out = self._left_out(letter, proposals, refused)
        return letter

    def _join(self, letter, lower):
        """Add debts at lower stages; whether they bear interest says the letter."""
        bears = self.browse(letter.stage_id)._asks_interest()
        own = {row.line_id for row in letter.rows}
        added = {row.line_id: row for row in lower if row.line_id not in own}
        letter.rows += [
            replace(row, interest=letter.interest.get(id_, ZERO) if bears else ZERO)
            for id_, row in added.items()
        ]

    def _left_out(self, letter, proposals, refused):
        """What the letter leaves out, of all stages, each document once.

        :return: [(number of a document, amount, code of the reason)]
        """
        asked = {row.name for row in letter.rows}
        found = {
            name: (name, amount, code)
            for one in proposals
            for name, amount, code in one.left_out
            if name not in asked
        }
        for one in refused:
            if one is not letter:
                for row in one.rows:
                    if row.name not in asked:
                        found[row.name] = (row.name, row.amount, one.refused[0])
        return list(found.values())

    def _why_no_letter(self, partner_sudo, letter, lower, by_hand):
        """Why a stage does not ask a customer: (code, words), or None.

        Its smallest demand is of its own debts: nobody is told of a court because of
        what he is only reminded of.
        """
        stage = self.browse(letter.stage_id)
        owed = {row.line_id: row.amount for row in [*lower, *letter.rows]}
        code = None
        if not letter.rows:
            code = "stopped"
        elif sum(owed.values(), ZERO) <= letter.credit:
            code = "credit"
        elif not by_hand:
            if letter.amount < Decimal(str(stage.minimum_total)):
                code = "small_total"
            elif partner_sudo.water_vulnerable:
                code = "human_first"
            elif not letter.channel:
                code = "no_way"
        return (code, self._refusals()[code]) if code else None

    def _refusals(self):
        """{code: why a customer gets no demand}"""
        return {
            "stopped": self.env._("Nothing of what is late may be demanded."),
            "credit": self.env._(
                "What the customer paid and is not matched yet covers it: match it."
            ),
            "small_total": self.env._("Less than the smallest demand of this stage."),
            "human_first": self.env._("Human first: talk with the customer."),
            "no_way": self.env._("No e-mail may be sent, and this stage has no paper."),
        }

    def _left_out_reasons(self):
        """{code: why a debt is left out of a demand}"""
        return (
            self._refusals()
            | self.env["account.move.line"]._water_dunning_reasons()
            | {"small": self.env._("Less than the smallest debt of this stage.")}
        )

    def _email_takers(self, partners, company):
        """Those who get this stage by e-mail; what must be proved goes on paper."""
        self.ensure_one()
        if not self.by_email or self.provable:
            return partners.browse()
        return partners._water_email_takers(company)
