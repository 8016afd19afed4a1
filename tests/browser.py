"""A real Chromium for tests: Playwright drives it against the server of `HttpCase`."""

import shutil
import threading
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from odoo.tests import HttpCase

PASSWORD = "Gołębia-Studnia-7"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


class BrowserCase(HttpCase):
    """`HttpCase` with pages of a real browser, one context a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        # Playwright runs in a greenlet of this thread; its loop is not Odoo's affair.
        cls.chromium = cls.playwright.chromium.launch(executable_path=path, args=FLAGS)
        cls.addClassCleanup(cls.chromium.close)

    @contextmanager
    def person(self, user, size=DESK, javascript=True):
        """A page where the user is logged in through the real login form.

        :param user: res.users record; gets a password for the test
        :param dict size: viewport
        :param bool javascript: off to see that pages work without it
        """
        user.sudo().password = PASSWORD
        self.env.flush_all()
        errors = []
        with self.allow_requests(all_requests=True):
            context = self.chromium.new_context(
                viewport=size,
                java_script_enabled=javascript,
                accept_downloads=True,
                locale="pl-PL",
                base_url=self.base_url(),
            )
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.on("pageerror", lambda error: errors.append(str(error)))
            try:
                page.goto("/web/login")
                page.fill("input[name=login]", user.login)
                page.fill("input[name=password]", PASSWORD)
                page.press("input[name=password]", "Enter")
                page.wait_for_url(lambda url: "/web/login" not in url)
                yield page
            finally:
                context.close()
                self._wait_for_requests()
        self.assertFalse(errors, "the browser reported script errors")

    def _wait_for_requests(self):
        """The server must be done before the test's cursor goes away."""
        for thread in threading.enumerate():
            if thread.name.startswith("odoo.service.http.request."):
                thread.join(10)
