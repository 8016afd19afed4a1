import base64
import io
import json
import tracemalloc
import zipfile
from decimal import Decimal
from unittest.mock import patch

import pypdf

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ibok_portal.tools import data_section
from odoo.addons.ibok_water.tests import gateway_case

from . import common


@tagged("post_install", "-at_install")
class TestDataExport(common.WaterPortalHttpCase):
    """A resident takes along all that is kept about him, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common.name_municipality(cls.env.company)
        cls.env["ibok.attempt"].search([]).unlink()
        cls.anna.partner_id.write({"email": "anna@example.com", "street": "Polna 1"})
        cls.bogdan.partner_id.street = "Tajna 99"
        with common.freeze_time("2026-12-29 10:00:00"):
            reading = cls._read(cls.point, "352.5", common.IN_WINDOW, source="resident")
            reading.photo = cls._photo_base64()
            cls.bill = cls.contract._settle(common.date(2026, 12, 31)).move_id
            cls._read(cls.other_point, "77.7", common.IN_WINDOW)
            cls.other_bill = cls.other_contract._settle(
                common.date(2026, 12, 31)
            ).move_id
        with gateway_case.installed():
            for point, contract in (
                (cls.point, cls.contract),
                (cls.other_point, cls.other_contract),
            ):
                gateway_case.serve(cls.env, point.meter_id)
                cls.env["water.reading.request"]._ask(contract, point)
        cls.payment = cls.env["account.payment"].create(
            {
                "partner_id": cls.anna.partner_id.id,
                "amount": 77.01,
                "payment_type": "inbound",
            }
        )
        cls.payment.action_post()
        for user, browser in ((cls.anna, "firefox"), (cls.bogdan, "lynx")):
            cls.env["res.device.log"].create(
                {
                    "session_identifier": f"s{user.id}",
                    "user_id": user.id,
                    "browser": browser,
                    "first_activity": "2026-11-20 10:00:00",
                    "last_activity": "2026-11-20 10:00:00",
                }
            )

    @classmethod
    def _photo_base64(cls):
        return base64.b64encode(cls._photo())

    def _download(self, user):
        self._login(user)
        token = self._page("/my/privacy").xpath(
            "//form//input[@name='csrf_token']/@value"
        )
        return self.url_open("/my/privacy/export", data={"csrf_token": token[0]})

    def _archive(self, user):
        answer = self._download(user)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertEqual(int(answer.headers["Content-Length"]), len(answer.content))
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        return zipfile.ZipFile(io.BytesIO(answer.content))

    def _parts(self, archive):
        index = json.loads(archive.read("index.json"))
        return {
            part["code"]: json.loads(archive.read(part["file"]))
            for part in index["parts"]
        }

    def test_all_of_his_own_to_the_grosz(self):
        archive = self._archive(self.anna)
        self.assertIsNone(archive.testzip())
        parts = self._parts(archive)
        self.assertEqual(parts["account"][0]["login"], "anna")
        self.assertIn("Polna 1", [row["street"] for row in parts["customer"]])
        self.assertEqual(parts["contracts"][0]["number"], self.contract.number)
        self.assertEqual(parts["contracts"][0]["terms"][0]["invoice_form"], "paper")
        self.assertEqual(parts["points"][0]["first_value_m3"], "340.000")
        read = [row for row in parts["readings"] if row["kind"] != "initial"]
        self.assertEqual([row["value_m3"] for row in read], ["352.500"])
        [asked] = parts["remote_readings"]
        self.assertEqual((asked["meter"], asked["state"]), ("1001", "queued"))
        bill = parts["bills"][0]
        self.assertEqual(bill["number"], self.bill.name)
        self.assertEqual(
            Decimal(bill["gross"]), Decimal(f"{self.bill.amount_total:.2f}")
        )
        settlement = parts["settlements"][0]
        self.assertEqual(settlement["document"], self.bill.name)
        self.assertEqual(
            sum(Decimal(line["net"]) for line in settlement["lines"]),
            Decimal(settlement["net"]),
        )
        self.assertIn("-77.01", [row["amount"] for row in parts["payments"]])
        self.assertEqual([row["browser"] for row in parts["sign_ins"]], ["firefox"])

    def test_the_index_tells_files_fields_and_counts(self):
        archive = self._archive(self.anna)
        index = json.loads(archive.read("index.json"))
        self.assertEqual(index["format"], "ibok-resident-data/1")
        self.assertEqual(index["customer_number"], self.contract.customer_number)
        for part in index["parts"]:
            rows = json.loads(archive.read(part["file"]))
            self.assertEqual(part["count"], len(rows), part["code"])
            for row in rows:
                self.assertEqual(set(row), set(part["fields"]), part["code"])
        readings = next(p for p in index["parts"] if p["code"] == "readings")
        self.assertIn("accepted", readings["fields"]["state"]["values"])
        self.assertEqual(len(readings["attached"]), 1)
        self.assertTrue(archive.read(readings["attached"][0]).startswith(b"\xff\xd8"))
        names = {part["file"] for part in index["parts"]} | set(readings["attached"])
        self.assertEqual(
            set(archive.namelist()), names | {"index.json", "README.txt", "summary.pdf"}
        )

    def test_fields_are_called_what_people_call_them(self):
        index = json.loads(self._archive(self.anna).read("index.json"))
        fields = {part["code"]: part["fields"] for part in index["parts"]}
        self.assertEqual(fields["account"]["number"]["label"], "Number of the account")
        self.assertEqual(fields["account"]["last_login_at"]["label"], "Last logged in")
        self.assertEqual(fields["readings"]["meter"]["label"], "Meter number")
        use = fields["settlements"]["use"]["fields"]
        self.assertEqual(use["value_from_m3"]["label"], "State before, m³")
        kinds = fields["bills"]["kind"]["values"]
        self.assertEqual(kinds["out_receipt"], "Interest note")
        # Every word that is meant for a field names one that is there.
        known = set()

        def walk(fields, inside):
            for key, told in fields.items():
                known.add(f"{inside}.{key}")
                walk(told.get("fields", {}), f"{inside}.{key}")

        for code, told in fields.items():
            walk(told, code)
        self.assertFalse(set(self.anna._privacy_words()) - known)

    def test_interest_notes_are_in_it(self):
        note = self.env["account.move"].create(
            {
                "move_type": "out_receipt",
                "partner_id": self.anna.partner_id.id,
                "journal_id": self.env.company.water_journal_id.id,
                "invoice_date": "2026-12-29",
                "invoice_line_ids": [
                    (0, 0, {"name": "O", "price_unit": 3.51, "tax_ids": False})
                ],
            }
        )
        note.action_post()
        bills = self._parts(self._archive(self.anna))["bills"]
        told = {bill["number"]: (bill["kind"], bill["gross"]) for bill in bills}
        self.assertEqual(told[note.name], ("out_receipt", "3.51"))

    def test_the_summary_is_a_tagged_document(self):
        archive = self._archive(self.anna)
        pdf = pypdf.PdfReader(io.BytesIO(archive.read("summary.pdf")))
        self.assertTrue(pdf.trailer["/Root"]["/MarkInfo"]["/Marked"])
        self.assertTrue(pdf.trailer["/Root"]["/Lang"])
        text = " ".join(page.extract_text() for page in pdf.pages)
        self.assertIn(self.bill.name, text)
        self.assertIn("Tax Ordinance", text)

    def test_nothing_of_another(self):
        for user, other, words in (
            (self.anna, self.bogdan, ("Tajna 99", self.other_bill.name, "lynx")),
            (self.bogdan, self.anna, ("Polna 1", self.bill.name, "firefox")),
        ):
            archive = self._archive(user)
            everything = b"".join(archive.read(name) for name in archive.namelist())
            pdf = pypdf.PdfReader(io.BytesIO(archive.read("summary.pdf")))
            told = everything.decode("utf-8", "replace")
            told += "".join(page.extract_text() for page in pdf.pages)
            for word in (*words, other.login, other.partner_id.name):
                self.assertNotIn(word, told.replace(f"{user.login}", ""))

    def test_so_many_in_a_quarter_of_an_hour(self):
        for _again in range(5):
            self.assertEqual(self._download(self.anna).status_code, 200)
        answer = self._download(self.anna)
        self.assertEqual(answer.status_code, 429)
        self.assertIn("several times", answer.text)

    def test_only_by_a_button(self):
        self._login(self.anna)
        self.assertEqual(self.url_open("/my/privacy/export").status_code, 405)
        with mute_logger("odoo.http"):
            answer = self.url_open("/my/privacy/export", data={"csrf_token": "x"})
        self.assertEqual(answer.status_code, 400)

    def test_a_long_history_takes_no_more_memory(self):
        """Rows are written a batch at a time, however many there are."""
        for _number in range(300):
            self.env["ibok.account.event"]._keep(
                "blocked", self.anna, reason="x" * 20000
            )
        self.env.flush_all()

        def written(batch):
            self.env.invalidate_all()
            section = next(
                s for s in self.anna._privacy_export_sections() if s.code == "events"
            )
            with patch.object(data_section, "BATCH", batch):
                tracemalloc.start()
                try:
                    for records in section.batches():
                        for record in records:
                            section.row(record)
                    return tracemalloc.get_traced_memory()[1]
                finally:
                    tracemalloc.stop()

        with self.anna.with_user(self.anna)._privacy_archive() as archive:
            # Python 3.10 cannot read a zip out of a spooled file.
            parts = self._parts(zipfile.ZipFile(io.BytesIO(archive.read())))
        self.assertGreaterEqual(len(parts["events"]), 300)
        self.assertLess(written(10), written(300) / 3)

    def test_another_addon_adds_its_part(self):
        users = type(self.env["res.users"])
        sections = users._privacy_export_sections

        def more(user):
            return [
                *sections(user),
                data_section.DataSection(
                    "extra",
                    "Extra",
                    user.env["res.users"].sudo(),
                    [("id", "=", user.id)],
                    {"login": "login"},
                    ("login",),
                ),
            ]

        with patch.object(users, "_privacy_export_sections", more):
            parts = self._parts(self._archive(self.anna))
        self.assertEqual(parts["extra"], [{"login": "anna"}])
