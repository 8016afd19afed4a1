from odoo import models


class WaterContract(models.Model):
    """What a resident's reading still asks of him or of the office."""

    _inherit = "water.contract"

    def _portal_open_matters(self):
        """Readings that are not done with: held ones, and rejected ones to give again.

        A matter is open until a newer reading of the same meter counts: then nobody
        has to do anything about the old one.

        :return: list of dicts: ``reading``, ``label`` (of its meter) and ``again``
            (rejected, and the resident may enter the right number)
        """
        self.ensure_one()
        entry_points = self._portal_entry_points()
        if not self.portal_can_act:
            entry_points = entry_points.browse()
        matters = []
        for point in self.contract_point_ids.point_id:
            reading = self._portal_newest_reading(point)
            rejected = reading.state == "rejected"
            if reading.state == "held" or (rejected and point in entry_points):
                matters.append(
                    {
                        "reading": reading,
                        "label": self._portal_point_label(point),
                        "again": rejected,
                    }
                )
        return matters

    def _portal_newest_reading(self, point):
        """The last reading that the resident or anybody's accepted work left here.

        What the office or a reader gave and the office rejected is its own matter.
        """
        own = self.reading_ids.filtered(
            lambda r: (
                r.point_id == point
                and (r.state != "rejected" or r.source == "resident")
            )
        )
        return own.sorted(lambda r: (r.date, r.id))[-1:]
