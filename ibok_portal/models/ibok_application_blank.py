from odoo import models
from odoo.tools import ormcache

BLANK = "ibok_portal.report_application_blank"


class IbokApplicationKind(models.Model):
    """The form to print and fill in by hand, out of the same questions.

    One definition feeds the form on the portal, this one and the confirmation.
    """

    _inherit = "ibok.application.kind"

    def _public_kind(self, company, number):
        """A kind that is offered, by its number, in `sudo`; or none."""
        return self._offered(company).filtered(lambda kind: kind.id == number)

    def _blank_pdf(self, company):
        """The blank form as a tagged PDF; called in `sudo`.

        :return: bytes
        """
        self.ensure_one()
        lang = self.env.lang or company.partner_id.lang
        told = self.with_context(lang=lang)
        return told._blank_kept(lang, told._blank_form(company))

    def _blank_form(self, company):
        """All that the form says, in values that can be compared."""
        sections = {}
        for question in self.question_ids:
            sections.setdefault(question.section or "", []).append(
                (
                    question.name,
                    question.help or "",
                    question.type,
                    question.required,
                    tuple(question.option_ids.mapped("name")),
                )
            )
        return (
            ("name", self.name),
            ("intro", self.intro or ""),
            ("basis", self.legal_basis or ""),
            ("needs_contract", self.needs_contract),
            ("sections", tuple((name, tuple(q)) for name, q in sections.items())),
            (
                "papers",
                tuple((p.name, p.help or "", p.required) for p in self.paper_ids),
            ),
            ("company", company.name),
            ("address", company._portal_address() or ""),
            ("phone", company.phone or ""),
            ("privacy", f"{company.get_base_url()}/ibok/privacy"),
        )

    @ormcache("lang", "form")
    def _blank_kept(self, lang, form):
        """Made once of each wording: everybody may ask for it.

        :param form: what `_blank_form` gives
        """
        report = self.env["ir.actions.report"]
        return report._water_tagged_pdf(
            BLANK,
            {
                "lang": lang,
                "fonts": report._water_fonts(),
                "title": dict(form)["name"],
                "number": "",
                "form": dict(form),
            },
        )
