from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import difference


class WaterSettlement(models.Model):
    """The document of a correction: a correcting invoice over the difference."""

    _inherit = "water.settlement"

    def _document_differences(self):
        """Create and post one document per correction that changes an amount.

        Lower: a refund on the first bill; higher: an additional invoice that names it.
        VAT is what is owed after less what was before, so bill and corrections sum to
        the true bill in the ledger too.

        :raise UserError: the ledger says another amount; nothing is kept
        """
        changed = {}
        for settlement in self:
            found = difference(
                settlement.corrected_id._as_bill(), settlement._as_bill()
            )
            pairs = [pair for pair in found.pairs if pair.net]
            if pairs:
                changed[settlement] = pairs, found
            else:
                settlement.name = settlement._name_without_document()
        self.state = "done"
        for company, settlements in (
            self.browse().union(*changed).grouped("company_id").items()
        ):
            journal = company.sudo().water_journal_id
            products = self._component_products()
            moves = (
                self.env["account.move"]
                .with_company(company)
                .create(
                    [
                        settlement._prepare_difference_vals(
                            journal, products, *changed[settlement]
                        )
                        for settlement in settlements
                    ]
                )
            )
            moves._post_numbered()
            for settlement, move in zip(settlements, moves, strict=True):
                settlement._check_difference(move)
                settlement.write({"move_id": move.id, "name": move.name})
            settlements._match_refunds()

    def _name_without_document(self):
        """The bill's number and how often it was corrected without an amount."""
        self.ensure_one()
        chain = self._chain()
        return f"{chain[-1].name}/{len(chain) - 1}"

    def _prepare_difference_vals(self, journal, products, pairs, found):
        """Values of the document over the difference."""
        self.ensure_one()
        lower = found.gross < 0
        sign = -1 if lower else 1
        first = self._first().move_id
        return self._prepare_invoice_head(journal) | {
            "move_type": "out_refund" if lower else "out_invoice",
            "reversed_entry_id": first.id if lower else False,
            "water_corrected_move_id": first.id,
            "ref": self.correction_reason,
            "invoice_line_ids": [
                Command.create(vals)
                for vals in self._prepare_difference_lines(products, pairs, sign)
            ],
        }

    def _prepare_difference_lines(self, products, pairs, sign):
        """Values of the lines: what was, against what is.

        :param dict products: of `_component_products`
        :param int sign: −1 on a refund, where what was is positive
        """
        lang = self.partner_id.lang or self.env.lang
        env = self.with_context(lang=lang).env
        was = env._("Was")
        now = env._("Is")
        sides = (("before", -sign, was), ("after", sign, now))
        lines = []
        for pair in pairs:
            for side, direction, label in sides:
                line = getattr(pair, side)
                if line is None or not line.net:
                    continue
                product = products[line.component]
                text = self.env["water.settlement.line"]._line_text(line, lang)
                lines.append(
                    {
                        "product_id": product.id,
                        "name": f"{label}: {text}",
                        "quantity": float(line.quantity * direction),
                        "product_uom_id": product.uom_id.id,
                        "price_unit": float(line.price),
                        "sequence": (len(lines) + 1) * 10,
                    }
                )
        return lines

    def _check_difference(self, move):
        """Bill and corrections together must be the true bill: net, VAT, gross."""
        self.ensure_one()
        moves = self._chain().move_id | move
        sums = [
            sum(moves.mapped(name))
            for name in ("amount_untaxed_signed", "amount_tax_signed")
        ]
        wanted = [self.amount_net, self.amount_tax]
        compare = self.currency_id.compare_amounts
        if any(compare(got, due) for got, due in zip(sums, wanted, strict=True)):
            raise UserError(
                self.env._(
                    "The correction of %(name)s would leave %(ledger)s in the books "
                    "where %(engine)s is owed. Check the taxes of the water products.",
                    name=self._first().name,
                    ledger=sum(sums),
                    engine=self.amount_total,
                )
            )

    def _match_refunds(self):
        """Set refunds against the bills of their chains that are not paid yet."""
        plan = []
        for settlement in self:
            if settlement.move_id.move_type != "out_refund":
                continue
            lines = settlement._chain().move_id.line_ids.filtered(
                lambda line: (
                    line.account_id.account_type == "asset_receivable"
                    and not line.reconciled
                )
            )
            # An accountant may have given the customer another account since.
            for own in lines.grouped("account_id").values():
                if len(own.move_id) > 1:
                    plan.append(own)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)
