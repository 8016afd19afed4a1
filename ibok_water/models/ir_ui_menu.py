from odoo import models

from ..gateways import DRIVERS

#: Groups whose people do a job in the water service.
STAFF = ("ibok_water.group_water_reader", "account.group_account_readonly")

#: Menus of meters that are read from afar.
REMOTE = ("ibok_water.water_gateway_menu", "ibok_water.water_reading_request_menu")


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Override of `base`: staff see no app that they can do nothing in.

        Odoo offers "Apps" to everybody, to ask for modules, and "Dashboards" also to
        who has none. Administrators keep both, and nothing is taken off the menus
        themselves, so other addons and other people find them unchanged.
        """
        hidden = super()._load_menus_blacklist()
        user = self.env.user
        # Without a driver there is no gateway to enter.
        unneeded = [] if DRIVERS else [*REMOTE]
        if not user._is_system() and any(user.has_group(group) for group in STAFF):
            unneeded.append("base.menu_management")
            if not self._water_has_dashboards():
                unneeded.append("spreadsheet_dashboard.spreadsheet_dashboard_menu_root")
        found = (self.env.ref(name, raise_if_not_found=False) for name in unneeded)
        return hidden + [menu.id for menu in found if menu]

    def _water_has_dashboards(self):
        """Whether Odoo's dashboards, if installed, show this user anything."""
        dashboards = self.env.get("spreadsheet.dashboard")
        return (
            dashboards is not None
            and dashboards.has_access("read")
            and bool(dashboards.search_count([("is_published", "=", True)], limit=1))
        )
