"""WCAG 2.1 A and AA on the pages of instalments and of a notice of cutting off."""

from datetime import timedelta

import browser

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.tests import common, instalment_case


@tagged("post_install", "-at_install")
class TestAccessibilityInstalments(browser.BrowserCase):
    """On a phone, where pages are narrowest and most residents are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        company._water_setup()
        company.write(instalment_case.SETTINGS)
        cls.env["water.interest.rate"]._load_shipped()
        make = common.Factory(cls.env)
        common.quiet_company(company)
        cls.user = common.user(cls.env, "instalments", name="Jan Ratalny", lang="pl_PL")
        cls.contract = make.household(since="2024-01-01", partner=cls.user.partner_id)
        today = law_today(cls.contract)
        cls.bills = [cls.bill(600, today - timedelta(days=60)) for _n in range(2)]

    @classmethod
    def bill(cls, amount, due):
        bill = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": cls.env.company.water_journal_id.id,
                "partner_id": cls.contract.partner_id.id,
                "water_contract_id": cls.contract.id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Woda",
                            "price_unit": amount,
                            "tax_ids": False,
                            "account_id": cls.env.company.water_interest_account_id.id,
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return bill

    def test_from_nothing_to_a_plan(self):
        with self.person(self.user, size=browser.PHONE) as page:
            page.goto("/my/instalments")
            self.look(page, "no plan")
            self._ask(page, self.look)
        self._assert_asked()

    def test_without_javascript(self):
        with self.person(self.user, size=browser.PHONE, javascript=False) as page:
            page.goto("/my/instalments")
            self._ask(page, lambda _page, _name: None)
        self._assert_asked()

    def _ask(self, page, look):
        page.click("a[href='/my/instalments/new']")
        look(page, "what to choose")
        page.select_option("select[name=count]", "6")
        page.click("form[method=get][action='/my/instalments/new'] button")
        look(page, "the plan is shown")
        page.click("form[method=post][action='/my/instalments/new'] button")
        page.locator(".alert-danger").wait_for()
        look(page, "the box is not ticked")
        page.check("input[name=agree]")
        page.click("form[method=post][action='/my/instalments/new'] button")
        page.locator("form[action$='/decline']").wait_for()
        look(page, "asked for")

    def _assert_asked(self):
        plan = self.env["water.instalment.plan"].search(
            [("partner_id", "=", self.user.partner_id.id)]
        )
        self.assertEqual((plan.state, len(plan.row_ids)), ("asked", 6))

    def test_a_notice_of_cutting_off(self):
        case = self.env["water.cutoff.case"].create(
            {
                "ground": "intake",
                "contract_id": self.contract.id,
                "point_id": self.contract.point_ids.id,
                "planned_on": "2099-01-02",
                "supply_point_ids": [
                    Command.create(
                        {
                            "village_id": self.contract.village_id.id,
                            "place": "Remiza OSP",
                            "hours": "codziennie od 6 do 22",
                        }
                    )
                ],
            }
        )
        case.action_notice()
        with self.person(self.user, size=browser.PHONE) as page:
            page.goto("/my")
            self.look(page, "home with a notice")
            page.click(f"a[href='/my/cutoff/{case.id}']")
            self.look(page, "the notice")

    def test_a_plan_in_each_state(self):
        plan = self.env["water.instalment.plan"].create(
            {"partner_id": self.user.partner_id.id, "count": 4}
        )
        plan.action_offer()
        address = f"/my/instalments/{plan.id}"
        with self.person(self.user, size=browser.PHONE) as page:
            page.goto(address)
            self.look(page, "offered")
            page.click("form[action$='/accept'] button")
            page.locator(".alert-danger").wait_for()
            self.look(page, "accepted without the box")
            page.check("input[name=agree]")
            page.click("form[action$='/accept'] button")
            page.locator("#plan_next").wait_for()
            self.look(page, "running")
        plan.invalidate_recordset()
        plan._break(plan.row_ids[0])
        with self.person(self.user, size=browser.PHONE) as page:
            page.goto(address)
            self.look(page, "broken")
            page.goto("/my/instalments")
            self.look(page, "plans")
