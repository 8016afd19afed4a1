import base64
import hashlib
import re

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.ibok_water.models.water_text_mixin import PLACEHOLDER

from .ibok_contract_document import NUMBER
from .ibok_contract_template import DASH, DOTS

DOCUMENT = "ibok_portal.report_contract_document"
#: In the blank form a word is a line to write on; long ones get a whole line.
LONG = frozenset({"customer", "customer_address", "premise", "change"})


class IbokContractDocument(models.Model):
    """The wording: words filled in from the contract, and the printed page."""

    _inherit = "ibok.contract.document"

    filled = fields.Text(
        compute="_compute_filled",
        help="The wording as the program fills it in; what differs was written by "
        "hand.",
    )

    # Told once, when the form is opened; then the form keeps it up to date itself.
    @api.depends("state")
    def _compute_filled(self):
        for document in self:
            known = document.state == "draft" and document.template_id
            document.filled = document._filled_texts()[1] if known else False

    @api.onchange("template_id", "contract_id", "date", "date_from", "date_to")
    def _onchange_filled(self):
        """Show the wording as it will be, while nobody has written another one."""
        if self.state != "draft" or not (self.template_id and self.contract_id):
            return
        subject, body = self._filled_texts()
        if not self.body or self.body == self.filled:
            self.subject, self.body = subject, body
        self.filled = body

    @api.model
    def _words(self):
        """{word of a wording: what stands in its place, told to people}"""
        env = self.env
        return {
            "number": env._("number of the document"),
            "date": env._("day of the document"),
            "date_from": env._("first day"),
            "date_to": env._("last day, or “for an indefinite time”"),
            "contract": env._("number of the contract"),
            "contract_date": env._("day on which the contract was signed"),
            "company": env._("name of the municipality"),
            "company_address": env._("its address"),
            "company_nip": env._("its tax number"),
            "company_phone": env._("its telephone"),
            "customer": env._("name of the customer"),
            "customer_address": env._("the customer's address"),
            "customer_number": env._("customer number"),
            "customer_nip": env._("the customer's tax number"),
            "customer_phone": env._("the customer's telephone"),
            "customer_email": env._("the customer's e-mail"),
            "premise": env._("address of supply"),
            "meters": env._("numbers of the meters"),
            "services": env._("what is supplied"),
            "supply": env._("what the contract is for, as its heading says it"),
            "recipients": env._("kind of recipient"),
            "metering": env._("how use is measured"),
            "billing_months": env._("how often a bill comes"),
            "tariff_group": env._("tariff group"),
            "invoice_form": env._("form of the invoice"),
            "persons": env._("number of persons"),
            "norm": env._("consumption norm"),
            "payment_term": env._("time to pay"),
            "account": env._("bank account to pay to"),
            "change": env._("what changes"),
        }

    def _values(self):
        """{word: text}, out of the contract as it is today."""
        self.ensure_one()
        contract_sudo, partner_sudo = self.contract_id.sudo(), self.partner_id.sudo()
        company_sudo = self.company_id.sudo()

        def label(name):
            labels = dict(contract_sudo._fields[name]._description_selection(self.env))
            return labels.get(contract_sudo[name], "")

        def day(value):
            return format_date(self.env, value) if value else DOTS

        by_norm = contract_sudo.metering == "norm"
        points = contract_sudo.contract_point_ids.filtered("is_current").point_id
        account = contract_sudo.individual_account or (
            self.env["account.move"].sudo()._water_account_of(company_sudo)
        )
        return {
            "number": NUMBER if self._has_no_number() else self.name or "",
            "date": day(self.date),
            "date_from": day(self.date_from),
            "date_to": self.env._("up to %(day)s", day=day(self.date_to))
            if self.date_to
            else self.env._("for an indefinite time"),
            "contract": contract_sudo.number or "",
            "contract_date": day(contract_sudo.date_signed or contract_sudo.date_from),
            "company": company_sudo.name,
            "company_address": company_sudo._portal_address() or "",
            "company_nip": self._nip(company_sudo),
            "company_phone": company_sudo.phone or "",
            "customer": partner_sudo.name or "",
            "customer_address": self._address_of(partner_sudo) or DOTS,
            "customer_number": partner_sudo.water_customer_number or "",
            "customer_nip": self._nip(partner_sudo) or DASH,
            "customer_phone": partner_sudo.phone or DASH,
            "customer_email": partner_sudo.email or DASH,
            "premise": contract_sudo.premise_id.address or "",
            "meters": ", ".join(points.meter_id.mapped("number")) or DASH,
            "services": label("services"),
            "supply": self._supply_of(contract_sudo.services),
            "recipients": label("recipients"),
            "metering": label("metering"),
            "billing_months": label("billing_months"),
            "tariff_group": contract_sudo.tariff_group_names or DASH,
            "invoice_form": label("invoice_form"),
            "persons": str(contract_sudo.persons or DASH),
            # With a meter nothing is reckoned by a norm, whatever was entered once.
            "norm": by_norm and contract_sudo.norm_id.display_name or DASH,
            "payment_term": contract_sudo.payment_term_id.name or DASH,
            "account": account or DASH,
            "change": DOTS,
        }

    @api.model
    def _supply_of(self, services):
        """What a contract is for: a house without sewers has no word of them."""
        return {
            "water": self.env._("the supply of water"),
            "sewage": self.env._("the disposal of sewage"),
        }.get(services) or self.env._("the supply of water and the disposal of sewage")

    @api.model
    def _nip(self, record):
        return re.sub(r"^PL", "", record.vat or "")

    @api.model
    def _address_of(self, partner_sudo):
        town = " ".join(filter(None, (partner_sudo.zip, partner_sudo.city)))
        return ", ".join(filter(None, (partner_sudo.street, town)))

    def _fill_from_template(self, **more):
        """Put the contract's data into the wording; a draft alone.

        :param more: {word: text} that is known better, as of an application
        """
        for document in self:
            document.subject, document.body = document._filled_texts(**more)

    def _filled_texts(self, **more):
        """(heading, wording), filled in from what is known today."""
        self.ensure_one()
        told = self.with_context(lang=self._text_lang())
        template = told.template_id
        values = told._values() | more
        return tuple(
            template._fill_in(text, values)
            for text in (template.subject, template.body)
        )

    def _text_lang(self):
        """Contracts are written in the municipality's language."""
        return self.company_id.partner_id.lang or self.env.lang

    @api.model
    def _blocks(self, text, blank=None):
        """A wording in parts: [(kind, content)], ``heading``, ``list`` or ``text``.

        :param blank: {word: hint} to make lines to write on; None: text as it is
        """
        made = []
        for part in re.split(r"\n\s*\n", (text or "").replace("\r\n", "\n")):
            lines = [line.strip() for line in part.split("\n") if line.strip()]
            if lines and lines[0].startswith("#"):
                heading = lines.pop(0).lstrip("# ")
                made.append(("heading", self._inline(heading, blank)))
            if lines and all(line.startswith("-") for line in lines):
                items = [self._inline(line.lstrip("- "), blank) for line in lines]
                made.append(("list", items))
            elif lines:
                joined = Markup("<br/>").join(self._inline(one, blank) for one in lines)
                made.append(("text", joined))
        return made

    @api.model
    def _inline(self, text, blank):
        """Escaped text, with lines to write on in place of its words."""
        if blank is None:
            return escape(text)
        made, start = Markup(), 0
        for found in PLACEHOLDER.finditer(text):
            size = "wb-line wb-long" if found[1] in LONG else "wb-line"
            made += escape(text[start : found.start()])
            made += Markup('<span class="%s"></span> <small>(%s)</small>') % (
                size,
                blank.get(found[1], ""),
            )
            start = found.end()
        return made + escape(text[start:])

    def _page_values(self, draft=False):
        """What the page shows, in the municipality's language.

        :param bool draft: say on it that it is not to be signed
        """
        self.ensure_one()
        lang = self._text_lang()
        told = self.with_context(lang=lang)
        return {
            "lang": lang,
            "fonts": self.env["ir.actions.report"]._water_fonts(),
            "title": told.subject or told.name,
            "number": told.name,
            "blocks": told._blocks(told.body),
            "draft": draft,
        }

    def _render_pdf(self, draft=False):
        """The document as a tagged PDF, as it stands now.

        :return: bytes
        """
        self.check_access("read")
        report = self.env["ir.actions.report"]
        return report._water_tagged_pdf(DOCUMENT, self._page_values(draft))

    def _keep_pdf(self):
        """Keep the document as it is sent."""
        self.ensure_one()
        content = self._render_pdf()
        return {
            "pdf": base64.b64encode(content),
            "pdf_hash": hashlib.sha256(content).hexdigest(),
        }

    def _file_name(self):
        """The name of its file."""
        return re.sub(r"[^\w.-]+", "-", self.name or "").strip("-") + ".pdf"
