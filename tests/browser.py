"""A real Chromium for tests: Playwright drives it against the server of `HttpCase`."""

import logging
import os
import re
import resource
import shutil
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from odoo.http import root
from odoo.tests import HttpCase
from odoo.tests.common import _registry_test_lock

_logger = logging.getLogger(__name__)

PASSWORD = "Gołębia-Studnia-7"
#: What the law asks for: WCAG 2.1, A and AA. What is in order need not be told of.
LEVELS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "resultTypes": ["violations"],
}
#: A button between two colours has those of neither.
SETTLE = """() => document.getAnimations()
    .filter((one) => one instanceof CSSTransition)
    .forEach((one) => one.finish())"""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}
#: Whether the scripts of a page for residents heed by now what one does.
READY = """() => !document.getElementById("wrapwrap")
    || document.body.hasAttribute("is-ready")"""
#: What a browser for people has and a test does not use. Each window of the one without
#: a screen loads the pages of an address bar too, which takes as long as most of ours.
#: Those that Playwright switches off are named again, as the last such list counts.
WITHOUT = (
    "WebUIOmniboxPopup WebUIOmniboxAimPopup WebUIOmniboxFullPopup "
    "AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades "
    "HttpsFirstBalancedModeAutoEnable LensOverlay MediaRouter PaintHolding "
    "ThirdPartyStoragePartitioning AvoidCorsURLLoaderRestartOnRedirect "
    "OptimizationHints NetworkTimeServiceQuerying PreconnectToSearch"
).split()
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    f"--disable-features={','.join(WITHOUT)}"
).split()


@contextmanager
def unlimited_memory():
    """Odoo limits its address space; a browser born under that limit dies at once."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


class BrowserCase(HttpCase):
    """`HttpCase` with pages of a real browser, one context a person."""

    #: Whether the test itself reads while pages are open: see `between_requests`.
    may_query = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        # One for each class: Odoo ends all processes that a class leaves behind.
        with unlimited_memory():
            cls.playwright = sync_playwright().start()
            cls.addClassCleanup(cls.playwright.stop)
            cls.chromium = cls.playwright.chromium.launch(
                executable_path=path, args=FLAGS
            )
            cls.addClassCleanup(cls.chromium.close)

    @contextmanager
    def person(self, user, size=DESK, javascript=True, by_form=False):
        """A page of somebody who is logged in; where he goes is up to the test.

        :param user: res.users record; gets a password for the test
        :param dict size: viewport
        :param bool javascript: off to see that pages work without it
        :param bool by_form: by the real login form, which takes longer than most
            pages that are looked at after it
        """
        user.sudo().password = PASSWORD
        user.filtered("share").sudo()._accept_terms("192.0.2.1")
        self.env.flush_all()
        known = None if by_form else self._session_of(user)
        with self._browser_page(size, javascript) as page:
            if by_form:
                # To the plain portal page: the back end's own start would race with
                # where the test goes next.
                page.goto("/web/login?redirect=/my")
                page.fill("input[name=login]", user.login)
                page.fill("input[name=password]", PASSWORD)
                page.press("input[name=password]", "Enter")
                page.wait_for_url(re.compile(r"//[^/]+(/\w\w)?/my$"))
            else:
                page.context.add_cookies([known])
            yield page

    def _session_of(self, user):
        """The cookie of a session like those that the login form begins."""
        own = getattr(self, "session", None), self.opener
        self.session = None  # else it is ended
        try:
            session = self.authenticate(user.login, PASSWORD)
        finally:
            self.session, self.opener = own
        del session["_trace_disable"]  # its machine is noted, as everybody's
        root.session_store.save(session)
        self.addCleanup(root.session_store.delete, session)
        return {
            "name": "session_id",
            "value": session.sid,
            "url": self.base_url(),
            "httpOnly": True,
            "sameSite": "Lax",
        }

    @contextmanager
    def stranger(self, size=PHONE, javascript=True):
        """A page on which nobody is logged in."""
        self.env.flush_all()
        with self._browser_page(size, javascript) as page:
            yield page

    @contextmanager
    def between_requests(self):
        """Read what the server wrote while pages are open: its requests wait."""
        self._wait_for_requests()
        with _registry_test_lock, patch.object(self, "may_query", True):
            self.env.invalidate_all()
            yield

    @contextmanager
    def _browser_page(self, size, javascript):
        """A page of a fresh context, and no script error on it."""
        page = self._new_page(size, javascript)
        with self._in_use([page], lambda one: one.context.close()):
            yield page

    @contextmanager
    def _in_use(self, pages, leave):
        """Let the server answer pages for a while.

        :param leave: what is done with each page at the end: nothing may be asked of
            the server afterwards
        """
        with self.allow_requests(all_requests=True):
            try:
                with self._hands_off_the_cursor():
                    yield
            except Exception:
                for place, page in enumerate(pages):
                    name = f"{self.id()}-{place}" if place else self.id()
                    shot = Path(tempfile.gettempdir(), f"{name}.png")
                    page.screenshot(path=shot)
                    _logger.warning("the browser showed %s: %s", page.url, shot)
                raise
            finally:
                for page in pages:
                    leave(page)
                self._wait_for_requests()
                # What the server wrote is not in this environment's cache.
                self.env.invalidate_all()
        errors = [error for page in pages for error in page.script_errors]
        self.assertFalse(errors, "the browser reported script errors")

    def _new_page(self, size, javascript=True):
        """A page of a fresh context; `script_errors` tells of errors on it."""
        context = self.chromium.new_context(
            viewport=size,
            java_script_enabled=javascript,
            accept_downloads=True,
            locale="pl-PL",
            base_url=self.base_url(),
        )
        page = context.new_page()
        page.set_default_timeout(60_000)  # the first page builds its assets
        page.script_errors = []
        page.on("pageerror", lambda error: page.script_errors.append(str(error)))
        if javascript:
            page.goto = self._patient(page)
        return page

    def _patient(self, page):
        """Going to a page that ends once its scripts are at work.

        What is typed or clicked before them they never learn of, or late.
        """
        go = page.goto

        def goto(address, **options):
            response = go(address, **options)
            page.wait_for_function(READY)
            return response

        return goto

    def look(self, page, name):
        """What is on the screen has no fault of accessibility and fits.

        ``IBOK_PICTURES`` names a folder for pictures of it.
        """
        page.wait_for_load_state("load")
        page.wait_for_function(READY)
        page.evaluate(SETTLE)
        if folder := os.environ.get("IBOK_PICTURES"):
            file = re.sub(r"[^\w-]+", "-", f"{type(self).__name__}-{name}")
            page.screenshot(path=Path(folder, f"{file}.png"), full_page=True)
        with self.subTest(name):
            report = Axe().run(page, options=LEVELS)
            self.assertFalse(
                report.generate_report() if report.violations_count else ""
            )
            width = page.evaluate("document.documentElement.scrollWidth")
            self.assertLessEqual(width, page.viewport_size["width"])

    def tab_to(self, page, wanted):
        """Press Tab until the element is reached; it must be seen to have the focus."""
        page.evaluate("document.activeElement.blur()")
        for _press in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("css => document.activeElement.matches(css)", wanted):
                return self.assertTrue(
                    page.evaluate(
                        """() => {
                            const look = getComputedStyle(document.activeElement);
                            return look.outlineStyle !== "none"
                                || look.boxShadow !== "none";
                        }"""
                    ),
                    f"the focus on {wanted} cannot be seen",
                )
        raise AssertionError(f"{wanted} is not reached by the keyboard")

    def _hands_off_the_cursor(self):
        """Refuse queries of the test itself while a page is open.

        The server's threads share the test's cursor: a query between theirs takes
        their rows, or they its, now and then.
        """
        cursor = self.env.cr
        execute = cursor.execute
        me = threading.current_thread()

        def guarded(*args, **kwargs):
            if threading.current_thread() is me and not self.may_query:
                raise AssertionError("Read what is needed before the page is open.")
            return execute(*args, **kwargs)

        return patch.object(cursor, "execute", guarded)

    def _wait_for_requests(self):
        """The server must be done before the test's cursor goes away."""
        for thread in threading.enumerate():
            if thread.name.startswith("odoo.service.http.request."):
                thread.join(60)
