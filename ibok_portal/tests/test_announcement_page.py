from odoo.tests import new_test_user, tagged

from . import common
from .test_announcement import AnnouncementFixtures


@tagged("post_install", "-at_install")
class TestAnnouncementPage(AnnouncementFixtures, common.WaterPortalHttpCase):
    """What residents and everybody else read."""

    def _titles(self, url):
        return [
            heading.text_content() for heading in self._page(url).xpath("//main//h2")
        ]

    def test_everybody_reads_the_list_and_a_page(self):
        announcement = self._announce(
            "No water",
            body="On <b>Friday</b>\nfrom 8:00\n\nSee https://example.com/x",
            kind="outage",
            urgent=True,
            date_to="2026-12-30",
            village_ids=self.village.ids,
        )
        self.env.company.water_emergency_phone = "43 677 99 99"
        text = self._text(self._page("/ibok/announcements"))
        for words in ("Urgent:", "No water", "12/29/2026", "12/30/2026", "For: Buczek"):
            self.assertIn(words, text)
        page = self._page(f"/ibok/announcements/{announcement.id}")
        text = self._text(page)
        self.assertIn("On <b>Friday</b>", text, "typed, not markup")
        self.assertIn("43 677 99 99", text)
        self.assertTrue(page.xpath("//main//a[@href='https://example.com/x']"))
        (title,) = page.xpath("//head/title")
        self.assertEqual(title.text_content().split(" · ")[0].strip(), "No water")
        (description,) = page.xpath("//head/meta[@name='description']/@content")
        self.assertEqual(
            description,
            "12/29/2026: On <b>Friday</b> from 8:00 See https://example.com/x",
        )

    def test_a_long_text_has_a_short_description(self):
        announcement = self._announce("A", body="water " * 100)
        page = self._page(f"/ibok/announcements/{announcement.id}")
        (description,) = page.xpath("//head/meta[@name='description']/@content")
        self.assertLess(len(description), 175)
        self.assertTrue(description.endswith("water…"))

    def test_nothing_to_tell(self):
        self.assertIn(
            "There is no announcement today",
            self._text(self._page("/ibok/announcements")),
        )
        self.assertIn(
            "There is nothing here",
            self._text(self._page("/ibok/announcements?over=1")),
        )

    def test_what_is_no_announcement_of_today(self):
        draft = self._announce("Draft", publish=False)
        coming = self._announce("Coming", date_from="2026-12-30")
        archived = self._announce("Archived")
        archived.active = False
        over = self._announce("Over", date_from="2026-12-01", date_to="2026-12-28")
        self.assertFalse(self._titles("/ibok/announcements"))
        self.assertEqual(self._titles("/ibok/announcements?over=1"), ["Over"])
        for hidden in (draft, coming, archived):
            self._page(f"/ibok/announcements/{hidden.id}", status=404)
        text = self._text(self._page(f"/ibok/announcements/{over.id}"))
        self.assertIn("holds no more", text)
        for number in (2**31, 10**12):
            self._page(f"/ibok/announcements/{number}", status=404)

    def test_by_village(self):
        other = self.env["water.village"].create({"name": "Other", "zip": "98114"})
        zone = self.env["water.zone"].create({"name": "Z-test"})
        self.env["water.premise"].create(
            {"village_id": other.id, "house_number": "1", "zone_id": zone.id}
        )
        self._announce("All", date_from="2026-12-01")
        self._announce("Ours", village_ids=self.village.ids, date_from="2026-12-03")
        self._announce("Zone", zone_ids=zone.ids, date_from="2026-12-02")
        for village, titles in (
            ("", ["Ours", "Zone", "All"]),
            (self.village.id, ["Ours", "All"]),
            (other.id, ["Zone", "All"]),
            ("x", ["Ours", "Zone", "All"]),
        ):
            with self.subTest(village):
                self.assertEqual(
                    self._titles(f"/ibok/announcements?village={village}"), titles
                )
        page = self._page(f"/ibok/announcements?village={other.id}")
        (option,) = page.xpath("//option[@selected]")
        self.assertEqual(option.get("value"), str(other.id))

    def test_a_long_list_has_pages(self):
        for number in range(11):
            self._announce(f"A{number:02}", date_from=f"2026-12-{28 - number}")
        first = self._page(f"/ibok/announcements?village={self.village.id}")
        self.assertEqual(len(first.xpath("//main//h2")), 10)
        (older,) = first.xpath("//main//nav//a/@href")
        self.assertIn(f"village={self.village.id}", older)
        second = self._page(older)
        self.assertEqual(
            [h.text_content() for h in second.xpath("//main//h2")], ["A10"]
        )
        self.assertTrue(second.xpath("//main//nav//a[contains(., 'Newer')]"))

    def test_strangers_pages_may_be_kept_and_residents_ones_not(self):
        self._announce("A")
        response = self.url_open("/ibok/announcements")
        self.assertEqual(response.headers["Cache-Control"], "public, max-age=300")
        self.assertIn("Cookie", response.headers["Vary"])
        self._login(self.anna)
        response = self.url_open("/ibok/announcements")
        self.assertEqual(response.headers["Cache-Control"], "private, no-cache")

    def test_the_office_previews_a_draft(self):
        draft = self._announce("Draft", publish=False)
        clerk = new_test_user(
            self.env,
            "clerk2",
            groups="ibok_water.group_water_clerk",
            password=common.PASSWORD,
        )
        url = f"/ibok/announcements/preview/{draft.id}"
        self.assertEqual(draft.action_preview()["url"], url)
        self._login(clerk)
        text = self._text(self._page(url))
        self.assertIn("Residents do not see it yet", text)
        self._page(f"/ibok/announcements/preview/{2**40}", status=404)
        self._login(self.anna)
        self._page(url, status=404)

    def test_home_tells_what_is_for_the_resident(self):
        other = self.env["water.village"].create({"name": "Other", "zip": "98114"})
        self._login(self.anna)
        self.assertNotIn("Announcements", self._titles("/my"))
        ours = self._announce("Ours", village_ids=self.village.ids, urgent=True)
        self._announce("Theirs", village_ids=other.ids)
        page = self._page("/my")
        (section,) = page.xpath("//section[@aria-labelledby='urgent_announcements']")
        text = " ".join(section.text_content().split())
        self.assertEqual(text, "Announcements Urgent: Ours since 12/29/2026")
        self.assertTrue(section.xpath(f".//a[@href='/ibok/announcements/{ours.id}']"))
        for number in range(4):
            self._announce(f"More {number}")
        sections = self._page("/my").xpath("//section/@aria-labelledby")
        self.assertEqual(sections[0], "urgent_announcements")
        self.assertEqual(sections[-1], "announcements_title", "news come last")
        (section,) = self._page("/my").xpath(
            "//section[@aria-labelledby='announcements_title']"
        )
        self.assertEqual(len(section.xpath(".//li")), 3)
        self.assertIn("All announcements: 4", section.text_content())

    def test_an_ended_contract_brings_no_announcements(self):
        self._announce("Ours", village_ids=self.village.ids)
        self.contract.state = "closed"
        self._login(self.anna)
        self.assertNotIn("Announcements", self._titles("/my"))

    def test_home_asks_the_database_no_more_for_them(self):
        self._login(self.anna)

        def queries():
            self._page("/my")
            before = self.env.cr.sql_log_count
            self._page("/my")
            return self.env.cr.sql_log_count - before

        none = queries()
        for number in range(5):
            self._announce(f"A{number}", village_ids=self.village.ids)
        self.assertLessEqual(queries(), none)
