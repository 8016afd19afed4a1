from datetime import datetime, time, timedelta

from odoo import fields, models

from odoo.addons.ibok_water.demo.plan import cases

COMPANY = "ibok_water.demo_company"


class WaterDemo(models.AbstractModel):
    """What all stories of the portal begin with: who acts, on which day, for whom."""

    _inherit = "water.demo"

    def _begin_story(self, users, today=None):
        """Who tells a story in the demo municipality, and up to which day.

        :param dict users: {role: user id}
        :return: (`water.demo` of the municipality, {role: user}, day)
        """
        company = self.env.ref(COMPANY)
        demo = self.with_company(company).with_context(
            lang="pl_PL", tz="Europe/Warsaw", tracking_disable=True, mail_notrack=True
        )
        today = fields.Date.to_date(today) or demo._story_day()
        people = {
            role: demo.env["res.users"].browse(id_) for role, id_ in users.items()
        }
        return demo, people, today

    def _contracts_of_plan(self, company):
        """{number in the plan: contract}"""
        found = self.env["water.contract"].search(
            [("company_id", "=", company.id), ("state", "=", "open")]
        )
        by_name = {contract.partner_id.name: contract for contract in found}
        return {
            case.number: by_name[case.name] for case in cases() if case.name in by_name
        }

    def _date_messages(self, record, day):
        """What was said in this step was said on its day, at ten in the morning."""
        moment = datetime.combine(day, time(9))
        record_sudo = record.sudo()
        fresh = record_sudo.message_ids.filtered(
            lambda message: message.date.date() != day
        )
        told = [m for m in fresh if m.date >= m.create_date - timedelta(minutes=1)]
        for message_sudo in told:
            message_sudo.date = moment
        decided = "decided_at" in record_sudo._fields and record_sudo.decided_at
        if decided and decided.date() > day:
            record_sudo.decided_at = moment
