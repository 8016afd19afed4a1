from odoo import models
from odoo.tools import ormcache

from .ibok_application_step_end import PROTOCOL

#: Meters for which the blank protocol has room.
ROOM = 3


class IbokApplication(models.Model):
    """What the handover protocol of an application says."""

    _inherit = "ibok.application"

    def _handover_sheet(self):
        """The protocol in values: of the application, its contract and both sides."""
        self.ensure_one()
        contract = self.contract_id
        return {
            "company": self.company_id.name,
            "number": self.number,
            "premise": contract.premise_id.address,
            "contract": contract.number,
            "day": contract.date_to or self._day("handover_on"),
            "parties": self._handover_parties(),
            "meters": self._handover_meters(),
        }


class IbokApplicationKind(models.Model):
    """The blank protocol, to be filled in and signed before one applies."""

    _inherit = "ibok.application.kind"

    def _protocol_pdf(self, company):
        """The handover protocol without a case, as a tagged PDF; called in `sudo`.

        :return: bytes
        """
        lang = self.env.lang or company.partner_id.lang
        return self.with_context(lang=lang)._protocol_kept(lang, company.name)

    def _protocol_name(self):
        return self.env._("Handover protocol")

    @ormcache("lang", "company")
    def _protocol_kept(self, lang, company):
        """Made once of each wording: everybody may ask for it."""
        report = self.env["ir.actions.report"]
        roles = self.env._("Who gives over"), self.env._("Who takes over")
        return report._water_tagged_pdf(
            PROTOCOL,
            {
                "lang": lang,
                "fonts": report._water_fonts(),
                "title": self._protocol_name(),
                "sheet": {
                    "company": company,
                    "parties": [{"role": role} for role in roles],
                    "meters": [{}] * ROOM,
                },
            },
        )
