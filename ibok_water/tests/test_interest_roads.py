from odoo.tests import freeze_time
from odoo.tools import SQL

from odoo.addons.ibok_water.tests import interest_case
from odoo.addons.ibok_water.tests.common import day

#: What two roads may differ in: when and under which number in the table it was made.
OWN = {"id", "move_id", "note_id", "line_id", "create_date", "write_date"}


@freeze_time("2026-11-20 10:00:00")
class TestInterestRoads(interest_case.InterestCase):
    """Notes written whole leave what Odoo's own way leaves, field by field."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.water_interest_compensation = True
        euro = cls.env.ref("base.EUR")
        euro.active = True
        cls.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "name": "2025-12-31",
                "inverse_company_rate": 4.2267,
                "company_id": cls.company.id,
            }
        )
        cls.firm = cls.make.household(
            since="2014-01-01",
            partner=cls.make.partner(
                "Piekarnia Kłos",
                is_company=True,
                vat="PL5260001246",
                country_id=cls.env.ref("base.pl").id,
            ),
        )
        cls.make.partner("Sklep", parent_id=cls.firm.partner_id.id, type="delivery")

    def rows(self, records):
        """The stored values of records, as the database has them."""
        found = self.env.execute_query_dict(
            SQL(
                "SELECT * FROM %s WHERE id IN %s",
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )
        found = {row["id"]: row for row in found}
        return [
            {name: value for name, value in found[id_].items() if name not in OWN}
            for id_ in records.ids
        ]

    def took(self, plain):
        """Everything that one road leaves; then it is taken back."""
        partners = self.partner | self.firm.partner_id
        with self.env.cr.savepoint() as savepoint:
            notes, problems = (
                self.env["account.move"]
                .with_context(water_plain_road=plain)
                ._water_make_notes(self.company, day("2026-11-19"), partners)
            )
            self.assertFalse(problems)
            self.env.flush_all()
            self.env.invalidate_all()
            lines = notes.line_ids.sorted(
                lambda one: (one.move_name, one.sequence, one.id)
            )
            seen = {
                "notes": self.rows(notes),
                "lines": self.rows(lines),
                "links": [
                    (line.tax_ids.ids, line.tax_tag_ids.ids, line.move_id.name)
                    for line in lines
                ],
                "coverage": self.rows(notes.water_coverage_ids),
                "rates": [row.rate_ids.ids for row in notes.water_coverage_ids],
                "customers": [
                    (partner.credit, partner.customer_rank) for partner in partners
                ],
                "words": notes.mapped("water_amount_in_words"),
                "messages": [len(note.message_ids) for note in notes],
                "followers": [len(note.message_follower_ids) for note in notes],
            }
            savepoint.rollback()
        self.env.invalidate_all()
        return seen

    def test_both_leave_the_same(self):
        self.late(1000, "2026-01-15", "2026-02-15")
        self.late(123.45, "2026-03-16", "2026-04-16")
        self.late(7000, "2026-01-15", "2026-02-16", contract=self.firm)
        moves = self.env["account.move"].sudo().with_company(self.company)
        road = self.road(moves)
        self.assertTrue(moves._water_notes_are_plain(road))
        self.assertTrue(all(map(road.takes, self.partner | self.firm.partner_id)))
        plain, quick = self.took(True), self.took(False)
        self.maxDiff = None
        for part, expected in plain.items():
            self.assertEqual(len(expected), len(quick[part]), part)
            for one, other in zip(expected, quick[part], strict=True):
                if isinstance(one, dict):
                    differ = {k for k in one | other if one.get(k) != other.get(k)}
                    one = {name: one.get(name) for name in differ}
                    other = {name: other.get(name) for name in differ}
                self.assertEqual(other, one, part)
        self.assertEqual(len(plain["notes"]), 2)
        self.assertEqual([row["name"] for row in plain["notes"]][0][:3], "NO/")

    def road(self, moves):
        from odoo.addons.ibok_water.models.water_note_road import NoteRoad

        return NoteRoad(moves, self.company, day("2026-11-20"))

    def test_what_is_not_plain_takes_odoo_s_way(self):
        moves = self.env["account.move"].sudo().with_company(self.company)
        other = self.env["res.company"].create({"name": "Inna"})
        self.assertFalse(
            self.road(moves).takes(self.make.partner("Obcy", company_id=other.id))
        )
        self.company.water_interest_journal_id.restrict_mode_hash_table = True
        self.assertFalse(moves._water_notes_are_plain(self.road(moves)))
