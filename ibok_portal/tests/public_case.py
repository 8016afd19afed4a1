"""Public pages of a municipality that has published nothing yet."""

import base64

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user

from .common import PASSWORD, WaterPages, name_municipality
from .test_document_file import pdf_file

#: By Polish time 29 December, twenty past twelve.
TODAY = "2026-12-28 23:20:00"
PUBLISHED = (
    "ibok.announcement",
    "ibok.page.text",
    "ibok.connection",
    "ibok.document",
    "ibok.water.sample",
)


class PublicFixtures:
    """Nothing is public until a test publishes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        name_municipality(cls.env.company)
        for model in PUBLISHED:
            cls.env[model].search([]).active = False
        cls.village = cls.env["water.village"].create(
            {"name": "Buczek-Test", "zip": "98113"}
        )
        cls.zone = cls.env["water.zone"].create({"name": "SUW Test"})
        cls.category = cls.env["ibok.document.category"].create({"name": "Rules"})
        cls.nitrates = cls.env["ibok.water.parameter"].create(
            {"name": "Nitrates X", "code": "NX", "unit": "mg/l", "limit": "50"}
        )
        cls.odour = cls.env["ibok.water.parameter"].create(
            {
                "name": "Odour X",
                "code": "OX",
                "limit": "acceptable",
                "good_words": "fine, acceptable",
                "source": "Law of water",
            }
        )

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(TODAY))

    def _clerk(self, login="clerk9", group="ibok_water.group_water_clerk"):
        return new_test_user(self.env, login, groups=group, password=PASSWORD)

    def _resident(self, login="anna9"):
        user = self._clerk(login, "base.group_portal")
        user._accept_terms("192.0.2.1")
        return user

    def _at(self, moment):
        """Another moment than today's, in UTC."""
        return freeze_time(moment)

    def _publish(self, model, **vals):
        record = self.env[model].create({"date_from": "2026-12-29", **vals})
        record.action_publish()
        return record

    def _version(self, name="1", content=None, **vals):
        return {
            "name": name,
            "date": "2026-01-01",
            "filename": "rules.pdf",
            "file": base64.b64encode(content or pdf_file()),
            **vals,
        }

    def _document(self, title="Rules of water", versions=None, publish=True, **vals):
        document = self.env["ibok.document"].create(
            {
                "title": title,
                "category_id": self.category.id,
                "date_from": "2026-12-29",
                "version_ids": [
                    Command.create(one) for one in versions or [self._version()]
                ],
                **vals,
            }
        )
        if publish:
            document.action_publish()
        return document

    def _sample(self, results, day="2026-12-01", publish=True, **vals):
        """A sample: {parameter: result}."""
        sample = self.env["ibok.water.sample"].create(
            {
                "date": day,
                "date_from": "2026-12-29",
                "zone_id": self.zone.id,
                "line_ids": [
                    Command.create({"parameter_id": one.id, "result": told})
                    for one, told in results.items()
                ],
                **vals,
            }
        )
        if publish:
            sample.action_publish()
        return sample


class PublicCase(PublicFixtures, TransactionCase):
    """Records alone."""


class PublicHttpCase(PublicFixtures, WaterPages, HttpCase):
    """Pages too."""
