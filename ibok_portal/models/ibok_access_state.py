from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.ibok_water.models.law_day import law_today


class IbokAccess(models.Model):
    """What an access is today, in Poland: reckoned anew each time, no job ends it."""

    _inherit = "ibok.access"

    state = fields.Selection(
        [
            ("invited", "Invited"),
            ("live", "Live"),
            ("future", "Not yet"),
            ("ended", "Ended"),
            ("revoked", "Withdrawn"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    @api.depends("accepted_at", "revoked_at", "date_from", "date_to", "token_end")
    def _compute_state(self):
        today, now = law_today(self), fields.Datetime.now()
        for access in self:
            if access.revoked_at:
                access.state = "revoked"
            elif access.date_to and access.date_to < today:
                access.state = "ended"
            elif not access.accepted_at:
                lapsed = access.token_end and access.token_end <= now
                access.state = "ended" if lapsed else "invited"
            elif access.date_from and access.date_from > today:
                access.state = "future"
            else:
                access.state = "live"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._state_domain(state) for state in value)

    @api.model
    def _state_domain(self, state):
        """Rows in a state today."""
        today = law_today(self)
        not_revoked = Domain("revoked_at", "=", False)
        in_time = Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        accepted = Domain("accepted_at", "!=", False)
        lapsed = ~accepted & Domain("token_end", "<=", fields.Datetime.now())
        begun = Domain("date_from", "<=", today)
        return {
            "revoked": ~not_revoked,
            "ended": not_revoked & (~in_time | lapsed),
            "invited": not_revoked & in_time & ~accepted & ~lapsed,
            "future": not_revoked & in_time & accepted & ~begun,
            "live": not_revoked & in_time & accepted & begun,
        }.get(state, Domain.FALSE)

    @api.model
    def _forget_shared(self):
        """What this transaction knows of who sees what has to be asked again."""
        for name, may in (
            ("water.contract", "portal_can_act"),
            ("account.move", "portal_can_pay"),
        ):
            self.env[name].invalidate_model(["shared_with_me", may], flush=False)

    # -- who sees what ----------------------------------------------------------

    @api.model
    def _held_by(self, user, contracts=None, scope=None):
        """The live accesses of an account, in `sudo`; at most one a contract.

        :param contracts: only to these
        :param str scope: only those that go as far as this
        """
        domain = Domain("user_id", "=", user.id) & self._state_domain("live")
        if contracts is not None:
            domain &= Domain("contract_id", "in", contracts.ids)
        if scope:
            domain &= Domain("scope", "=", scope)
        return self.sudo().search(domain)

    @api.model
    def _was_given(self, partner):
        """Whether somebody else has ever seen a contract of this customer.

        Or of any other part of his firm: the bills that serve as a proof are those of
        the whole firm, and so is what an account shows.
        """
        whole = partner.commercial_partner_id
        return bool(
            self.sudo().search_count(
                [
                    ("contract_id.partner_id", "child_of", whole.ids),
                    ("accepted_at", "!=", False),
                ],
                limit=1,
            )
        )

    @api.model
    def _choices(self, field):
        """Words of residents for a role or a scope: [(value, words)]"""
        words = {
            "co_owner": self.env._("Co-owner"),
            "manager": self.env._("Manager of the house"),
            "proxy": self.env._("Proxy: somebody who acts for the customer"),
            "see": self.env._("See readings, use and bills"),
            "act": self.env._("See readings, use and bills, enter readings and pay"),
        }
        return [
            (value, words[value]) for value, _label in self._fields[field].selection
        ]

    def _role_words(self):
        self.ensure_one()
        return dict(self._choices("role"))[self.role]

    def _scope_words(self):
        self.ensure_one()
        return dict(self._choices("scope"))[self.scope]

    def _words(self):
        """A holder's part and its last day, for the pages of the holder."""
        self.ensure_one()
        roles = {
            "co_owner": self.env._("you are a co-owner"),
            "manager": self.env._("you are its manager"),
            "proxy": self.env._("you are a proxy"),
        }
        until = {
            "co_owner": self.env._("you are a co-owner until %(day)s"),
            "manager": self.env._("you are its manager until %(day)s"),
            "proxy": self.env._("you are a proxy until %(day)s"),
        }
        if not self.date_to:
            return roles[self.role]
        return until[self.role] % {"day": format_date(self.env, self.date_to)}
