"""Every message is kept as it came, for those who may look."""

import json
from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ibok_p24 import const

from . import common


@tagged("post_install", "-at_install")
class TestMessages(common.P24Case):
    """`payment.p24.message`."""

    def setUp(self):
        super().setUp()
        self.tx = self.begin()
        self.pay(self.tx)
        self.messages = self.env["payment.p24.message"].sudo()

    def send(self, body, headers=None, path=const.WEBHOOK_PATH):
        """Somebody sends a message; the newest kept one."""
        self.env.flush_all()
        before = self.messages.search([], limit=1).id or 0
        self.url_open(path, data=body, headers=headers or {})
        self.env.invalidate_all()
        return self.messages.search([("id", ">", before)])

    def test_as_it_came(self):
        sent = []
        deliver, self.peer.deliver = self.peer.deliver, lambda _u, b, _h: sent.append(b)
        self.peer.notify(self.tx.p24_session_id)
        self.peer.deliver = deliver
        self.assertEqual(self.notify(self.tx), [200])
        message = self.received(self.tx)
        self.assertEqual(message.body.encode(), sent[0])
        self.assertEqual(message.remote_address, "127.0.0.1")
        self.assertEqual(message.kind, "payment")
        self.assertEqual(message.transaction_id, self.tx)
        self.assertEqual(message.provider_id, self.provider)
        self.assertEqual(message.company_id, self.company)
        self.assertEqual(json.loads(message.headers)["User-Agent"], "p24-stand-in")
        self.assertEqual(self.tx.p24_message_count, 1)

    def test_headers_with_secrets_are_not_kept(self):
        message = self.send(
            "{}",
            {
                "Authorization": "Basic tajne",
                "X-Api-Key": "tajne",
                "X-Auth": "tajne",
                "X-Other": "zwykłe".encode().decode("latin-1"),
            },
        )
        self.assertNotIn("tajne", message.headers)
        self.assertNotIn("Cookie", message.headers)
        self.assertIn("X-Other", message.headers)

    def test_refused_ones_are_kept_with_a_reason(self):
        for body in (b"{", b"\xff\x00\x01", b"[]", b"{}", b'{"sessionId":"\\u0000"}'):
            with self.subTest(body):
                message = self.send(body, {"Content-Type": "application/json"})
                self.assertEqual(message.verdict, "refused")
                self.assertEqual(message.reason, "malformed")
                self.assertTrue(message.detail)
                self.assertFalse(message.company_id)

    def test_a_huge_one_is_not(self):
        message = self.send(b"x" * 100_000, {"Content-Type": "application/json"})
        self.assertLess(len(message.body), 100)
        self.assertIn("100000", message.body)

    def test_a_form_is_kept_as_a_form(self):
        message = self.send({"sessionId": self.tx.p24_session_id, "amount": "1"})
        self.assertIn(self.tx.p24_session_id, message.body)
        self.assertEqual(message.verdict, "refused")

    def test_kept_even_when_handling_it_fails(self):
        def fail(_self):
            raise ZeroDivisionError("a fault of ours")

        self.patch(type(self.messages), "_act", fail)
        with self.assertLogs("odoo.addons.ibok_p24", "ERROR"):
            self.assertEqual(self.notify(self.tx), [500])
        message = self.messages.search([], limit=1)
        self.assertEqual(message.verdict, "failed")
        self.assertIn(self.tx.p24_session_id, message.body)
        self.assert_unpaid(self.tx)

    def test_one_that_is_signed_for_us_and_not_ours_is_told_apart(self):
        self.assertEqual(self.notify(self.tx, "unknown_session"), [404])
        message = self.messages.search([], limit=1)
        self.assertEqual(message.provider_id, self.provider)
        self.assertEqual(message.reason, "foreign")
        self.assertEqual(self.notify(self.tx, "tampered_session"), [404])
        self.assertFalse(self.messages.search([], limit=1).provider_id)

    def test_the_same_message_has_the_same_key_and_the_next_number(self):
        first = self.send(b"{}")
        second = self.send(b"{}")
        other = self.send(b"{}", path=const.REFUND_WEBHOOK_PATH)
        self.assertEqual(first.digest, second.digest)
        self.assertEqual(second.occurrence, first.occurrence + 1)
        self.assertNotEqual(first.digest, other.digest)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE payment_p24_message SET occurrence = %s WHERE id = %s",
                [first.occurrence, second.id],
            )

    def test_a_message_is_called_by_what_it_is_and_when_it_came(self):
        message = self.send(b"{}").with_context(tz="Europe/Warsaw", lang="en_US")
        message.received_at = datetime(2026, 11, 26, 7, 5)
        self.assertRegex(message.display_name, r"^Payment, .*2026.*8:05")
        self.assertNotIn(message.digest, message.display_name)
        found = self.messages.name_search(message.digest[:20])
        self.assertIn(message.id, [found_id for found_id, _name in found])

    def test_who_may_look_and_that_nobody_may_write(self):
        self.notify(self.tx)
        known, unknown = self.received(self.tx), self.send(b"{}")
        company = {"company_id": self.company.id, "company_ids": self.company.ids}

        def user(group):
            return new_test_user(self.env, f"look-{group}", groups=group, **company)

        manager = user("account.group_account_manager")
        system = user("base.group_system")
        for person in (manager, system):
            known.with_user(person).check_access("read")
            for operation in ("write", "create", "unlink"):
                with self.assertRaises(AccessError):
                    known.with_user(person).check_access(operation)
        unknown.with_user(system).check_access("read")
        with self.assertRaises(AccessError):
            unknown.with_user(manager).check_access("read")
        for group in (
            "account.group_account_invoice",
            "account.group_account_user",
            "base.group_user",
            "base.group_portal",
        ):
            person = user(group)
            for record in (known, unknown):
                with self.assertRaises(AccessError):
                    record.with_user(person).check_access("read")
            if group != "base.group_user" and group != "base.group_portal":
                self.tx.with_user(person).read()

    def test_nothing_of_another_company(self):
        self.notify(self.tx)
        other = self.env["res.company"].sudo().create({"name": "Obok"})
        manager = new_test_user(
            self.env,
            "look-other",
            groups="account.group_account_manager",
            company_id=other.id,
            company_ids=other.ids,
        )
        with self.assertRaises(AccessError):
            self.received(self.tx).with_user(manager).check_access("read")

    def test_deleted_after_the_time_that_is_set(self):
        old, new = self.send(b"{}"), self.send(b"[]")
        self.env.cr.execute(
            "UPDATE payment_p24_message SET received_at = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=40), old.id],
        )
        old.invalidate_recordset()
        parameters = self.env["ir.config_parameter"].sudo()
        for days in ("0", "50", "", "x"):
            parameters.set_param(const.MESSAGE_DAYS_PARAMETER, days)
            self.messages._gc_messages()
            self.assertTrue(old.exists(), days)
        parameters.set_param(const.MESSAGE_DAYS_PARAMETER, "30")
        self.messages._gc_messages()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())
