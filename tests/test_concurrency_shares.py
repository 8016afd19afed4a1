"""Two clerks give out parts of one meter at the same time."""

import parallel_sessions

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger


class TestSharesTogether(parallel_sessions.ParallelSessions):
    """Nobody pays for a part of a meter that another pays for."""

    def share(self, contract_id, point_id, percent):
        """A job: let a contract pay for a part of a point."""

        def job(env):
            row = env["water.contract.point"].create(
                {"contract_id": contract_id, "point_id": point_id, "share": percent}
            )
            return row.id

        return job

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_shares_given_at_once_stay_within_the_whole(self):
        with self.session() as env:
            make = parallel_sessions.common.Factory(env)
            point_id = make.metered_point(0, self.start).id
            contracts = [make.contract(opened=False, since=self.start).id for _ in "ab"]
        results = self.together(
            *(self.share(contract_id, point_id, 60) for contract_id in contracts)
        )
        refused = [r for r in results if isinstance(r, ValidationError)]
        self.assertEqual(len(refused), 1, results)
        with self.session() as env:
            rows = env["water.contract.point"].search([("point_id", "=", point_id)])
            self.assertEqual(rows.mapped("share"), [60])
