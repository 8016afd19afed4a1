from secrets import token_hex

from odoo import models, tools
from odoo.exceptions import AccessDenied


class ResUsers(models.Model):
    """Who is blocked learns it at the door, and nobody else does."""

    _inherit = "res.users"

    def _login(self, credential, user_agent_env):
        """Override of `base`: who is blocked reads so, after the right password.

        Refused by the core before, so the try is counted like any other, and while the
        core makes somebody wait for his many tries nothing is looked at here.
        """
        try:
            return super()._login(credential, user_agent_env)
        except AccessDenied as refused:
            blocked_sudo = self.browse()
            if refused.args == AccessDenied().args:
                blocked_sudo = self._blocked_account_sudo(credential)
            if not blocked_sudo:
                raise
            raise AccessDenied(blocked_sudo._blocked_words()) from None

    def _blocked_account_sudo(self, credential):
        """The blocked account whose login and password these are, or none.

        For a login that nobody has, a password is hashed as well: the time of the
        answer must not tell that there is a blocked account.
        """
        password = credential.get("password")
        if credential.get("type") != "password" or not password:
            return self.browse()
        user_sudo = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                self._get_login_domain(credential["login"]),
                order=self._get_login_order(),
                limit=1,
            )
        )
        if user_sudo.active:
            # The core has compared this one.
            return self.browse()
        self.env.cr.execute(
            "SELECT password FROM res_users WHERE id = %s AND blocked_at IS NOT NULL",
            [user_sudo.id or 0],
        )
        kept = self.env.cr.fetchone()
        context = self._crypt_context()
        right = context.verify(password, (kept and kept[0]) or self._hash_of_nobody())
        return user_sudo if right and kept and kept[0] else self.browse()

    @tools.ormcache()
    def _hash_of_nobody(self):
        """The hash of a password that nobody knows, made like all others."""
        return self._crypt_context().hash(token_hex())

    def _blocked_words(self):
        """What who is blocked reads, in the language of the page."""
        self.ensure_one()
        if self._has_moved():
            return self.env._(
                "This account has another e-mail address now. Please log in with the "
                "new one."
            )
        if not self.blocked_reason:
            return self.env._("The office has blocked this account.")
        return self.env._(
            "The office has blocked this account. Reason: %(reason)s",
            reason=self.blocked_reason,
        )

    def _has_moved(self):
        """Whether the block is a change of address, which the resident asked for."""
        moved = [("old_user_id", "=", self.id), ("state", "=", "opened")]
        return bool(
            self.env["ibok.account.request"].sudo().search_count(moved, limit=1)
        )
