import base64
import io
import zipfile
from datetime import date
from unittest.mock import patch

import openpyxl
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.ibok_water.models import water_court_file
from odoo.addons.ibok_water.tests import common, interest_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-06-15 10:00:00")
class TestCourtFile(interest_case.InterestCase):
    """What a court is shown agrees with the ledger and is complete."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = common.user(
            cls.env, "court-accountant", "account.group_account_user"
        )
        cls.accountant.group_ids |= cls.env.ref("base.group_user")
        cls.partner.name = "Zdzisław Dłużny"

    def file(self, **vals):
        return (
            self.env["water.court.file"]
            .with_user(self.accountant)
            .create({"partner_ids": self.partner.ids, **vals})
        )

    def archive(self, file):
        raw = base64.b64decode(file.with_context(bin_size=False).content)
        archive = zipfile.ZipFile(io.BytesIO(raw))
        self.assertIsNone(archive.testzip())
        return {
            name.partition("/")[2]: archive.read(name) for name in archive.namelist()
        }

    def words(self, pdf):
        pages = PdfReader(io.BytesIO(pdf)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def test_chosen_bills_bring_the_notes_of_their_interest(self):
        """Else the days that a note charges would be in no sum of the claim."""
        bill, other = self.bill(1000, "2025-09-15"), self.bill(700, "2025-09-15")
        with freeze_time("2026-02-02"):
            note = self.notes("2026-01-31", moves=bill, unpaid=True)
            self.notes("2026-01-31", moves=other, unpaid=True)
        file = self.file(line_ids=bill._water_receivable().ids)
        self.assertEqual(file._claims().move_id, bill | note)
        note._water_cancel_note("Pomyłka")
        self.assertEqual(file._claims().move_id, bill)

    def test_it_has_every_document_and_the_ledger_s_amounts(self):
        first = self.bill(1000, "2025-09-15")
        second = self.bill(500, "2025-10-15")
        self.pay(first, 400, "2026-01-10")
        correction = self.correct(second, 100, "2026-02-02")
        self.late(9000, "2025-03-03", "2025-12-30")
        with freeze_time("2026-02-02"):
            note = self.notes("2026-01-31")
        paid, coming = (
            self.late(70, "2026-03-02", "2026-03-02"),
            self.bill(80, "2026-07-01", issued="2026-06-10"),
        )
        self.env["ir.attachment"].create(
            {
                "name": "umowa: skan.pdf",
                "raw": b"umowa",
                "res_model": "water.contract",
                "res_id": self.contract.id,
            }
        )
        self.env["water.prescription.interruption"]._record(
            second._water_receivable(), "acknowledgment", day("2026-03-03"), "Pismo 7"
        )
        file = self.file()
        file.action_make()
        self.assertEqual((file.state, file.claim_count), ("done", 3))
        open_amount = sum((first | second | note).mapped("amount_residual"))
        self.assertAlmostEqual(file.principal, open_amount, places=2)
        found = self.archive(file)
        names = " ".join(found)
        for move in first | second | correction | note:
            self.assertIn(f"/{move.name.replace('/', '-')}.pdf", names)
        for move in paid | coming:
            self.assertNotIn(f"/{move.name.replace('/', '-')}.pdf", names)
        self.assertTrue([n for n in found if n.endswith("umowa- skan.pdf")])
        [listed] = [n for n in found if n.endswith(".pdf") and "/" not in n][:1]
        text = self.words(found[listed])
        total = f"{open_amount:.2f}zł".replace(".", ",")
        # Thousands and currencies are set apart by spaces of several kinds.
        text = "".join(text.split())
        for expected in (first.name, second.name, note.name, "Pismo7", total):
            self.assertIn(expected, text)
        # Of bills of 2025 the three years end with the last day of 2028.
        self.assertRegex(text, r"31\.12\.2028|12/31/2028")
        [sheet] = [n for n in found if n.endswith(".xlsx")]
        rows = list(openpyxl.load_workbook(io.BytesIO(found[sheet])).active.values)[1:]
        self.assertAlmostEqual(sum(row[5] for row in rows), open_amount, places=2)
        self.assertAlmostEqual(sum(row[6] for row in rows), file.interest, places=2)
        self.assertTrue(file.interest)

    def test_interest_of_the_list_is_that_of_its_parts(self):
        bill = self.bill(1000, "2025-09-15")
        self.pay(bill, 400, "2026-01-10")
        file = self.file()
        rows = file._claims()
        parts = file._interest_parts(rows)
        self.assertGreater(len(parts), 2)
        self.assertAlmostEqual(
            float(sum(part.amount for _name, part in parts)), rows.interest, places=2
        )

    def test_a_past_day(self):
        bill = self.bill(1000, "2025-09-15")
        self.pay(bill, 1000, "2026-01-10")
        with self.assertRaises(UserError):
            self.file().action_make()
        file = self.file(day="2025-12-31")
        file.action_make()
        self.assertEqual(file.principal, 1000)
        with self.assertRaises(UserError):
            self.file(day="2026-06-16").action_make()

    def test_only_chosen_claims(self):
        self.bill(1000, "2025-09-15")
        second = self.bill(500, "2025-10-15")
        file = self.file(line_ids=second._water_receivable().ids)
        file.action_make()
        self.assertEqual((file.claim_count, file.principal), (1, 500))

    def test_several_customers_have_folders_of_their_own(self):
        other = self.make.household(since="2014-01-01")
        other.partner_id.name = "Ewa/Inna"
        self.bill(100, "2025-09-15")
        self.bill(200, "2025-09-15", other)
        file = self.file(partner_ids=(self.partner | other.partner_id).ids)
        file.action_make()
        raw = base64.b64decode(file.with_context(bin_size=False).content)
        names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
        folders = {name.partition("/")[0] for name in names}
        self.assertEqual(len(folders), 2)
        self.assertTrue(any("Ewa-Inna" in folder for folder in folders))
        self.assertEqual(file.principal, 300)

    def test_much_is_made_in_the_background(self):
        self.bill(100, "2025-09-15")
        file = self.file()
        with patch.object(water_court_file, "AT_ONCE", 0):
            file.action_make()
        self.assertEqual(file.state, "waiting")
        self.assertFalse(file.content)
        commit = type(self.env["ir.cron"])._commit_progress
        self.assertTrue(commit)
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
        ):
            self.env["water.court.file"]._cron_make()
        self.assertEqual((file.state, file.principal), ("done", 100))
        self.assertEqual(file.user_id, self.accountant)

    @mute_logger("odoo.addons.ibok_water.models.water_court_file")
    def test_a_bad_one_stops_no_other_and_says_why(self):
        self.bill(100, "2025-09-15")
        files = self.file() | self.file()
        make = type(files)._make

        def fail_first(file):
            if file == files[0]:
                raise UserError("Brak kroju pisma")  # pylint: disable=translation-required
            return make(file)

        with (
            patch.object(water_court_file, "AT_ONCE", 0),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
            ),
            patch.object(type(files), "_make", fail_first),
        ):
            files.action_make()
            self.env["water.court.file"]._cron_make()
        self.assertEqual(files.mapped("state"), ["failed", "done"])
        self.assertIn("Brak kroju pisma", files[0].problem)
        files[0].action_make()
        self.assertEqual(files[0].state, "done")

    def test_what_is_made_stays(self):
        self.bill(100, "2025-09-15")
        file = self.file()
        file.action_make()
        before = file.content
        with self.assertRaises(UserError):
            file.day = date(2026, 1, 1)
        with self.assertRaises(AccessError):
            file.write({"principal": 1})
        with self.assertRaises(AccessError):
            file.unlink()
        file.action_make()
        self.assertEqual(file.content, before)

    def test_it_is_for_accountants_alone(self):
        self.bill(100, "2025-09-15")
        file = self.file()
        file.action_make()
        for group in (
            "ibok_water.group_water_clerk",
            "account.group_account_readonly",
            "base.group_portal",
        ):
            user = common.user(self.env, f"court-{group}", group)
            with self.assertRaises(AccessError):
                file.with_user(user).read(["content"])
            with self.assertRaises(AccessError):
                file.with_user(user).create({"partner_ids": self.partner.ids})

    def test_it_is_begun_from_the_list_of_claims(self):
        bill = self.bill(100, "2025-09-15")
        rows = self.env["water.receivable"].search([("move_id", "=", bill.id)])
        context = rows.action_court_file()["context"]
        self.assertEqual(context["default_partner_ids"], self.partner.ids)
        self.assertEqual(context["default_line_ids"], rows.line_id.ids)
        context = rows.action_interruption()["context"]
        self.assertEqual(context["default_partner_id"], self.partner.id)
        other = self.bill(100, "2025-09-15", self.make.household())
        rows |= self.env["water.receivable"].search([("move_id", "=", other.id)])
        with self.assertRaises(UserError):
            rows.action_interruption()
