"""What an eye catches on a screen: whole dates, months, ways from record to record."""

from freezegun import freeze_time
from lxml import etree

from odoo.tests import new_test_user
from odoo.tools.safe_eval import safe_eval

from . import common

ROLES = (
    "base.group_user,ibok_water.group_water_reader",
    "base.group_user,ibok_water.group_water_manager,account.group_account_invoice",
)
#: Widgets that tell a day otherwise than by its date.
UNSEEN = {"1", "True"}
NO_DATES = ("remaining_days", "list_activity", "kanban_activity")
#: Each pair is to be walked both ways, by a button or a field.
NEIGHBOURS = (
    ("res.partner", "water.contract"),
    ("water.contract", "water.premise"),
    ("water.contract", "water.point"),
    ("water.contract", "water.meter"),
    ("water.contract", "water.reading"),
    ("water.contract", "water.settlement"),
    ("water.contract", "account.move"),
    ("water.premise", "water.point"),
    ("water.premise", "water.meter"),
    ("water.point", "water.meter"),
    ("water.point", "water.reading"),
    ("water.meter", "water.reading"),
    ("water.reading", "water.settlement"),
    ("water.settlement", "account.move"),
)


class TestViewDetails(common.WaterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = [
            new_test_user(cls.env, f"details_{number}", groups)
            for number, groups in enumerate(ROLES)
        ]
        cls.root = cls.env.ref("ibok_water.water_menu_root")

    def _actions(self, user):
        """The window actions behind the app's menus that the user sees."""
        seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        menus = self.env["ir.ui.menu"].search([("id", "child_of", self.root.id)])
        actions = menus.filtered(lambda menu: menu.id in seen and menu.action)
        return [
            menu.action.sudo()
            for menu in actions
            if menu.action._name == "ir.actions.act_window"
        ]

    def _views(self, user):
        """(action, mode, parsed view) of all that the menus lead to."""
        for action in self._actions(user):
            views = [(view or False, mode) for view, mode in action.views]
            views.append((action.search_view_id.id or False, "search"))
            model = self.env[action.res_model].with_user(user)
            for mode, view in model.get_views(views)["views"].items():
                yield action, mode, etree.fromstring(view["arch"])

    def _model_of(self, node, model):
        """The model of a field in a view, through the lists inside of forms."""
        path = [
            parent.get("name")
            for parent in node.iterancestors("field")
            if len(parent) and parent.get("name")
        ]
        for name in reversed(path):
            model = self.env[model._fields[name].comodel_name]
        return model

    def _date_fields(self, action, view):
        model = self.env[action.res_model]
        for node in view.iter("field"):
            field = self._model_of(node, model)._fields.get(node.get("name"))
            # Odoo adds what conditions ask for, unseen.
            hidden = {node.get("invisible"), node.get("column_invisible")} & UNSEEN
            if (
                field is not None
                and field.type in ("date", "datetime")
                and not hidden
                and node.get("widget") not in NO_DATES
            ):
                yield node

    def test_every_date_has_its_year(self):
        checked = 0
        for user in self.users:
            for action, mode, view in self._views(user):
                if mode not in ("list", "form", "kanban"):
                    continue
                for node in self._date_fields(action, view):
                    checked += 1
                    with self.subTest(
                        action=action.name, view=mode, field=node.get("name")
                    ):
                        self.assertIn("numeric", node.get("options") or "")
        self.assertGreater(checked, 100)

    def test_lists_of_invoices_and_entries_show_whole_dates(self):
        for model, view in (
            ("account.move", "account.view_out_invoice_tree"),
            ("account.move", "account.view_move_tree"),
            ("account.move.line", "account.view_move_line_tree"),
            ("account.payment", "account.view_account_payment_tree"),
        ):
            arch = self.env[model].get_view(self.env.ref(view).id, "list")["arch"]
            for node in etree.fromstring(arch).iter("field"):
                if node.get("name") in ("date", "invoice_date"):
                    with self.subTest(view=view, field=node.get("name")):
                        self.assertIn("numeric", node.get("options") or "")

    def test_every_list_says_what_belongs_there_when_it_is_empty(self):
        for action in self._actions(self.users[1]):
            is_form = action.view_mode == "form"
            if not is_form and not self.env[action.res_model]._transient:
                with self.subTest(action.name):
                    self.assertIn("o_view_nocontent", action.help or "")

    def test_every_list_can_be_narrowed_down(self):
        for action, mode, view in self._views(self.users[1]):
            model = self.env[action.res_model]
            if mode == "search" and action.res_model.startswith("water."):
                if model._transient or action.res_model == "water.worklist":
                    continue
                with self.subTest(action.name):
                    self.assertTrue(view.xpath("//field"), "nothing to search by")
                    self.assertTrue(view.xpath("//filter"), "no filter")

    def test_records_lead_to_each_other_both_ways(self):
        self.make.tariff()
        contract = self.make.household(10)
        point = contract.contract_point_ids.point_id
        self.make.read(point, 15, "2026-02-28")
        settlement = self.make.settle(contract, "2026-02-28")
        records = {
            record._name: record
            for record in (
                contract,
                contract.partner_id,
                contract.premise_id,
                point,
                point.meter_id,
                settlement.usage_ids.reading_to_id,
                settlement,
                settlement.move_id,
            )
        }
        for pair in NEIGHBOURS:
            for start, end in (pair, reversed(pair)):
                with self.subTest(start=start, end=end):
                    self.assertIn(end, self._reached(records[start]))

    def _reached(self, record):
        """Models that buttons and fields of a record's form lead to."""
        user = self.users[1]
        record = record.with_user(user)
        view = etree.fromstring(record.get_view(view_type="form")["arch"])
        reached = set()
        for node in view.xpath("//div[@name='button_box']//button[@type='object']"):
            if node.get("name").startswith("action_view") and "water" in (
                record._name + node.get("name")
            ):
                found = getattr(record, node.get("name"))()
                reached.add(found["res_model"])
        for node in view.iter("field"):
            field = record._fields.get(node.get("name"))
            if (
                node.getparent().tag != "list"
                and field is not None
                and field.relational
            ):
                reached.add(field.comodel_name)
        return reached

    def test_a_run_shows_progress_only_while_it_works(self):
        view = self.env["water.billing.run"].get_view(view_type="form")
        [progress] = etree.fromstring(view["arch"]).xpath("//field[@name='progress']")
        states = dict(self.env["water.billing.run"]._fields["state"].selection)
        shown = {
            state
            for state in states
            if not safe_eval(progress.get("invisible"), {"state": state})
        }
        self.assertEqual(shown, {"previewing", "running"})

    def test_photo_of_a_held_reading_is_enlarged(self):
        for view in ("water_reading_view_list_held", "water_reading_view_form"):
            arch = self.env.ref(f"ibok_water.{view}").arch
            [photo] = etree.fromstring(arch.encode()).xpath("//field[@name='photo']")
            with self.subTest(view):
                self.assertEqual(photo.get("widget"), "water_reading_photo")


class TestUseGraph(common.WaterCase):
    """A reading after a year does not tower over those of a month."""

    def test_use_a_day_is_weighed_by_the_days(self):
        contract = self.make.household(100)
        point = contract.contract_point_ids.point_id
        self.make.read(point, 131, "2026-01-31")
        self.make.read(point, 135, "2026-02-10")
        action = contract.action_view_use()
        readings = self.env["water.reading"].search(action["domain"], order="date")
        days = readings.mapped("days")
        self.assertEqual(len(days), 2, "the first state of the meter is no use")
        self.assertEqual(readings[1].litres_day, 400)
        [group] = readings.formatted_read_group(
            action["domain"], [], ["litres_day:avg", "volume:sum"]
        )
        self.assertEqual(group["volume:sum"], 35)
        self.assertAlmostEqual(group["litres_day:avg"], 35_000 / sum(days))
        self.assertEqual(point.action_view_use()["view_mode"], "graph,list")

    def test_a_group_without_days_has_no_use_a_day(self):
        first = self.make.metered_point(100).reading_ids
        self.assertEqual(first.litres_day, 0)
        [group] = first.formatted_read_group(
            [("id", "=", first.id)], [], ["litres_day:avg"]
        )
        self.assertFalse(group["litres_day:avg"])

    def test_the_graph_offers_it(self):
        shown = self.env["water.reading"].fields_get(["litres_day"])["litres_day"]
        self.assertEqual(shown["aggregator"], "avg")


@freeze_time("2026-11-25")
class TestMonthNames(common.WaterCase):
    """A title says listopad 2026; listopada 2026 is the month of a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.make.tariff()
        cls.contract = cls.make.household(10)
        point = cls.contract.contract_point_ids.point_id
        cls.make.read(point, 15, "2026-02-28")
        cls.settlement = cls.make.settle(cls.contract, "2026-02-28")

    def _titles(self, model, domain, group, lang="pl_PL"):
        model = self.env[model].with_context(lang=lang)
        rows = model.formatted_read_group(domain, [group], ["__count"])
        return [row[group] and row[group][1] for row in rows]

    def test_groups_by_month_are_named_in_the_nominative(self):
        domain = [("contract_id", "=", self.contract.id)]
        self.assertIn("luty 2026", self._titles("water.reading", domain, "date:month"))
        self.assertEqual(
            self._titles("water.settlement", domain, "date_to:month"), ["luty 2026"]
        )

    def test_vat_report_and_moments_of_time(self):
        move = self.settlement.move_id
        month = self._titles(
            "water.vat.report", [("move_id", "=", move.id)], "date:month"
        )
        self.assertEqual(month, ["listopad 2026"])
        self.env.cr.execute(
            "UPDATE water_settlement SET create_date = '2026-10-31 23:30' "
            "WHERE id = %s",
            [self.settlement.id],
        )
        domain = [("id", "=", self.settlement.id)]
        model = self.env["water.settlement"].with_context(tz="Europe/Warsaw")
        [row] = model.with_context(lang="pl_PL").formatted_read_group(
            domain, ["create_date:month"], ["__count"]
        )
        self.assertEqual(row["create_date:month"][1], "listopad 2026")
        self.assertEqual(model.search_count(domain + list(row["__extra_domain"])), 1)

    def test_other_periods_and_languages_stay_as_they_are(self):
        self.env["res.lang"]._activate_lang("en_US")
        domain = [("id", "=", self.settlement.id)]
        name = "water.settlement"
        self.assertEqual(
            self._titles(name, domain, "date_to:month", "en_US"), ["February 2026"]
        )
        self.assertEqual(self._titles(name, domain, "date_to:year"), ["2026"])
        self.assertEqual(self._titles(name, [("id", "=", 0)], "date_to:month"), [])
