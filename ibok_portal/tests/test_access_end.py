from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import access_case


@tagged("post_install", "-at_install")
class TestAccessEnd(access_case.AccessCase):
    """How an access ends, and with what it goes on."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(access_case.NOON))

    def _letters(self, email):
        return self.env["mail.mail"].search([("email_to", "=", email)], order="id")

    def test_withdrawn_by_the_customer_or_given_back(self):
        access = self._give()
        for user in (self.bogdan, self.reader):
            self.assertRaises(AccessError, access.with_user(user)._withdraw)
        access.with_user(self.ola)._withdraw()
        self.assertEqual(access.state, "revoked")
        access = self._give()
        access.with_user(self.anna)._withdraw()
        self.assertEqual(access.revoked_by_id, self.anna)

    def test_blocked_account_loses_its_accesses_for_good(self):
        access = self._give()
        self.ola.with_user(self.clerk)._block("Nadużycie")
        self.assertEqual(access.state, "revoked")
        self.ola.with_user(self.clerk).action_unblock()
        self.assertFalse(self.house.with_user(self.ola).has_access("read"))

    def test_deleted_account_loses_its_accesses_and_its_name(self):
        access = self._give()
        number, login = self.ola.id, self.ola.login
        invited, _key = self._invite(login, contract=self.shop)
        self.ola.with_user(self.clerk)._delete_on_request("Pismo")
        for row in access | invited:
            self.assertEqual(row.state, "revoked")
            self.assertNotIn("ola", f"{row.name}{row.email}".lower())
        self.assertEqual(access.account_number, number)

    def test_deleted_customer_ends_what_he_gave_not_what_the_office_gave(self):
        office = self._give()
        owner, _key = self._invite(self.bogdan.login)
        owner._accept(self.bogdan)
        waiting, _key = self._invite()
        self.anna.with_user(self.clerk)._delete_on_request("Pismo")
        self.assertEqual(office.state, "live")
        self.assertEqual(owner.state, "revoked")
        self.assertEqual(waiting.state, "revoked")

    def test_other_e_mail_address_carries_accesses_over(self):
        self._give(scope="act", role="manager", date_to="2027-12-31")
        ended = self._give(contract=self.shop, date_to="2026-12-01")
        Request = self.env["ibok.account.request"]
        request = Request._ask_for_change(self.ola, "ola-new@example.com", "192.0.2.4")
        request._confirm()
        new = request.user_id
        self.assertEqual(new.login, "ola-new@example.com")
        access = self.env["ibok.access"].search([("user_id", "=", new.id)])
        self.assertEqual(access.state, "live")
        self.assertEqual((access.role, access.scope), ("manager", "act"))
        self.assertEqual(access.previous_id.state, "revoked")
        self.assertEqual(access.previous_id.user_id, self.ola)
        self.assertNotEqual(ended.state, "live")
        self.assertTrue(self.house.with_user(new).has_access("read"))
        self.assertFalse(self.house.with_user(self.ola).has_access("read"))
        # The customer is not told of a new person: it is the same one.
        self.assertEqual(len(self._letters(self.anna.email)), 2)

    def test_invitations_of_the_old_address_end_with_the_new_account(self):
        """Whom Anna invited under one address goes when her last account goes."""
        access, _key = self._invite(self.bogdan.login)
        access._accept(self.bogdan)
        Request = self.env["ibok.account.request"]
        request = Request._ask_for_change(self.anna, "anna-new@example.com", "x")
        request._confirm()
        self.assertEqual(access.state, "live")
        request.user_id.with_user(self.clerk)._delete_on_request("Pismo")
        self.assertEqual(access.state, "revoked")

    def test_end_of_the_contract_leaves_its_history_open(self):
        self._give()
        self.house.date_to = "2026-12-29"
        self.house.action_close()
        self.env.invalidate_all()
        self.assertTrue(self.house.with_user(self.ola).has_access("read"))

    def test_another_customer_inherits_nobody(self):
        access = self._give()
        self.house.partner_id = self.bogdan.partner_id
        self.assertEqual(access.state, "revoked")
        self.assertFalse(self.house.with_user(self.ola).has_access("read"))

    def test_who_could_read_bills_proves_nothing_by_one(self):
        """Else the holder of one contract opens an account over all of them."""
        Request = self.env["ibok.account.request"]
        partner = self.anna.partner_id
        self.assertFalse(self.env["ibok.access"]._was_given(partner))
        self._give()._end("x")
        self.assertTrue(self.env["ibok.access"]._was_given(partner))
        request = Request.new({"customer_number": "K", "email": "x@example.com"})
        self.patch(type(Request), "_is_proved", lambda self, partner: True)
        self.assertFalse(request._opens_by_itself(partner))
        self.assertFalse(self.env["ibok.access"]._was_given(self.bogdan.partner_id))

    def test_bills_of_a_firm_prove_nothing_for_its_parts(self):
        """The last invoices are those of the whole firm, so is who has seen them."""
        firm = self.anna.partner_id
        branch = firm.create({"name": "Branch", "parent_id": firm.id})
        self._give()
        self.assertTrue(self.env["ibok.access"]._was_given(branch))
