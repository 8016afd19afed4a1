from odoo import SUPERUSER_ID, models


class ResCompany(models.Model):
    """Who of the municipality's office is asked when something waits for it."""

    _inherit = "res.company"

    def _office_people(self, group):
        """The people of the office in a group, in `sudo`; who looks after Odoo is last.

        :param str group: external id
        """
        self.ensure_one()
        return (
            self.env.ref(group)
            .sudo()
            .all_user_ids.filtered(
                lambda user: (
                    user.active
                    and not user.share
                    and user.id != SUPERUSER_ID
                    and self in user.company_ids
                )
            )
            .sorted(lambda user: (user.has_group("base.group_system"), user.id))
        )

    def _office_clerk(self):
        """The clerk who is asked first."""
        return self._office_people("ibok_water.group_water_clerk")[:1]
