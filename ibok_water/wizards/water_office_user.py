from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

from ..models.res_users_office import MANAGER


class WaterOfficeUser(models.TransientModel):
    """A manager lets a person into the office, or gives one another job."""

    _name = "water.office.user"
    _description = "Person of the Office"

    user_id = fields.Many2one("res.users", readonly=True)
    name = fields.Char(string="First and Last Name")
    login = fields.Char(
        string="E-mail Address",
        help="Also the login. A letter goes there with a link to choose a password.",
    )
    job_id = fields.Many2one("res.groups", required=True)
    job_ids = fields.Many2many("res.groups", compute="_compute_job_ids")
    job_comment = fields.Text(related="job_id.comment")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.depends_context("uid")
    def _compute_job_ids(self):
        for wizard in self:
            wizard.job_ids = self.env["res.users"]._water_jobs_to_give()

    def action_confirm(self):
        """Do it, after all that a browser could have sent is checked again.

        :raise AccessError: it is more than this manager may give
        """
        self.ensure_one()
        manager = self.env.user
        if not manager.has_group(MANAGER):
            raise AccessError(self.env._("Only the manager does this."))
        if self.job_id not in manager._water_jobs_to_give():
            raise AccessError(
                self.env._("You can give only jobs that hold no more than your own.")
            )
        if self.user_id:
            self.user_id._water_give_job(self.job_id)
            return {"type": "ir.actions.act_window_close"}
        if self.company_id not in manager.company_ids:
            raise AccessError(self.env._("This is not a company of yours."))
        login = email_normalize(self.login or "")
        if not login or not (self.name or "").strip():
            raise UserError(
                self.env._(
                    "Enter the name and an e-mail address, for example "
                    "anna@example.com."
                )
            )
        user_sudo = self.env["res.users"]._water_open_office(
            self.name.strip(), login, self.job_id, self.company_id
        )
        action = user_sudo._water_tell_letter(
            # Odoo takes the link back when its letter could not be sent.
            sent=bool(user_sudo.partner_id.signup_type)
        )
        action["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return action
