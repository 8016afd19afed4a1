from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from . import application_case, common, ticket_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestMatterPerson(
    application_case.ApplicationFixtures,
    ticket_case.TicketFixtures,
    common.WaterPortalCase,
):
    """Who works on a matter has it; who took it by hand keeps it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()
        cls._set_up_tickets()
        cls.other = new_test_user(
            cls.env, "person-other", "ibok_water.group_water_clerk", name="Olga"
        )
        cls.gone = new_test_user(
            cls.env, "person-gone", "ibok_water.group_water_clerk", name="Gustaw"
        )
        cls.kind.user_id = cls.clerk

    def _acts(self):
        """(what is done, a fresh matter, what the other clerk does)."""
        yield "answer", self._ticket(), lambda m: m._answer("Done", "phone")
        yield "ask", self._ticket(), lambda m: m._ask_resident("Where?")
        yield "close", self._ticket(), lambda m: m.action_close()
        for word, act in (
            ("decide", lambda m: m._decide_on("approved", "Granted", "phone")),
            ("extend", lambda m: m._extend_time("The designer is ill")),
            ("question", lambda m: m._ask_resident("Where?")),
        ):
            yield word, self._application(), act

    def test_who_acts_has_it(self):
        for word, matter, act in self._acts():
            with self.subTest(act=word):
                self.assertEqual(matter.sudo().user_id, self.clerk, "as proposed")
                act(matter.with_user(self.other))
                self.assertEqual(matter.sudo().user_id, self.other)
                self.assertFalse(
                    matter.sudo().activity_ids.filtered(
                        lambda one: one.user_id == self.clerk
                    )
                )

    def test_who_took_it_keeps_it(self):
        for word, matter, act in self._acts():
            with self.subTest(act=word):
                matter.with_user(self.clerk).action_take()
                act(matter.with_user(self.other))
                self.assertEqual(matter.sudo().user_id, self.clerk)

    def test_who_was_chosen_by_a_person_keeps_it(self):
        for word, matter, act in self._acts():
            with self.subTest(act=word):
                matter.with_user(self.manager).user_id = self.gone
                act(matter.with_user(self.other))
                self.assertEqual(matter.sudo().user_id, self.gone)

    def test_who_left_keeps_nothing(self):
        for word, matter, act in self._acts():
            with self.subTest(act=word):
                self.gone.active = True
                matter.with_user(self.manager).user_id = self.gone
                self.gone.active = False
                act(matter.with_user(self.other))
                self.assertEqual(matter.sudo().user_id, self.other)

    def test_activities_go_along_with_the_matter(self):
        warning = "ibok_portal.mail_activity_type_promise_warning"
        for matter in (self._ticket(), self._application()):
            with self.subTest(matter=matter):
                matter.sudo().activity_schedule(warning, user_id=self.clerk.id)
                other = self.env["mail.activity"].create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id(matter._name),
                        "res_id": matter.id,
                        "activity_type_id": self.ref("mail.mail_activity_data_call"),
                        "user_id": self.clerk.id,
                    }
                )
                own = matter.sudo().activity_ids - other
                self.assertEqual(len(own), 2)
                matter.with_user(self.manager).user_id = self.other
                self.assertEqual(own.user_id, self.other)
                self.assertEqual(other.user_id, self.clerk, "what somebody planned")
                matter.with_user(self.manager).user_id = False
                self.assertEqual(own.user_id, self.clerk, "whom the program proposes")

    def test_carrying_out_goes_along_as_well(self):
        application = self._application()
        application.with_user(self.other)._decide_on("approved", "Granted", "phone")
        application.with_user(self.manager).user_id = self.clerk
        self.assertEqual(application.sudo().activity_ids.user_id, self.clerk)

    def test_who_enters_a_matter_may_choose_somebody(self):
        matter = self._ticket(user_id=self.gone.id)
        matter.with_user(self.other)._answer("Done", "phone")
        self.assertEqual(matter.sudo().user_id, self.gone)

    def test_what_nobody_has_is_of_who_acts(self):
        matter = self._ticket()
        matter.with_user(self.manager).user_id = False
        matter.with_user(self.other)._ask_resident("Where?")
        self.assertEqual(matter.sudo().user_id, self.other)
        with self.assertRaises(AccessError):
            matter.with_user(self.other).user_by_hand = False

    def test_carrying_out_is_of_who_decided(self):
        application = self._application()
        application.with_user(self.other)._decide_on("approved", "Granted", "phone")
        [todo] = application.sudo().activity_ids
        self.assertEqual(todo.user_id, self.other)
        self.assertEqual(application.decided_by_id, self.other)
