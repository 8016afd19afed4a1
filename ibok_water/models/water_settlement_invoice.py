from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from .product_template import COMPONENT_PRODUCT

#: Code of the sequence of internal notes.
NOTE = "water.settlement.note"


class WaterSettlement(models.Model):
    """From a settlement to its document: a posted invoice or an internal note."""

    _inherit = "water.settlement"

    def _finish(self):
        """Make the documents of settlements and mark them settled."""
        notes = self.filtered(lambda s: s.settlement_doc == "internal_note")
        if notes:
            notes._number_notes()
        notes.state = "done"
        bills = self - notes
        bills.filtered("corrected_id")._document_differences()
        bills.filtered(lambda s: not s.corrected_id)._invoice()

    _note_number_unique = models.UniqueIndex(
        "(company_id, name) WHERE settlement_doc = 'internal_note' AND name != '/'",
        "This number is another internal note's.",
    )

    def _number_notes(self):
        """Give internal notes their numbers, one worker of a company after another.

        Odoo's own sequence without gaps refuses the second worker at once. This one
        waits, then gets a serialization failure and is tried again on fresh data.
        """
        for company, notes in self.grouped("company_id").items():
            sequence = self._note_sequence(company)
            self._lock_sequences(sequence)
            for note in notes:
                note.name = sequence.next_by_id(sequence_date=note.date_to)

    @api.model
    def _note_sequence(self, company):
        """The series of a company's internal notes: each company has its own.

        The addon brings one of no company. The first company that makes a note takes
        it, another gets a copy. Where several took numbers from it before, each goes on
        where it stands, so that none gets a number again.
        """
        sequences_sudo = (
            self.env["ir.sequence"].sudo().search([("code", "=", NOTE)], order="id")
        )
        own = sequences_sudo.filtered(lambda s: s.company_id == company)[:1]
        if own:
            return own
        # Two workers with a company's first notes: the second finds its series then.
        self._lock_sequences(sequences_sudo)
        shared = sequences_sudo.filtered(lambda s: not s.company_id)[:1]
        if shared and not self._noted(Domain("company_id", "!=", company.id)):
            shared.company_id = company
            return shared
        copied = shared or sequences_sudo[:1]
        vals = {"company_id": company.id, "number_next": 1}
        if self._noted(Domain("company_id", "=", company.id)):
            # Odoo counts on in the database only.
            copied.invalidate_recordset(["number_next_actual"])
            copied.date_range_ids.invalidate_recordset(["number_next_actual"])
            vals["number_next"] = copied.number_next_actual
            vals["date_range_ids"] = [
                Command.create(
                    {
                        "date_from": days.date_from,
                        "date_to": days.date_to,
                        "number_next_actual": days.number_next_actual,
                    }
                )
                for days in copied.date_range_ids
            ]
        return copied.copy(vals)

    @api.model
    def _lock_sequences(self, sequences):
        if sequences:
            self.env.cr.execute(
                SQL(
                    "UPDATE ir_sequence SET write_date = write_date WHERE id IN %s",
                    tuple(sequences.ids),
                ),
                log_exceptions=False,
            )

    @api.model
    def _noted(self, companies):
        """Whether internal notes of these companies have numbers.

        :param Domain companies: on ``company_id``
        """
        numbered = Domain("settlement_doc", "=", "internal_note") & Domain(
            "name", "!=", "/"
        )
        settlements_sudo = self.env["water.settlement"].sudo()
        return bool(settlements_sudo.search_count(numbered & companies, limit=1))

    def _invoice(self):
        """Create and post the invoices; totals must agree to the grosz.

        :raise UserError: the ledger's total differs from the engine's; nothing is kept
        """
        for company, settlements in self.grouped("company_id").items():
            journal = company.sudo().water_journal_id
            if not journal:
                raise UserError(
                    self.env._(
                        "Company %(company)s has no journal for water bills. Choose it "
                        "in Settings, section Water.",
                        company=company.name,
                    )
                )
            credits = self.env["account.move"]._water_open_credits(
                settlements.partner_id, company
            )
            for billed, move in settlements._make_invoices(journal).items():
                billed._check_total(move)
                billed.write({"move_id": move.id, "name": move.name})
            settlements.state = "done"
            settlements.move_id._water_set_off(credits)

    def _check_total(self, move):
        """The ledger and the engine must say the same amount."""
        total = sum(self.mapped("amount_total"))
        if self.currency_id.compare_amounts(move.amount_total, total):
            self._refuse_total(move.amount_total)

    def _refuse_total(self, ledger):
        raise UserError(
            self.env._(
                "The invoice of contract %(contract)s would be %(ledger)s, the "
                "settlement is %(engine)s. Check the taxes of the water products, "
                "the fiscal position of the customer and the rounding method of "
                "the company (VAT is rounded on the total).",
                contract=", ".join(self.contract_id.mapped("number")),
                ledger=ledger,
                engine=self.currency_id.round(sum(self.mapped("amount_total"))),
            )
        )

    def _prepare_invoice_vals(self, journal):
        """Values of the invoice of one settlement."""
        return self._prepare_invoice_head(journal) | {
            "invoice_line_ids": [
                Command.create(vals) for vals in self._prepare_invoice_lines()
            ],
        }

    def _prepare_invoice_head(self, journal):
        """Values of a document of one settlement, without its lines."""
        self.ensure_one()
        contract = self.contract_id
        return {
            "move_type": "out_invoice",
            "journal_id": journal.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            # A bill has no salesperson; Odoo would name whoever happened to be there.
            "invoice_user_id": False,
            "currency_id": self.currency_id.id,
            "invoice_date": self._invoice_day(),
            "delivery_date": self.date_to,
            "invoice_payment_term_id": contract.payment_term_id.id
            or self.company_id.water_payment_term_id.id,
            "water_settlement_id": self.id,
            "water_contract_id": contract.id,
        }

    def _prepare_invoice_lines(self):
        """Values of the invoice lines, in the settlement's order."""
        products = self._component_products()
        lang = self.partner_id.lang or self.env.lang
        return [
            {
                "product_id": products[line.component].id,
                "name": line.with_context(lang=lang)._invoice_line_name(),
                "quantity": line.quantity,
                "product_uom_id": products[line.component].uom_id.id,
                "price_unit": line.price_net,
                "sequence": line.sequence,
            }
            for line in self.line_ids
        ]

    def _component_products(self):
        """{component: product variant}"""
        products = defaultdict(lambda: self.env["product.product"])
        known = self.env["ir.model.data"]
        for component, xmlid in COMPONENT_PRODUCT.items():
            # Not `ref`: it would ask for every settlement whether the product is there.
            template = self.env["product.template"].browse(
                known._xmlid_to_res_id(xmlid, raise_if_not_found=True)
            )
            products[component] = template.product_variant_id
        return products


class WaterSettlementLine(models.Model):
    _inherit = "water.settlement.line"

    def _invoice_line_name(self):
        """What the customer reads: component, tariff group, days."""
        self.ensure_one()
        return self._line_text(self._as_line(), self.env.lang)

    @api.model
    def _line_text(self, line, lang):
        """What the customer reads of an engine's line, in a language."""
        self = self.with_context(lang=lang)
        labels = dict(self._fields["component"]._description_selection(self.env))
        text = self.env._(
            "%(component)s, group %(group)s, %(first)s – %(last)s",
            component=labels[line.component],
            group=line.group or "–",
            first=line.date_from.strftime("%d.%m.%Y"),
            last=line.date_to.strftime("%d.%m.%Y"),
        )
        if line.from_m3 is not None:
            whole = line.from_m3 == int(line.from_m3)
            floor = formatLang(self.env, float(line.from_m3), digits=0 if whole else 2)
            text += (
                self.env._(", block above %(floor)s m³ a month", floor=floor)
                if line.from_m3
                else self.env._(", first block")
            )
        if line.subsidy:
            text += self.env._(
                " (price after the municipal subsidy of %(amount)s zł)",
                amount=f"{line.subsidy:.2f}".replace(".", ","),
            )
        return text
