from odoo import api, fields, models
from odoo.exceptions import UserError


class IbokAccountEvent(models.Model):
    """What happened to a resident's account, and who did it.

    Names nobody by itself and stays when the account is gone: evidence that a wish to
    be deleted was followed (GDPR, art. 5 sec. 2 and art. 17).
    """

    _name = "ibok.account.event"
    _description = "Event of an Account"
    _order = "at desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("opened", "Opened"),
            ("password", "First password set"),
            ("blocked", "Blocked"),
            ("unblocked", "Unblocked"),
            ("second_step", "Second step switched off by the office"),
            ("email", "E-mail address changed"),
            ("deleted", "Deleted"),
            ("access", "Access to a contract given"),
            ("access_end", "Access to a contract ended"),
        ],
        required=True,
        readonly=True,
    )
    at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="Account", readonly=True, index=True, ondelete="set null"
    )
    account_number = fields.Integer(readonly=True, aggregator=None, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, ondelete="set null"
    )
    by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    by_resident = fields.Boolean(
        readonly=True, help="The resident did it, not the office."
    )
    reason = fields.Char(readonly=True)
    ip = fields.Char(string="From Address", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        readonly=True,
        required=True,
        default=lambda self: self.env.company,
    )

    def write(self, vals):
        """Override of `base`: what happened has happened."""
        self.check_access("write")
        if vals:
            raise UserError(self.env._("Events of accounts are never changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Events of accounts are never deleted."))

    @api.model
    def _keep(self, kind, user, **vals):
        """Write down what happened to an account."""
        by = self.env.user
        return self.sudo().create(
            {
                "kind": kind,
                "user_id": user.id,
                "account_number": user.id,
                "partner_id": user.partner_id.commercial_partner_id.id,
                # Whoever opened a link of a letter was not logged in.
                "by_id": not by._is_public() and by.id,
                "by_resident": not by._is_internal(),
                "company_id": user.company_id.id,
                **vals,
            }
        )
