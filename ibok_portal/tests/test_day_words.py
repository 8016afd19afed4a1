from datetime import date

from odoo.tests import TransactionCase, tagged
from odoo.tools import format_date

from odoo.addons.ibok_portal.controllers.day_words import day_words


@tagged("post_install", "-at_install")
class TestDayWords(TransactionCase):
    """Days of long tables read as everywhere else."""

    def test_as_odoo_writes_them(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        polish = self.env["res.lang"]._lang_get("pl_PL")
        for pattern in ("%d.%m.%Y", "%-d %B %Y", "%a, %d %b %y"):
            polish.date_format = pattern
            for code in ("pl_PL", "en_US"):
                env = self.env(context={"lang": code})
                words = day_words(env)
                for day in (date(2024, 2, 29), date(2026, 12, 1)):
                    with self.subTest(pattern=pattern, code=code, day=day):
                        self.assertEqual(words(day), format_date(env, day))
        self.assertEqual(day_words(self.env)(False), "")
