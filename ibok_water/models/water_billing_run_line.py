import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
#: In the context where a clerk decided to estimate; only code has this object.
ESTIMATE = object()


class WaterBillingRunLine(models.Model):
    """One contract of a billing run: pending, settled, or set aside with its reason."""

    _name = "water.billing.run.line"
    _description = "Billing Run Line"
    _order = "run_id, id"
    _check_company_auto = True

    run_id = fields.Many2one(
        "water.billing.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, precompute=True
    )
    contract_id = fields.Many2one(
        "water.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    partner_id = fields.Many2one(related="contract_id.partner_id")
    premise_id = fields.Many2one(related="contract_id.premise_id")
    state = fields.Selection(
        [("pending", "Pending"), ("done", "Settled"), ("held", "Set aside")],
        default="pending",
        required=True,
    )
    reason = fields.Text(readonly=True)
    reason_code = fields.Char(
        readonly=True, help="Code of the problem that set it aside, where there is one."
    )
    settlement_id = fields.Many2one("water.settlement", readonly=True)

    _contract_unique = models.Constraint(
        "UNIQUE (run_id, contract_id)", "The contract is already in this run."
    )
    _pending_index = models.Index("(run_id, id) WHERE state = 'pending'")

    def _process(self):
        """Settle each contract; one that cannot be is set aside with its reason.

        :raise OperationalError: another session was faster; the whole chunk is to be
            tried again in a new transaction
        """
        pending = self.filtered(lambda line: line.state == "pending")
        # All at once and in one order, so that two chunks cannot block each other.
        self.env["water.reading"]._lock_contracts(pending._contracts_to_lock().ids)
        for run, lines in pending.grouped("run_id").items():
            try:
                with self.env.cr.savepoint():
                    lines._settle_together(run)
            except OperationalError:
                raise
            except Exception as error:
                # One of them is refused; alone each shows whether it is the one.
                _logger.info("Run %s: contracts one by one, after %r", run.name, error)
                lines._settle_apart(run)

    def _contracts_to_lock(self):
        """Contracts that nobody else may work on meanwhile."""
        return self.contract_id

    def _settle_together(self, run):
        """Settle the lines in one batch; a foreseen problem sets its line aside.

        :raise Exception: something else refused one of them; nothing is to be kept
        """
        contracts = self.contract_id.with_context(water_invoice_date=run.invoice_date)
        reckon = (
            contracts._reckon_estimated
            if self.env.context.get("water_estimate") is ESTIMATE
            else contracts._reckon_ready
        )
        ready, problems = reckon(run.cycle_end, forecast=True)
        made = contracts._make_settlements(ready, run)
        by_contract = {settlement.contract_id.id: settlement for settlement in made}
        reasons = {contract.id: problem for contract, problem in problems.items()}
        for line in self:
            contract_id = line.contract_id.id
            problem = reasons.get(contract_id)
            if problem and problem.code == "already_settled":
                line._set_settled_by(line.contract_id._settlement_on(run.cycle_end))
            elif problem:
                line.write(
                    {
                        "state": "held",
                        "reason": str(problem),
                        "reason_code": problem.code,
                    }
                )
            else:
                settlement = by_contract[contract_id]
                line._set_settled_by(settlement)

    def _set_settled_by(self, settlement):
        """This settlement covers the line's cycle; held, it is yet to be released."""
        held = settlement.state == "held"
        self.write(
            {
                "state": "held" if held else "done",
                "reason": settlement.with_env(self.env).hold_reason if held else False,
                "reason_code": False,
                "settlement_id": settlement.id,
            }
        )

    @api.model
    def _release_settled(self, settlements):
        """Clear lines set aside whose cycle was settled in another way since."""
        held = self.sudo().search(
            [
                ("state", "=", "held"),
                ("run_id.kind", "=", "billing"),
                ("contract_id", "in", settlements.contract_id.ids),
            ]
        )
        for settlement in settlements if held else ():
            held.filtered(
                lambda line, made=settlement: (
                    line.contract_id == made.contract_id
                    and made.date_from <= line.run_id.cycle_end <= made.date_to
                )
            )._set_settled_by(settlement)

    def _settle_apart(self, run):
        """Settle each by itself, after one of them was refused."""
        for line in self:
            line._settle_or_set_aside(run)

    def _settle_or_set_aside(self, run):
        """Settle these lines; whatever refuses them is the reason to set them aside."""
        error = self._refusal_of(run)
        if error:
            self._set_aside(error)

    def _refusal_of(self, run):
        """Settle these lines, or return what refuses them; then nothing is kept.

        :raise OperationalError: another session was faster
        """
        try:
            with self.env.cr.savepoint():
                self._settle_together(run)
        except OperationalError:
            raise
        except Exception as error:
            return error
        return None

    def _set_aside(self, error):
        """Leave these lines for a clerk, with what refused them."""
        numbers = ", ".join(self.contract_id.mapped("number"))
        reason = self.run_id._refusal_text(error, f"Contract {numbers}")
        self.write({"state": "held", "reason": reason, "reason_code": False})

    def action_open_contract(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "water.contract",
            "view_mode": "form",
            "res_id": self.contract_id.id,
        }

    def action_retry(self):
        """Try contracts set aside once more, now and not in the background."""
        if any(line.state != "held" for line in self):
            raise UserError(
                self.env._("Only a contract that is set aside can be tried again.")
            )
        self._process_again()

    def action_estimate(self):
        """Estimate what was not read and settle at once; a clerk decides, not a rule.

        By the contract's forecast, or where it allows none as the regulation estimates
        for a meter that told nothing. What cannot be settled so keeps its new reason.
        """
        if any(
            line.state != "held" or line.reason_code != "no_reading" for line in self
        ):
            raise UserError(
                self.env._(
                    "Only a contract that was set aside for lack of a reading can be "
                    "estimated. Choose those lines alone."
                )
            )
        self.with_context(water_estimate=ESTIMATE)._process_again()
        left = self.filtered(lambda line: not line.settlement_id)
        told = [
            f"{line.contract_id.number}: {reading.display_name}. "
            f"{reading.estimate_text}"
            for line in self - left
            for reading in line.settlement_id.usage_ids.reading_to_id
            if reading.source == "estimate"
        ]
        told += [f"{line.contract_id.number}: {line.reason}" for line in left]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "sticky": bool(left),
                "message": "\n".join(told),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _process_again(self):
        self.run_id._date_bills_no_earlier_than_today()
        self.write({"state": "pending", "reason": False, "reason_code": False})
        self._process()
