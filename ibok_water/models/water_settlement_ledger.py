from odoo import models
from odoo.tools import format_date

from .law_day import law_today
from .prepared_rows import PreparedRows
from .water_ledger_road import LedgerRoad, foreign_ways

#: Given for a draft, found out anew when it is posted.
POSTING_SETS = {"checked"}


class WaterSettlement(models.Model):
    """The fast road to the ledger: entries prepared whole.

    `account.move.create` finds out step by step what a settlement knows already: the
    lines of products, tax and receivable, and every stored figure of them. Here they
    are written as they will be, and the ORM has nothing left to compute. `LedgerRoad`
    tells which bills are plain enough; all others take the plain road. A test makes
    the same bills by both and compares them field by field.
    """

    _inherit = "water.settlement"

    def _make_invoices(self, journal):
        """Create and post the invoices of settlements of one company.

        :return: {settlement, or those that share a bill: posted invoice}
        """
        road = self._ledger_road(journal)
        prepared = self._on_fast_road(journal, road)
        others = self - prepared
        made = {}
        if prepared:
            moves = prepared._create_prepared(journal, road)
            made.update(zip(prepared, moves, strict=True))
        if others:
            moves = self._post_invoices(
                journal, [s._prepare_invoice_vals(journal) for s in others]
            )
            billed = dict(zip(others, moves, strict=True))
            self._note_origin(billed)
            made.update(billed)
        return made

    def _post_invoices(self, journal, vals_list):
        """Create invoices as Odoo does, and post them."""
        moves = (
            self.env["account.move"]
            .with_company(journal.company_id)
            .with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
            .create(vals_list)
        )
        moves._post_numbered()
        return moves

    def _note_origin(self, made):
        """Tell in the history of each invoice what it was made from, and by which run.

        :param dict made: {settlement: invoice}
        """
        moves = self.env["account.move"].union(*made.values())
        moves._message_log_batch(
            bodies={
                move.id: settlement._origin_text() for settlement, move in made.items()
            }
        )

    def _origin_text(self):
        text = self.env._(
            "Made from the settlement of contract %(contract)s, %(first)s – %(last)s.",
            contract=self.contract_id.number,
            first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_to),
        )
        if self.run_id:
            text += " " + self.env._("Billing run %(run)s.", run=self.run_id.name)
        return text

    def _invoice_day(self):
        """Date of the bills that are being made."""
        return self.env.context.get("water_invoice_date") or law_today(self)

    def _ledger_road(self, journal):
        return LedgerRoad(self, journal.company_id, journal, self._invoice_day())

    def _on_fast_road(self, journal, road=None):
        """Those of these settlements whose entries can be prepared whole."""
        road = road or self._ledger_road(journal)
        if self.env.context.get("water_plain_road") or not road.is_open():
            return self.browse()
        prepared = self.filtered(road.takes)
        if prepared:
            # Whether another module has its own way is asked of the very values given.
            head = prepared[0]._prepare_head(road)
            line = next(prepared[0]._prepare_ledger_lines(road, head))
            if foreign_ways(self.env["account.move"], head) or foreign_ways(
                self.env["account.move.line"], line
            ):
                return self.browse()
        return prepared

    def _create_prepared(self, journal, road=None):
        """Create and post invoices from complete values.

        The steps of `create` that are left out are the synchronisation of lines, the
        creation message and the computation of what is given; constraints of both
        models and the balance of every entry are checked as ever.
        """
        road = road or self._ledger_road(journal)
        values = [settlement._prepare_head(road) for settlement in self]
        heads = PreparedRows(road.env["account.move"], values)
        moves = heads.insert()
        entries = PreparedRows(
            road.env["account.move.line"],
            [
                vals | {"move_id": move.id}
                for settlement, move, head in zip(self, moves, values, strict=True)
                for vals in settlement._prepare_ledger_lines(road, head)
            ],
        )
        # Heads and lines say the same; `_check_prepared` sums up what was written.
        given = {field for field in heads.settled() if field.name not in POSTING_SETS}
        with road.env.protecting(given, moves):
            lines = entries.insert()
            with moves._check_balanced({"records": moves}):
                lines._check_tax_lock_date()
            moves = moves.with_env(self.with_company(journal.company_id).env)
            # Others wait for the next number from here on: what can be is done before.
            self._note_origin(dict(zip(self, moves, strict=True)))
            # The entries are complete: there is nothing to bring in line with them.
            moves.with_context(
                skip_invoice_sync=True,
                skip_is_manually_modified=True,
                tracking_disable=True,
            )._post_numbered()
        self._check_prepared(moves)
        return moves

    def _check_prepared(self, moves):
        """What reached the ledger must be the engine's net, VAT and total."""
        lines = self.env["account.move.line"].sudo()
        lines.flush_model(["balance", "display_type", "move_id"])
        sums = {
            (move.id, kind): balance
            for move, kind, balance in lines._read_group(
                [("move_id", "in", moves.ids)],
                ["move_id", "display_type"],
                ["balance:sum"],
            )
        }
        same = self.currency_id.compare_amounts
        for settlement, move in zip(self, moves, strict=True):
            figures = {
                "product": -settlement.amount_net,
                "tax": -settlement.amount_tax,
                "payment_term": settlement.amount_total,
            }
            for kind, figure in figures.items():
                if same(sums.get((move.id, kind), 0.0), figure):
                    settlement._refuse_total(sums.get((move.id, "payment_term"), 0.0))
