import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ibok_water import tariff_file
from odoo.addons.ibok_water.tests import common

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
class TestTariffFileFaults(common.WaterCase):
    """A file that is no tariff is refused, with what is wrong and where."""

    def faults(self, content, kind="yaml"):
        content = content.encode() if isinstance(content, str) else content
        with self.assertRaises(tariff_file.TariffFileError) as caught:
            tariff_file.read(content, kind)
        return caught.exception.faults

    def wizard(self, content, filename="tariff.yaml"):
        return self.env["water.tariff.import"].create(
            {"file": base64.b64encode(content), "filename": filename}
        )

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

    def test_a_broken_form_is_told_in_the_offices_language(self):
        """The libraries that read a file speak English, to programmers."""
        self.env["res.lang"]._activate_lang("pl_PL")
        for name, content, said in (
            ("json", '{"a": [, 1]}', "brakuje wartości"),
            ("json", '{"a": 1,}', "brakuje wartości"),
            ("json", '{"a": 1 "b": 2}', "brakuje przecinka"),
            ("json", '{"a" 1}', "brakuje dwukropka"),
            ("json", '{"a": "b}', "nie jest zamknięty"),
            ("json", '{"a": 1} x', "taryfa kończy się"),
            ("json", '{"a": "b\tc"}', "tabulator"),
            ("json", '{"a": "\\x"}', "ukośnik"),
            ("yaml", "a: b: c", "wcięcia"),
            ("yaml", "a:\n  - 1\n b: 2", "wcięcia"),
            ("yaml", "a:\n\t- 1", "tabulator"),
            ("yaml", "a: 'b", "nie jest zamknięty"),
            ("yaml", "a: [1, 2", "nawiasu"),
            ("yaml", "a: @b", "nie pasuje"),
        ):
            with self.subTest(content):
                wizard = self.wizard(content.encode(), filename=f"t.{name}")
                found = wizard.with_context(lang="pl_PL").faults
                self.assertIn(said, found)
                self.assertNotRegex(found, "(?i)expect|found|invalid|mapping|extra")

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

    def test_only_a_manager_imports(self):
        clerk = common.user(self.env, "file_clerk", "ibok_water.group_water_clerk")
        with self.assertRaises(AccessError):
            self.env["water.tariff.import"].with_user(clerk).create(
                {"file": base64.b64encode(WHOLE.encode())}
            )
