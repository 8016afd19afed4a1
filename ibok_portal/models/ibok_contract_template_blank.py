import re

from odoo import models
from odoo.tools import ormcache

from odoo.addons.ibok_water.models.water_text_mixin import PLACEHOLDER

from .ibok_contract_document_text import DOCUMENT


class IbokContractTemplate(models.Model):
    """The blank form of a wording."""

    _inherit = "ibok.contract.template"

    def _blank_pdf(self, company):
        """The form to fill in by hand, as a tagged PDF; called in `sudo`.

        :return: bytes
        """
        self.ensure_one()
        lang = self.env.lang or company.partner_id.lang
        told = self.with_context(lang=lang)
        documents = told.env["ibok.contract.document"]
        own = (
            ("company", company.name),
            ("company_address", company._portal_address() or ""),
            ("company_nip", documents._nip(company)),
            ("company_phone", company.phone or ""),
            # One form for all: what of it is wanted, is written beside the scope.
            ("supply", documents._supply_of("both")),
        )
        return told._blank_kept(lang, told.subject, told.body, own)

    @ormcache("lang", "subject", "body", "own")
    def _blank_kept(self, lang, subject, body, own):
        """Made once of each wording: everybody may ask for it.

        :param own: ((word, text)) that is known of the municipality
        """
        documents = self.env["ibok.contract.document"]
        blank = documents._words()
        left = {name: f"{{{name}}}" for name in blank} | dict(own)
        title = PLACEHOLDER.sub("", self._fill_in(subject, left))
        report = self.env["ir.actions.report"]
        return report._water_tagged_pdf(
            DOCUMENT,
            {
                "lang": lang,
                "fonts": report._water_fonts(),
                "title": re.sub(r"\s+", " ", title).strip(" ,:"),
                "number": "",
                "blocks": documents._blocks(self._fill_in(body, left), blank),
                "draft": False,
            },
        )
