from datetime import timedelta

from odoo import models
from odoo.fields import Command

from . import plan

#: Invented, with right check digits; no tax office gives numbers from 999.
FIRM_VAT = {"firm": "PL9990000126", "cooperative": "PL9990000215"}

#: Who uses the water to live there, whoever pays for it.
HOMES = ("person", "cooperative")


class WaterDemo(models.AbstractModel):
    """Customers and their contracts."""

    _inherit = "water.demo"

    def _build_customers(self, town):
        """Customers, contracts in force, and the state each of them pays from."""
        for case in town.cases:
            if case.story not in ("move_in", "new"):
                self._open_contract(town, case)
        town_key = town.told("resident").number
        self._name_record("demo_contract_resident", town.contracts[town_key])
        self._log_step(4, "%s contracts in force", len(town.contracts))

    def _customer(self, town, case):
        """The customer's partner.

        The residents with a login have theirs already, and so has the cooperative after
        its first house.
        """
        if case.story == "collective":
            others = (c for c in town.cases if c.name == case.name)
            for other in others:
                if other.number in town.contracts:
                    return town.contracts[other.number].partner_id
        first, second = town.premises[case.number]._postal_lines()
        zip_code, city = second.split(" ", 1)
        vals = {
            "name": case.name,
            "is_company": case.kind not in ("person", "farm"),
            "street": first,
            "zip": zip_code,
            "city": city,
            "country_id": self.env.ref("base.pl").id,
            "phone": plan.phone(case),
            "lang": "pl_PL",
            "vat": FIRM_VAT.get(case.kind, False),
        }
        user = town.users.get(case.story)
        if user:
            user.partner_id.write(vals)
            return user.partner_id
        if case.invoice_form == "electronic":
            vals["email"] = f"odbiorca{case.number}@example.com"
        return self.env["res.partner"].create(vals)

    def _open_contract(self, town, case):
        """Sign a contract, put it in force and read the meters it begins with."""
        start = town.timeline.contract_start(case)
        points = [
            points[case.number]
            for points in (town.mains, town.gardens)
            if case.number in points
        ]
        vals = {
            "partner_id": self._customer(town, case).id,
            "premise_id": town.premises[case.number].id,
            "date_signed": start - timedelta(days=case.rng("signed").randint(3, 20)),
            "date_from": start,
            "services": case.services,
            "recipients": "household" if case.kind in HOMES else "other",
            "metering": "norm" if case.story == "norm" else "main_meter",
            "billing_months": str(case.billing_months),
            "cycle_offset": town.timeline.cycle_offset(case),
            "invoice_form": case.invoice_form,
            "persons": case.persons,
            "settlement_doc": "internal_note"
            if case.kind in ("school", "unit")
            else "invoice",
            "collective_bill": case.story == "collective",
            "contract_point_ids": [
                Command.create({"point_id": point.id}) for point in points
            ],
        }
        if case.story == "norm":
            vals["norm_id"] = self.env.ref("ibok_water.norm_4_sewered").id
        if case.story == "resident":
            # A reading of any day settles the last cycle: the story of a newcomer.
            vals["window_before"], vals["window_after"] = plan.OPEN_WINDOW
        contract = self.env["water.contract"].create(vals)
        contract.action_open()
        town.contracts[case.number] = contract
        for point in points:
            if not contract.contract_point_ids.filtered(
                lambda row, p=point: row.point_id == p
            ).initial_reading_id:
                self._read(town, case, point, start - timedelta(days=1), kind="control")
        return contract
