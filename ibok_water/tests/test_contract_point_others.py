from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import common


class TestContractPointOthers(common.WaterCase):
    """A refusal tells the office which contract has the point, and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = common.user(cls.env, "others", "ibok_water.group_water_clerk")
        cls.reader = common.user(cls.env, "reader", "ibok_water.group_water_reader")
        cls.point = cls.make.metered_point()
        cls.ended = cls.make.contract([cls.point], "2025-01-01", opened=False)
        cls.ended.date_to = "2025-12-31"
        cls.draft = cls.make.contract([cls.point], opened=False)
        cls.premise = cls.point.premise_id

    def _refusal(self, user):
        """What a user reads when the database refuses the point."""
        Row = self.env["water.contract.point"]
        with (
            self.assertRaises(IntegrityError) as refused,
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.make.contract([self.point], "2026-03-01", opened=False)
        return Row.with_user(user)._sql_error_to_message(refused.exception)

    def test_the_contract_that_has_the_point(self):
        message = self._refusal(self.clerk)
        self.assertIn("already belongs to another contract", message)
        self.assertIn(f"{self.draft.number} (Draft)", message)
        self.assertNotIn(self.draft.partner_id.name, message)
        self.assertNotIn(self.ended.number, message, "is over by then")
        message = self._refusal(self.reader)
        self.assertIn("already belongs to another contract", message)
        self.assertNotIn(self.draft.number, message)

    def test_the_contracts_that_share_the_point(self):
        self.draft.contract_point_ids.share = 60
        values = {"point_id": self.point.id, "share": 41}
        for user, told in ((self.clerk, True), (self.reader, False)):
            other = self.make.contract(opened=False, premise=self.premise)
            rows = self.env["water.contract.point"].with_user(user).sudo()
            with self.assertRaisesRegex(ValidationError, "100 %") as refused:
                rows.create({"contract_id": other.id, **values})
            self.assertEqual(self.draft.number in str(refused.exception), told)
