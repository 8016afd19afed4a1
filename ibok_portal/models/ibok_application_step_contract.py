import re

from odoo import api, fields, models

from odoo.addons.ibok_water.models.law_day import law_today

from ..tools.identity import plain_place

#: A post code and the town behind it.
POST_TOWN = re.compile(r"\b\d{2}-\d{3}\b[^,\d]*")


class IbokApplication(models.Model):
    """Carried out by a new contract: when that is in force, not before."""

    _inherit = "ibok.application"

    def _fulfil_contract(self):
        """A new contract, filled in; or the draft that was made already."""
        self.ensure_one()
        made = self.env["water.contract"].search([("application_id", "=", self.id)])
        if made:
            return self._form_of(made)
        e_invoice = self._value("e_invoice") and "electronic"
        persons = self._value("persons")
        return self._step_action(
            self._form_of(self.env["water.contract"], self.env._("New Contract")),
            partner_id=self.partner_id.id,
            premise_id=self._premise().id,
            date_from=self._day("from_on") or law_today(self),
            services=self._value("services"),
            persons=int(persons) if persons else False,
            invoice_form=e_invoice,
        )

    def _premise(self):
        """The premise of this address in our books, when there is exactly one."""
        place = self._value("place")
        # With the post town, and without what stands behind a post code.
        told = {plain_place(place), plain_place(POST_TOWN.sub("", place))}
        words = set().union(*told)
        mine = [("company_id", "=", self.company_id.id)]
        Premise = self.env["water.premise"]
        villages = [
            village.id
            for [village] in Premise._read_group(mine, ["village_id"])
            if words.issuperset(plain_place(village.name))
        ]
        premises = Premise.search([*mine, ("village_id", "in", villages)])
        found = premises.filtered(
            lambda premise: (
                not told.isdisjoint(
                    plain_place(text)
                    for text in (
                        premise.address,
                        f"{premise.address} {premise.village_id.post_office or ''}",
                    )
                )
            )
        )
        return found if len(found) == 1 else found.browse()


class WaterContract(models.Model):
    """A contract that was applied for."""

    _inherit = "water.contract"
    application_id = fields.Many2one(
        "ibok.application",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="ibok_water.group_water_clerk",
        help="The application that this contract carries out.",
    )

    _application_once = models.UniqueIndex(
        "(application_id) WHERE application_id IS NOT NULL",
        "A contract was made of this application already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override: keep which application it is of, and begin its document."""
        contracts = super().create(vals_list)
        application = self.env["ibok.application"]._carried("contract")
        if application and len(contracts) == 1:
            contracts.sudo().application_id = application
            application._draft_document(contracts)
        return contracts

    def action_open(self):
        """Override: what was applied for is carried out when it is in force."""
        result = super().action_open()
        for contract in self:
            application_sudo = contract.sudo().application_id
            if application_sudo.state == "approved":
                application_sudo._fulfilled(contract)
        return result
