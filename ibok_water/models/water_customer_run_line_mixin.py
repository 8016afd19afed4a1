from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import UserError


class WaterCustomerRunLineMixin(models.AbstractModel):
    """One customer of a run (`water.customer.run.mixin`), and what came of it.

    A line has a ``run_id``, a ``state`` (pending, done, held, and others), a
    ``preview_state`` and a ``reason``.
    """

    _name = "water.customer.run.line.mixin"
    _description = "Customer of a Run"
    _inherit = ["water.process.mixin"]
    _rec_name = "partner_id"
    #: What is made, in the words of the log.
    _made = None

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
    )

    def _make(self, run):
        """Override to make what the run makes for these, whose rows are locked."""
        raise NotImplementedError

    def _made_together(self):
        """Lines that are reckoned by one question each."""
        return self.grouped("run_id").values()

    def _process(self):
        """Make what each customer gets; who cannot get it is set aside with why.

        :raise OperationalError: another session was faster; the whole chunk is to be
            tried again in a new transaction
        """
        pending = self.filtered(lambda line: line.state == "pending")
        # All at once and in one order, so that two chunks cannot block each other.
        self.env["account.move"]._water_lock_customers(pending.partner_id)
        for lines in pending._made_together():
            if lines._refusal_of(lines.run_id):
                # One of them is refused; alone each shows whether it is the one.
                for line in lines:
                    line._make_or_set_aside()

    def _make_or_set_aside(self):
        run = self.run_id
        error = self._refusal_of(run)
        if error:
            whose = f"{self._made} of customer {self.partner_id.id}"
            reason = run._refusal_text(error, whose)
            self._set_process({"state": "held", "reason": reason})

    def _refusal_of(self, run):
        """Make what these customers get, or return what refuses it; nothing is kept.

        :raise OperationalError: another session was faster
        """
        try:
            with self.env.cr.savepoint():
                self._make(run)
        except OperationalError:
            raise
        except Exception as error:
            return error
        return None

    # -- Buttons -----------------------------------------------------------------

    def action_retry(self):
        """Try customers set aside once more, now and not in the background."""
        self.env[self._fields["run_id"].comodel_name]._ensure_role()
        self.check_access("write")
        if any(line.state != "held" for line in self):
            raise UserError(
                self.env._("Only a customer who is set aside can be tried again.")
            )
        self._set_process({"state": "pending", "reason": False})
        self._process()

    def _show(self, record):
        """The form of what was made for the customer, or else of the customer."""
        self.ensure_one()
        record = record or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "view_mode": "form",
            "res_id": record.id,
        }
