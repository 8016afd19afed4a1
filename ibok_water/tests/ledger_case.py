"""Bills made by the fast road to the ledger and by the plain one, compared."""

from odoo.tests import freeze_time
from odoo.tools import SQL

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

PRICES = {
    "water": 5.72,
    "sewage": 8.13,
    "subscription_water": (12.39, "month"),
    "subscription_sewage": (2.05, "month"),
}
#: What two roads may differ in: when and under which number in the table it was made.
OWN = {"id", "move_id", "collective_move_id", "create_date", "write_date"}
MATCHED = ("matching_number", "full_reconcile_id")
LINKS = {
    "tax_ids": ("account_move_line_account_tax_rel", "account_tax_id"),
    "tax_tag_ids": (
        "account_account_tag_account_move_line_rel",
        "account_account_tag_id",
    ),
}


@freeze_time("2026-02-05 10:00:00")
class LedgerCase(common.WaterCase):
    """Takes either road, and compares what they leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.company_id.write(
            {"vat": "PL7831812112", "street": "Główna 20", "city": "Buczek"}
        )
        cls.tariff = cls.make.tariff(PRICES)

    def draft(self, *contracts, cycle_end="2026-01-31"):
        """Settlements that have no document yet."""
        contracts = self.env["water.contract"].union(*contracts)
        ready, problems = contracts._reckon_all(day(cycle_end))
        self.assertFalse(problems)
        return self.env["water.settlement"].sudo().create(ready)

    def household(self, use=12, until="2026-01-31", **vals):
        contract = self.make.household(345, **vals)
        point = contract.point_ids.filtered(lambda p: p.kind == "main")
        self.make.read(point, 345 + use, until)
        return contract

    def rows(self, record):
        """The stored values of a record, as the database has them."""
        found = self.env.execute_query_dict(
            SQL(
                "SELECT * FROM %s WHERE id = %s",
                SQL.identifier(record._table),
                record.id,
            )
        )[0]
        return {name: value for name, value in found.items() if name not in OWN}

    def line_rows(self, line):
        links = {
            name: sorted(
                self.env.execute_query(
                    SQL(
                        "SELECT %s FROM %s WHERE account_move_line_id = %s",
                        SQL.identifier(other),
                        SQL.identifier(table),
                        line.id,
                    )
                )
            )
            for name, (table, other) in LINKS.items()
        }
        row = self.rows(line)
        # Numbers of matches are never given twice, also when one was taken back.
        matched = {name: bool(row[name]) for name in MATCHED}
        return row | links | matched

    def vat_rows(self, moves):
        report = self.env["water.vat.report"].search([("move_id", "in", moves.ids)])
        names = [name for name in report._fields if name not in ("id", "display_name")]
        rows = [
            str([row.move_id.name, *(row[name] for name in names if name != "move_id")])
            for row in report
        ]
        self.assertTrue(rows)
        return sorted(rows)

    def open_credits(self, partners):
        """What is left of money that came before the bills."""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "in", partners.ids),
                ("account_type", "=", "asset_receivable"),
                ("credit", ">", 0),
            ],
            order="id",
        )
        return [(line.amount_residual, bool(line.matching_number)) for line in lines]

    def took(self, settlements, plain):
        """Everything that one road leaves; then it is taken back."""
        seen = {}
        with self.env.cr.savepoint() as savepoint:
            road = settlements.with_context(water_plain_road=plain)
            road._finish()
            self.env.flush_all()
            self.env.invalidate_all()
            moves = settlements.move_id.sorted("name")
            seen["moves"] = [self.rows(move) for move in moves]
            seen["lines"] = [
                self.line_rows(line)
                for move in moves
                for line in move.line_ids.sorted(lambda one: (one.sequence, one.id))
            ]
            seen["settlements"] = [
                self.rows(one)
                | {
                    "move_id": one.move_id.name,
                    "collective_move_id": one.collective_move_id.name,
                }
                for one in settlements
            ]
            seen["vat"] = self.vat_rows(moves)
            seen["ksef"] = [move._l10n_pl_edi_render_xml() for move in moves]
            seen["customers"] = [
                (partner.name, partner.credit, partner.customer_rank)
                for partner in settlements.partner_id
            ]
            seen["open"] = self.open_credits(settlements.partner_id)
            seen["words"] = moves.mapped("water_amount_in_words")
            seen["terms"] = [move.payment_term_details for move in moves]
            seen["totals"] = [move.tax_totals for move in moves]
            savepoint.rollback()
        self.env.invalidate_all()
        return seen

    def assert_same(self, settlements, fast=None):
        """Both roads leave the same.

        :param fast: those that are to take the fast one; all by default
        """
        journal = self.company.water_journal_id
        takers = settlements._on_fast_road(journal)
        self.assertEqual(takers, settlements if fast is None else fast)
        plain, quick = (self.took(settlements, plain) for plain in (True, False))
        self.maxDiff = None
        for part, expected in plain.items():
            for one, other in zip(expected, quick[part], strict=True):
                if isinstance(one, dict):
                    differ = {k for k in one | other if one.get(k) != other.get(k)}
                    one = {name: one.get(name) for name in differ}
                    other = {name: other.get(name) for name in differ}
                self.assertEqual(other, one, part)
        return plain
