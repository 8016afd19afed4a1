from unittest.mock import patch

from odoo.tests import tagged

from ..controllers import ticket_form
from . import common, ticket_case


@tagged("post_install", "-at_install")
class TestFilesLimit(ticket_case.TicketFixtures, common.WaterPortalHttpCase):
    """Files are work for the server: they are counted, right form or wrong one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_tickets()

    def _press(self, url):
        """Send a form without its words, so that it always comes back."""
        token = self._page("/ibok/report").xpath("//input[@name='csrf_token']/@value")
        return self.url_open(
            url,
            data={"csrf_token": token[0], "category_id": self.pressure.id},
            files=[("files", ("a.jpg", self._photo()))],
        )

    def _looked_at(self, url, times):
        """How many of these forms had their files looked at, and the last answer."""
        self.env["ibok.attempt"].search([]).unlink()
        with (
            patch.object(ticket_form, "FILES_LIMIT", 2),
            patch.object(ticket_form, "cleaned", wraps=ticket_form.cleaned) as looked,
        ):
            answers = [self._press(url) for _number in range(times)]
        for answer in answers:
            self.assertEqual(answer.status_code, 200)
        return looked.call_count, answers[-1].text

    def test_of_somebody_without_an_account(self):
        count, text = self._looked_at("/ibok/report", 4)
        self.assertEqual(count, 2)
        self.assertIn("Many files came from here", text)

    def test_of_a_resident(self):
        self._login(self.anna)
        count, text = self._looked_at("/my/tickets/new", 3)
        self.assertEqual(count, 2)
        self.assertIn("Many files came from here", text)
