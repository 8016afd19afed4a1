from datetime import timedelta
from unittest.mock import patch

import lxml.html
import polib
from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import file_path, format_date, formatLang

from odoo.addons.ibok_water.tests import common, demand_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-09-20 10:00:00")
class TestDemandText(demand_case.DemandCase):
    """A letter says what happened: earlier letters, and what is open besides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.lang = "en_US"
        cls.demand_stage.body = "{earlier}\n\n{total}"
        cls.final.body = "{earlier}\n\n{total}"

    def money(self, amount):
        """An amount as the letter has it."""
        english = self.env(context={**self.env.context, "lang": "en_US"})
        currency = self.company.currency_id
        return " ".join(formatLang(english, amount, currency_obj=currency).split())

    def test_the_first_letter_speaks_of_no_earlier_one(self):
        self.bill(100, "2026-08-03")
        final = self.issued(self.final)
        self.assertNotIn("written", final.body)
        self.assertEqual(len(final._paragraphs()), 1)
        self.assertFalse(final.earlier_ids)

    def test_a_later_letter_names_the_earlier_ones(self):
        self.bill(100, "2026-08-03")
        first = self.issued()
        with freeze_time("2026-10-20 10:00:00"):
            second = self.issued(self.demand_stage, on="2026-10-20")
        with freeze_time("2026-11-20 10:00:00"):
            third = self.issued(self.final, on="2026-11-20")
        self.assertIn(f"written to you about this: no. {first.name}", second.body)
        self.assertEqual(second.earlier_ids, first)
        self.assertEqual(third.earlier_ids, first | second)
        place = third.body.index
        self.assertLess(place(first.name), place(second.name))
        # What comes later changes nothing of what an earlier one was about.
        self.assertFalse(first.earlier_ids)

    def test_an_earlier_letter_about_a_part(self):
        self.bill(100, "2026-07-03")
        first = self.issued()
        self.bill(50, "2026-08-03")
        second = self.issued(self.demand_stage)
        self.assertIn(f"about a part of this: no. {first.name}", second.body)

    def test_what_was_never_sent_or_taken_back_is_not_named(self):
        self.bill(100, "2026-08-03")
        first = self.issued()
        first._cancel("pomyłka")
        draft = self.make_demand(by_hand=True)
        second = self.issued(self.demand_stage)
        self.assertEqual(draft.state, "draft")
        self.assertFalse(second.earlier_ids)
        self.assertNotIn("written", second.body)

    def test_a_reminder_before_the_due_date_is_no_demand(self):
        before = self.stage("Wkrótce", 5, kind="before", days=-3, on_paper=False)
        self.bill(100, "2026-09-22", issued="2026-09-01")
        early = self.issued(before)
        self.assertEqual(early.state, "issued")
        with freeze_time("2026-10-20 10:00:00"):
            demand = self.issued(self.demand_stage, on="2026-10-20")
        self.assertFalse(demand.earlier_ids)

    def test_no_shipped_text_speaks_of_an_earlier_letter_by_itself(self):
        """As the addon brings them; an office may have changed its own."""
        data = etree.parse(file_path("ibok_water/data/water_demand_stage.xml"))
        polish = {
            entry.msgid: entry.msgstr
            for entry in polib.pofile(file_path("ibok_water/i18n/pl.po"))
        }
        for name in ("reminder", "demand", "final"):
            [body] = data.xpath(
                f"//record[@id='demand_stage_{name}']/field[@name='body']/text()"
            )
            for text in (body, polish[body]):
                with self.subTest(text):
                    for told in ("earlier demands", "our reminder", "wcześniejsze"):
                        self.assertNotIn(told, text)
                    if name != "reminder":
                        self.assertTrue(text.startswith("{earlier}\n\n"))

    def test_the_dialog_warns_of_a_stage_left_out(self):
        bill = self.bill(100, "2026-08-03")
        wizard = self.env["water.demand.make"].create(
            {"partner_id": self.partner.id, "stage_id": self.final.id}
        )
        self.assertIn(bill.name, wizard.warning)
        self.assertIn(self.demand_stage.name, wizard.warning)
        wizard.stage_id = self.reminder
        self.assertFalse(wizard.warning)
        self.issued()
        wizard.stage_id = self.demand_stage
        self.assertFalse(wizard.warning)

    def test_what_is_not_late_yet_is_named_beside_the_sum(self):
        self.late(10000, "2026-03-04", "2026-05-10")
        note = self.notes("2026-09-20")
        self.bill(100, "2026-08-03")
        coming = self.bill(70, "2026-09-30", issued="2026-09-16")
        disputed = self.bill(20, "2026-08-03")
        disputed._water_dispute("nie")
        demand = self.issued()
        self.assertEqual(demand.coming_ids.move_id, coming | note)
        besides = " ".join(demand.besides.split())
        for told in (coming.name, note.name, self.money(70)):
            self.assertIn(told, besides)
        self.assertNotIn(disputed.name, demand.besides)
        # Paid later: the letter stays what it was.
        self.pay(coming, 70, "2026-09-20")
        demand.invalidate_recordset()
        self.assertIn(coming.name, demand.besides)

    def test_what_is_late_and_not_demanded_is_named_as_well(self):
        self.bill(100, "2026-08-03")
        fresh = self.bill(70, "2026-09-14", issued="2026-09-01")
        coming = self.bill(40, "2026-09-30", issued="2026-09-16")
        disputed = self.bill(20, "2026-09-14")
        disputed._water_dispute("nie")
        prescribed = self.bill(30, "2019-08-05")
        demand = self.make_demand()
        self.assertEqual(demand.also_late_ids.move_id, fresh)
        demand.action_issue()
        self.assertIn(fresh.name, demand.also_late)
        self.assertIn(self.money(70), " ".join(demand.also_late.split()))
        page = (
            self.env["ir.actions.report"]
            ._render_qweb_html("ibok_water.report_payment_demand", demand.ids)[0]
            .decode()
        )
        told = " ".join(page.split())
        self.assertIn("not demanded by this letter", told)
        self.assertIn(fresh.name, told)
        for other in (disputed, prescribed):
            self.assertNotIn(other.name, told)
        self.assertNotIn(coming.name, demand.also_late)
        self.assertEqual(demand.debt_total, 100)

    def test_nothing_else_is_open(self):
        self.bill(100, "2026-08-03")
        demand = self.issued()
        self.assertFalse(demand.besides)
        self.assertFalse(demand.also_late)

    def test_questions_do_not_grow_with_the_demands(self):
        contracts = [self.make.household(since="2014-01-01") for _ in range(6)]
        partners = self.env["res.partner"].union(*(c.partner_id for c in contracts))
        for contract in contracts:
            self.bill(100, "2026-08-03", contract=contract)
            self.bill(70, "2026-09-30", contract=contract, issued="2026-09-16")
        demands = self.make_demand(partner=partners, by_hand=True)
        self.assertEqual(len(demands), 6)

        def asked(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("earlier_ids")
            some.mapped("coming_ids")
            return self.env.cr.sql_log_count - before

        asked(demands[:1])
        self.assertLessEqual(asked(demands), asked(demands[:1]) + 2)

    def test_days_are_natural_or_working_ones(self):
        # Due on Monday 24 August: fourteen days later is Monday 7 September, fourteen
        # working days later Friday 11 September; a free day in them moves it on.
        bill = self.bill(100, "2026-08-24")
        for working, first in ((False, "2026-09-07"), (True, "2026-09-11")):
            self.reminder.working_days = working
            before = day(first) - timedelta(days=1)
            with self.subTest(working=working):
                self.assertFalse(self.proposal(on=str(before)))
                self.assertEqual(self.proposal(on=first).rows[0].name, bill.name)
        self.bill(100, "2026-10-27", issued="2026-09-01")
        self.reminder.working_days = True
        self.assertEqual(self.reminder._after(day("2026-10-27")), day("2026-11-17"))

    def test_the_letter_has_what_law_and_practice_ask_for(self):
        self.partner.vat = "PL5260001246"
        first = self.bill(1000, "2026-07-03")
        self.pay(first, 400, "2026-08-03")
        second = self.bill(50, "2026-08-03")
        self.final.body = self.env.ref("ibok_water.demand_stage_final").body
        demand = self.issued(self.final)
        with patch.object(
            type(self.env["ir.actions.report"]),
            "_water_tagged_pdf",
            lambda report, template, values: str(
                report.env["ir.qweb"]
                .with_context(lang=values["lang"])
                ._render(template, values)
            ).encode(),
        ):
            page = self.env["ir.actions.report"]._water_demand_pdf(demand).decode()
        text = " ".join(lxml.html.fromstring(page).text_content().split())
        for told in (
            self.company.name,
            self.partner.name,
            "5260001246",
            demand.name,
            first.name,
            second.name,
            *map(
                self.money, (1000, 400, 600, demand.interest_total, demand.amount_total)
            ),
            demand._amount_in_words(),
            "For every further day",
            "art. 187",
            "Signature",
        ):
            self.assertIn(told, text)
        for on in (demand.term_on, day("2026-07-03"), day("2026-08-03"), demand.date):
            self.assertIn(format_date(self.env, on, lang_code="en_US"), text)

    def test_each_document_is_listed_with_its_days_and_all_is_added_up(self):
        bill = self.bill(600, "2026-07-03")
        bill.button_draft()
        bill.invoice_date = day("2026-06-12")
        bill.invoice_date_due = day("2026-07-03")
        bill.action_post()
        demand = self.issued(self.final)
        report = self.env.ref("ibok_water.report_payment_demand")
        values = report._water_page_values(demand)
        qweb = self.env["ir.qweb"].with_context(lang=values["lang"])
        page = str(qweb._render(report.report_name, values))
        table = lxml.html.fromstring(page).xpath("//table")[0]
        rows = [
            [" ".join(cell.text_content().split()) for cell in row]
            for row in table.iter("tr")
        ]
        days = [
            format_date(self.env, on, lang_code=values["lang"])
            for on in (bill.invoice_date, day("2026-07-03"))
        ]
        self.assertEqual(rows[1][:3], [bill.name, *days])
        widths = {
            sum(int(cell.get("colspan", 1)) for cell in row) for row in table.iter("tr")
        }
        self.assertEqual(widths, {8})
        total = "".join(filter(str.isdigit, rows[-1][1]))
        self.assertGreater(demand.interest_total, 0)
        self.assertEqual(total, f"{100 * demand.amount_total:.0f}")

    def test_the_shipped_words_are_taken_by_a_press_and_nothing_else(self):
        stage = self.env.ref("ibok_water.demand_stage_final")
        english = stage.with_context(lang="en_US")
        polish = stage.with_context(lang="pl_PL")
        shipped = [(one.subject, one.body) for one in (english, polish)]
        self.assertNotEqual(*shipped)
        english.write({"subject": "Old", "body": "Old {total}", "days": 33})
        polish.write({"subject": "Stare", "body": "Stare {total}"})
        manager = common.user(self.env, "stage-man", "ibok_water.group_water_manager")
        stage.with_user(manager).action_shipped_words()
        self.assertEqual([(o.subject, o.body) for o in (english, polish)], shipped)
        self.assertEqual(stage.days, 33)
        own = stage.copy()
        self.assertFalse(own.is_shipped)
        clerk = common.user(self.env, "stage-clerk", "ibok_water.group_water_clerk")
        with self.assertRaises(AccessError):
            stage.with_user(clerk).action_shipped_words()

    def test_unknown_words_are_still_refused(self):
        with self.assertRaises(ValidationError):
            self.final.body = "{earlier_demands}"
        self.final.body = "{earlier}"
