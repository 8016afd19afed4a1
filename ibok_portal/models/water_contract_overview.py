from odoo import models

#: Contracts whose meters the home page names one by one. Who has more gets what asks
#: for him today, and the way to the list, which has pages.
MANY = 20


class WaterContract(models.Model):
    """What asks for a customer of very many contracts today.

    A cooperative has hundreds, with years of readings and bills in each: nothing of
    that is loaded but what is open.
    """

    _inherit = "water.contract"

    def _portal_overview(self, today):
        """What is to read and what is not done with, of all these contracts.

        :return: dict with ``matters`` (of `_portal_open_matters`), ``to_read`` (list
            of (contract, last day of its reading window), the first `MANY`), ``more``
            (how many others there are) and ``enters`` (whether any may be read)
        """
        settled = self._settled_days()
        entering = self._portal_entering()
        to_read = []
        for contract in entering:
            due = contract._next_due(today, settled.get(contract.id, False))
            if due["open"]:
                to_read.append((contract, due["window"][1]))
        return {
            "matters": self._portal_all_matters(),
            "to_read": to_read[:MANY],
            "more": len(to_read[MANY:]),
            "enters": bool(entering),
        }

    def _portal_entering(self):
        """Those whose meters the user may read today."""
        self.contract_point_ids.point_id.installation_ids.mapped("date_from")
        return self.filtered(lambda c: c.portal_can_act and c._portal_entry_points())

    def _portal_all_matters(self):
        """Open matters of these contracts; only those that have any are looked into."""
        groups = (
            self.env["water.reading"]
            .sudo()
            ._read_group(
                [
                    ("contract_id", "in", self.ids),
                    ("state", "in", ("held", "rejected")),
                ],
                ["contract_id"],
            )
        )
        asked = self & self.browse([contract.id for [contract] in groups])
        # With a prefetch of their own: else the readings of all would come along.
        return [
            matter
            for contract in asked.with_prefetch()._portal_load()
            for matter in contract._portal_open_matters()
        ]
