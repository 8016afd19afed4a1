from datetime import timedelta

from odoo import api, models

from odoo.addons.ibok_water.demo.plan import cases
from odoo.addons.ibok_water.models.law_day import law_day

from .plan import BEFORE, CENTRE, MENDED, TOLD, WORDS, answered
from .plan import Told as Matter

#: Degrees between two houses that follow each other on a street.
STEP = 0.0004


class WaterDemo(models.AbstractModel):
    """Matters of the demo municipality, each told on days of its own."""

    _inherit = "water.demo"

    @api.model
    def _build_matters(self, users, today=None):
        """Report, answer and join them by the methods that serve a real office.

        :param dict users: {"clerk", "resident", "resident2": user id}
        :param date today: the day up to which it is told
        """
        demo, people, today = self._begin_story(users, today)
        kinds = self.env["ibok.ticket.category"].search([("user_id", "=", False)])
        kinds.user_id = people["clerk"]
        contracts = demo._contracts_of_plan(demo.env.company)
        demo._place_houses(contracts.values())
        made = {}
        # The oldest first, so their numbers follow each other.
        every = sorted((*TOLD, *demo._matters_before()), key=lambda told: -told.ago)
        for told in every:
            made[told.code] = demo._tell(told, people, contracts, made, today)
        return len(made)

    def _place_houses(self, contracts):
        """Invented positions along the streets of the biggest village."""
        for contract in contracts:
            premise = contract.premise_id
            number = "".join(filter(str.isdigit, premise.house_number or ""))
            if premise.village_id.name != "Buczek" or not number:
                continue
            away = (int(number) - 135) * STEP
            side = STEP if int(number) % 2 else -STEP
            along = premise.street == "Główna"
            premise.latitude = CENTRE[0] + (side if along else away / 2)
            premise.longitude = CENTRE[1] + (away if along else side)

    def _matters_before(self):
        """What was answered in the months before, reported by telephone."""
        numbers = [case.number for case in cases() if case.kind == "person"]
        for index, (kind, ago, after) in enumerate(BEFORE):
            subject, words = WORDS[kind]
            yield Matter(
                f"before{index}",
                kind,
                ago,
                subject,
                words,
                number=numbers[index % len(numbers)],
                steps=answered(after, MENDED),
            )

    def _tell(self, told, people, contracts, made, today):
        """One matter with all its steps."""
        day = today - timedelta(days=told.ago)
        with law_day(day):
            ticket = self._report_told(told, people, contracts)
        self._date_messages(ticket, day)
        for step in told.steps:
            # What would lie in the future has not happened yet.
            on = day + timedelta(days=step.after)
            if on > today:
                break
            with law_day(on):
                self._take_step(ticket, step, people, made)
            self._date_messages(ticket, on)
        return ticket

    def _report_told(self, told, people, contracts):
        """The matter as it came in."""
        tickets = self.env["ibok.ticket"].with_user(people["clerk"])
        contract = contracts.get(told.number, self.env["water.contract"])
        village = self.env["water.village"].search([("name", "=", told.village)])
        vals = {
            "name": told.subject,
            "category_id": self.env.ref(f"ibok_portal.ticket_category_{told.kind}").id,
            "description": told.words,
            "contract_id": contract.id,
            "move_id": told.about_bill and self._paid_bill(contract).id,
            "place": told.place,
            "village_id": village[:1].id,
        }
        if told.pin:
            vals |= {
                "latitude": CENTRE[0] + told.pin[0],
                "longitude": CENTRE[1] + told.pin[1],
                "spot_exact": 15,
            }
        if told.role:
            return tickets._open_matter(people[told.role], vals).sudo(False)
        return tickets.create(
            {
                **vals,
                "channel": told.channel,
                "partner_id": contract.partner_id.id,
                "contact_name": told.name,
                "email": told.email,
                "phone": told.phone or contract.partner_id.phone,
                "company_id": self.env.company.id,
            }
        )

    def _paid_bill(self, contract):
        """The newest bill of a contract on which nothing is owed any more."""
        return self.env["account.move"].search(
            [
                ("partner_id", "=", contract.partner_id.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("paid", "in_payment")),
            ],
            order="invoice_date desc, id desc",
            limit=1,
        )

    def _take_step(self, ticket, step, people, made):
        """What the office did, or the resident wrote."""
        if step.what == "take":
            ticket.action_take()
        elif step.what == "ask":
            ticket._ask_resident(step.text)
        elif step.what == "reply":
            ticket.sudo()._resident_says(step.text, author=ticket.sudo().author_id)
        elif step.what == "close":
            ticket.action_close()
        elif step.what == "join":
            ticket._join(made[step.text])
        else:
            ticket._answer(step.text, step.road, step.outcome or False)
