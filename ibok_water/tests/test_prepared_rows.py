from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import SQL, mute_logger

from odoo.addons.ibok_water.models.prepared_rows import PreparedRows
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

END = day("2026-01-31")
#: What differs whenever the same is made twice.
OWN = {"id", "settlement_id", "create_date", "write_date"}


@freeze_time("2026-02-05 10:00:00")
class TestSettlementRows(common.WaterCase):
    """What the engine reckoned is stored as `create` would store it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.env["water.hold.rule"].create(
            {"name": "Much", "code": "amount_above", "amount": 100}
        )

    def household(self, use):
        contract = self.make.household(345)
        self.make.read(contract.point_ids, 345 + use, END)
        return contract

    def with_garden(self):
        main = self.make.metered_point(10)
        garden = self.make.metered_point(5, kind="garden", main=main)
        contract = self.make.contract([main, garden])
        self.make.read(main, 30, END)
        self.make.read(garden, 9, END)
        return contract

    def by_norm(self):
        norm = self.env["water.norm"].create(
            {
                "code": "N1",
                "name": "Norm",
                "m3_month": 3,
                "date_from": day("2024-01-01"),
            }
        )
        return self.make.contract(
            [self.make.point()], metering="norm", norm_id=norm.id, persons=2
        )

    def stored(self, create):
        """Every stored value of settlements, uses and lines; then they are undone."""
        seen = {}
        with self.env.cr.savepoint() as savepoint:
            made = create()
            self.env.flush_all()
            for records in (made, made.usage_ids, made.line_ids):
                rows = self.env.execute_query_dict(
                    SQL(
                        "SELECT * FROM %s WHERE id IN %s ORDER BY id",
                        SQL.identifier(records._table),
                        tuple(records.ids),
                    )
                )
                seen[records._name] = [
                    {name: row[name] for name in row.keys() - OWN} for row in rows
                ]
            seen["cache"] = [
                (
                    s.contract_id.number,
                    s.usage_ids.mapped("volume"),
                    s.line_ids.mapped("amount_net"),
                    s.hold_reason,
                    s.currency_id.name,
                )
                for s in made
            ]
            savepoint.rollback()
        self.env.invalidate_all()
        return seen

    def test_rows_are_those_of_create(self):
        contracts = self.household(3) | self.household(40)
        contracts |= self.with_garden() | self.by_norm()
        vals_list, problems = contracts._reckon_all(END)
        self.assertFalse(problems)
        settlements = self.env["water.settlement"].sudo()
        plain = self.stored(lambda: settlements.create(vals_list))
        quick = self.stored(lambda: settlements._create_reckoned(vals_list))
        self.maxDiff = None
        self.assertEqual(quick, plain)
        states = [row["state"] for row in plain["water.settlement"]]
        self.assertEqual(states, ["draft", "held", "held", "draft"])
        self.assertEqual(len(plain["water.settlement.usage"]), 4)

    def test_a_module_with_its_own_create_is_asked(self):
        vals_list, _problems = self.household(3)._reckon_all(END)
        settlements = self.env["water.settlement"].sudo()
        with (
            patch(
                "odoo.addons.ibok_water.models.water_settlement_creation.foreign_ways",
                lambda model, _names: model._name == "water.settlement.line",
            ),
            patch.object(PreparedRows, "insert", side_effect=AssertionError),
        ):
            made = settlements._create_reckoned(vals_list)
        self.assertTrue(made.line_ids)

    def test_as_many_questions_for_many_as_for_few(self):
        contracts = self.env["water.contract"].union(
            *(self.household(use) for use in range(1, 17))
        )
        settlements = self.env["water.settlement"].sudo()
        vals_list, _problems = contracts._reckon_all(END)
        counts = []
        for some in (vals_list[:4], vals_list[:4], vals_list):
            with self.env.cr.savepoint() as savepoint:
                before = self.env.cr.sql_log_count
                settlements._create_reckoned(some)
                counts.append(self.env.cr.sql_log_count - before)
                savepoint.rollback()
        self.assertEqual(counts[1], counts[2])

    def test_days_settled_already_are_refused_by_the_database(self):
        vals_list, _problems = self.household(3)._reckon_all(END)
        settlements = self.env["water.settlement"].sudo()
        settlements._create_reckoned(vals_list)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            settlements._create_reckoned(vals_list)

    def test_who_may_not_create_is_refused(self):
        vals_list, _problems = self.household(3)._reckon_all(END)
        clerk = common.user(self.env, "clerk-rows", "ibok_water.group_water_clerk")
        with self.assertRaises(AccessError):
            self.env["water.settlement"].with_user(clerk)._create_reckoned(vals_list)


class TestPreparedRows(common.WaterCase):
    """`PreparedRows` keeps what `create` promises."""

    def insert(self, model, *vals_list):
        return PreparedRows(self.env[model], list(vals_list)).insert()

    def test_defaults_and_what_is_not_given(self):
        village = self.make.village()
        vals = {"village_id": village.id, "house_number": "7"}
        first, second = self.insert("water.premise", vals, vals | {"street": "Polna"})
        self.assertFalse(first.street)
        self.assertEqual(second.street, "Polna")
        plain = self.env["water.premise"].create(vals)
        self.env.flush_all()
        self.env.invalidate_all()
        for name, field in plain._fields.items():
            if field.store and name not in models_own(plain):
                self.assertEqual(first[name], plain[name], name)

    def test_rows_are_in_the_cache_of_what_they_belong_to(self):
        premise = self.make.premise()
        self.assertFalse(premise.point_ids)
        points = self.insert(
            "water.point",
            *({"premise_id": premise.id, "code": f"P{n}"} for n in range(3)),
        )
        self.assertEqual(premise.point_ids, points)
        self.assertEqual(points.mapped("code"), ["P0", "P1", "P2"])

    def test_constraints_of_python_are_checked(self):
        journal = self.env["account.journal"].search([("type", "=", "purchase")])[:1]
        with self.assertRaises(ValidationError):
            self.insert(
                "account.move",
                {
                    "move_type": "out_invoice",
                    "journal_id": journal.id,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                },
            )

    def test_companies_must_agree(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        run = self.env["water.billing.run"].create({"cycle_end": END})
        own = self.make.household()
        foreign = self.make.household()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE water_contract SET company_id = %s WHERE id = %s",
                other.id,
                foreign.id,
            )
        )
        foreign.invalidate_recordset()
        line = {"run_id": run.id, "company_id": self.company.id, "state": "pending"}
        vals_list = [line | {"contract_id": one.id} for one in own | foreign]
        with self.assertRaisesRegex(UserError, foreign.display_name):
            self.insert("water.billing.run.line", *vals_list)

    def test_links_are_written_and_cached(self):
        routes = self.env["water.route"].create(
            [{"code": f"ROW{n}", "name": f"ROW{n}"} for n in range(2)]
        )
        vals = {"cycle_end": END, "invoice_date": END, "company_id": self.company.id}
        runs = self.insert(
            "water.billing.run",
            vals | {"route_ids": [Command.set(routes.ids)]},
            vals | {"route_ids": []},
            vals,
        )
        for _again in range(2):
            self.assertEqual(runs[0].route_ids, routes)
            self.assertFalse((runs - runs[0]).route_ids)
            self.env.flush_all()
            self.env.invalidate_all()
        self.assertIn("ROW0, ROW1", runs[0].name)


def models_own(record):
    """Names of fields that no two records have alike."""
    return {
        name
        for name in record._fields
        if name in ("id", "create_date", "write_date") or name.endswith("_token")
    }
