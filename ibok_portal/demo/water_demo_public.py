from datetime import timedelta

from odoo import api, models
from odoo.fields import Command

from odoo.addons.ibok_water.demo.water_demo_network import VILLAGES
from odoo.addons.ibok_water.models.law_day import law_day

from .public_plan import PARAMETERS, PUBLISHED_AFTER, SAMPLES, connection

#: Days ago on which the office published where houses can be connected.
CONNECTIONS_AGO = 60
LABORATORY = "Laboratorium przykładowe"


class WaterDemo(models.AbstractModel):
    """What the demo municipality tells everybody: water, and where it can be had."""

    _inherit = "water.demo"

    @api.model
    def _build_public(self, users, today=None):
        """Publish results of a year and possibilities of connection.

        :param dict users: {"clerk": user id}
        :param date today: the day up to which it is told
        """
        demo, people, today = self._begin_story(users, today)
        demo._publish_connections(people["clerk"], today)
        demo._publish_samples(people["clerk"], today)

    def _publish_connections(self, clerk, today):
        """One row of each village."""
        villages = self.env["water.village"].search([("name", "in", VILLAGES)])
        with law_day(today - timedelta(days=CONNECTIONS_AGO)):
            rows = (
                self.env["ibok.connection"]
                .with_user(clerk)
                .create(
                    [
                        {
                            "company_id": self.env.company.id,
                            "village_id": village.id,
                            **connection(village.name, today),
                        }
                        for village in villages
                    ]
                )
            )
            rows.action_publish()

    def _publish_samples(self, clerk, today):
        """Samples of the year, each published when the laboratory had answered."""
        parameters = [
            self.env.ref(f"ibok_portal.parameter_{name}") for name in PARAMETERS
        ]
        names = [told.place for told in SAMPLES]
        zones = self.env["water.zone"].search([("name", "in", names)])
        places = {zone.name: ("zone_id", zone) for zone in zones}
        villages = self.env["water.village"].search([("name", "in", VILLAGES)])
        places |= {village.name: ("village_id", village) for village in villages}
        for told in SAMPLES:
            field, place = places[told.place]
            taken = today - timedelta(days=told.ago)
            with law_day(taken + timedelta(days=PUBLISHED_AFTER)):
                sample = (
                    self.env["ibok.water.sample"]
                    .with_user(clerk)
                    .create(
                        {
                            "company_id": self.env.company.id,
                            "date": taken,
                            field: place.id,
                            "place": told.where,
                            "laboratory": LABORATORY,
                            "report_number": told.report,
                            "line_ids": [
                                Command.create(
                                    {"parameter_id": parameter.id, "result": result}
                                )
                                for parameter, result in zip(
                                    parameters, told.results, strict=True
                                )
                            ],
                        }
                    )
                )
                sample.action_publish()
