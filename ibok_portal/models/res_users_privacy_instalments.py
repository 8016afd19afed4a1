from odoo import models

from ..tools.data_section import DataSection


class ResUsers(models.Model):
    """What a resident's plans and cut-off notices are in the export."""

    _inherit = "res.users"

    def _privacy_export_sections(self):
        """Override to add them."""
        sudo = self.sudo().env
        customer = self._privacy_customer()
        return [
            *super()._privacy_export_sections(),
            DataSection(
                code="instalments",
                title=self.env._("Instalment plans"),
                records=sudo["water.instalment.plan"],
                domain=[
                    ("partner_id", "child_of", customer.id),
                    ("state", "!=", "draft"),
                ],
                paths={
                    "number": "name",
                    "state": "state",
                    "proposed_by": "proposed_by",
                    "own_words": "note",
                    "answer": "answer",
                    "amount": "amount",
                    "consent_at": "consent_at",
                    "consent_from_address": "consent_ip",
                    "began": "started_on",
                    "ended": "ended_on",
                    "debts": ("debt_ids", {"document": "name", "amount": "amount"}),
                    "instalments": (
                        "row_ids",
                        {"pay_by": "day", "amount": "amount", "interest": "interest"},
                    ),
                },
                brief=("number", "began", "amount", "state"),
            ),
            DataSection(
                code="cutoffs",
                title=self.env._("Notices of cutting off"),
                records=sudo["water.cutoff.case"],
                domain=[
                    ("partner_id", "child_of", customer.id),
                    ("noticed_on", "!=", False),
                ],
                paths={
                    "number": "name",
                    "state": "state",
                    "ground": "ground",
                    "notice": "noticed_on",
                    "asked_for": "notice_amount",
                    "planned": "planned_on",
                    "cut_off": "executed_on",
                    "reconnected": "reconnected_on",
                },
                brief=("number", "notice", "planned", "state"),
            ),
        ]
