from odoo import fields, models


class PortalMixin(models.AbstractModel):
    """The key of a document opens it to whoever has it, for good."""

    _inherit = "portal.mixin"

    # Not for clients: who sees a bill today by an access would keep it for tomorrow.
    access_token = fields.Char(groups="base.group_user")

    def _portal_ensure_token(self):
        """Override of `portal`: whoever may show the key does so by our pages."""
        return super(PortalMixin, self.sudo())._portal_ensure_token()

    def _get_share_url(
        self, redirect=False, signup_partner=False, pid=None, share_token=True
    ):
        """Override of `portal`: no key for who sees the document by an access."""
        self.check_access("read")
        by_access = getattr(self, "_portal_by_access", None)
        if by_access and by_access():
            share_token = False
        return super(PortalMixin, self.sudo())._get_share_url(
            redirect=redirect,
            signup_partner=signup_partner,
            pid=pid,
            share_token=share_token,
        )
