"""What walks of matters share: a resident on a phone and the office at its desks.

All pages are open at the same time, so nobody loads the web client again for each
step. What the books hold is read when they are closed.
"""

import io
import os
import re
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import browser
import pypdf
from dateutil.relativedelta import relativedelta

from odoo.addons.ibok_portal.tests import common
from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.tests import common as water_common

#: Go to an action as its menu does; the web client stays as it is.
OPEN = """action => odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
    action, {clearBreadcrumbs: true})"""
PRICES = {"water": 5.72, "sewage": 8.10, "subscription_both": (12.39, "month")}
NRB = "83101010230000261395100000"


class WalkCase(browser.BrowserCase):
    """A municipality with one price, a resident, a clerk and an accountant."""

    #: What every form knows of the resident.
    KNOWN = MappingProxyType(
        {
            "name": "Anna Kowal",
            "address": "Polna 1, 98-113 Buczek",
            "phone": "+48600700800",
            "email": "anna@example.com",
        }
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        #: Pages by whose they are.
        cls.opened = {}
        water_common.quiet_company(env.company)
        common.name_municipality(env.company)
        env["water.hold.rule"].search([]).active = False
        env["ibok.attempt"].search([]).unlink()
        cls.make = water_common.Factory(env)
        cls.today = law_today(env.company)
        cls.month = cls.today.replace(day=1)
        cls.make.tariff(
            PRICES,
            since=cls.month - relativedelta(months=2),
            until=cls.month + relativedelta(years=1),
        )
        cls.resident = cls.make_user("walk-resident", "Anna Kowal")
        cls.resident.partner_id.write(
            {
                "street": "Polna 1",
                "zip": "98-113",
                "city": "Buczek",
                "phone": "+48600700800",
                "email": "anna@example.com",
            }
        )
        cls.clerk = cls.make_user(
            "walk-clerk", "Klara Urząd", "ibok_water.group_water_clerk"
        )
        cls.photo = {
            "name": "mapa.jpg",
            "mimeType": "image/jpeg",
            "buffer": common.WaterFixtures._photo(),
        }
        # All requests share the test's cursor: none may hold it while it builds these.
        for bundle in ("web.assets_web", "web.assets_web_print"):
            env["ir.qweb"]._get_asset_bundle(bundle, js=False).css()
        env["ir.qweb"]._get_asset_bundle("web.assets_web", css=False).js()

    @classmethod
    def make_user(cls, login, name, *groups):
        user = water_common.user(cls.env, login, *groups, name=name, lang="pl_PL")
        user.password = browser.PASSWORD
        user.filtered("share")._accept_terms("192.0.2.1")
        return user

    @contextmanager
    def pages(self, *users):
        """A page for each: employees have a desk; nobody stands for a stranger.

        The tests of a class use them one after another: scripts and styles are loaded
        once.
        """
        self.env.flush_all()
        sessions = [[self._session_of(user)] if user else [] for user in users]
        found = [self._page_of(user) for user in users]
        for page, cookies in zip(found, sessions, strict=True):
            page.context.add_cookies(cookies)
        with self._in_use(found, self._put_aside):
            yield found

    def _put_aside(self, page):
        """The web client keeps what it read: records of this test, which go now."""
        page.goto("about:blank")
        page.context.new_cdp_session(page).send(
            "Storage.clearDataForOrigin",
            {"origin": self.base_url(), "storageTypes": "indexeddb,local_storage"},
        )

    def _page_of(self, user):
        if user not in self.opened:
            employee = user and not user.share
            size = browser.DESK if employee else browser.PHONE
            self.opened[user] = self._new_page(size)
            self.addClassCleanup(self.opened[user].context.close)
        return self.opened[user]

    def snap(self, page, name):
        """A picture, where ``IBOK_PICTURES`` names a folder for them."""
        if folder := os.environ.get("IBOK_PICTURES"):
            file = re.sub(r"[^\w-]+", "-", f"{type(self).__name__}-{name}")
            page.screenshot(path=Path(folder, f"{file}.png"), full_page=True)

    # -- the resident -----------------------------------------------------------------

    def questions_of(self, code):
        """{code: (selector, type)} of the questions of a kind, and its papers."""
        kind = self.env.ref(f"ibok_portal.application_{code}")
        fields = {
            question.code: (f"#q{question.id}", question.type)
            for question in kind.question_ids
        }
        papers = [f"#p{paper.id}" for paper in kind.paper_ids]
        return {"id": kind.id, "fields": fields, "papers": papers}

    def answer(self, page, fields, answers):
        """Fill in answers: {code of the question: text}."""
        for code, text in answers.items():
            selector, sort = fields[code]
            if sort == "boolean":
                page.set_checked(selector, text)
            elif sort == "selection":
                page.select_option(selector, text)
            else:
                page.fill(selector, text)

    def apply(self, page, kind, known, wrong, right, contract=None):
        """Apply as a resident does, with one fault on the way and on two days.

        :param dict kind: see `questions_of`
        :param dict known: answers that must stand there already
        :param dict wrong: all answers, one of them wrong
        :param dict right: that one, corrected
        :param int contract: which to choose of several
        :return: number of the record and number of the application
        """
        code = f"apply-{kind['id']}"
        fields = kind["fields"]
        page.click("main a[href='/my/applications/new'] >> nth=0")
        page.click(f"main a[href$='/my/applications/new?kind_id={kind['id']}']")
        page.wait_for_url("**kind_id=*")
        self.snap(page, f"{code}-1-kind")
        if contract:
            page.select_option("#contract_id", str(contract))
        page.click("main form[action='/my/applications/new'] button[type=submit]")
        page.wait_for_url("**/form")
        for name, value in known.items():
            self.assertEqual(page.input_value(fields[name][0]), value, name)
        self.snap(page, f"{code}-2-form")
        self.answer(page, fields, wrong)
        if kind["papers"]:
            page.set_input_files(kind["papers"][0], self.photo)
        # Another day: it is a draft until then.
        page.click("main button[value=save]:visible")
        page.wait_for_url("**saved=1")
        page.click("main .alert-success a[href='/my/applications']")
        page.click("main a[href$='/form'] >> nth=0")
        page.wait_for_url("**/form")
        page.click("main button[value=summary]")
        page.wait_for_selector("main [role=alert] li")
        self.snap(page, f"{code}-3-faults")
        [(name, value)] = right.items()
        self.assertEqual(page.locator("main [role=alert] li").count(), 1)
        self.assertEqual(
            page.get_attribute(fields[name][0], "aria-invalid"), "true", name
        )
        self.answer(page, fields, right)
        page.click("main button[value=summary]")
        page.wait_for_url("**/summary")
        self.snap(page, f"{code}-4-summary")
        page.click("main form[action$='/submit'] button[type=submit]")
        page.wait_for_url("**sent=1")
        self.snap(page, f"{code}-5-sent")
        number = page.inner_text("main .alert-success strong")
        record = int(re.search(r"/my/applications/(\d+)", page.url)[1])
        page.click(".breadcrumb a[href='/my/applications']")
        return record, number

    def decision(self, page, record, *words):
        """What the resident reads of the decision, and its document."""
        page.goto(f"/my/applications/{record}")
        for text in words:
            page.locator("main", has_text=text).wait_for()
        self.snap(page, f"decision-{record}")
        with page.expect_download() as found:
            page.click("main a[href$='decision.pdf']")
        return found.value.path().read_bytes()

    # -- the office -----------------------------------------------------------------

    def open_matter(self, page, number, action="ibok_application"):
        """The clerk opens it from the board."""
        if "/odoo" not in page.url:
            page.goto(f"/odoo/action-ibok_portal.{action}_action")
        else:
            page.evaluate(OPEN, f"ibok_portal.{action}_action")
        page.locator(".o_kanban_record", has_text=number).click()
        page.wait_for_selector(f".o_form_view:has-text('{number}')")

    def press(self, page, button):
        """A button of the form, whose dialog comes up or whose work is done."""
        page.click(f".o_form_view .o_form_statusbar button[name={button}]")

    def say(self, page, button, text, **choices):
        """Open a button's dialog, write, choose, and send it."""
        self.press(page, button)
        page.fill(".modal .o_field_widget[name=text] textarea:visible", text)
        for field, value in choices.items():
            page.check(
                f".modal .o_field_widget[name={field}] input[data-value={value}]"
            )
        self.snap(page, f"office-{button}")
        self.confirm(page, "action_send")

    def confirm(self, page, button):
        """The button of a dialog, which then closes."""
        page.click(f".modal footer button[name={button}]:visible")
        page.wait_for_selector(".modal", state="detached")

    def decide(self, page, number, button, text):
        """Take it and decide it."""
        self.open_matter(page, number)
        self.press(page, "action_take")
        page.wait_for_selector(
            ".o_form_statusbar button[name=action_take]", state="detached"
        )
        self.say(page, button, text)

    def wait_state(self, page, state):
        """The form stands in this state."""
        page.wait_for_selector(
            f".o_statusbar_status button.o_arrow_button_current[data-value={state}]"
        )

    def given(self, page, field, value):
        """A field of the dialog, or of the form, is filled in so."""
        field = page.locator(
            f":is(.modal, .o_form_view) .o_field_widget[name={field}] input"
        ).last
        self.assertEqual(field.input_value(), value)

    def wait_form(self, page, field):
        """The form that has this field is on the screen, and no dialog."""
        page.wait_for_selector(f".o_form_view .o_field_widget[name={field}]")

    def back_to(self, page, number):
        """Back to the application, as the office does: by the breadcrumb."""
        page.click(f".o_control_panel .breadcrumb-item a:has-text('{number}')")
        page.wait_for_selector(".o_form_view .o_field_widget[name=answer_ids]")

    # -- the books ------------------------------------------------------------------

    def came_of(self, record, model):
        """What came of an application that is done."""
        application = self.env["ibok.application"].browse(record)
        self.assertEqual((application.state, application.user_id), ("done", self.clerk))
        self.assertEqual(application.result_model, model)
        return self.env[model].browse(application.result_id)

    def check_words(self, letter, *words):
        """A document says these words."""
        pages = pypdf.PdfReader(io.BytesIO(letter)).pages
        told = " ".join(" ".join(page.extract_text() for page in pages).split())
        for text in words:
            self.assertIn(text, told)
