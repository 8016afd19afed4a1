"""`website` may be installed beside the portal, before it or after it."""

from pathlib import Path

from lxml import etree

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools.convert import xml_import

#: `website`, and what installs itself with it on a portal that takes payments.
ADDONS = ("website", "website_payment", "website_mail", "website_sms")
#: What only an installed `website` understands, and no place of an element.
FOREIGN = ("groups", "customize_show", "page")


def its_templates(module, ours):
    """Templates of an addon that change views of others, or those of `website` itself.

    :param module: the addon, which need not be installed
    :param ours: set of xmlids that `ibok_portal` changes too, grows by what follows
    """
    for path in sorted(Path(get_module_path(module), "views").glob("*.xml")):
        for template in etree.parse(str(path)).iter("template"):
            xmlid, parent = template.get("id"), template.get("inherit_id")
            if not parent or template.get("primary"):
                continue
            if parent in ours:
                ours.add(xmlid if "." in xmlid else f"{module}.{xmlid}")
                yield template


@tagged("post_install", "-at_install")
class TestBesideWebsite(TransactionCase):
    """Its views find all they look for in the pages, and so do ours.

    Only the views are made here, in the transaction of the test; `docs/residents.md`
    tells how to run the portal's tests on a database that really has `website`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        views = cls.env["ir.ui.view"].search(
            [("type", "=", "qweb"), ("inherit_id", "!=", False)]
        )
        data = cls.env["ir.model.data"].search(
            [
                ("model", "=", "ir.ui.view"),
                ("module", "=like", "ibok%"),
                ("res_id", "in", views.ids),
            ]
        )
        changed = cls.env["ir.ui.view"].browse(data.mapped("res_id"))
        cls.parents = set()
        while changed := changed.inherit_id:
            cls.parents |= set(changed.get_external_id().values())
        module = cls.env["ir.module.module"]
        cls.really = bool(
            module.search_count([("name", "=", "website"), ("state", "=", "installed")])
        )

    def _install(self, earlier):
        """Make the views; `earlier` as if they had been there before ours."""
        if self.really:
            return
        made = set(self.parents)
        count = 0
        for module in ADDONS:
            root = etree.Element("odoo")
            for template in its_templates(module, made):
                for name in FOREIGN:
                    template.attrib.pop(name, None)
                if earlier:
                    # Of two with one priority the older one is applied first.
                    priority = int(template.get("priority", 16)) - 1
                    template.set("priority", str(priority))
                root.append(template)
                count += 1
            xml_import(self.env, module, {}, "init").parse(root)
        self.assertGreater(count, 10, "these are not the views of website")

    def _arch(self, xmlid):
        return self.env.ref(xmlid)._get_combined_arch()

    def _assert_pages_are_whole(self):
        layout = self._arch("web.frontend_layout")
        if not self.really:
            self.assertTrue(layout.xpath("//footer//a[@href='/contactus']"))
        # The law wants the declaration on every page.
        for page in ("accessibility", "privacy", "terms", "announcements", "tariffs"):
            links = layout.xpath(f"//footer//a[@href='/ibok/{page}']")
            self.assertEqual(len(links), 1, page)
        [title] = layout.xpath("//head/title")
        self.assertIn("page_title", etree.tostring(title, encoding="unicode"))
        error = self._arch("http_routing.500")
        self.assertFalse(error.xpath("//div[@id='wrapwrap']/header"))
        for page in ("404", "403", "400"):
            arch = self._arch(f"http_routing.{page}")
            calls = arch.xpath("//t[@t-call='ibok_portal.error_page']")
            self.assertEqual(len(calls), 1, page)

    def test_installed_after_the_portal(self):
        self._install(earlier=False)
        self._assert_pages_are_whole()

    def test_installed_before_the_portal(self):
        self._install(earlier=True)
        self._assert_pages_are_whole()
