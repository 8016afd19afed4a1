from datetime import timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import Bill, EngineError, Line, difference
from .water_contract_billing import MARGIN_DAYS
from .water_contract_point_chain import SettlementProblem
from .water_reading_flow import exact


class WaterSettlement(models.Model):
    """Corrections: a settlement replaces another, its document is the difference.

    Nothing is overwritten: the replaced one keeps its figures and its document, only
    its days and its use become free for the one that replaces it.
    """

    _inherit = "water.settlement"

    corrected_id = fields.Many2one(
        "water.settlement",
        string="Corrects",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The settlement that this one replaces; its document states the "
        "difference.",
    )
    correction_ids = fields.One2many(
        "water.settlement", "corrected_id", string="Corrected by"
    )
    correction_reason = fields.Char(readonly=True, copy=False, tracking=True)
    difference_net = fields.Monetary(string="Net Difference", readonly=True)
    difference_tax = fields.Monetary(string="VAT Difference", readonly=True)
    difference_total = fields.Monetary(
        string="Difference",
        readonly=True,
        help="Gross after − gross before. Below zero the customer gets money back.",
    )

    _corrected_once = models.UniqueIndex(
        "(corrected_id) WHERE corrected_id IS NOT NULL AND state != 'cancelled'",
        "This settlement is already corrected. Correct the newest one.",
    )

    def _correct(self, reason):
        """Reckon these settlements again with what is true now.

        Readings replaced since, terms, tariffs and meters are taken as they are today;
        days and the chain of readings stay. What comes out the same is left alone.

        :param str reason: printed on the correcting invoice
        :return: the corrections made, each with its document
        :raise UserError: one of them is not the newest of its days, or has no document
        :raise SettlementProblem: it cannot be reckoned with what is there now
        """
        # Who shares a point is corrected with it, or the shares would not sum up.
        touched_sudo = self.sudo() | self.sudo()._sharing()
        self.env["water.reading"]._lock_contracts(touched_sudo.contract_id.ids)
        for settlement in self:
            if settlement.state != "done":
                raise UserError(
                    self.env._(
                        "Settlement %(name)s cannot be corrected: only a settlement "
                        "with its document that was not corrected yet can be.",
                        name=settlement.display_name,
                    )
                )
        # Nobody may write settlements; the wizard has let clerks only through.
        made_sudo = self.browse().sudo()
        for settlement_sudo, vals in touched_sudo._reckon_corrections().items():
            made_sudo |= settlement_sudo._replace_by(vals, reason)
        made_sudo._finish()
        return made_sudo.with_env(self.env)

    def _preview_corrections(self):
        """What `_correct` would change; nothing is written.

        :return: {settlement: (`Difference`, volume of water after in m³) or
            `SettlementProblem`}; one that comes out the same is left out
        """
        found = {}
        touched_sudo = self.sudo() | self.sudo()._sharing()
        for settlement in touched_sudo.sorted(lambda s: (s.date_from, s.id)):
            try:
                vals = settlement._reckon_corrections()
            except SettlementProblem as problem:
                found[settlement] = problem
                continue
            for values in vals.values():
                found[settlement] = values["difference"], values["volume_water"]
        return found

    def _reckon_corrections(self):
        """{settlement: values of the one to replace it}, those that differ only."""
        changed = {}
        for company, settlements in self.grouped("company_id").items():
            last = max(settlements.mapped("date_to")) + timedelta(days=MARGIN_DAYS)
            table = self.env["water.tariff"]._price_table(
                company, min(settlements.mapped("date_from")), last
            )
            for settlement in settlements.sorted("date_from"):
                vals = settlement._reckon_again(table)
                if vals:
                    changed[settlement] = vals
        return changed

    def _reckon_again(self, table):
        """Values of this settlement by what is true now, or None when nothing differs.

        :param PriceTable table: prices of the company
        """
        self.ensure_one()
        result, vals, chains = self._vals_now(table)
        found = difference(self._as_bill(), result)
        if not found.pairs and self._same_use(chains):
            return None
        return vals | {"corrected_id": self.id, "difference": found}

    def _vals_now(self, table):
        """These days reckoned with what is true now.

        :return: (engine result, values of a settlement, register spans)
        """
        self.ensure_one()
        contract = self.contract_id
        days = self.date_from, self.date_to
        chains = self._chains_again(table)
        try:
            result, points = contract._reckon(days, chains, table)
        except EngineError as error:
            message = contract._engine_message(error)
            raise SettlementProblem(error.code, message) from error
        vals = contract._settlement_vals(days, chains, points, result)
        vals |= {
            "settlement_doc": self.settlement_doc,
            "partner_id": self.partner_id.id,
        }
        return result, vals, chains

    def _chains_again(self, table):
        """The register spans billed, with the readings that hold now."""
        self.ensure_one()
        contract = self.contract_id
        metered = contract._terms_on(self.date_to).metering != "norm"
        if not metered:
            return []
        if not self.usage_ids:
            return contract._usage_chains(
                (self.date_from, self.date_to), self.date_to, table
            )
        rows = self.env["water.contract.point"]
        chains = []
        for point, uses in self.usage_ids.grouped("point_id").items():
            chain = [
                rows._span(use.reading_from_id._live(), use.reading_to_id._live())
                for use in uses.sorted(lambda use: (use.date_from, use.id))
            ]
            chains += [(point, piece) for piece in contract._by_share(point, chain)]
        return chains

    def _same_use(self, chains):
        now = {
            (read_from.id, read_to.id)
            for _point, chain in chains
            for _span, read_from, read_to in chain
        }
        billed = {(u.reading_from_id.id, u.reading_to_id.id) for u in self.usage_ids}
        return now == billed

    def _as_bill(self):
        """The stored lines and totals as the engine compares them."""
        self.ensure_one()
        return Bill(
            lines=tuple(line._as_line() for line in self.line_ids),
            net=Decimal(f"{self.amount_net:.2f}"),
            vat=Decimal(f"{self.amount_tax:.2f}"),
        )

    def _replace_by(self, vals, reason):
        """Free the days and the use of this settlement and create its successor."""
        self.ensure_one()
        found = vals.pop("difference")
        self.usage_ids.active = False
        self.state = "corrected"
        # The database compares days and uses: these must be free there.
        self.env.flush_all()
        return self.create(
            vals
            | {
                "correction_reason": reason,
                "difference_net": float(found.net),
                "difference_tax": float(found.vat),
                "difference_total": float(found.gross),
            }
        )

    def _chain(self):
        """This settlement and what it corrects, the first one last."""
        self.ensure_one()
        chain = settlement = self
        while settlement := settlement.corrected_id:
            chain |= settlement
        return chain

    def _newest(self):
        """The settlement that holds now for these days."""
        self.ensure_one()
        newest = self
        while following := newest.correction_ids.filtered(
            lambda s: s.state != "cancelled"
        ):
            newest = following
        return newest

    def _first(self):
        """The settlement that this chain of corrections began with."""
        return self._chain()[-1]

    def action_correct(self):
        """Ask for the reason, show what would change, then correct."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct Settlements"),
            "res_model": "water.settlement.correct",
            "view_mode": "form",
            "target": "new",
            "context": {"default_settlement_ids": self.ids},
        }

    def action_view_corrections(self):
        """The whole chain this settlement belongs to."""
        self.ensure_one()
        chain = settlement = self._first()
        while settlement := settlement.correction_ids:
            chain |= settlement
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Corrections"),
            "res_model": "water.settlement",
            "view_mode": "list,form",
            "domain": [("id", "in", chain.ids)],
        }


class WaterSettlementLine(models.Model):
    _inherit = "water.settlement.line"

    def _as_line(self):
        """The stored line as the engine's, without its derivation."""
        self.ensure_one()
        return Line(
            component=self.component,
            quantity=exact(self.quantity),
            unit=self.unit,
            price=Decimal(str(self.price_net)),
            net=Decimal(f"{self.amount_net:.2f}"),
            date_from=self.date_from,
            date_to=self.date_to,
            price_key=self.rate_id.id or None,
            group=self.group_code or "",
            subsidy=Decimal(str(self.subsidy_net)),
            from_m3=exact(self.from_m3) if self.in_block else None,
        )
