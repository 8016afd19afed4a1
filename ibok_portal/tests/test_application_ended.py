from freezegun import freeze_time

from odoo.tests import tagged

from . import application_case, common

NEW = "/my/applications/new"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplicationEnded(
    application_case.ApplicationFixtures, common.WaterPortalHttpCase
):
    """Of a contract that has ended nothing is asked that would end or change it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()

    def setUp(self):
        super().setUp()
        self._login(self.anna)

    def _send(self, url, **given):
        token = self._page("/my/account").xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(
            url, data={"csrf_token": token, **given}, allow_redirects=False
        )

    def _mine(self):
        return self.env["ibok.application"].search(
            [("partner_id", "=", self.anna.partner_id.id)]
        )

    def test_what_ends_or_changes_a_contract_is_asked_of_one_in_force(self):
        ended = self._make_contract(self.anna, [self._make_point("T7009")])
        ended.action_close()
        running, over = str(self.contract.id), str(ended.id)
        for code, offered in (
            ("handover", [running]),
            ("termination", [running]),
            ("refund", [running, over]),
        ):
            kind = self.env.ref(f"ibok_portal.application_{code}")
            kind.needs_contract = True
            page = self._page(f"{NEW}?kind_id={kind.id}")
            protocol = page.xpath("//main//a[@href='/ibok/forms/protocol']")
            self.assertEqual(len(protocol), code == "handover")
            values = page.xpath("//select[@name='contract_id']/option/@value")
            self.assertEqual(sorted(filter(None, values)), sorted(offered), code)
        page = self._send(
            NEW,
            kind_id=self.env.ref("ibok_portal.application_handover").id,
            contract_id=over,
        )
        self.assertIn("Please choose the contract", page.text)
        self.assertFalse(self._mine())

    def test_a_contract_that_ends_while_its_draft_waits(self):
        kind = self.env.ref("ibok_portal.application_termination")
        self._send(NEW, kind_id=kind.id, contract_id=self.contract.id)
        draft = self._mine()
        self.assertNotIn("contract_id", draft._faults())
        self.contract.action_close()
        told = f"{self.contract.number} is not in force"
        self.assertIn(told, draft._faults()["contract_id"])
        self.assertIn(told, draft._approval_remark())
        # What comes on paper is received all the same, and then refused.
        draft.channel = "counter"
        self.assertNotIn("contract_id", draft._faults())
