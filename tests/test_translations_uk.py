"""What residents read on the portal is said in Ukrainian as well."""

import re
from pathlib import Path

import polib
import test_translations

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

#: Where a term comes from, when it is something residents read: templates of pages,
#: letters, names of services, and whatever code says (an error of a button of the
#: office is among it: code does not tell for whom it speaks). Left out are labels,
#: views, menus and wizards of the office.
CODE = re.compile(r"code:(?!.*/wizards/)")
LETTER = re.compile(r"model(_terms)?:mail\.template,(subject|body_html):")
#: Names of services, and what a complaint led to.
CHOICE = re.compile(
    r"model:ir\.model\.fields\.selection,name:"
    r"ibok_portal\.selection__(ibok_service__code|ibok_ticket__outcome__)"
)
#: Names and units of what laboratories test, headings of documents, and the kinds of
#: data that are kept of residents; names and notes of blank contracts.
RECORD = re.compile(
    r"model:ibok\.(water\.parameter,|document\.category,|data\.category,|"
    r"contract\.template,(name|note):)"
)
#: What residents choose from, and are asked.
KIND = re.compile(
    r"model:ibok\.(ticket\.category,(name|questions)|"
    r"application\.(kind|question|option|paper),\w+):"
)
TEMPLATE = re.compile(r"model_terms:ir\.ui\.view,arch_db:(?P<xmlid>[\w.]+)")
#: Letters of Russian that Ukrainian does not have.
FOREIGN = re.compile(r"[ыэёъЫЭЁЪ]")
#: Words that stay as they are: names, and what is no language.
SAME = re.compile(r"(NIP:?|:|m³.*|cids|frontend_lang|session_id|td_id|tz)?")
POLISH = re.compile(r"[ąćęłńśźżĄĆĘŁŃŚŹŻ]")


def catalogue(name):
    return polib.pofile(str(Path(get_module_path("ibok_portal"), "i18n", name)))


@tagged("post_install", "-at_install")
class TestUkrainian(TransactionCase):
    """`i18n/uk.po` of the portal is complete for residents and true to its source."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = {
            entry.msgid
            for entry in catalogue("ibok_portal.pot")
            if any(
                cls.is_read_by_residents(place) for place, _line in entry.occurrences
            )
        }
        cls.ukrainian = catalogue("uk.po")

    @classmethod
    def is_read_by_residents(cls, place):
        """Whether a term of this place reaches a resident's eyes."""
        if any(kind.match(place) for kind in (CODE, LETTER, CHOICE, RECORD, KIND)):
            return True
        template = TEMPLATE.match(place)
        view = template and cls.env.ref(template["xmlid"], raise_if_not_found=False)
        return bool(view) and view.type == "qweb"

    def test_terms_of_every_kind_are_looked_at(self):
        for term in (
            "You have nothing to pay. Thank you.",  # a page
            "Garden meter",  # code of a model
            "Please type the number your meter shows, for example 352.",
            "{{ object.company_id.name }}: your account is open",  # a letter
            "Entering readings",  # the name of a service
            "Until you delete the account.",  # how long a kind of data is kept
        ):
            self.assertIn(term, self.terms)
        for term in ("Services of the Portal", "Shown From"):
            self.assertNotIn(term, self.terms, "of the office")

    def test_every_term_has_its_ukrainian(self):
        found = test_translations.complaints(self.terms, self.ukrainian)
        self.assertFalse(found, "\n".join(["ibok_portal/i18n/uk.po:", *found]))

    def test_every_place_of_a_term_has_its_ukrainian(self):
        """Odoo gives a page or a record its words only where the catalogue names it."""
        named = {
            (entry.msgid, place)
            for entry in self.ukrainian
            for place, _line in entry.occurrences
        }
        missing = {
            (entry.msgid, place)
            for entry in catalogue("ibok_portal.pot")
            for place, _line in entry.occurrences
            if place.startswith("model") and self.is_read_by_residents(place)
        } - named
        self.assertFalse(missing, "these stay in English")

    def test_nothing_stands_there_that_nobody_reads(self):
        self.assertFalse({entry.msgid for entry in self.ukrainian} - self.terms)

    def test_it_is_ukrainian(self):
        for entry in self.ukrainian:
            with self.subTest(entry.msgid):
                self.assertNotRegex(entry.msgstr, FOREIGN)
                self.assertNotRegex(entry.msgstr, POLISH)
                if entry.msgstr == entry.msgid:
                    words = test_translations.PLACEHOLDER.sub("", entry.msgid)
                    words = re.sub(r"<[^>]*>|[^\w³:]", "", words)
                    self.assertTrue(SAME.fullmatch(words), words)

    def test_no_polish_is_left_in_the_english_source(self):
        for term in self.terms:
            with self.subTest(term):
                self.assertNotRegex(re.sub(r"\bzł\b", "", term), POLISH)


#: What of `ibok_water` stands on residents' pages: words of contracts and of prices,
#: the time to pay, why a bill is not like the one before, and the law that interest
#: rests on.
WATER = re.compile(
    r"code:addons/ibok_water/models/"
    r"(water_settlement_comparison|account_move_interest_print)\.py"
    r"|model:ir\.model\.fields\.selection,name:ibok_water\.selection__"
    r"(water_contract__(services|billing_months)"
    r"|water_tariff_group__(recipients|metering|billing_months|invoice_form|services)"
    r"|water_tariff__approved_by"
    r"|water_settlement_line__(component|unit))__"
    r"|model:account\.payment\.term,name:"
)


class UkrainianOfAPart(TransactionCase):
    """Some terms of an addon are there in Ukrainian, and no others."""

    def assert_just_these(self, addon, places, known):
        """The terms of an addon that stand at some places, and no others.

        :param places: pattern of where such a term stands
        :param str known: one of them
        """
        folder = Path(get_module_path(addon), "i18n")
        terms = {
            entry.msgid
            for entry in polib.pofile(str(folder / f"{addon}.pot"))
            if any(places.match(place) for place, _line in entry.occurrences)
        }
        self.assertIn(known, terms)
        ukrainian = polib.pofile(str(folder / "uk.po"))
        found = test_translations.complaints(terms, ukrainian)
        self.assertFalse(found, "\n".join([f"{addon}/i18n/uk.po:", *found]))
        self.assertFalse({entry.msgid for entry in ukrainian} - terms)
        for entry in ukrainian:
            self.assertNotRegex(entry.msgstr, FOREIGN)
            self.assertNotRegex(entry.msgstr, POLISH)


@tagged("post_install", "-at_install")
class TestUkrainianOfBills(UkrainianOfAPart):
    """`ibok_water` says in Ukrainian what residents read of it, and no more."""

    def test_what_residents_read(self):
        self.assert_just_these("ibok_water", WATER, "Water, per m³")


#: What of `ibok_p24` payers read: the field for a BLIK code, what became of the
#: payment, and why one could not be made.
P24 = re.compile(
    r"code:addons/ibok_p24/(models/payment_transaction_(blik|register|poll|settle)"
    r"\.py|controllers/main\.py|static/src/interactions/)"
    r"|model_terms:ir\.ui\.view,arch_db:ibok_p24\.(inline_form|state_header)$"
    r"|model_terms:payment\.provider,"
)


@tagged("post_install", "-at_install")
class TestUkrainianOfPayments(UkrainianOfAPart):
    """`ibok_p24` says in Ukrainian what payers read of it, and no more."""

    def test_what_payers_read(self):
        self.assert_just_these("ibok_p24", P24, "Your payment is being confirmed…")
