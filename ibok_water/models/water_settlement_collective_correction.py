from dataclasses import replace
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..engine import difference, vat_of
from ..engine.explain import step
from .water_settlement import SETTLED


class WaterSettlement(models.Model):
    """Corrections of settlements that were billed together.

    VAT of a correction is that of the whole bill after − before; who is corrected takes
    it, so that all settlements of the bill always sum to what the ledger says of it.
    """

    _inherit = "water.settlement"

    def _contracts_to_lock(self):
        """Override: one at a time changes the sums of a collective bill.

        The bill's first contract stands for all of it.
        """
        return super()._contracts_to_lock() | self.collective_move_id.water_contract_id

    def _reckon_corrections(self):
        """Override: VAT of the difference is that of the whole bill, after − before."""
        changed, problems = super()._reckon_corrections()
        sums = self.collective_move_id._water_collective_sums()
        for settlement, vals in changed.items():
            bill = settlement.collective_move_id
            if bill:
                # What one correction changes, the next one is reckoned from.
                found = settlement._of_whole(vals["difference"], sums[bill])
                sums[bill] = sums[bill][0] + found.net, sums[bill][1] + found.vat
                vals.update(settlement._joint_vals(vals, found, sums[bill]))
        return changed, problems

    def _of_whole(self, found, whole):
        """The difference, with VAT of the whole bill: after − before.

        :param Difference found: as if these days had a bill of their own
        :param tuple whole: net and VAT of the bill before
        """
        net, vat = whole
        vat = vat_of(net + found.net, self._reckoned_vat_percent()) - vat
        return replace(found, vat=vat, gross=found.net + vat)

    def _joint_vals(self, vals, found, whole):
        """What of a correction's values follows from the whole bill.

        :param dict vals: as if these days had a bill of their own
        :param Difference found: with VAT of the whole bill
        :param tuple whole: net and VAT of the bill after
        """
        own = Decimal(f"{vals['amount_tax']:.2f}")
        vat = Decimal(f"{self.amount_tax:.2f}") + found.vat
        told = step(
            "vat_share", net=whole[0], vat=whole[1], vat_own=own, vat_shared=vat
        )
        return {
            "collective_move_id": self.collective_move_id.id,
            "difference": found,
            "amount_tax": float(vat),
            "amount_total": float(Decimal(f"{vals['amount_net']:.2f}") + vat),
            "derivation": [*vals["derivation"], *([told] if vat != own else ())],
        }

    def _document_differences(self):
        """Override: what is corrected in one go of a bill has one document."""
        jointly = self.filtered("collective_move_id")
        for settlements in jointly.grouped("collective_move_id").values():
            settlements._document_jointly()
        return super(WaterSettlement, self - jointly)._document_differences()

    def _document_jointly(self):
        """One document over the differences of settlements of one collective bill."""
        pairs = {}
        for settlement in self._in_order():
            found = difference(
                settlement.corrected_id._as_bill(), settlement._as_bill()
            )
            changed = [pair for pair in found.pairs if pair.net]
            if changed:
                pairs[settlement] = changed
            else:
                settlement.name = settlement._name_without_document()
        self.state = "done"
        if not pairs:
            return
        corrected = self.browse().union(*pairs)
        journal = self.company_id.sudo().water_journal_id
        move = self._post_invoices(
            journal, [corrected._prepare_joint_difference_vals(journal, pairs)]
        )
        corrected.write({"move_id": move.id, "name": move.name})
        self.collective_move_id._water_check_collective()
        corrected[:1]._match_refunds()

    def _prepare_joint_difference_vals(self, journal, pairs):
        """Values of the document over the differences.

        :param dict pairs: {settlement: its pairs of lines that differ}
        """
        bill = self.collective_move_id
        gross = sum(Decimal(f"{s.difference_total:.2f}") for s in self)
        lower = gross < 0
        products = self._component_products()
        lines = {
            settlement: settlement._prepare_difference_lines(
                products, pairs[settlement], -1 if lower else 1
            )
            for settlement in self
        }
        return self[:1]._prepare_invoice_head(journal) | {
            "move_type": "out_refund" if lower else "out_invoice",
            "reversed_entry_id": bill.id if lower else False,
            "water_corrected_move_id": bill.id,
            "ref": ", ".join(dict.fromkeys(self.mapped("correction_reason"))),
            "delivery_date": max(self.mapped("date_to")),
            "invoice_line_ids": self._prepare_sections(lines),
        }


class AccountMove(models.Model):
    """A collective bill as it holds now, after its corrections."""

    _inherit = "account.move"

    def _water_collective_sums(self):
        """Net and VAT of the settlements that hold now.

        :return: {bill: (net, VAT)}, as Decimals
        """
        sums = (
            self.env["water.settlement"]
            .sudo()
            ._read_group(
                [("collective_move_id", "in", self.ids), ("state", "in", SETTLED)],
                ["collective_move_id"],
                ["amount_net:sum", "amount_tax:sum"],
            )
            if self
            else ()
        )
        return {
            bill: (Decimal(f"{net:.2f}"), Decimal(f"{vat:.2f}"))
            for bill, net, vat in sums
        }

    def _water_check_collective(self):
        """Bill and corrections together must be the true bill: net and VAT.

        :raise UserError: the ledger says another amount; nothing is kept
        """
        self.ensure_one()
        wanted = self._water_collective_sums()[self]
        settlements_sudo = (
            self.env["water.settlement"]
            .sudo()
            .search([("collective_move_id", "=", self.id), ("move_id", "!=", False)])
        )
        moves = settlements_sudo.move_id
        booked = [
            Decimal(f"{sum(moves.mapped(name)):.2f}")
            for name in ("amount_untaxed_signed", "amount_tax_signed")
        ]
        if booked != [*wanted]:
            raise UserError(
                self.env._(
                    "The correction of %(name)s would leave %(ledger)s in the books "
                    "where %(engine)s is owed. Check the taxes of the water products.",
                    name=self.name,
                    ledger=sum(booked),
                    engine=sum(wanted),
                )
            )
