from datetime import timedelta

from odoo import api, models
from odoo.tools import file_open

from odoo.addons.ibok_water.models.law_day import law_day

from ..tools.upload import cleaned
from .applications_plan import ASKED

#: Stands in for whatever paper a kind asks for; its page says so.
PAPER = "ibok_portal/demo/zalacznik_przykladowy.pdf"
#: Steps of the plan that the office takes by its dialog of the same kind.
DECISIONS = frozenset({"ask", "extend", "approve", "refuse", "drop"})


class WaterDemo(models.AbstractModel):
    """Applications of the demo municipality, each told on days of its own."""

    _inherit = "water.demo"

    @api.model
    def _build_applications(self, users, today=None):
        """Send, check and decide on them by the methods that serve a real office.

        :param dict users: {"clerk", "resident", "resident2": user id}
        :param date today: the day up to which it is told
        """
        demo, people, today = self._begin_story(users, today)
        kinds = self.env["ibok.application.kind"].search([("user_id", "=", False)])
        kinds.user_id = people["clerk"]
        contracts = demo._contracts_of_plan(demo.env.company)
        for asked in sorted(ASKED, key=lambda one: -one.ago):
            demo._tell_application(asked, people, contracts, today)

    def _tell_application(self, asked, people, contracts, today):
        """One application with all its steps."""
        day = today - timedelta(days=asked.ago)
        with law_day(day):
            application = self._apply(asked, people, contracts, day)
            if not asked.draft:
                application.sudo()._submit()
        self._date_messages(application, day)
        for step in asked.steps:
            on = today if step.after is None else day + timedelta(days=step.after)
            # What would lie in the future has not happened yet.
            if on > today:
                break
            with law_day(on):
                self._application_step(application, step)
            self._date_messages(application, on)
        return application

    def _apply(self, asked, people, contracts, day):
        """The form as it was filled in, for the clerk."""
        kind = self.env.ref(f"ibok_portal.application_{asked.kind}")
        contract = contracts.get(asked.number, self.env["water.contract"])
        applications = self.env["ibok.application"].with_user(people["clerk"])
        about = contract if kind.needs_contract else contract.browse()
        if asked.role:
            user = people[asked.role]
            application = applications.with_user(user)._begin(user, kind.sudo(), about)
        else:
            partner = contract.partner_id
            if asked.new:
                partner = self._new_customer_of(asked, people["clerk"])
            application = applications.create(
                {
                    "kind_id": kind.id,
                    "partner_id": partner.id,
                    "contract_id": about.id,
                    "company_id": self.env.company.id,
                }
            )
        application_sudo = application.sudo()
        application_sudo._fill(self._answers_of(asked, application_sudo, day))
        if not asked.draft:
            self._add_papers(application_sudo)
        return application.with_user(people["clerk"]).sudo(False)

    def _new_customer_of(self, asked, clerk):
        """Somebody new in the books, entered by the office before the application."""
        return (
            self.env["res.partner"]
            .with_user(clerk)
            .create(
                {
                    name: asked.answers[name]
                    for name in ("name", "phone", "email")
                    if name in asked.answers
                }
                | {"lang": "pl_PL", "country_id": self.env.ref("base.pl").id}
                | self._address_parts(asked.answers["address"])
            )
        )

    def _address_parts(self, address):
        """ "Polna 1, 98-113 Buczek" as fields of a partner."""
        street, town = address.split(", ")
        zip_code, city = town.split(" ", 1)
        return {"street": street, "zip": zip_code, "city": city}

    def _answers_of(self, asked, application_sudo, day):
        """{question's number: text}, as people write."""
        last = application_sudo._known_values().get("last_reading") or "0"
        given = {}
        for question in application_sudo._questions():
            answer = asked.answers.get(question.code)
            if isinstance(answer, int):
                answer = (day + timedelta(days=answer)).strftime("%d.%m.%Y")
            elif answer and question.type == "reading" and answer[0] == "+":
                answer = str(int(float(last)) + int(answer[1:]))
            if answer:
                given[question.id] = answer
        return given

    def _add_papers(self, application_sudo):
        """The papers without which it is not complete."""
        papers = application_sudo.kind_id.paper_ids.filtered("required")
        for paper in papers:
            with file_open(PAPER, "rb") as file:
                name, content = cleaned(self.env, f"{paper.name}.pdf", file.read())
            application_sudo._add_file(name, content, paper)

    def _application_step(self, application, step):
        """What the office did, or the applicant."""
        if step.what in DECISIONS:
            self.env["ibok.application.decision"].with_user(
                application.env.user
            ).create(
                {
                    "application_id": application.id,
                    "kind": step.what,
                    "text": step.text,
                    "road": step.road,
                }
            ).action_send()
        elif step.what == "take":
            application.action_take()
        elif step.what == "withdraw":
            application.sudo()._withdraw()
        elif step.what == "done":
            application.action_done()
        else:
            getattr(self, f"_carry_out_{application.code}")(application)

    def _carry_out_contract(self, application):
        """The contract is begun at a house that stood empty; both are to sign it."""
        premise = self.env["water.premise"].search(
            [("address", "=", application._value("place"))]
        )
        point = self.env["water.point"].search([("premise_id", "=", premise.id)])
        self._open_step(
            application,
            {
                "premise_id": premise.id,
                "billing_months": "2",
                "contract_point_ids": [(0, 0, {"point_id": one.id}) for one in point],
            },
        )

    def _carry_out_meter_check(self, application):
        """Another meter comes in place of the one that goes to be checked."""
        old = application._step_point().meter_id
        new = self._meter_in_stock(application, f"{int(old.number) + 7:08d}", old)
        self._open_step(
            application,
            {
                "new_meter_id": new.id,
                "final_value": application._step_point().last_value + 2,
                "seal": "GB 20417",
                "signature": "signed",
            },
        ).action_exchange()

    def _carry_out_submeter(self, application):
        """The garden's point, then the customer's own meter on it."""
        main = application._step_point().meter_id
        self._meter_in_stock(application, application._value("sub_number"), main)
        self._open_step(application, {})
        self._open_step(
            application, {"seal": "GB 20418", "signature": "signed"}
        ).action_exchange()

    def _meter_in_stock(self, application, number, like):
        """A meter that was not anywhere before, of the type of another one."""
        return (
            self.env["water.meter"]
            .with_user(application.env.user)
            .create(
                {
                    "number": number,
                    "type_id": like.type_id.id,
                    "mark_year": application.received_on.year,
                }
            )
        )

    def _open_step(self, application, vals):
        """The dialog of *Carry Out*, filled in and saved."""
        action = application.action_fulfil()
        return (
            self.env[action["res_model"]]
            .with_user(application.env.user)
            .with_context(**action["context"])
            .create(vals)
        )
