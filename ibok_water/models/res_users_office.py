from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools.misc import clean_context
from odoo.tools.sql import escape_psql

MANAGER = "ibok_water.group_water_manager"


class ResUsers(models.Model):
    """People of the office, whom a manager lets in and out without the administrator.

    Odoo's own right to make users is the right to everything: who has it can give
    himself any group. A manager gives jobs only, and none that holds more than he has.
    """

    _inherit = "res.users"

    water_job_id = fields.Many2one(
        "res.groups",
        string="Job",
        compute="_compute_water_job_id",
        help="Of several jobs the one that holds the most.",
    )

    water_in_reach = fields.Boolean(
        compute="_compute_water_in_reach",
        help="Whether who looks may change this user: a manager, nobody with more.",
    )

    @api.depends("group_ids")
    def _compute_water_job_id(self):
        jobs = self._water_jobs()
        for user in self:
            user.water_job_id = (user.sudo().group_ids & jobs)[-1:]

    @api.depends("group_ids", "company_ids", "water_job_id")
    @api.depends_context("uid")
    def _compute_water_in_reach(self):
        manager_sudo = self.env.user.sudo()
        is_manager = manager_sudo.has_group(MANAGER)
        for user in self:
            user_sudo = user.sudo()
            user.water_in_reach = bool(
                is_manager
                and not user_sudo.share
                and user_sudo.water_job_id
                and user_sudo.all_group_ids <= manager_sudo.all_group_ids
                and user_sudo.company_ids <= manager_sudo.company_ids
            )

    @api.model
    def _water_jobs(self):
        """All jobs of the office, from the least to the most, in `sudo`."""
        return (
            self.env["res.groups"]
            .sudo()
            .search([("privilege_id.water_office", "=", True)], order="sequence, id")
        )

    @api.model
    def _water_jobs_to_give(self):
        """The jobs that hold no right which this user does not have himself."""
        mine = self.env.user.all_group_ids
        return self._water_jobs().filtered(lambda job: job.all_implied_ids <= mine)

    def _water_check_office(self):
        """These are people of the office below or beside this manager; in `sudo`.

        :raise AccessError: only the administrator changes one of them
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only the manager does this."))
        for user in self:
            if not user.water_in_reach:
                raise AccessError(
                    self.env._(
                        "%(name)s has rights or companies that you do not have. Only "
                        "the administrator changes this user.",
                        name=user.name,
                    )
                )
        return self.sudo()

    @api.model
    def _water_open_office(self, name, login, job, company):
        """A new person of the office, who gets a letter to choose a password.

        :param job: one of `_water_jobs_to_give`
        :param company: one of the manager's own
        """
        # What a browser sends along decides nothing about a user.
        clean = clean_context(self.env.context)
        users_sudo = self.sudo().with_context(clean)  # pylint: disable=context-overridden
        if users_sudo.with_context(active_test=False).search_count(
            [("login", "=ilike", escape_psql(login))], limit=1
        ):
            raise UserError(
                self.env._(
                    "There is a user with the address %(login)s already, perhaps of a "
                    "resident or a closed one. Use another address or ask the "
                    "administrator.",
                    login=login,
                )
            )
        user_sudo = users_sudo.create(
            {
                "name": name,
                "login": login,
                "email": login,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(job.ids)],
                "lang": company.partner_id.lang or self.env.lang,
                "tz": self.env.user.tz,
                "action_id": self._water_first_page(job).id,
            }
        )
        user_sudo._water_tell_history(
            self.env._("Let into the office as: %(job)s", job=job.name)
        )
        return user_sudo

    @api.model
    def _water_first_page(self, job):
        """What opens after logging in: the board, for whoever has piles on it.

        Else Odoo opens its first app, which has nothing of the water service.
        """
        board_sudo = self.env.ref("ibok_water.water_worklist_action").sudo()
        menu_sudo = self.env.ref("ibok_water.office_menu").sudo()
        return (
            board_sudo if menu_sudo.group_ids & job.all_implied_ids else board_sudo[:0]
        )

    def _water_give_job(self, job):
        """Another job in the place of the present one; other groups stay."""
        users_sudo = self._water_check_office()
        others = self._water_jobs() - job
        for user_sudo in users_sudo:
            user_sudo.group_ids = [Command.unlink(group.id) for group in others] + [
                Command.link(job.id)
            ]
            user_sudo._water_tell_history(
                self.env._("Job in the office now: %(job)s", job=job.name)
            )

    def _water_tell_history(self, text):
        """Who let whom in and out stands with the person's contact."""
        author = self.env.user.partner_id
        for partner_sudo in self.sudo().partner_id:
            partner_sudo.message_post(body=text, author_id=author.id)

    def action_water_invite(self):
        """Write once more how to choose a password."""
        self._water_check_office().action_reset_password()
        return self._water_tell_letter(sent=True)

    def _water_tell_letter(self, sent):
        """A notification whether the letter with the link went out."""
        message = (
            self.env._(
                "A letter with a link is on its way to %(address)s.",
                address=", ".join(self.mapped("login")),
            )
            if sent
            else self.env._(
                "The account is open, but the letter could not be sent: ask the "
                "administrator to look at outgoing mail. Then press “New Password”."
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if sent else "warning",
                "sticky": not sent,
                "message": message,
            },
        }

    def action_water_close(self):
        """Let nobody in with this login any more; what was done stays."""
        if self.env.user in self:
            raise UserError(self.env._("You cannot close your own account."))
        users_sudo = self._water_check_office()
        users_sudo.active = False
        users_sudo._water_tell_history(self.env._("Account in the office closed"))

    def action_water_reopen(self):
        """Let this person in again, with the old password."""
        users_sudo = self._water_check_office()
        users_sudo.active = True
        users_sudo._water_tell_history(self.env._("Account in the office opened again"))

    def action_water_job(self):
        """Ask for another job."""
        self.ensure_one()
        self._water_check_office()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.water_office_user_action"
        ) | {
            "name": self.env._("Change the Job"),
            "context": {
                "default_user_id": self.id,
                "default_job_id": self.water_job_id.id,
            },
        }
