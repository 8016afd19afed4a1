from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import common, price_case
from odoo.addons.ibok_water.tests.common import day


class TestTariff(price_case.PriceCase):
    """Tariffs: complete before they are in force, unchangeable afterwards."""

    def draft(self, *spans):
        """A draft tariff 2024–2026 with price periods over the given spans."""
        tariff = self.env["water.tariff"].create(
            {
                "name": "Draft",
                "date_from": "2024-01-01",
                "date_to": "2026-12-31",
                "period_ids": [
                    Command.create({"name": a, "date_from": a, "date_to": b})
                    for a, b in spans
                ],
            }
        )
        self.make.group(tariff)
        return tariff

    def test_periods_that_tile_the_tariff_are_accepted(self):
        tariff = self.draft(
            ("2024-01-01", "2024-12-31"),
            ("2025-01-01", "2025-12-31"),
            ("2026-01-01", "2026-12-31"),
        )
        tariff.action_activate()
        self.assertEqual(tariff.state, "active")

    def test_gap_between_periods_is_refused(self):
        tariff = self.draft(("2024-01-01", "2024-12-30"), ("2025-01-01", "2026-12-31"))
        with self.assertRaisesRegex(ValidationError, self.said("2024-12-31")):
            tariff.action_activate()

    def test_periods_that_stop_before_the_tariff_are_refused(self):
        tariff = self.draft(("2024-01-01", "2026-12-30"))
        with self.assertRaisesRegex(ValidationError, self.said("2026-12-31")):
            tariff.action_activate()

    def test_periods_that_begin_after_the_tariff_are_refused(self):
        tariff = self.draft(("2024-02-01", "2026-12-31"))
        with self.assertRaisesRegex(ValidationError, self.said("2024-02-01")):
            tariff.action_activate()

    def test_tariff_without_group_or_price_is_refused(self):
        tariff = self.draft(("2024-01-01", "2026-12-31"))
        tariff.rate_ids.filtered(lambda r: r.component == "sewage").unlink()
        with self.assertRaisesRegex(ValidationError, "G1"):
            tariff.action_activate()
        tariff.group_ids.unlink()
        with self.assertRaises(ValidationError):
            tariff.action_activate()

    @mute_logger("odoo.sql_db")
    def test_database_refuses_overlapping_periods(self):
        tariff = self.draft(("2024-01-01", "2024-12-31"))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO water_tariff_period (tariff_id, name, date_from, date_to)
                   VALUES (%s, 'x', '2024-12-31', '2025-12-31')""",
                [tariff.id],
            )

    def test_boundary_of_two_periods_moves_either_way(self):
        tariff = self.draft(("2024-01-01", "2024-12-31"), ("2025-01-01", "2026-12-31"))
        first, second = tariff.period_ids.sorted("date_from")
        for last, begin in (("2025-03-31", "2025-04-01"), ("2024-06-30", "2024-07-01")):
            tariff.write(
                {
                    "period_ids": [
                        Command.update(first.id, {"date_to": last}),
                        Command.update(second.id, {"date_from": begin}),
                    ]
                }
            )
            self.env.flush_all()
            self.assertEqual(second.date_from, day(begin))

    def test_one_tariff_takes_over_from_another_in_one_go(self):
        """Whichever row the database writes first, the days belong to one tariff."""
        one = self.draft(("2024-01-01", "2026-12-31"))
        two = self.draft(("2024-01-01", "2026-12-31"))
        one.action_activate()
        self.env.flush_all()
        for old, new in ((one, two), (two, one)):
            old.action_close()
            # As after a repeal by the regulator: the repealed one comes back.
            new._set_process({"state": "draft"})
            new.action_activate()
            self.env.flush_all()
            self.assertEqual((old.state, new.state), ("closed", "active"))

    @mute_logger("odoo.sql_db")
    def test_database_refuses_two_tariffs_in_force(self):
        self.make.tariff(since="2024-01-01", until="2026-12-31")
        second = self.make.tariff(since="2026-12-31", until="2029-12-30", active=False)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            second.action_activate()
            self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE water_tariff SET state = 'active' WHERE id = %s", [second.id]
            )

    def test_nothing_of_an_active_tariff_can_be_changed(self):
        tariff = self.make.tariff()
        period, group, rate = tariff.period_ids, tariff.group_ids, tariff.rate_ids[:1]
        attempts = {
            "tariff dates": lambda: tariff.write({"date_to": "2027-12-31"}),
            "tariff groups": lambda: tariff.write(
                {"group_ids": [Command.update(group.id, {"code": "X"})]}
            ),
            "tariff unlink": tariff.unlink,
            "period write": lambda: period.write({"date_to": "2026-11-30"}),
            "period create": lambda: period.create(
                {
                    "tariff_id": tariff.id,
                    "name": "2",
                    "date_from": "2027-01-01",
                    "date_to": "2027-12-31",
                }
            ),
            "period unlink": period.unlink,
            "group write": lambda: group.write({"recipients": "other"}),
            "group create": lambda: group.create(
                {"tariff_id": tariff.id, "code": "G2", "name": "G2"}
            ),
            "group unlink": group.unlink,
            "rate write": lambda: rate.write({"price_net": 99}),
            "rate create": lambda: rate.create(
                {
                    "group_id": group.id,
                    "period_id": period.id,
                    "component": "subscription_water",
                    "price_net": 1,
                    "per": "month",
                }
            ),
            "rate unlink": rate.unlink,
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "Copy it"):
                with self.env.cr.savepoint():
                    attempt()

    def test_a_draft_s_parts_cannot_be_moved_into_an_active_tariff(self):
        """Neither by write: the part leaves a draft, but lands in what is in force."""
        active = self.make.tariff()
        draft = self.make.tariff(since="2027-01-01", until="2029-12-31", active=False)
        parts = {
            "group": (draft.group_ids, {"tariff_id": active.id, "code": "M"}),
            "period": (draft.period_ids, {"tariff_id": active.id}),
            "rate": (
                draft.rate_ids[:1],
                {"group_id": active.group_ids.id, "period_id": active.period_ids.id},
            ),
        }
        for name, (part, vals) in parts.items():
            with self.subTest(name), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    part.write(vals)
                    self.env.flush_all()

    def test_an_active_tariff_cannot_be_put_back_to_draft(self):
        manager = common.user(
            self.env, "tariff-manager", "ibok_water.group_water_manager"
        )
        tariff = self.make.tariff().with_user(manager)
        with self.assertRaises(UserError):
            tariff.write({"state": "draft"})
        tariff.action_close()
        with self.assertRaises(UserError):
            tariff.write({"state": "active"})

    def test_the_name_and_note_of_an_active_tariff_stay_free(self):
        tariff = self.make.tariff()
        tariff.write({"name": "Taryfa 2024", "note": "<p>BIP</p>"})
        self.assertEqual(tariff.name, "Taryfa 2024")

    def test_the_copy_button_opens_the_copy(self):
        tariff = self.make.tariff()
        action = tariff.action_copy()
        copy = tariff.browse(action["res_id"])
        self.assertNotEqual(copy, tariff)
        self.assertEqual((copy.state, tariff.state), ("draft", "active"))

    def test_a_period_is_named_with_its_days(self):
        period = self.make.tariff().period_ids
        for expected in (period.name, "2024", "2026"):
            self.assertIn(expected, period.display_name)

    def test_a_copy_is_a_draft_after_the_old_one(self):
        tariff = self.make.tariff()
        tariff.source = "https://example.com/decision"
        copy = tariff.copy()
        self.assertEqual(copy.state, "draft")
        # Residents would read the old decision under the new prices.
        self.assertFalse(copy.source)
        self.assertEqual(copy.date_from, day("2027-01-01"))

    def test_a_copy_has_periods_and_prices_and_can_be_put_in_force(self):
        tariff = self.make.tariff(
            {"water": 4.0, "sewage": 6.0}, "2023-12-12", "2026-12-11", active=False
        )
        tariff.period_ids.date_to = "2024-12-11"
        tariff.period_ids.flush_recordset()
        second = tariff.period_ids.copy(
            {"name": "2", "date_from": "2024-12-12", "date_to": "2026-12-11"}
        )
        for rate in tariff.rate_ids:
            rate.copy({"period_id": second.id, "price_net": rate.price_net + 1})
        tariff.action_activate()
        copy = tariff.copy()
        self.assertEqual(
            [(p.date_from, p.date_to) for p in copy.period_ids.sorted("date_from")],
            [
                (day("2026-12-12"), day("2027-12-11")),
                (day("2027-12-12"), day("2029-12-11")),
            ],
        )
        self.assertEqual(len(copy.rate_ids), len(tariff.rate_ids))
        self.assertEqual(copy.rate_ids.group_id, copy.group_ids)
        copy.action_activate()
        for when, price in (("2027-01-01", 4.0), ("2029-01-01", 5.0)):
            with self.subTest(when):
                self.assertEqual(self.prices_on(when)[0]["water"], price)

    def test_the_copy_of_a_withdrawn_tariff_holds_on_its_days(self):
        tariff = self.make.tariff()
        tariff.action_close()
        copy = tariff.copy()
        self.assertEqual(
            (copy.date_from, copy.date_to), (tariff.date_from, tariff.date_to)
        )
        copy.action_activate()
        self.assertTrue(self.prices_on("2026-01-01")[0])

    def test_a_tariff_of_odd_days_is_copied_day_by_day(self):
        tariff = self.make.tariff(since="2026-01-01", until="2026-01-10")
        copy = tariff.copy()
        self.assertEqual(
            (copy.date_from, copy.date_to), (day("2026-01-11"), day("2026-01-20"))
        )
