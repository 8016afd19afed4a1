from odoo import SUPERUSER_ID, models


class WaterBillingRun(models.Model):
    _inherit = "water.billing.run"

    def _enqueue(self):
        """Override of `ibok_water` to make a queue job for each chunk of a run.

        The scheduled job goes on as one worker more: a run is finished even where no
        job runner is at work. Whoever comes first locks the chunk's rows; a job that
        finds nothing left to do has done its part.
        """
        result = super()._enqueue()
        for run in self:
            pending = self.env["water.billing.run.line"].search_count(
                [("run_id", "=", run.id), ("state", "=", "pending")]
            )
            # As the scheduled job does: the program settles, not whoever began it.
            worker = run.with_user(SUPERUSER_ID)
            chunks = -(-pending // run._chunk_size())
            for number in range(1, chunks + 1):
                worker.with_delay(
                    description=self.env._(
                        "Billing run %(run)s: part %(number)s of %(chunks)s",
                        run=run.name,
                        number=number,
                        chunks=chunks,
                    )
                )._run_chunk()
        return result
