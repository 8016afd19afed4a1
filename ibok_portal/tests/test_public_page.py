import re

from lxml import etree

from odoo.tests import tagged

from .public_case import PublicHttpCase


@tagged("post_install", "-at_install")
class TestPublicPage(PublicHttpCase):
    """The start page, contact, connection, and what machines read of public pages."""

    def test_start_page(self):
        self.env.company.water_emergency_phone = "43 677 99 99"
        text = self._text(self._page("/ibok"))
        self.assertIn("there is no announcement today", text)
        for number in range(4):
            self._publish(
                "ibok.announcement", title=f"News {number}", body="B", urgent=not number
            )
        self._publish("ibok.page.text", place="now", body="<p>We work as usual.</p>")
        page = self._page("/ibok")
        text = self._text(page)
        for words in ("Urgent: News 0", "All announcements of today", "work as usual"):
            self.assertIn(words, text)
        self.assertEqual(len(re.findall(r"News \d", text)), 3)
        first = page.xpath("//main//a")[0]
        self.assertEqual(first.get("href"), "tel:436779999", "emergencies come first")

    def test_every_link_of_the_start_page_leads_somewhere(self):
        page = self._page("/ibok")
        links = set(page.xpath("//main//nav//a/@href"))
        self.assertGreater(len(links), 6)
        for link in links:
            with self.subTest(link):
                self._page(link)

    def test_contact(self):
        company = self.env.company
        company.partner_id.write({"partner_latitude": 0, "partner_longitude": 0})
        page = self._page("/ibok/contact")
        text = self._text(page)
        for words in ("Gmina Testowa", "Rynek 1, 98-113 Testowo", "+48 43 677 00 00"):
            self.assertIn(words, text)
        self.assertFalse(page.xpath("//a[starts-with(@href, 'geo:')]"))
        company.partner_id.write({"partner_latitude": 51.5, "partner_longitude": 19.25})
        (geo,) = self._page("/ibok/contact").xpath("//a[starts-with(@href, 'geo:')]")
        self.assertEqual(geo.get("href"), "geo:51.50000,19.25000")

    def test_connection(self):
        self.assertIn("not yet published", self._text(self._page("/ibok/connection")))
        self._publish(
            "ibok.connection",
            village_id=self.village.id,
            water="yes",
            sewage="planned",
            sewage_by="2027-06-30",
            note="Along the road",
        )
        page = self._page("/ibok/connection")
        self.assertTrue(page.xpath("//main//a[@href='/ibok/forms']"))
        text = self._text(page)
        self.assertIn(
            "Buczek-Test Along the road Yes Planned, by the end of June 2027", text
        )
        self.assertIn("write an application", text)
        self._publish("ibok.page.text", place="connection", body="<p>Our steps</p>")
        text = self._text(self._page("/ibok/connection"))
        self.assertIn("Our steps", text)
        self.assertNotIn("write an application", text)

    def test_the_office_previews_texts_and_rows(self):
        texts = [
            self.env["ibok.page.text"].create({"place": place, "body": "<p>Draft</p>"})
            for place in ("now", "hours", "contact", "connection", "quality")
        ]
        row = self.env["ibok.connection"].create(
            {"village_id": self.village.id, "note": "Draft"}
        )
        urls = [record.action_preview()["url"] for record in (*texts, row)]
        for url in urls:
            self.assertIn("/web/login", self.url_open(url).url)
        self._login(self._clerk())
        for url in urls:
            with self.subTest(url):
                text = self._text(self._page(url))
                self.assertIn("This is a preview", text)
                self.assertIn("Draft", text)
        self._login(self._resident())
        for url in urls:
            self._page(url, status=404)

    def test_who_kept_a_page_is_told_when_nothing_changed(self):
        text = self._publish("ibok.page.text", place="now", body="<p>One</p>")
        first = self.url_open("/ibok")
        self.assertEqual(first.headers["Cache-Control"], "public, max-age=300")
        kept = {"If-None-Match": first.headers["ETag"]}
        again = self.url_open("/ibok", headers=kept)
        self.assertEqual((again.status_code, again.text), (304, ""))
        self.assertEqual(again.headers["ETag"], first.headers["ETag"])
        text.body = "<p>Two</p>"
        changed = self.url_open("/ibok", headers=kept)
        self.assertEqual(changed.status_code, 200)
        self.assertIn("Two", changed.text)
        text.date_to = "2026-12-29"
        self.env.flush_all()
        kept = {"If-None-Match": changed.headers["ETag"]}
        self.assertEqual(self.url_open("/ibok", headers=kept).status_code, 304)
        self.startPatcher(self._at("2026-12-29 23:30:00"))
        self.assertNotIn("Two", self.url_open("/ibok", headers=kept).text, "a new day")

    def test_what_search_engines_read_of_a_page(self):
        head = self._page("/ibok/contact?utm_source=x").xpath("//head")[0]
        base = self.env.company.get_base_url()
        (canonical,) = head.xpath("link[@rel='canonical']/@href")
        self.assertEqual(canonical, f"{base}/ibok/contact")
        (description,) = head.xpath("meta[@name='description']/@content")
        self.assertIn("Gmina Testowa", description)
        (title,) = head.xpath("title")
        self.assertEqual(title.text_content().strip(), "Contact · Gmina Testowa")

    def test_every_page_with_information_describes_itself(self):
        sample = self._sample({self.nitrates: "1"})
        for url in (
            *("/ibok", "/ibok/contact", "/ibok/connection", "/ibok/documents"),
            *("/ibok/tariffs", "/ibok/tariffs/calculator", "/ibok/supply-points"),
            *("/ibok/water-quality", f"/ibok/water-quality/{sample.id}"),
            *("/ibok/water-quality/history", "/ibok/announcements", "/ibok/promises"),
            *("/ibok/report", "/ibok/report/follow", "/ibok/forms"),
            *("/ibok/terms", "/ibok/privacy", "/ibok/register"),
        ):
            with self.subTest(url):
                head = self._page(url).xpath("//head")[0]
                [description] = head.xpath("meta[@name='description']/@content")
                self.assertIn("Gmina Testowa", description)

    def test_a_first_visitor_gets_no_cookie_so_proxies_keep_the_page(self):
        self.env["res.lang"]._activate_lang("uk_UA")
        for url in ("/ibok", "/ibok/tariffs", "/ibok/water-quality.csv"):
            self.opener.cookies.clear()
            with self.subTest(url):
                self.assertNotIn("Set-Cookie", self.url_open(url).headers)
        # Who comes to a page in another language has chosen it, and keeps it.
        code = self.env["res.lang"]._get_data(code="uk_UA").url_code
        self.url_open(f"/{code}/ibok")
        self.assertEqual(self.opener.cookies.get("frontend_lang"), "uk_UA")

    def test_list_of_pages(self):
        news = self._publish("ibok.announcement", title="News", body="B")
        draft = self.env["ibok.announcement"].create({"title": "A", "body": "B"})
        document = self._document()
        sample = self._sample({self.nitrates: "1"})
        response = self.url_open("/ibok/sitemap.xml")
        self.assertEqual(
            response.headers["Content-Type"], "application/xml; charset=utf-8"
        )
        root = etree.fromstring(response.content)
        self.assertEqual(
            root.tag, "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"
        )
        base = self.env.company.get_base_url()
        pages = {node.text.removeprefix(base) for node in root.iter("{*}loc")}
        self.assertLessEqual(
            {
                *("/ibok", "/ibok/contact", "/ibok/connection", "/ibok/documents"),
                *("/ibok/water-quality", "/ibok/tariffs", "/ibok/announcements"),
                f"/ibok/announcements/{news.id}",
                f"/ibok/documents/{document.id}",
                f"/ibok/water-quality/{sample.id}",
            },
            pages,
        )
        self.assertNotIn(f"/ibok/announcements/{draft.id}", pages)
        self.assertFalse([page for page in pages if "preview" in page])
        changed = [node.text for node in root.iter("{*}lastmod")]
        self.assertTrue(all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in changed))

    def test_robots(self):
        lines = self.url_open("/robots.txt").text.splitlines()
        self.assertIn("Allow: /ibok/", lines)
        self.assertIn(f"Sitemap: {self.base_url()}/ibok/sitemap.xml", lines)

    def test_feed(self):
        self._publish(
            "ibok.announcement",
            title="No water & <b>",
            body="On Friday",
            kind="failure",
            village_ids=self.village.ids,
        )
        self._publish("ibok.announcement", title="Prices", body="B", kind="prices")
        self.env["water.premise"].create({"village_id": self.village.id})
        response = self.url_open("/ibok/announcements.atom")
        self.assertEqual(
            response.headers["Content-Type"], "application/atom+xml; charset=utf-8"
        )
        root = etree.fromstring(response.content)
        self.assertEqual(root.tag, "{http://www.w3.org/2005/Atom}feed")
        titles = {node.text for node in root.findall("{*}entry/{*}title")}
        self.assertEqual(titles, {"No water & <b>", "Prices"})
        for query, wanted in (
            ("kind=prices", {"Prices"}),
            (f"village={self.village.id}&kind=failure", {"No water & <b>"}),
            ("kind=works", set()),
            ("kind=x", titles),
        ):
            with self.subTest(query):
                root = etree.fromstring(
                    self.url_open(f"/ibok/announcements.atom?{query}").content
                )
                found = {node.text for node in root.findall("{*}entry/{*}title")}
                self.assertEqual(found, wanted)

    def test_announcements_of_a_kind(self):
        self._publish("ibok.announcement", title="Pipe", body="B", kind="failure")
        self._publish("ibok.announcement", title="Money", body="B", kind="prices")
        text = self._text(self._page("/ibok/announcements?kind=prices"))
        self.assertIn("Money", text)
        self.assertNotIn("Pipe", text)
        text = self._text(self._page("/ibok/announcements?kind=works"))
        self.assertIn("no such announcement", text)
