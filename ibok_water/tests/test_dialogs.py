"""Buttons of dialogs say what they do, in Polish too."""

from collections import Counter

from lxml import etree

from . import common


class TestDialogs(common.WaterCase):
    def test_no_two_buttons_of_a_dialog_have_the_same_words(self):
        """“Reject” and “Discard” were once the same word in Polish."""
        self.env["res.lang"]._activate_lang("pl_PL")
        views = self.env["ir.ui.view"].search(
            [("type", "=", "form"), ("inherit_id", "=", False)]
        )
        ours = views.filtered(lambda view: (view.xml_id or "").startswith("ibok"))
        seen = 0
        for view in ours:
            model = self.env[view.model].with_context(lang="pl_PL")
            arch = etree.fromstring(model.get_view(view.id)["arch"])
            for footer in arch.iter("footer"):
                seen += 1
                words = Counter(
                    (button.get("string"), button.get("invisible"))
                    for button in footer.iter("button")
                )
                with self.subTest(view.xml_id):
                    self.assertEqual(max(words.values()), 1, words)
                    cancel = footer.xpath(".//button[@special='cancel']/@string")
                    self.assertTrue(set(cancel) <= {"Anuluj", "Zamknij"}, cancel)
        self.assertTrue(seen)
