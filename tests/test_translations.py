"""Everything our addons say is said in Polish."""

import ast
import re
from collections import Counter
from pathlib import Path
from unittest.mock import patch

import polib

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools.translate import TranslationModuleReader

from odoo.addons.ibok_water.tests import common

#: What is filled in when the text is shown: %(name)s, %s, %%, {{ name }}.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|{{.*?}}")
#: An element of a page; its attributes may carry text of their own.
ELEMENT = re.compile(r"<(/?\w+)")


def edges(text):
    """The blanks before and after a text."""
    stripped = text.strip()
    return text.partition(stripped)[::2] if stripped else (text, "")


def differences(source, translation):
    """What a translation must keep of its source and does not, as words."""
    kept = {
        "placeholders": lambda text: Counter(PLACEHOLDER.findall(text)),
        "elements": lambda text: Counter(ELEMENT.findall(text)),
        "outer blanks": edges,
    }
    return [what for what, part in kept.items() if part(source) != part(translation)]


def complaints(terms, catalogue):
    """What is wrong with a catalogue, measured by the terms it has to carry.

    :param terms: source texts
    :param catalogue: polib.POFile
    :return: list of sentences, empty when all is well
    """
    entries = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    found = [
        f"twice: {msgid!r}"
        for msgid, count in Counter(e.msgid for e in catalogue).items()
        if count > 1
    ]
    for term in sorted(terms):
        entry = entries.get(term)
        if entry is None:
            found.append(f"missing: {term!r}")
        elif not entry.msgstr.strip():
            found.append(f"empty: {term!r}")
        elif entry.fuzzy:
            found.append(f"fuzzy: {term!r}")
        else:
            found += [
                f"other {what}: {term!r} -> {entry.msgstr!r}"
                for what in differences(term, entry.msgstr)
            ]
    return found


def catalogue_of(module):
    """The Polish catalogue in an addon's source."""
    return polib.pofile(str(Path(get_module_path(module), "i18n", "pl.po")))


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """The Polish of each addon is complete; a new text without it fails here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.modules = (
            cls.env["ir.module.module"]
            .search([("name", "=like", "ibok%"), ("state", "=", "installed")])
            .mapped("name")
        )
        cls.terms = {module: set() for module in cls.modules}
        cls.places = {module: set() for module in cls.modules}
        cls.code = {module: set() for module in cls.modules}
        for (
            module,
            kind,
            name,
            place,
            source,
            _value,
            comments,
        ) in TranslationModuleReader(cls.env.cr, modules=cls.modules):
            if str(place).startswith("ibok.demo_"):
                # What the demo's municipality says itself, in its own language.
                continue
            cls.terms[module].add(source)
            if kind in ("model", "model_terms"):
                cls.places[module].add((source, f"{kind}:{name}:{place}"))
            elif kind == "code":
                cls.code[module] |= {(source, mark) for mark in comments}

    def test_every_term_has_its_polish(self):
        self.assertTrue(self.modules)
        for module in self.modules:
            with self.subTest(module=module):
                self.assertTrue(self.terms[module], "nothing was exported")
                found = complaints(self.terms[module], catalogue_of(module))
                self.assertFalse(found, "\n".join([f"i18n/pl.po of {module}:", *found]))

    def test_every_place_of_a_term_has_its_polish(self):
        """Odoo gives a page or a field its Polish only where the catalogue names it."""
        for module in self.modules:
            with self.subTest(module=module):
                named = {
                    (entry.msgid, place)
                    for entry in catalogue_of(module)
                    for place, _line in entry.occurrences
                }
                missing = sorted(self.places[module] - named)
                self.assertFalse(missing, f"these places of {module} stay in English")

    def test_no_place_has_the_polish_of_another_text(self):
        """A place named by an entry of an older text gets that entry's Polish.

        Of two entries for one place Odoo takes the last it reads: a contract was
        printed by the template of a year ago, in Polish only.
        """
        for module in self.modules:
            text_of = {place: source for source, place in self.places[module]}
            for name in ("pl.po", "uk.po", f"{module}.pot"):
                path = Path(get_module_path(module), "i18n", name)
                if not path.exists():
                    continue
                with self.subTest(module=module, catalogue=name):
                    stale = [
                        (place, entry.msgid[:60])
                        for entry in polib.pofile(str(path))
                        for place, _line in entry.occurrences
                        if place.startswith("model:")
                        and text_of.get(place, entry.msgid) != entry.msgid
                    ]
                    self.assertEqual(stale, [])

    def test_every_word_of_the_code_has_its_polish(self):
        """Odoo reads words of programs only from entries that are marked as such."""
        for module in self.modules:
            with self.subTest(module=module):
                marked = {
                    (entry.msgid, mark)
                    for entry in catalogue_of(module)
                    for mark in entry.comment.split("\n")
                    if any(place.startswith("code:") for place, _ in entry.occurrences)
                }
                missing = sorted(self.code[module] - marked)
                self.assertFalse(missing, f"these words of {module} stay in English")

    def test_the_template_lists_every_term(self):
        for module in self.modules:
            with self.subTest(module=module):
                path = Path(get_module_path(module), "i18n", f"{module}.pot")
                listed = {entry.msgid for entry in polib.pofile(str(path))}
                self.assertFalse(
                    self.terms[module] - listed,
                    f"export it again: odoo i18n export -d DATABASE {module}",
                )

    def test_a_bill_is_called_faktura_everywhere(self):
        """The word rachunek is only where money is kept: an account number.

        "Okres obrachunkowy" is the word of art. 8 of the water supply act.
        """
        for module in self.modules:
            for entry in catalogue_of(module):
                if not re.search(r"account", entry.msgid, re.IGNORECASE):
                    with self.subTest(module=module, term=entry.msgid):
                        self.assertNotRegex(entry.msgstr, r"(?i)(?<!ob)rachun(ek|k)")

    def test_terms_of_every_origin_are_looked_at(self):
        terms = self.terms["ibok_water"]
        self.assertIn("Billing Cycle", terms, "labels of fields")
        self.assertIn("Garden submeter", terms, "labels of selections")
        self.assertIn("Clerk", terms, "names of groups")
        self.assertIn("Buyer", terms, "words of templates")
        self.assertIn("Only a draft contract can be opened.", terms, "code")

    def test_a_term_without_polish_is_found(self):
        catalogue = polib.POFile()
        for source, translation, flags in (
            ("Meter", "Wodomierz", []),
            ("Reading", "", []),
            ("Route", "Trasa", ["fuzzy"]),
            ("Bill %(name)s", "Faktura %(nazwa)s", []),
            ("<b>Seal</b>", "Plomba", []),
            (" to pay", "do zapłaty", []),
        ):
            catalogue.append(
                polib.POEntry(msgid=source, msgstr=translation, flags=flags)
            )
        terms = {entry.msgid for entry in catalogue} | {"Village"}
        self.assertEqual(
            [complaint.partition(":")[0] for complaint in complaints(terms, catalogue)],
            [
                "other outer blanks",
                "other elements",
                "other placeholders",
                "empty",
                "fuzzy",
                "missing",
            ],
        )


@freeze_time("2026-11-22")
class TestLanguageOfTheJob(common.WaterCase):
    """A billing run works in the background, where there is no user's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.make.tariff()
        partner = cls.make.partner(lang="pl_PL")
        point = cls.make.metered_point(100)
        cls.contract = cls.make.contract([point], partner=partner)
        cls.unread = cls.make.contract([cls.make.metered_point(100)], partner=partner)
        cls.make.read(point, 110, "2026-01-31")
        contracts = cls.contract | cls.unread
        contracts.premise_id.route_id = route = cls.env["water.route"].create(
            {"name": "Test", "code": "TST"}
        )
        cls.env.user.lang = "pl_PL"
        run = cls.env["water.billing.run"].create(
            {
                "cycle_end": "2026-01-31",
                "invoice_date": "2026-02-05",
                "route_ids": route.ids,
            }
        )
        run.action_start()
        cls.lines = run.line_ids
        jobs = run.with_context(lang=False)
        with patch.object(cls.env.cr, "commit", cls.env.flush_all, create=True):
            jobs._cron_process()
        run.invalidate_recordset()

    def test_the_bill_is_in_the_customers_language(self):
        settlement = self.contract.settlement_ids
        self.assertEqual(settlement.usage_ids.source_to, "Inkasent")
        names = settlement.move_id.invoice_line_ids.mapped("name")
        self.assertTrue(any(name.startswith("Dostawa wody") for name in names), names)
        for name in names:
            self.assertIn("grupa", name)

    def test_the_reason_is_in_the_language_of_who_began_the_run(self):
        line = self.lines.filtered(lambda line: line.contract_id == self.unread)
        self.assertEqual(line.state, "held")
        self.assertIn("nie ma przyjętego odczytu", line.reason)


class TestLanguageOfTheInstallation(common.WaterCase):
    """While the addons are installed there is no user's language either."""

    def test_the_journal_has_a_name_in_the_companys_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.company.partner_id.lang = "pl_PL"
        self.company.water_journal_id.code = "WODX"
        self.company.water_journal_id = False
        self.env.flush_all()
        self.company.with_context(lang=False)._water_setup_journal()
        journal = self.company.water_journal_id
        self.assertEqual(
            journal.with_context(lang="pl_PL").name, "Faktury za wodę i ścieki"
        )


@tagged("post_install", "-at_install")
class TestTextsAreFound(TransactionCase):
    """Who collects texts to translate reads no f-strings."""

    def test_no_text_is_translated_inside_an_f_string(self):
        found = []
        for addon in ("ibok_water", "ibok_portal", "ibok_p24", "ibok_water_queue"):
            for file in Path(get_module_path(addon)).rglob("*.py"):
                for outer in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                    if isinstance(outer, ast.JoinedStr):
                        found += [
                            f"{file}:{call.lineno}"
                            for call in ast.walk(outer)
                            if isinstance(call, ast.Call)
                            and getattr(call.func, "attr", "") == "_"
                        ]
        self.assertEqual(found, [])
