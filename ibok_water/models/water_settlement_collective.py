from decimal import Decimal

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import format_date

from ..engine import share_vat
from ..engine.explain import step


class WaterSettlement(models.Model):
    """One invoice for the settlements of a payer who agreed to it.

    What is finished in one go and has the same payer, term and cycle goes on one
    invoice; its VAT, that of the sum of net, is shared out between the settlements.
    """

    _inherit = "water.settlement"

    collective_move_id = fields.Many2one(
        "account.move",
        string="Collective Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The invoice that these days were first billed on, together with other "
        "contracts of the customer.",
    )

    _collective_first = models.Constraint(
        "CHECK (collective_move_id IS NULL OR move_id IS NULL "
        "OR corrected_id IS NOT NULL OR move_id = collective_move_id)",
        "A settlement is on the collective bill that it says it is on.",
    )

    def _joint_groups(self):
        """Those of these settlements that share a bill: recordsets of two or more."""
        candidates = self.filtered(
            lambda s: s.contract_id.collective_bill and s.settlement_doc == "invoice"
        )
        if len(candidates) < 2:
            return []
        groups = candidates.grouped(lambda s: s._joint_key())
        return [
            group._in_order() for key, group in groups.items() if key and len(group) > 1
        ]

    def _joint_key(self):
        """What those on one invoice have alike, or None for a bill of its own."""
        percent = self._reckoned_vat_percent()
        key = self.contract_id._joint_key(self.date_to, percent)
        # A bill that was held may be that of the customer before.
        return key and (self.partner_id, *key)

    def _in_order(self):
        """As the sections of a bill stand."""
        return self.sorted(lambda s: (s.contract_id.number, s.date_from, s.id))

    def _make_invoices(self, journal):
        """Override to make one invoice for those who share it."""
        groups = self._joint_groups()
        if not groups:
            return super()._make_invoices(journal)
        alone = self - self.browse().union(*groups)
        made = super(WaterSettlement, alone)._make_invoices(journal) if alone else {}
        for group in groups:
            group._share_vat()
        moves = self._post_invoices(
            journal, [group._prepare_joint_vals(journal) for group in groups]
        )
        jointly = dict(zip(groups, moves, strict=True))
        for group, move in jointly.items():
            group.collective_move_id = move
        self._note_origin(jointly)
        return made | jointly

    def _share_vat(self):
        """Take over the VAT of the bill that these settlements share."""
        nets = {s.id: Decimal(f"{s.amount_net:.2f}") for s in self}
        shared = share_vat(nets, self[0]._reckoned_vat_percent())
        whole = {"net": sum(nets.values()), "vat": sum(shared.values())}
        for settlement in self:
            settlement._take_vat(shared[settlement.id], whole)

    def _take_vat(self, vat, whole):
        """Make this the settlement's VAT, and tell why it is not its own one.

        :param Decimal vat: its part of the VAT of the whole bill
        :param dict whole: net and VAT of the bill
        """
        self.ensure_one()
        own = Decimal(f"{self.amount_tax:.2f}")
        if vat != own:
            told = step("vat_share", **whole, vat_own=own, vat_shared=vat)
            self.write(
                {
                    "amount_tax": float(vat),
                    "amount_total": float(Decimal(f"{self.amount_net:.2f}") + vat),
                    "derivation": [*(self.derivation or ()), told],
                }
            )

    def _prepare_joint_vals(self, journal):
        """Values of the invoice that these settlements share."""
        return self[0]._prepare_invoice_head(journal) | {
            "delivery_date": max(self.mapped("date_to")),
            "invoice_line_ids": self._prepare_sections(
                {settlement: settlement._prepare_invoice_lines() for settlement in self}
            ),
        }

    def _prepare_sections(self, lines):
        """Commands that create invoice lines, section by section.

        :param dict lines: {settlement: values of its lines}
        """
        rows = [
            vals
            | {
                # Each line says whose it is: KSeF knows no sections.
                "name": f"{settlement.contract_id.number}: {vals['name']}",
                "water_settlement_id": settlement.id,
            }
            for settlement in self
            for vals in lines[settlement]
        ]
        return [
            Command.create(vals | {"sequence": place})
            for place, vals in enumerate(rows, start=1)
        ]

    def _origin_text(self):
        """Override for a bill of several settlements."""
        if len(self) < 2:
            return super()._origin_text()
        text = self.env._(
            "Made from the settlements of %(count)s contracts, %(first)s – %(last)s.",
            count=len(self.contract_id),
            first=format_date(self.env, min(self.mapped("date_from"))),
            last=format_date(self.env, max(self.mapped("date_to"))),
        )
        if self.run_id:
            run = ", ".join(self.run_id.mapped("name"))
            text += " " + self.env._("Billing run %(run)s.", run=run)
        return text
