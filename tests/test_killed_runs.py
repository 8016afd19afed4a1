"""A worker killed with kill -9, again and again, leaves a run as if nothing was."""

from collections import Counter

import parallel_payers
import run_killer
from run_killer import KILLS

CONTRACTS = 6
#: How many contracts each payer of a collective bill has.
PAYERS = (3, 2, 2)


class TestKilledRuns(run_killer.Killer, parallel_payers.ParallelPayers):
    """Killed at random points: same bills and ledger, no gap, nothing twice."""

    def books(self, contract_ids):
        """What the contracts' settlements and the ledger say, without numbers."""
        with self.session() as env:
            return [
                (
                    settlement.volume_water,
                    settlement.amount_total,
                    settlement.move_id.amount_residual,
                    sorted(
                        (
                            line.account_id.code,
                            line.balance,
                            line.display_type,
                            tuple(sorted(line.tax_tag_ids.mapped("name"))),
                        )
                        for line in settlement.move_id.line_ids
                    ),
                )
                for settlement in env["water.contract"]
                .browse(contract_ids)
                .mapped("settlement_ids")
            ]

    def test_killed_again_and_again(self):
        undisturbed, reference_ids = self.billing_run(CONTRACTS)
        whole = self.timed(undisturbed)
        reference = self.books(reference_ids)
        self.assert_billed_once(*reference_ids)
        killed, billed = Counter(), list(reference_ids)
        while killed["killed"] < KILLS:
            run_id, contract_ids = self.billing_run(CONTRACTS)
            billed += contract_ids
            self.kill_until_done(run_id, whole / 2, killed)
            self.assertEqual(self.books(contract_ids), reference)
        self.assert_billed_once(*billed)

    def test_payers_of_many_contracts_are_billed_whole(self):
        undisturbed, reference = self.payers(*PAYERS)
        whole = self.timed(undisturbed)
        killed, billed = Counter(), [*reference]
        while killed["killed"] < KILLS:
            run_id, payers = self.payers(*PAYERS)
            billed += payers
            self.kill_until_done(run_id, whole / 2, killed)
            for before, after in zip(reference, payers, strict=True):
                self.assertEqual(self.books(after), self.books(before))
        self.assert_one_bill(*billed)
