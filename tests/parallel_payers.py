"""Payers with one bill for many contracts, for tests of real parallel transactions."""

from datetime import timedelta

import parallel_sessions

from odoo.addons.ibok_water.tests import common


class ParallelPayers(parallel_sessions.ParallelSessions):
    """`ParallelSessions` with runs over several contracts of each payer."""

    def payers(self, *counts):
        """Ids of a started run, and of the contracts of each payer, all read."""
        with self.session() as env:
            make = common.Factory(env)
            route = env["water.route"].create(
                {"name": "Zbiorcza", "code": f"Z{make._next()}"}
            )
            contracts = []
            partners = [make.partner(f"Płatnik {n}") for n, _c in enumerate(counts)]
            # Their lines stand among one another, as routes have it.
            for place in range(max(counts)):
                for partner, count in zip(partners, counts, strict=True):
                    if place < count:
                        contracts.append(self.read_contract(make, partner, route))
            run = env["water.billing.run"].create(
                {
                    "cycle_end": self.cycle_end,
                    "route_ids": route.ids,
                    "company_id": self.company_id,
                }
            )
            run.action_start()
            return run.id, [
                [contract.id for contract in contracts if contract.partner_id == payer]
                for payer in partners
            ]

    def read_contract(self, make, partner, route):
        point = make.metered_point(
            100,
            self.start - timedelta(days=1),
            premise=make.premise(route_id=route.id),
        )
        contract = make.contract(
            [point], self.start, partner=partner, collective_bill=True
        )
        make.read(point, 101, self.cycle_end)
        return contract

    def assert_one_bill(self, *payers):
        """Each payer has one posted invoice, which says what his settlements say."""
        with self.session() as env:
            for ids in payers:
                settlements = env["water.contract"].browse(ids).settlement_ids
                live = settlements.filtered(lambda s: s.state == "done")
                self.assertEqual(len(live), len(ids))
                bill = live.collective_move_id
                self.assertEqual((len(bill), bill.state), (1, "posted"))
                moves = env["account.move"].search(
                    [("partner_id", "=", live.partner_id.id)]
                )
                self.assertEqual(moves, settlements.move_id)
                for name in ("amount_untaxed", "amount_tax", "amount_total"):
                    field = name.replace("untaxed", "net")
                    self.assertEqual(
                        round(sum(moves.mapped(f"{name}_signed")), 2),
                        round(sum(live.mapped(field)), 2),
                    )
                tax = round(sum(live.mapped("amount_net")) * 0.08 + 1e-9, 2)
                self.assertEqual(round(sum(live.mapped("amount_tax")), 2), tax)
        self.assert_no_gap()
