"""Filters chosen together narrow each other down, unless they are of one field.

Odoo joins filters of one group by "or": what is mine *or* open is nearly everything.
"""

from lxml import etree

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

#: Groups whose filters are parts of one piece of work, though not of one field: chosen
#: together they show all that is to be done. A filter of each: (view, name).
ONE_WORK = {
    ("ibok_portal.ibok_accessibility_declaration_view_search", "review"),
    ("ibok_water.account_move_view_search_notes", "outdated"),
    ("ibok_water.water_contract_view_search", "activities_overdue"),
    ("ibok_water.water_contract_view_search", "to_renew"),
    ("ibok_water.water_cutoff_case_view_search", "to_reconnect"),
    ("ibok_water.water_meter_view_search", "no_mark"),
    ("ibok_water.water_receivable_view_search", "overdue"),
    ("ibok_water.water_settlement_view_search", "remarks"),
}


@tagged("post_install", "-at_install")
class TestSearchFilters(TransactionCase):
    def _groups(self, search):
        """Filters that stand together: lists of elements."""
        group = []
        for element in search:
            asks = element.get("domain") or element.get("date")
            if element.tag == "filter" and asks:
                group.append(element)
            elif element.tag in ("separator", "group"):
                yield group
                group = []
        yield group

    def _fields(self, element):
        """The fields that a filter asks for."""
        if element.get("date"):
            return {element.get("date")}
        domain = Domain(safe_eval(element.get("domain"), {"uid": 1}))
        return {condition.field_expr for condition in domain.iter_conditions()}

    def _strangers(self, group):
        """Filters of a group that share no field with those before them."""
        left = {element.get("name"): self._fields(element) for element in group}
        known = left.pop(group[0].get("name"))
        while near := [name for name, fields in left.items() if fields & known]:
            for name in near:
                known |= left.pop(name)
        return list(left)

    def test_filters_of_one_group_are_of_one_field(self):
        data = self.env["ir.model.data"].search(
            [("module", "=like", "ibok%"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id")).exists()
        views = views.filtered(lambda view: view.type == "search")
        self.assertGreater(len(views), 40)
        for view in views:
            for search in etree.fromstring(view.arch).iter("search", "data", "xpath"):
                for group in self._groups(search):
                    names = {(view.xml_id, one.get("name")) for one in group}
                    if group and not names & ONE_WORK:
                        with self.subTest(names=names):
                            self.assertFalse(self._strangers(group))
