from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from . import common

MANAGER = "ibok_water.group_water_manager"


class TestOfficeUsers(common.WaterCase):
    """A manager lets people into the office, with no right that he has not himself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whatever other addons make of the jobs: these three are looked at here.
        cls.env["res.groups.privilege"].search([]).water_office = False
        privilege = cls.env["res.groups.privilege"].create(
            {"name": "Jobs", "water_office": True}
        )
        cls.jobs = {
            name: cls.env["res.groups"].create(
                {
                    "name": name,
                    "sequence": place,
                    "privilege_id": privilege.id,
                    "implied_ids": [Command.set([cls.env.ref(group).id])],
                }
            )
            for place, (name, group) in enumerate(
                {
                    "reader": "ibok_water.group_water_reader",
                    "clerk": "ibok_water.group_water_clerk",
                    "manager": MANAGER,
                    "accountant": "account.group_account_manager",
                    "system": "base.group_system",
                }.items(),
                1,
            )
        }
        for lower, higher in (("reader", "clerk"), ("clerk", "manager")):
            cls.jobs[higher].implied_ids += cls.jobs[lower]
        cls.manager = common.user(cls.env, "office-manager", MANAGER)
        cls.manager.group_ids = [Command.set(cls.jobs["manager"].ids)]

    def wizard(self, by=None, **vals):
        return (
            self.env["water.office.user"]
            .with_user(by or self.manager)
            .create(
                {
                    "name": "Anna Nowa",
                    "login": "Anna.Nowa@example.com",
                    "job_id": self.jobs["clerk"].id,
                    "company_id": self.company.id,
                    **vals,
                }
            )
        )

    def invited(self, **vals):
        self.wizard(**vals).action_confirm()
        return self.env["res.users"].search([("login", "=", "anna.nowa@example.com")])

    def office(self, user):
        """The user as the manager's own record."""
        return user.with_user(self.manager)

    def test_the_form_offers_only_what_the_manager_has(self):
        form = Form(self.env["water.office.user"].with_user(self.manager))
        jobs = self.env["res.groups"].browse(form.job_ids.ids)
        self.assertEqual(jobs.mapped("name"), ["reader", "clerk", "manager"])

    def test_who_is_invited_has_one_job_and_gets_a_letter(self):
        user = self.invited()
        self.assertEqual(user.group_ids, self.jobs["clerk"])
        self.assertEqual(user.company_ids, self.company)
        self.assertEqual((user.share, user.active), (False, True))
        self.assertEqual(user.water_job_id, self.jobs["clerk"])
        # Odoo's letter with a link to choose a password went out.
        self.assertEqual(user.partner_id.signup_type, "signup")
        self.assertIn("clerk", "".join(user.partner_id.message_ids.mapped("body")))
        self.assertFalse(user.all_group_ids - self.manager.all_group_ids)

    def test_who_has_piles_begins_at_the_board(self):
        board = self.env.ref("ibok_water.water_worklist_action")
        self.assertEqual(self.invited().action_id.id, board.id)
        # Who reads meters has none.
        self.assertFalse(self.env["res.users"]._water_first_page(self.jobs["reader"]))

    def test_a_letter_that_could_not_be_sent_is_told(self):
        told = self.wizard().action_confirm()["params"]
        self.assertEqual(told["type"], "success")
        self.assertIn("anna.nowa@example.com", told["message"])
        with patch.object(
            type(self.env["res.users"]),
            "_action_reset_password",
            side_effect=MailDeliveryException("no server"),
        ):
            told = self.wizard(login="b@example.com").action_confirm()["params"]
        self.assertEqual((told["type"], told["sticky"]), ("warning", True))
        self.assertTrue(
            self.env["res.users"].search_count([("login", "=", "b@example.com")])
        )

    def test_more_than_the_manager_has_is_not_given(self):
        for name in ("accountant", "system"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.wizard(job_id=self.jobs[name].id).action_confirm()
        stray = self.env.ref("base.group_erp_manager")
        with self.assertRaises(AccessError):
            self.wizard(job_id=stray.id).action_confirm()
        # No job at all, though he has it.
        with self.assertRaises(AccessError):
            self.wizard(job_id=self.env.ref(MANAGER).id).action_confirm()

    def test_what_a_browser_sends_along_decides_nothing(self):
        wizard = self.wizard().with_context(
            default_group_ids=[Command.link(self.jobs["system"].id)],
            default_company_ids=[Command.link(self._other_company().id)],
            default_partner_id=self.env.ref("base.partner_admin").id,
            default_share=True,
        )
        wizard.action_confirm()
        user = self.env["res.users"].search([("login", "=", "anna.nowa@example.com")])
        self.assertEqual(user.group_ids, self.jobs["clerk"])
        self.assertEqual(user.company_ids, self.company)
        self.assertNotEqual(user.partner_id, self.env.ref("base.partner_admin"))

    def _other_company(self):
        return self.env["res.company"].create({"name": "Gmina Obca"})

    def test_only_companies_of_the_manager(self):
        with self.assertRaises(AccessError):
            self.wizard(company_id=self._other_company().id).sudo(
                False
            ).action_confirm()

    def test_only_a_manager_does_any_of_it(self):
        clerk = self.invited()
        other = self.invited_second()
        with self.assertRaises(AccessError):
            self.wizard(by=clerk)
        for method in (
            "action_water_close",
            "action_water_reopen",
            "action_water_invite",
            "action_water_job",
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(other.with_user(clerk), method)()

    def invited_second(self):
        self.wizard(login="second@example.com", name="Druga").action_confirm()
        return self.env["res.users"].search([("login", "=", "second@example.com")])

    def test_a_known_address_is_refused(self):
        common.user(
            self.env, "ANNA.nowa@example.com", "base.group_portal"
        ).active = False
        with self.assertRaises(UserError):
            self.wizard().action_confirm()
        with self.assertRaises(UserError):
            self.wizard(login="no address").action_confirm()

    def test_a_wildcard_in_an_address_finds_nobody_else(self):
        common.user(self.env, "annaXnowa@example.com", "base.group_portal")
        self.wizard(login="anna_nowa@example.com").action_confirm()
        self.assertTrue(
            self.env["res.users"].search([("login", "=", "anna_nowa@example.com")])
        )

    def test_closed_and_opened_again(self):
        user = self.invited()
        self.assertTrue(self.office(user).water_in_reach)
        self.office(user).action_water_close()
        self.assertFalse(user.active)
        self.office(user).action_water_reopen()
        self.assertTrue(user.active)
        with self.assertRaises(UserError):
            self.office(self.manager).action_water_close()

    def test_who_has_more_than_the_manager_is_the_administrators(self):
        user = self.invited()
        elsewhere = self._other_company()
        for vals in (
            {"group_ids": [Command.link(self.jobs["accountant"].id)]},
            {"group_ids": [Command.link(self.env.ref("base.group_erp_manager").id)]},
            {"company_ids": [Command.link(elsewhere.id)]},
            {"group_ids": [Command.set([self.env.ref("base.group_portal").id])]},
            {"group_ids": [Command.set([self.env.ref("base.group_user").id])]},
        ):
            changed = user.copy({"login": f"{vals}@example.com"})
            changed.write(vals)
            for method in (
                "action_water_close",
                "action_water_reopen",
                "action_water_invite",
                "action_water_job",
            ):
                self.assertFalse(self.office(changed).water_in_reach)
                with self.subTest(vals, method=method), self.assertRaises(AccessError):
                    getattr(self.office(changed), method)()
            with self.assertRaises(AccessError):
                self.wizard(user_id=changed.id).action_confirm()

    def test_another_job_takes_the_place_of_the_one_before(self):
        user = self.invited()
        export = self.env.ref("base.group_allow_export")
        self.manager.group_ids += export
        user.group_ids += export
        action = self.office(user).action_water_job()
        form = Form(
            self.env["water.office.user"]
            .with_user(self.manager)
            .with_context(**action["context"])
        )
        self.assertEqual(form.job_id, self.jobs["clerk"])
        form.job_id = self.jobs["reader"]
        form.save().action_confirm()
        self.assertEqual(user.group_ids, self.jobs["reader"] | export)

    def test_nobody_raises_himself(self):
        with self.assertRaises(AccessError):
            self.wizard(
                user_id=self.manager.id, job_id=self.jobs["system"].id
            ).action_confirm()
        with self.assertRaises(AccessError):
            self.office(self.manager).write({"group_ids": [Command.clear()]})
