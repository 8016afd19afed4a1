"""Two residents for the isolation sweep, and one record of B's of every model.

A new model of the addons must be given a sample in `isolation_samples.SAMPLES`, else
the sweep fails.
"""

import base64
from datetime import date

import isolation_application
import isolation_bank
import isolation_contract
import isolation_demand
import isolation_instalment
import isolation_note
import isolation_numbers
import isolation_payment
import isolation_public
from isolation_samples import SAMPLES

from odoo.addons.ibok_water.tests import common, gateway_case

#: Texts that only B's data hold: none may ever reach anybody else.
MARKERS = (
    "Bogumiła Tajna",
    "Sekretna",
    "7654.321",
    "7654,321",
    "TAJNY77001",
    "K-TAJNY-88",
    "bogumila.tajna@example.com",
    "Tajna notatka",
)
#: A 1×1 PNG, the photo of B's register.
PHOTO = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
    b"RU5ErkJggg=="
)


class World:
    """B's whole life in the system, and A beside it."""

    def __init__(self, env):
        self.env = env
        numbers = isolation_numbers.Numbers(env, SAMPLES)
        numbers.start_together()
        self.make = make = common.Factory(env)
        common.quiet_company(env.company)
        self.tariff = make.tariff()
        self.subsidy = env["water.tariff.subsidy"].create(
            {
                "name": "Tajna notatka",
                "component": "water",
                "amount_net": 1,
                "date_from": "2030-01-01",
            }
        )
        self.zone = env["water.zone"].create({"name": "Tajna notatka"})
        self.route = env["water.route"].create({"name": "Tajna notatka", "code": "TJN"})
        self.norm = env["water.norm"].create(
            {"code": "TJN", "name": "Tajna notatka", "m3_month": 1}
        )
        self.hold_rule = env["water.hold.rule"].create(
            {"name": "Tajna notatka", "code": "no_source"}
        )
        self.worklist = env["water.worklist"].create(
            {
                "name": "Tajna notatka",
                "action_id": env["ir.actions.act_window"].search([], limit=1).id,
                "domain": "[]",
            }
        )
        self.terms = env["ibok.terms"].create(
            {"kind": "terms", "version": "Tajna notatka", "body": "Tajna notatka"}
        )
        self.service = env["ibok.service"].search(
            [("company_id", "=", env.company.id), ("code", "=", "contracts")]
        )
        self.service.message = "Tajna notatka"
        self.declaration = env["ibok.accessibility.declaration"]._of(env.company)
        self.declaration.write({"state": "draft", "facilities": "Tajna notatka"})
        self.announcement = env["ibok.announcement"].create(
            {"title": "Tajna notatka", "body": "Tajna notatka"}
        )
        self.public = isolation_public.drafts(env, self.zone)
        self.use_group = env["ibok.use.group"].create(
            {
                "company_id": env.company.id,
                "date_end": "2026-01-01",
                # No number of persons that anybody has: pages show it to nobody.
                "persons_from": 77,
                "persons_to": 77,
            }
        )
        self.gap = env["ibok.accessibility.gap"].create(
            {"declaration_id": self.declaration.id, "what": "Tajna notatka"}
        )
        self._resident_b()
        self.allowance = env["water.allowance"].create(
            {
                "contract_id": self.contract.id,
                # Of no bill that there is.
                "date": "1999-12-31",
                "volume_water": 1,
                "reason": "Tajna notatka",
            }
        )
        with numbers.apart():
            self._resident_a()
        self.round = env["water.reading.round"].create(
            {"route_id": self.route.id, "date": "2026-02-01"}
        )
        self.preview = env["water.billing.run"].create(
            {"cycle_end": "2026-02-28", "route_ids": self.route.ids}
        )
        make.read(self.point, 7660, "2026-02-28")
        self.preview.action_preview()
        self.preview._process_now()
        self.run = env["water.billing.run"].create(
            {"cycle_end": "2026-02-28", "route_ids": self.route.ids}
        )
        self.run.action_start()
        isolation_note.note_of_b(self)
        isolation_demand.demand_of_b(self)
        isolation_bank.accounts_of_b(self)
        isolation_instalment.plan_of_b(self)
        self._around_b()
        (self.a_user | self.b_user)._accept_terms("192.0.2.8")

    def _resident_b(self):
        make = self.make
        self.b_user = common.user(
            self.env, "isolation-b", name="Bogumiła Tajna", lang="pl_PL"
        )
        self.b = self.b_user.partner_id
        self.b.write(
            {
                "email": "bogumila.tajna@example.com",
                "street": "Sekretna 9",
                "water_customer_number": "K-TAJNY-88",
            }
        )
        self.premise = make.premise(
            # Where we supply is no secret: the public announcements name the villages.
            village_id=make.village("Zwykła Wola").id,
            street="Sekretna",
            house_number="9",
            zone_id=self.zone.id,
            route_id=self.route.id,
            note="Tajna notatka",
        )
        self.point = make.point(self.premise)
        self.meter = make.meter("TAJNY77001")
        make.install(self.point, 7600, meter=self.meter)
        self.contract = make.contract([self.point], partner=self.b)
        self.reading = make.read(
            self.point, "7654.321", "2026-01-31", photo=PHOTO, note="Tajna notatka"
        )
        with gateway_case.installed():
            self.gateway = gateway_case.serve(
                self.env, self.meter, address="Tajna notatka"
            )
            self.remote = self.env["water.reading.request"]._ask(
                self.contract, self.point
            )
        self.remote.write({"raw": "Tajna notatka"})
        self.settlement = make.settle(self.contract, "2026-01-31")
        self.move = self.settlement.move_id
        # B lived in A's house before: same point and meter, other years.
        self.shared_point = make.metered_point(7500, "2024-12-31")
        self.old_contract = make.contract(
            [self.shared_point], "2025-01-01", partner=self.b, date_to="2025-12-31"
        )
        self.old_reading = make.read(self.shared_point, "7654.321", "2025-06-30")
        self.handover = make.read(self.shared_point, 7700, "2025-12-31")

    def _resident_a(self):
        self.a_user = common.user(
            self.env, "isolation-a", name="Adam Jawny", lang="pl_PL"
        )
        self.a_contract = self.make.contract(
            [self.shared_point], "2026-01-01", partner=self.a_user.partner_id
        )
        self.a_reading = self.make.read(self.shared_point, 7711, "2026-01-31")
        self.a_settlement = self.make.settle(self.a_contract, "2026-01-31")

    def _around_b(self):
        """What Odoo itself keeps about B."""
        env = self.env
        self.request = env["ibok.account.request"].create(
            {
                "name": "Bogumiła Tajna",
                "email": "bogumila.tajna@example.com",
                "customer_number": "K-TAJNY-88",
                "state": "check",
                "partner_id": self.b.id,
            }
        )
        self.change = env["ibok.data.change"]._ask(
            self.b_user, {"street": "Sekretna 10", "note": "Tajna notatka"}
        )
        self.request._new_link(1)
        self.ticket_category = env["ibok.ticket.category"].create(
            {
                "name": "Tajna notatka",
                "promise_days": 30,
                # Of another municipality: one's own is told to everybody.
                "company_id": env["res.company"].create({"name": "Gmina trzecia"}).id,
            }
        )
        self.ticket = env["ibok.ticket"]._open_matter(
            self.b_user,
            {
                "name": "Tajna notatka",
                "description": "Tajna notatka",
                "category_id": env["ibok.ticket.category"].search([], limit=1).id,
                "contract_id": self.contract.id,
                "move_id": self.move.id,
            },
            [("Tajna notatka.jpg", base64.b64decode(PHOTO))],
        )
        isolation_application.application_of_b(self, PHOTO)
        self.promise_record = env["ibok.promise.record"].create(
            {
                "company_id": env.company.id,
                "kind_model": "ibok.ticket.category",
                "kind_id": self.ticket.category_id.id,
                "answered_on": "2026-11-02",
            }
        )
        isolation_contract.contract_of_b(self, PHOTO)
        self.attempt = env["ibok.attempt"].create(
            {"key": "Tajna notatka", "at": env.cr.now()}
        )
        self.event = env["ibok.account.event"]._keep(
            "opened", self.b_user, reason="Tajna notatka"
        )
        self.access = env["ibok.access"].create(
            {
                "contract_id": self.contract.id,
                "email": "bogumila.tajna@example.com",
                "name": "Bogumiła Tajna",
            }
        )
        self.consent = env["ibok.consent"]._give(self.b_user, self.terms, "192.0.2.7")
        self.consent |= self.contract._record_e_invoice(
            date(2026, 1, 2), "Tajna notatka", self.terms.browse()
        )
        env["ibok.data.view"]._note(env.uid, "water.contract", self.contract.id)
        self.data_view = env["ibok.data.view"].search([("partner_id", "=", self.b.id)])
        self.data_category = env["ibok.data.category"].create(
            {
                "name": "Tajna notatka",
                "content": "x",
                "purpose": "x",
                "legal_basis": "x",
                "retention": "x",
                # Of another municipality: one's own is told to everybody.
                "company_id": env["res.company"].create({"name": "Gmina dalsza"}).id,
            }
        )
        self.message = self.contract.message_post(
            body="Tajna notatka",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.contract.message_subscribe(self.b.ids)
        self.attachment = env["ir.attachment"].create(
            {
                "name": "Tajna notatka.txt",
                "raw": b"Tajna notatka",
                "res_model": "water.contract",
                "res_id": self.contract.id,
            }
        )
        self.photo = env["ir.attachment"].search(
            [
                ("res_model", "=", "water.reading"),
                ("res_field", "=", "photo"),
                ("res_id", "=", self.reading.id),
            ]
        )
        self.bank = env["res.partner.bank"].create(
            {"acc_number": "PL61109010140000071219812874", "partner_id": self.b.id}
        )
        self.payment = env["account.payment"].create(
            {"partner_id": self.b.id, "amount": 77.01, "payment_type": "inbound"}
        )
        self.activity = self.contract.activity_schedule(
            "mail.mail_activity_data_todo", summary="Tajna notatka"
        )
        self.mail = env["mail.mail"].create(
            {"subject": "Tajna notatka", "body_html": "Tajna notatka"}
        )
        self.sms = env["sms.sms"].create(
            {"number": "+48600700800", "body": "Tajna notatka", "partner_id": self.b.id}
        )
        isolation_payment.payments_of_b(self)

    def samples(self):
        """{model: B's records}, of every model that has a sample here."""
        return {
            name: make(self)
            for name, make in SAMPLES.items()
            if name in self.env.registry
        }
