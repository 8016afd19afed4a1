"""An application on a phone, from the draft to the approval; its pages looked at for
barriers on the way (WCAG 2.1 A and AA)."""

import re

import browser

from odoo.tests import new_test_user, tagged

from odoo.addons.ibok_portal.tests import common
from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.tests import common as water_common

LONG = "https://example.com/" + "x" * 80


@tagged("post_install", "-at_install")
class TestApplicationStory(browser.BrowserCase):
    """A resident at 390 px, a clerk at a desk, both with real clicks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        water_common.quiet_company(cls.env.company)
        common.name_municipality(cls.env.company)
        cls.env["ibok.attempt"].search([]).unlink()
        cls.resident = water_common.user(
            cls.env, "application-resident", name="Anna Kowal", lang="pl_PL"
        )
        cls.clerk = new_test_user(
            cls.env,
            "application-story-clerk",
            "ibok_water.group_water_clerk",
            lang="pl_PL",
        )
        cls.env["ibok.application.kind"].search([]).active = False
        cls.kind = cls.env["ibok.application.kind"].create(
            {
                "name": "Wniosek o hydrant",
                "intro": LONG,
                "user_id": cls.clerk.id,
                "question_ids": [
                    (0, 0, {"name": "Imię i nazwisko", "prefill": "name"}),
                    (0, 0, {"name": "Dlaczego", "type": "text", "help": LONG}),
                    (0, 0, {"name": "Ile dziennie", "type": "decimal"}),
                    (0, 0, {"name": "Zgadzam się", "type": "boolean"}),
                    (
                        0,
                        0,
                        {
                            "name": "Budynek",
                            "type": "selection",
                            "option_ids": [(0, 0, {"code": "a", "name": "Dom"})],
                        },
                    ),
                ],
                "paper_ids": [(0, 0, {"name": "Mapa", "required": True})],
            }
        )
        cls.photo = {
            "name": "mapa.jpg",
            "mimeType": "image/jpeg",
            "buffer": common.WaterFixtures._photo(),
        }

    def test_from_the_draft_to_the_approval(self):
        name, why, much, agree, building = (
            f"#q{question.id}" for question in self.kind.question_ids
        )
        paper = f"#p{self.kind.paper_ids.id}"
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto("/my/applications")
            self.look(page, "no applications")
            page.click("main a[href='/my/applications/new']")
            page.wait_for_url("**/new")
            self.look(page, "kinds")
            page.click(f"main a[href*='kind_id={self.kind.id}']")
            page.wait_for_url("**kind_id=*")
            self.look(page, "one kind")
            page.click("main form button[type=submit]")
            page.wait_for_url("**/form")
            self.assertEqual(page.input_value(name), "Anna Kowal")
            page.fill(why, LONG)
            page.click("main button[value=save]:visible")
            page.wait_for_selector("main .alert-success")
            self.look(page, "saved")
            # Another day.
            page.goto("/my")
            self.look(page, "home with a draft")
            page.goto("/my/applications")
            self.look(page, "list with a draft")
            page.click("main a[href$='/form']")
            page.wait_for_url("**/form")
            self.assertEqual(page.input_value(why), LONG)
            page.fill(much, "dużo")
            page.click("main button[value=summary]")
            page.wait_for_selector("main [role=alert]")
            self.look(page, "form with faults")
            self.assertEqual(page.locator("main [role=alert] li").count(), 4)
            page.fill(much, "0,5")
            page.check(agree)
            page.select_option(building, "a")
            page.set_input_files(paper, self.photo)
            page.click("main button[value=summary]")
            page.wait_for_url("**/summary")
            self.look(page, "summary")
            page.click("main form button[type=submit]")
            page.wait_for_url("**sent=1")
            self.look(page, "sent")
        application = self.env["ibok.application"].search(
            [("kind_id", "=", self.kind.id)]
        )
        self.assertEqual(application.state, "submitted")
        self.answer_as_clerk(application, "action_ask", "Który róg działki?")
        self.assertEqual(application.state, "waiting")
        page_of_it = f"/my/applications/{application.id}"
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto(page_of_it)
            self.look(page, "asked")
            page.click("#talk form button[type=submit]")
            page.wait_for_selector("main [role=alert]")
            self.look(page, "answer with a fault")
            page.fill("#description", "Północny")
            page.click("#talk form button[type=submit]")
            page.wait_for_url(re.compile("#talk$"))
            page.get_by_text("Północny").wait_for()
        self.assertEqual(application.state, "checking")
        self.answer_as_clerk(application, "action_approve", "Hydrant na rogu")
        self.assertEqual(application.state, "approved")
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto(page_of_it)
            page.get_by_text("Hydrant na rogu").wait_for()
            page.click("details summary")
            self.look(page, "approved")
            with page.expect_download() as found:
                page.click("a[href$='decision.pdf']")
            self.assertTrue(found.value.suggested_filename.endswith(".pdf"))
        self.assertTrue(application.answer_opened_at)

    def test_a_lower_reading_and_an_approval_that_is_given_up(self):
        today = law_today(self.env.company)
        contract = water_common.Factory(self.env).household(
            340, today.replace(day=1), partner=self.resident.partner_id
        )
        kind = self.env["ibok.application.kind"].create(
            {
                "name": "Sprawdzenie",
                "needs_contract": True,
                "user_id": self.clerk.id,
                "question_ids": [
                    (0, 0, {"name": "Odczyt", "type": "reading", "compares": True}),
                    (0, 0, {"name": "Od kiedy", "type": "date", "first_days": 0}),
                ],
            }
        )
        reading, since = (f"#q{question.id}" for question in kind.question_ids)
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto(f"/my/applications/new?kind_id={kind.id}")
            page.click("main form button[type=submit]")
            page.wait_for_url("**/form")
            page.fill(reading, "12,5")
            page.fill(since, "2020-01-01")
            page.click("main button[value=summary]")
            page.wait_for_selector(f"{since}_error")
            page.wait_for_selector(f"{reading}_error")
            page.fill(reading, "12")
            page.fill(since, today.isoformat())
            page.click("main button[value=summary]")
            page.wait_for_selector(f"{reading}_right")
            self.look(page, "a lower reading")
            page.check(f"{reading}_right")
            page.click("main button[value=summary]")
            page.wait_for_url("**/summary")
            page.get_by_text("340 m³").wait_for()
            self.look(page, "summary with a remark")
            page.click("main form button[type=submit]")
            page.wait_for_url("**sent=1")
        application = self.env["ibok.application"].search([("kind_id", "=", kind.id)])
        self.assertEqual(application.contract_id, contract)
        self.answer_as_clerk(application, "action_approve", "Sprawdzimy")
        self.answer_as_clerk(application, "action_drop", "Odbiorca zrezygnował")
        self.assertEqual(application.state, "dropped")
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto(f"/my/applications/{application.id}")
            page.get_by_text("Odbiorca zrezygnował").first.wait_for()
            self.look(page, "not carried out")

    def answer_as_clerk(self, application, button, text):
        """The clerk opens it from the board and sends words by a button's dialog."""
        number = application.number
        with self.person(self.clerk) as page:
            page.goto("/odoo/action-ibok_portal.ibok_application_action")
            page.locator(".o_kanban_record", has_text=number).click()
            page.click(f".o_form_view button[name={button}]")
            page.fill(".modal .o_field_widget[name=text] textarea:visible", text)
            page.click(".modal button[name=action_send]")
            page.wait_for_selector(".modal", state="detached")
            page.locator(".o_form_view .o-mail-Message", has_text=text).wait_for()
