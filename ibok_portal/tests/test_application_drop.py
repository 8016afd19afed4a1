from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from . import application_case, common


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplicationDrop(
    application_case.ApplicationFixtures, common.WaterPortalHttpCase
):
    """Approved, and never carried out: both sides see why, the decision stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()

    def _approved(self):
        application = self._application()
        self._decide(application)
        return application

    def test_both_sides_read_why_and_the_clock_stays(self):
        application = self._approved()
        before = application.read(["answered_on", "promise_kept", "days_taken"])
        [todo] = application.activity_ids
        self.assertIn("Carry out", todo.summary)
        with freeze_time("2026-12-20 10:00:00"):
            action = application.with_user(self.clerk).action_drop()
            with Form(
                self.env["ibok.application.decision"]
                .with_user(self.clerk)
                .with_context(**action["context"])
            ) as form:
                form.text = "You wrote that you need it no more."
            form.record.action_send()
            self.env.invalidate_all()
            self.assertEqual(application.state, "dropped")
            self.assertEqual(application.dropped_on, date(2026, 12, 20))
            self.assertFalse(application.activity_ids)
            after = application.read(["answered_on", "promise_kept", "days_taken"])
            self.assertEqual(after, before)
            self.assertFalse(application.late)
            self.assertNotIn(
                application,
                self.env["ibok.application"].search(
                    self.env["ibok.application"]._promise_domain()
                ),
            )
            self._login(self.anna)
            text = self._text(self._page(f"/my/applications/{application.id}"))
        self.assertIn("Approved, and not carried out", text)
        self.assertIn("Closed on 12/20/2026: You wrote that you need it no more.", text)
        self.assertEqual(
            self.env["ibok.promise.record"].search_count(
                [("kind_id", "=", self.kind.id), ("kind_model", "=", self.kind._name)]
            ),
            1,
            "it counts once among the decisions",
        )

    def test_a_card_of_the_board_tells_the_decision_once_there_is_one(self):
        view = self.env.ref("ibok_portal.ibok_application_view_kanban")
        card = etree.fromstring(view.arch)
        [decided] = card.xpath("//div[field[@name='answered_on']]")
        self.assertEqual(decided.get("t-if"), "record.answered_on.raw_value")

    def test_an_approval_tells_how_to_give_it_up(self):
        application = self._approved()
        self._login(self.anna)
        text = self._text(self._page(f"/my/applications/{application.id}"))
        self.assertIn("do not need it any more", text)
        self.assertIn("Decided on 11/26/2026", text)
        page = self._page(f"/my/applications/{application.id}")
        [link] = page.xpath("//a[contains(@href, 'decision.pdf')]")
        self.assertEqual(link.text_content(), "Decision (PDF)")

    def test_only_what_is_approved_is_dropped_once_and_with_words(self):
        application = self._application()
        with self.assertRaises(UserError):
            application.with_user(self.clerk)._drop("Why")
        application = self._approved()
        wizard = self.env["ibok.application.decision"].with_user(self.clerk)
        with self.assertRaises(UserError):
            wizard.create(
                {
                    "application_id": application.id,
                    "kind": "drop",
                    "text": " ",
                    "road": "electronic",
                }
            ).action_send()
        application.with_user(self.clerk)._drop("Why")
        with self.assertRaises(UserError):
            application.with_user(self.clerk)._drop("Why")
        with self.assertRaises(UserError):
            application.with_user(self.clerk).action_done()
        reader = new_test_user(self.env, "drop-reader", "base.group_user")
        with self.assertRaises(AccessError):
            application.with_user(reader)._drop("Why")
        with self.assertRaises(AccessError):
            application.with_user(self.clerk).drop_reason = "Another"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE ibok_application SET drop_reason = ' ' WHERE id = %s",
                [application.id],
            )

    def test_a_card_is_not_dragged_there(self):
        application = self._approved()
        with self.assertRaisesRegex(UserError, "Not Carried Out"):
            application.with_user(self.clerk).write({"state": "dropped"})

    def test_what_was_begun_is_undone_first(self):
        application = self._approved()
        contract = self.env["water.contract"].create(
            {
                "partner_id": self.anna.partner_id.id,
                "premise_id": self.point.premise_id.id,
                "date_from": "2026-12-01",
            }
        )
        contract.application_id = application
        with self.assertRaisesRegex(UserError, "draft of the contract"):
            application.with_user(self.clerk)._drop("Why")
        contract.unlink()
        refund = self.env["water.refund"].create(
            {
                "partner_id": self.anna.partner_id.id,
                "amount": 5,
                "nrb": "83101010230000261395100000",
            }
        )
        refund.application_id = application
        with self.assertRaisesRegex(UserError, "Cancel the refund"):
            application.with_user(self.clerk)._drop("Why")
        refund.action_cancel()
        self.point.application_id = application
        application.with_user(self.clerk)._drop("Why")
        self.assertFalse(refund.application_id or self.point.application_id)

    def test_it_goes_with_its_time(self):
        application = self._approved()
        application.with_user(self.clerk)._drop("Why")
        category = self.env["ibok.data.category"].search(
            [("code", "=", "applications")], limit=1
        )
        category.keep_days = 10
        with (
            freeze_time("2026-12-20 10:00:00"),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
        ):
            self.env["ibok.data.category"]._cron_retention()
        self.assertFalse(application.exists())
