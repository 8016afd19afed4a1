import base64
import csv
import json
from decimal import Decimal
from pathlib import Path

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.ibok_water import tariff_file
from odoo.addons.ibok_water.engine import vat_of
from odoo.addons.ibok_water.models.water_tariff_group import (
    BILLING_MONTHS,
    INVOICE_FORM,
    METERING,
    RECIPIENTS,
    SERVICES,
)
from odoo.addons.ibok_water.models.water_tariff_rate import COMPONENTS
from odoo.addons.ibok_water.tests import common

DATA = Path(__file__).parent / "data"
REAL = ("lask", "przyrow", "wisla")

#: A small whole tariff that the tests of faults spoil.
WHOLE = """\
format: ibok-tariff
version: 1
name: Test
valid: {from: 2031-01-01, to: 2032-12-31}
periods:
  - {name: a, from: 2031-01-01, to: 2031-12-31}
  - {name: b, from: 2032-01-01, to: 2032-12-31}
groups:
  - code: G
    name: All
    services: both
    rates:
      - {component: water, per: m3, prices: [5.36, 5.40]}
      - {component: sewage, per: m3, prices: [8.00, 8.10]}
"""

#: What is spoiled, and the fault and the place it must be reported with.
FAULTS = [
    (("name: Test", "nmae: Test"), "key_unknown", "nmae"),
    (("name: Test\n", ""), "key_missing", "name"),
    (("5.36", "'5,36'"), "decimal_comma", "groups[1].rates[1].prices[1]"),
    (("5.36", "5,36"), "price_count", "groups[1].rates[1].prices"),
    (("5.36", "5.367"), "many_decimals", "groups[1].rates[1].prices[1]"),
    (("5.36", "-5.36"), "bad_price", "groups[1].rates[1].prices[1]"),
    (("5.36", ".nan"), "bad_price", "groups[1].rates[1].prices[1]"),
    (("5.36", "1e2"), "bad_price", "groups[1].rates[1].prices[1]"),
    (("5.36", "true"), "wrong_type", "groups[1].rates[1].prices[1]"),
    (("5.36", "null"), "price_missing", "groups[1].rates"),
    (("from: 2032-01-01", "from: 2031-12-31"), "periods_overlap", "periods[2].from"),
    (("from: 2032-01-01", "from: 2032-01-02"), "periods_gap", "periods[2].from"),
    (("to: 2032-12-31}\ng", "to: 2032-12-30}\ng"), "periods_end", "periods[2].to"),
    (("name: a, from: 2031-01-01", "name: a, from: 2031-02-01"),)
    + (
        "periods_begin",
        "periods[1].from",
    ),
    (("to: 2031-12-31", "to: 2031-02-30"), "bad_day", "periods[1].to"),
    (("to: 2031-12-31", "to: 5"), "wrong_type", "periods[1].to"),
    (("code: G", "code: 1"), "wrong_type", "groups[1].code"),
    (("name: All", "name: no"), "wrong_type", "groups[1].name"),
    (("services: both", "services: gas"), "not_allowed", "groups[1].services"),
    (("services: both", "services: both\n    billing_months: 4"),)
    + ("not_allowed", "groups[1].billing_months"),
    (("services: both", "services: both\n    billing_months: '1'"),)
    + ("wrong_type", "groups[1].billing_months"),
    (("component: sewage", "component: water"), "value_twice", None),
    (("water, per: m3", "water, per: month"), "per_mismatch", "groups[1].rates[1].per"),
    (("groups:", "groups: []\nx:"), "list_empty", "groups"),
    (("version: 1", "version: 2"), "version", "version"),
    (("format: ibok-tariff", "format: other"), "not_a_tariff", ""),
    (("name: Test", "name: Test\nname: Test"), "key_twice", "name"),
    (("name: Test", "name: &a Test"), "alias", ""),
    (("name: Test", "name: !!python/object/apply:os.system ['id']"), "tag", ""),
    (("name: Test", "name: !!binary dGVzdA=="), "tag", ""),
    (("name: Test", "name: [Test"), "not_yaml", ""),
    (("name: Test", "name: T\x00est"), "bad_character", ""),
    (("name: Test", "? [a]\n: b"), "key_no_text", ""),
]

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@tagged("post_install", "-at_install")
class TestTariffFile(common.WaterCase):
    """A tariff goes out and comes in as a file, or it is told what is wrong."""

    def faults(self, content, kind="yaml"):
        content = content.encode() if isinstance(content, str) else content
        with self.assertRaises(tariff_file.TariffFileError) as caught:
            tariff_file.read(content, kind)
        return caught.exception.faults

    def wizard(self, content, filename="tariff.yaml"):
        return self.env["water.tariff.import"].create(
            {"file": base64.b64encode(content), "filename": filename}
        )

    def imported(self, content, filename="tariff.yaml"):
        action = self.wizard(content, filename).action_import()
        return self.env["water.tariff"].browse(action["res_id"])

    def real(self, name, kind="yaml"):
        return (DATA / f"tariff_{name}.{kind}").read_bytes()

    def test_words_of_the_format_are_those_of_the_models(self):
        for words, selection in (
            (tariff_file.RECIPIENTS, RECIPIENTS),
            (tariff_file.METERING, METERING),
            (tariff_file.INVOICE_FORM, INVOICE_FORM),
            (tariff_file.SERVICES, SERVICES),
            (tariff_file.COMPONENTS, COMPONENTS),
            (map(str, tariff_file.BILLING_MONTHS), BILLING_MONTHS),
            (
                tariff_file.APPROVED_BY,
                self.env["water.tariff"]._fields["approved_by"].selection,
            ),
        ):
            self.assertEqual(list(words), [key for key, _label in selection])

    def test_real_tariffs_come_in_and_go_out_byte_for_byte(self):
        for name in REAL:
            with self.subTest(name):
                tariff = self.imported(self.real(name))
                self.assertEqual(tariff.state, "draft")
                first = base64.b64decode(tariff.file_yaml)
                self.assertEqual(first.decode(), self.real(name).decode())
                again = self.imported(first)
                self.assertEqual(base64.b64decode(again.file_yaml), first)
                as_json = base64.b64decode(again.file_json)
                third = self.imported(as_json, "tariff.json")
                self.assertEqual(base64.b64decode(third.file_json), as_json)
                self.assertEqual(base64.b64decode(third.file_yaml), first)

    def test_json_and_yaml_say_the_same(self):
        self.assertEqual(
            tariff_file.read(self.real("przyrow", "json"), "json"),
            tariff_file.read(self.real("przyrow"), "yaml"),
        )

    def test_everything_of_a_tariff_survives(self):
        tariff = self.env["water.tariff"].create(
            {
                "name": "Ł: 'all' \"kinds\" # of {text}",
                "date_from": "2031-01-01",
                "date_to": "2031-12-31",
                "decision_number": "0123",
                "decision_date": "2030-11-30",
                "published_on": "2030-12-01",
                "approved_by": "council",
                "source": "= see\tBIP",
                "note": "<p>First <b>line</b></p><p>Second &lt;line&gt;</p>",
                "period_ids": [
                    (0, 0, {"name": "1", "date_from": a, "date_to": b})
                    for a, b in [
                        ("2031-01-01", "2031-06-30"),
                        ("2031-07-01", "2031-12-31"),
                    ]
                ],
            }
        )
        group = self.make.group(
            tariff,
            {"water": 5, "sewage": 8.1, "subscription_both": (4, "period")},
            code="007",
            recipients="other",
            metering="norm",
            billing_months="12",
            invoice_form="electronic",
        )
        rate = group.rate_ids.filtered(lambda r: r.component == "water")
        rate.dn_to = 25
        rate[:1].copy({"dn_from": 26, "dn_to": 50, "price_net": 6.5})
        for kind in ("yaml", "json"):
            content = base64.b64decode(tariff[f"file_{kind}"])
            copy = self.imported(content, f"t.{kind}")
            self.assertEqual(base64.b64decode(copy[f"file_{kind}"]), content, kind)
        for name in ("name", "decision_number", "decision_date", "approved_by"):
            self.assertEqual(copy[name], tariff[name])
        self.assertEqual(len(copy.rate_ids), len(tariff.rate_ids))

    def test_published_prices_are_charged(self):
        """Each published net price gives its published gross price."""
        with (DATA / "tariff_published.csv").open() as file:
            pairs = list(csv.DictReader(file))
        for name in REAL:
            tariff = self.imported(self.real(name))
            tariff.action_activate()
            for pair in (p for p in pairs if p["file"] == name):
                with self.subTest(pair):
                    net = self.charged(tariff, pair)
                    self.assertEqual(net, Decimal(pair["net"]))
                    gross = net + vat_of(net, Decimal(8))
                    self.assertEqual(gross, Decimal(pair["gross"]))
            tariff.action_close()
            self.env.flush_all()

    def charged(self, tariff, pair):
        """Net price of one unit on the first day of a published period."""
        group = tariff.group_ids.filtered(lambda g: g.code == pair["group"])
        period = tariff.period_ids.sorted("date_from")[int(pair["period"])]
        on = period.date_from
        table = self.env["water.tariff"]._price_table(self.company, on, on)
        kind = {
            "recipients": group.recipients or "household",
            "metering": group.metering or "main_meter",
            "billing_months": group.billing_months or "2",
            "invoice_form": group.invoice_form or "paper",
            "services": group.services,
        }
        prices, subsidies, _groups, problems = table.prices(kind, on, on)
        self.assertFalse(problems)
        price = sum(
            p.price
            for p in prices
            if p.component == pair["component"] and p.date_from <= on
            if p.date_to is None or on <= p.date_to
        )
        granted = [
            s.amount
            for s in subsidies
            if s.component == pair["component"] and s.date_from <= on
            if s.date_to is None or on <= s.date_to
        ]
        return price - sum(granted)

    def test_every_fault_is_told_with_its_place(self):
        for (old, new), code, place in FAULTS:
            with self.subTest(new=new, code=code):
                self.assertIn(old, WHOLE)
                faults = self.faults(WHOLE.replace(old, new, 1))
                found = {fault.code: fault.place for fault in faults}
                self.assertIn(code, found)
                if place is not None:
                    self.assertEqual(found[code], place)
                self.assertTrue(all(fault.line for fault in faults if fault.path))

    def test_all_faults_are_told_at_once(self):
        spoiled = WHOLE.replace("5.36", "'5,36'").replace("name: All", "name: 7")
        codes = [fault.code for fault in self.faults(spoiled)]
        self.assertEqual(sorted(codes), ["decimal_comma", "wrong_type"])

    def test_subsidies_of_one_group_do_not_meet(self):
        def subsidy(number, first):
            return (
                f"  - {{resolution: U{number}, component: water, amount: 1.00,"
                f" from: {first}}}\n"
            )

        spoiled = (
            WHOLE + "subsidies:\n" + subsidy(1, "2031-01-01") + subsidy(2, "2032-01-01")
        )
        (fault,) = self.faults(spoiled)
        self.assertEqual(
            (fault.code, fault.place), ("subsidies_overlap", "subsidies[2]")
        )

    def test_hostile_files_are_refused_at_once(self):
        for content, kind, code in (
            (BOMB, "yaml", "alias"),
            ("x" * (10 * 1024 * 1024), "yaml", "too_large"),
            (" " * (10 * 1024 * 1024), "json", "too_large"),
            ("[" * 100_000, "json", "too_deep"),
            ("[" * 100_000, "yaml", "too_deep"),
            ("\ufeff".encode("utf-16"), "yaml", "not_utf8"),
            (b"name: \xb3\xf3d\xbc", "yaml", "not_utf8"),
            ("a: 1\n--- \nb: 2", "yaml", "not_yaml"),
            ('{"a": 1, "a": 2}', "json", "key_twice"),
            ('{"a": ', "json", "not_json"),
            ("", "yaml", "not_a_tariff"),
            ("[]", "json", "not_a_tariff"),
            ("NaN", "json", "not_a_tariff"),
        ):
            with self.subTest(code=code, kind=kind):
                self.assertEqual(self.faults(content, kind)[0].code, code)

    def test_nothing_is_written_on_a_fault(self):
        before = self.env["water.tariff"].search_count([])
        wizard = self.wizard(WHOLE.replace("5.36", "'5,36'").encode())
        self.assertIn("5.36", wizard.faults)
        self.assertIn("groups[1].rates[1].prices[1]", wizard.faults)
        self.assertFalse(wizard.content)
        with self.assertRaisesRegex(UserError, "5.36"):
            wizard.action_import()
        self.assertEqual(self.env["water.tariff"].search_count([]), before)

    def test_every_fault_has_its_sentence(self):
        for (old, new), code, _place in FAULTS:
            with self.subTest(code=code):
                wizard = self.wizard(WHOLE.replace(old, new, 1).encode())
                self.assertTrue(wizard.faults)
                self.assertNotIn("%(", wizard.faults)
                self.assertNotRegex(wizard.faults, rf"(?m)(^|: ){code}$")

    def test_a_large_file_is_refused_before_it_is_read(self):
        wizard = self.wizard(b"x" * (10 * 1024 * 1024))
        with self.assertRaises(UserError):
            wizard.action_import()

    def test_kind_is_known_without_a_name(self):
        content = self.real("przyrow", "json")
        self.assertTrue(self.imported(content, False).group_ids)
        self.assertTrue(json.loads(content))

    def test_a_subsidy_waits_for_its_tariff(self):
        tariff = self.imported(self.real("przyrow"))
        subsidies = self.env["water.tariff.subsidy"].with_context(active_test=False)
        subsidy = subsidies.search([("tariff_id", "=", tariff.id)])
        self.assertFalse(subsidy.active)
        tariff.action_activate()
        self.assertTrue(subsidy.active)

    def test_a_subsidy_known_already_is_not_doubled(self):
        live = self.env["water.tariff.subsidy"].create(
            {
                "name": "Uchwała Rady Gminy Przyrów nr XVIII/116/2020 z 30.12.2020",
                "component": "sewage",
                "amount_net": 0.43,
                "date_from": "2021-08-13",
                "date_to": "2021-12-31",
            }
        )
        tariff = self.imported(self.real("przyrow"))
        tariff.action_activate()
        paid = self.env["water.tariff.subsidy"].search(
            [("component", "=", "sewage"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(paid, live)
        self.assertEqual(base64.b64decode(tariff.file_yaml), self.real("przyrow"))

    def test_a_subsidy_that_meets_another_stops_the_tariff(self):
        self.env["water.tariff.subsidy"].create(
            {
                "name": "Other",
                "component": "sewage",
                "amount_net": 1,
                "date_from": "2021-10-01",
            }
        )
        tariff = self.imported(self.real("przyrow"))
        with self.assertRaisesRegex(ValidationError, "Other"):
            tariff.action_activate()

    def test_only_a_manager_imports(self):
        clerk = common.user(self.env, "file_clerk", "ibok_water.group_water_clerk")
        with self.assertRaises(AccessError):
            self.env["water.tariff.import"].with_user(clerk).create(
                {"file": base64.b64encode(WHOLE.encode())}
            )

    def test_a_clerk_downloads(self):
        clerk = common.user(self.env, "file_clerk2", "ibok_water.group_water_clerk")
        tariff = self.imported(self.real("lask")).with_user(clerk)
        self.assertIn(b"W1", base64.b64decode(tariff.file_yaml))
        self.assertIn(f"/{tariff.id}/file_json/", tariff.action_export_json()["url"])
