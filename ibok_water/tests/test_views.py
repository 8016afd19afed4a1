"""Every menu opens for everyone who sees it; the main forms work like a clerk."""

import io
from datetime import date

import pypdf
from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user
from odoo.tools.safe_eval import safe_eval

from . import common

READER = "ibok_water.group_water_reader"
CLERK = "ibok_water.group_water_clerk"
MANAGER = "ibok_water.group_water_manager"
ACCOUNTANT = "account.group_account_readonly"
#: Sections of the app that each role sees.
SECTIONS = {
    READER: {"meters_menu"},
    CLERK: {"office_menu", "contracts_menu", "meters_menu", "billing_menu"},
    MANAGER: {
        "office_menu",
        "contracts_menu",
        "meters_menu",
        "billing_menu",
        "configuration_menu",
    },
    ACCOUNTANT: {"contracts_menu", "billing_menu"},
}


class TestMenus(common.WaterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.env.ref("ibok_water.water_menu_root")
        cls.users = {
            group: new_test_user(cls.env, f"views_{group}", f"base.group_user,{group}")
            for group in SECTIONS
        }
        cls.make.tariff()
        contract = cls.make.household(10)
        cls.make.read(contract.contract_point_ids.point_id, 15, "2026-02-28")
        cls.make.settle(contract, "2026-02-28")

    def _menus(self, user):
        """The menus of the app that the user sees."""
        seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        menus = self.root
        for _level in range(2):
            menus |= menus.child_id.filtered(lambda menu: menu.id in seen)
        return menus

    def test_every_role_sees_its_sections(self):
        for group, expected in SECTIONS.items():
            with self.subTest(group=group):
                menus = self._menus(self.users[group])
                sections = menus.filtered(lambda menu: menu.parent_id == self.root)
                names = sections.get_external_id().values()
                # Other addons put sections of their own beside ours.
                own = {n.split(".")[1] for n in names if n.startswith("ibok_water.")}
                self.assertEqual(own, expected)

    def test_readers_see_no_money(self):
        menus = self._menus(self.users[READER]).filtered("action")
        self.assertEqual(
            {menu.action.res_model for menu in menus},
            {"water.reading.round", "water.reading", "water.point", "water.meter"},
        )

    def test_every_action_opens_for_every_role_that_sees_it(self):
        for group, user in self.users.items():
            for menu in self._menus(user).filtered("action"):
                with self.subTest(group=group, menu=menu.complete_name):
                    self._open(menu.action.with_user(user))

    def _open(self, action):
        """Load what the web client loads for a window action: views, then rows."""
        action = action.sudo()
        views = [(view_id or False, mode) for view_id, mode in action.views]
        views.append((action.search_view_id.id or False, "search"))
        user = action.env.user
        model = self.env[action.res_model].with_user(user)
        loaded = model.get_views(views)["views"]
        self.assertEqual(set(loaded), {mode for _id, mode in views})
        if model._transient:
            return
        domain = safe_eval(action.domain or "[]", {"uid": user.id})
        records = model.search(domain, limit=5)
        fields = self._fields_of(loaded.get("form") or loaded["list"])
        records.read([name for name in fields if name in model._fields])

    def _fields_of(self, view):
        arch = etree.fromstring(view["arch"])
        return {
            node.get("name")
            for node in arch.iter("field")
            if not any(parent.tag == "field" for parent in node.iterancestors())
        }

    def test_every_filter_of_every_search_view_works(self):
        user = self.users[MANAGER]
        for menu in self._menus(user).filtered("action"):
            action = menu.action
            model = self.env[action.res_model].with_user(user)
            if model._transient or not action.res_model.startswith("water."):
                continue
            view = model.get_views([(action.search_view_id.id or False, "search")])
            arch = etree.fromstring(view["views"]["search"]["arch"])
            for node in arch.iter("filter"):
                with self.subTest(model=model._name, filter=node.get("name")):
                    if node.get("domain"):
                        model.search(safe_eval(node.get("domain"), {"uid": user.id}))
                    group = safe_eval(node.get("context") or "{}").get("group_by")
                    if group:
                        model.formatted_read_group([], [group], ["__count"])

    def test_every_filter_that_a_reader_sees_works(self):
        user = self.users[READER]
        for name in ("point", "premise", "reading", "meter", "route", "reading.round"):
            model = self.env[f"water.{name}"].with_user(user)
            view = model.get_view(view_type="search")
            self.assertNotIn("contract", view["arch"])
            for node in etree.fromstring(view["arch"]):
                with self.subTest(model=model._name, node=node.get("name")):
                    if node.tag == "field":
                        asked = node.get("filter_domain") or (
                            f"[('{node.get('name')}', 'ilike', self)]"
                        )
                        model.search(safe_eval(asked, {"self": "x", "uid": user.id}))
                    elif node.get("domain"):
                        model.search(safe_eval(node.get("domain"), {"uid": user.id}))

    def test_readers_see_whose_the_water_is_and_no_contract(self):
        contract = self.env["water.contract"].search([], limit=1)
        contract.partner_id.phone = "+48 600 100 200"
        reader = self.users[READER]
        point = contract.contract_point_ids.point_id.with_user(reader)
        for record in (point, point.premise_id, point.reading_ids[:1]):
            with self.subTest(model=record._name):
                view = record.get_view(view_type="form")
                self.assertNotIn("contract", view["arch"])
                names = self._fields_of(view) & set(record._fields)
                record.read([name for name in names if name != "activity_ids"])
                record.read()
        self.assertEqual(point.partner_id, contract.partner_id)
        self.assertEqual(point.partner_phone, "+48 600 100 200")
        found = point.search([("partner_id", "ilike", contract.partner_id.name)])
        self.assertIn(point, found)
        self.assertNotIn(point, point.search([("partner_id", "=", False)]))
        self.assertNotIn(
            "contract",
            self.env["water.reading.round.line"]
            .with_user(reader)
            .get_view(view_type="form")["arch"],
        )

    def test_contracts_are_refused_to_readers_whatever_the_way(self):
        contract = self.env["water.contract"].search([], limit=1)
        point = contract.contract_point_ids.point_id
        reader = self.users[READER]
        # Readers may export nothing; here the field itself is to refuse.
        reader.group_ids |= self.env.ref("base.group_allow_export")
        theirs = contract.with_user(reader)
        point = point.with_user(reader)
        reading = point.reading_ids[:1]
        ways = {
            "read": lambda: theirs.read(["number"]),
            "search": lambda: theirs.search([]),
            "web_read": lambda: theirs.web_read({"number": {}}),
            "name_search": lambda: theirs.name_search(contract.number),
            "view": lambda: theirs.get_view(view_type="form"),
            "export": lambda: theirs.export_data(["number"]),
            "export of a point": lambda: point.export_data(["contract_id/number"]),
            "export of a reading": lambda: reading.export_data(["contract_id/number"]),
            "points": lambda: theirs.contract_point_ids.with_user(reader).search([]),
            "rows": lambda: point.read(["contract_point_ids"]),
            "field": lambda: point.read(["contract_id"]),
            "premise": lambda: point.premise_id.read(["contract_ids"]),
            "customer": lambda: point.partner_id.read(["water_contract_ids"]),
            "guess": lambda: point.search([("contract_id.number", "ilike", "a")]),
            "guess of readings": lambda: reading.search(
                [("contract_id.number", "ilike", "a")]
            ),
            "groups": lambda: reading.formatted_read_group(
                [], ["contract_id.number"], ["__count"]
            ),
        }
        for name, way in ways.items():
            with self.subTest(way=name), self.assertRaises(AccessError):
                way()

    def test_accountants_change_nothing(self):
        user = self.users[ACCOUNTANT]
        for menu in self._menus(user).filtered("action"):
            model = menu.action.res_model
            # A wizard that only asks has rows of its own and nothing else.
            if model.startswith("water.") and not self.env[model]._transient:
                arch = self.env[model].with_user(user).get_view(view_type="form")
                self.assertNotIn("action_open", arch["arch"])
                self.assertFalse(self.env[model].with_user(user).has_access("create"))


class TestForms(common.WaterCase):
    def setUp(self):
        super().setUp()
        self.clerk = new_test_user(self.env, "forms_clerk", CLERK)
        self.manager = new_test_user(self.env, "forms_manager", MANAGER)

    def test_a_contract_is_entered_and_opened(self):
        point = self.make.metered_point(340)
        form = Form(self.env["water.contract"].with_user(self.clerk))
        form.partner_id = self.make.partner("Anna Formularz")
        form.premise_id = point.premise_id
        form.date_from = date(2026, 1, 1)
        contract = form.save()
        self.assertEqual(contract.contract_point_ids.point_id, point)
        contract.action_open()
        self.assertEqual(contract.state, "open")
        self.assertEqual(contract.contract_point_ids.initial_value, 340)
        with Form(contract) as form:
            form.invoice_form = "electronic"
        self.assertEqual(contract.invoice_form, "electronic")

    def test_a_tariff_is_entered_saved_and_given_rates(self):
        form = Form(self.env["water.tariff"].with_user(self.manager))
        form.name = "Formularz"
        form.date_from = date(2040, 1, 1)
        form.date_to = date(2040, 12, 31)
        with form.period_ids.new() as period:
            period.name = "1"
            period.date_from = date(2040, 1, 1)
            period.date_to = date(2040, 12, 31)
        with form.group_ids.new() as group:
            group.code = "W1"
            group.name = "Households"
        tariff = form.save()
        with Form(tariff) as form:
            for component, price in (("water", 5.0), ("sewage", 8.0)):
                with form.rate_ids.new() as rate:
                    rate.group_id = tariff.group_ids
                    rate.period_id = tariff.period_ids
                    rate.component = component
                    rate.price_net = price
            with form.rate_ids.new() as rate:
                rate.group_id = tariff.group_ids
                rate.period_id = tariff.period_ids
                rate.component = "subscription_both"
                rate.price_net = 4
        self.assertEqual(sorted(tariff.rate_ids.mapped("per")), ["m3", "m3", "month"])
        tariff.action_activate()
        with self.assertRaisesRegex(AssertionError, "readonly"):
            Form(tariff).name = "Changed"

    def test_a_meter_is_exchanged_and_the_protocol_printed(self):
        contract = self.make.household(455)
        point = contract.contract_point_ids.point_id
        self.make.read(point, 455, "2026-01-31")
        action = point.with_user(self.clerk).action_exchange_meter()
        wizard = self.env["water.meter.exchange"].with_user(self.clerk)
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual(form.old_meter_id, point.meter_id)
        self.assertEqual(form.last_value, 455)
        form.date = date(2026, 2, 10)
        form.final_value = 461
        form.new_meter_id = self.make.meter("NOWY-1")
        form.seal = "PL-77"
        form.fitter = "Adam Monter"
        form.signature = "signed"
        opened = form.save().action_exchange()
        new = self.env[opened["res_model"]].browse(opened["res_id"])
        self.assertEqual(point.meter_id.number, "NOWY-1")
        html, kind = self.env["ir.actions.report"]._render_qweb_html(
            "ibok_water.report_exchange_protocol", new.ids
        )
        self.assertEqual(kind, "html")
        text = html.decode()
        pdf, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "ibok_water.report_exchange_protocol", new.ids
        )
        self.assertEqual(kind, "pdf")
        printed = pypdf.PdfReader(io.BytesIO(pdf))
        self.assertIn("/StructTreeRoot", printed.trailer["/Root"])
        self.assertIn(new.protocol, printed.pages[0].extract_text())
        for expected in (
            new.protocol,
            "NOWY-1",
            "461",
            "PL-77",
            "Adam Monter",
            contract.number,
            contract.partner_id.name,
            new.previous_id.meter_id.number,
        ):
            self.assertIn(expected, text)

    def test_the_first_meter_of_a_point_is_a_new_connection(self):
        point = self.make.point(self.make.premise())
        action = point.with_user(self.clerk).action_exchange_meter()
        self.assertEqual(action["name"], "Install Meter")
        wizard = self.env["water.meter.exchange"].with_user(self.clerk)
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual(form.reason, "new")
        form.new_meter_id = self.make.meter("NOWY-2")
        opened = form.save().action_exchange()
        self.assertEqual(
            self.env[opened["res_model"]].browse(opened["res_id"]).reason, "new"
        )
        action = point.with_user(self.clerk).action_exchange_meter()
        self.assertEqual(action["name"], "Exchange Meter")
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual(form.reason, "verification")

    def test_a_reading_is_entered_by_hand(self):
        contract = self.make.household(100)
        action = contract.with_user(self.clerk).action_enter_reading()
        form = Form(
            self.env["water.reading"]
            .with_user(self.clerk)
            .with_context(**action["context"]),
            view="ibok_water.water_reading_view_form_entry",
        )
        self.assertEqual(form.point_id, contract.contract_point_ids.point_id)
        form.date = date(2026, 1, 31)
        form.value = 105.5
        reading = form.save()
        self.assertEqual((reading.state, reading.source), ("accepted", "phone"))

    def test_settings_open(self):
        self.env["res.config.settings"].create({}).execute()


class TestReadingState(common.WaterCase):
    """Which contracts the office still waits for."""

    def setUp(self):
        super().setUp()
        self.make.tariff()
        self.contract = self.make.household(100)
        self.point = self.contract.contract_point_ids.point_id
        self.startPatcher(self._on("2026-02-05"))

    def _on(self, today):
        return freeze_time(f"{today} 12:00:00")

    def _state(self):
        self.contract.invalidate_recordset(["reading_state", "reading_due"])
        found = self.contract.search(
            [
                ("id", "=", self.contract.id),
                ("reading_state", "=", self.contract.reading_state),
            ]
        )
        self.assertEqual(found, self.contract, "search and value must agree")
        return self.contract.reading_state

    def test_missing_while_the_window_is_open(self):
        self.assertEqual(self._state(), "missing")
        self.assertEqual(self.contract.reading_due, date(2026, 2, 14))

    def test_overdue_after_the_window(self):
        with self._on("2026-02-16"):
            self.assertEqual(self._state(), "overdue")

    def test_held_reading_waits_for_a_decision(self):
        self.make.read(self.point, 90, "2026-01-31")
        self.assertEqual(self._state(), "held")

    def test_read_waits_for_the_run_then_settled(self):
        self.make.read(self.point, 105, "2026-01-31")
        self.assertEqual(self._state(), "read")
        self.make.settle(self.contract, "2026-01-31")
        self.assertEqual(self._state(), "settled")

    def test_a_contract_with_one_meter_unread_is_missing(self):
        other = self.make.point(premise=self.point.premise_id)
        self.make.install(other)
        self.contract.contract_point_ids = [
            (0, 0, {"point_id": other.id, "date_from": "2026-01-01"})
        ]
        self.make.read(self.point, 105, "2026-01-31")
        self.assertEqual(self._state(), "missing")

    def test_nothing_is_due_before_the_first_cycle_ends_and_after_the_contract(self):
        with self._on("2026-01-10"):
            self.assertEqual(self._state(), "none")
        self.contract.write({"state": "closed", "date_to": "2026-01-31"})
        self.assertEqual(self._state(), "none")

    def test_a_held_reading_is_checked_again_when_its_contract_came_later(self):
        point = self.make.metered_point(10)
        reading = self.make.read(point, 15, "2026-01-31")
        self.assertEqual(
            (reading.state, reading.hold_codes), ("held", "outside_contract")
        )
        contract = self.make.contract([point])
        reading.action_check_again()
        self.assertEqual((reading.state, reading.contract_id), ("accepted", contract))
        with self.assertRaises(UserError):
            reading.action_check_again()

    def test_a_contract_set_aside_is_tried_again(self):
        run = self.env["water.billing.run"].create({"cycle_end": "2026-01-31"})
        run.action_start()
        line = run.line_ids.filtered(lambda row: row.contract_id == self.contract)
        line._process()
        self.assertEqual(line.state, "held")
        self.make.read(self.point, 105, "2026-01-31")
        line.action_retry()
        self.assertEqual((line.state, line.reason), ("done", False))
