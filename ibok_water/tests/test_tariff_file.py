import base64
import csv
import json
from decimal import Decimal
from pathlib import Path

from odoo.exceptions import ValidationError
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


@tagged("post_install", "-at_install")
class TestTariffFile(common.WaterCase):
    """A tariff goes out and comes in as a file, or it is told what is wrong."""

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

    def test_a_clerk_downloads(self):
        clerk = common.user(self.env, "file_clerk2", "ibok_water.group_water_clerk")
        tariff = self.imported(self.real("lask")).with_user(clerk)
        self.assertIn(b"W1", base64.b64decode(tariff.file_yaml))
        self.assertIn(f"/{tariff.id}/file_json/", tariff.action_export_json()["url"])
