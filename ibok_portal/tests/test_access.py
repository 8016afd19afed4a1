from freezegun import freeze_time
from psycopg2.errors import CheckViolation, ExclusionViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import access_case, common


@tagged("post_install", "-at_install")
class TestAccess(access_case.AccessCase):
    """An access from the grant or the invitation to its end."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(access_case.NOON))

    def _letters(self, email):
        return self.env["mail.mail"].search([("email_to", "=", email)], order="id")

    def _events(self, user):
        events = self.env["ibok.account.event"].search(
            [("user_id", "=", user.id)], order="id"
        )
        return events.mapped("kind")

    def _refused_by_the_database(self, error, call):
        with mute_logger("odoo.sql_db"), self.assertRaises(error):
            with self.env.cr.savepoint():
                call()
                self.env.flush_all()

    def test_a_new_form_has_a_name(self):
        access = self.env["ibok.access"].new({})
        self.assertEqual(access.display_name, "New")
        access.contract_id = self.house
        self.assertEqual(access.display_name, self.house.number)

    # -- what the database holds ------------------------------------------------

    def test_one_live_access_per_account_and_contract(self):
        self._give(date_to="2026-12-31")
        self._refused_by_the_database(
            ExclusionViolation, lambda: self._give(date_from="2026-12-31")
        )
        self._give(date_from="2027-01-01")
        self._give(contract=self.shop)

    def test_withdrawn_days_are_free_again(self):
        self._give()._end("x")
        self.assertEqual(self._give().state, "live")

    def test_dates_in_order(self):
        self._refused_by_the_database(
            CheckViolation,
            lambda: self._give(date_from="2027-01-02", date_to="2027-01-01"),
        )

    def test_one_open_invitation_per_address(self):
        first, _key = self._invite()
        self._refused_by_the_database(
            UniqueViolation,
            lambda: first.create({"contract_id": self.house.id, "email": first.email}),
        )

    def test_an_account_without_an_acceptance_is_no_access(self):
        access, _key = self._invite()
        self._refused_by_the_database(
            CheckViolation, lambda: access.write({"user_id": self.ola.id})
        )

    # -- the office -------------------------------------------------------------

    def test_clerk_gives_and_the_customer_is_told(self):
        access = self._give(scope="act", date_to="2027-12-31")
        self.assertEqual(access.state, "live")
        self.assertEqual(access.origin, "office")
        self.assertEqual(access.granted_by_id, self.clerk)
        self.assertEqual(access.account_number, self.ola.id)
        self.assertEqual(self._events(self.ola), ["access"])
        letter = self._letters(self.anna.email).body_html
        self.assertIn(self.ola.name, letter)
        self.assertIn("12/31/2027", letter)

    def test_clerk_invites_by_e_mail(self):
        access = (
            self.env["ibok.access"]
            .with_user(self.clerk)
            .create({"contract_id": self.house.id, "email": " Nowa@Example.com "})
        )
        self.assertEqual(access.state, "invited")
        self.assertEqual(access.email, "nowa@example.com")
        self.assertIn("/ibok/access/", self._letters("nowa@example.com").body_html)
        first = self._key_of("nowa@example.com")
        access.action_invite_again()
        Access = self.env["ibok.access"]
        self.assertFalse(Access._by_link(access.id, first))
        self.assertTrue(Access._by_link(access.id, self._key_of("nowa@example.com")))

    def test_no_e_mail_no_invitation(self):
        Access = self.env["ibok.access"].with_user(self.clerk)
        vals = {"contract_id": self.house.id, "email": "nobody"}
        self.assertRaises(UserError, Access.create, vals)

    def test_clerk_withdraws_with_a_reason(self):
        access = self._give()
        wizard = self.env["ibok.access.revoke"].with_user(self.clerk)
        wizard.create({"access_ids": access.ids, "reason": "Cofnięte"}).action_confirm()
        self.assertEqual(access.state, "revoked")
        self.assertEqual(access.revoked_by_id, self.clerk)
        self.assertEqual(access.revoke_reason, "Cofnięte")
        self.assertEqual(self._events(self.ola), ["access", "access_end"])
        self.assertRaises(UserError, access.action_revoke)

    def test_nothing_is_deleted_or_turned_into_another(self):
        access = self._give()
        for change in (
            {"user_id": self.bogdan.id},
            {"contract_id": self.shop.id},
            {"email": "x@example.com"},
        ):
            self.assertRaises(UserError, access.write, change)
        self.assertRaises(AccessError, access.unlink)
        self.assertRaises(UserError, access.sudo().unlink)
        self.assertRaises(AccessError, access.copy)
        access.date_to = "2027-12-31"
        access._end("x")
        self.assertRaises(UserError, access.write, {"date_to": False})

    def test_process_fields_are_not_for_clients(self):
        access = self._give()
        for vals in (
            {"revoked_at": False},
            {"accepted_at": "2020-01-01"},
            {"origin": "owner"},
        ):
            self.assertRaises(AccessError, access.write, vals)

    def test_no_access_to_ones_own_contract_nor_for_staff(self):
        self.assertRaises(ValidationError, self._give, self.anna)
        self.assertRaises(ValidationError, self._give, self.clerk)

    def test_reader_and_residents_have_no_hand_in_it(self):
        access = self._give()
        for user in (self.reader, self.bogdan):
            self.assertFalse(access.with_user(user).has_access("read"))
        for user in (self.reader, self.anna, self.ola, self.bogdan):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(access.with_user(user).has_access(operation))
        for user in (self.anna, self.ola):
            mine = access.with_user(user)
            self.assertTrue(mine.has_access("read"))
            for field in ("granted_by_id", "document", "revoke_reason", "token_hash"):
                self.assertRaises(AccessError, mine.read, [field])

    def test_states_are_found_as_they_are_shown(self):
        given = self._give(date_to="2027-01-15")
        self._give(self.bogdan, date_from="2027-01-10", date_to="2027-01-20")
        invited, _key = self._invite()
        Access = self.env["ibok.access"].search([("contract_id", "=", self.house.id)])
        states = ("invited", "live", "future", "ended", "revoked")
        for moment in ("2026-12-29", "2027-01-12", "2027-01-18", "2027-02-01"):
            with freeze_time(f"{moment} 10:00:00"):
                self.env.invalidate_all()
                for state in states:
                    found = Access.search(
                        [("state", "=", state), ("id", "in", Access.ids)]
                    )
                    self.assertEqual(
                        found, Access.filtered(lambda a, s=state: a.state == s), state
                    )
        given._end("x")
        self.assertEqual(
            given, Access.search([("state", "=", "revoked"), ("id", "in", Access.ids)])
        )
        self.assertNotIn(
            given,
            Access.search([("state", "!=", "revoked"), ("id", "in", Access.ids)]),
        )

    # -- invited and accepted ---------------------------------------------------

    def test_only_the_customer_invites(self):
        for user in (self.ola, self.bogdan):
            with self.assertRaises(AccessError):
                self._invite(user=user)
        self._give(scope="act")
        with self.assertRaises(AccessError):
            self._invite(user=self.ola)

    def test_the_letter_is_one_whoever_has_the_address(self):
        unknown, _key = self._invite("unknown@example.com")
        known, _key = self._invite(self.ola.login)
        letters = [self._letters(a.email).body_html for a in (unknown, known)]
        plain = [
            str(letter).replace(f"/ibok/access/{access.id}/", "").replace(key, "")
            for letter, access, key in zip(
                letters,
                (unknown, known),
                map(self._key_of, (unknown.email, known.email)),
                strict=True,
            )
        ]
        self.assertEqual(*plain)

    def test_accepted_by_the_account_of_that_address(self):
        access, key = self._invite(self.ola.login)
        self.assertEqual(self.env["ibok.access"]._by_link(access.id, key), access)
        self.assertTrue(access._accept(self.bogdan))
        self.assertEqual(access.state, "invited")
        self.assertIsNone(access._accept(self.ola))
        self.assertEqual(access.state, "live")
        self.assertEqual(access.user_id, self.ola)
        self.assertFalse(self.env["ibok.access"]._by_link(access.id, key))
        self.assertTrue(access._accept(self.ola))
        self.assertIn("Ola Nowa", self._letters(self.anna.email).body_html)

    def test_address_in_the_account_s_data_proves_nothing(self):
        access, _key = self._invite("chef@example.com")
        self.ola.email = "chef@example.com"
        self.assertTrue(access._accept(self.ola))
        self.assertEqual(access.state, "invited")

    def test_invitation_lapses(self):
        access, key = self._invite(self.ola.login)
        with freeze_time("2027-01-05 09:00:01"):
            self.env.invalidate_all()
            self.assertEqual(access.state, "ended")
            self.assertFalse(self.env["ibok.access"]._by_link(access.id, key))
            self.assertTrue(access._accept(self.ola))
        self.assertFalse(access.user_id)

    def test_wrong_and_withdrawn_keys_lead_nowhere(self):
        Access = self.env["ibok.access"]
        access, key = self._invite(self.ola.login)
        other, _key = self._invite("other@example.com")
        self.assertFalse(Access._by_link(access.id, key[:-1] + "x"))
        self.assertFalse(Access._by_link(access.id, ""))
        self.assertFalse(Access._by_link(other.id, key))
        self.assertFalse(Access._by_link(access.id + 1000, key))
        access.with_user(self.anna)._withdraw()
        self.assertFalse(Access._by_link(access.id, key))

    def test_a_later_invitation_takes_the_place_of_the_first(self):
        first, key = self._invite()
        second, _key = self._invite()
        self.assertEqual((first.state, second.state), ("revoked", "invited"))
        self.assertFalse(self.env["ibok.access"]._by_link(first.id, key))

    def test_accepting_beside_an_access_of_the_office(self):
        access, _key = self._invite(self.ola.login)
        self._give()
        self.assertTrue(access._accept(self.ola))
        self.assertEqual(access.state, "invited")

    def test_new_account_for_who_has_none(self):
        common.forget_terms(self.env)
        terms = common.publish_terms(self.env, "terms", "77")
        access, _key = self._invite()
        user = access._accept_with_new_account(
            terms, access_case.NEW_PASSWORD, "192.0.2.4"
        )
        self.assertEqual(user.login, "nowa@example.com")
        self.assertTrue(user._is_portal() and user._has_password())
        self.assertEqual(user.name, "Ola Nowa")
        self.assertEqual(access.user_id, user)
        self.assertFalse(user.partner_id.water_contract_ids)
        self.assertEqual(
            self.env["ibok.consent"]._live(user, terms).given_ip, "192.0.2.4"
        )
        self.assertIsNone(
            access._accept_with_new_account(terms, access_case.NEW_PASSWORD, "x")
        )
