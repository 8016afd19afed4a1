from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.ibok_water.models.law_day import law_today


class IbokApplication(models.Model):
    """Carried out at a meter: a garden submeter, or a meter taken for a check."""

    _inherit = "ibok.application"

    def _fulfil_submeter(self):
        """First the point of the garden, then the meter on it."""
        contract = self._step_contract()
        point = self.env["water.point"].search([("application_id", "=", self.id)])
        if not point:
            main = contract._rows_on(law_today(self)).point_id.filtered(
                lambda one: one.kind == "main"
            )[:1]
            action = self._form_of(
                self.env["water.point"], self.env._("Garden Submeter")
            )
            return self._step_action(
                action,
                premise_id=contract.premise_id.id,
                kind="garden",
                main_point_id=main.id,
                place=self._value("where"),
            )
        meter = self.env["water.meter"].search(
            [
                ("number", "=", self._value("sub_number")),
                ("company_id", "=", contract.company_id.id),
                ("state", "!=", "installed"),
            ],
            limit=1,
        )
        value = self._value("reading")
        return self._step_action(
            point.action_exchange_meter(),
            new_meter_id=meter.id,
            enter_new=not meter and bool(self._value("sub_number")),
            initial_value=float(value) if value else False,
            reason="new",
        )

    def _submeter_text(self):
        """The submeter as the resident told it: number, and year of the mark."""
        number, year = self._value("sub_number"), self._submeter_year()
        return f"{number} ({year})" if number and year else number

    def _submeter_year(self):
        """Year of the submeter's mark; False where none was told, or no such one."""
        year = self._value("sub_year")
        return year.isdecimal() and 1950 <= int(year) <= 2100 and int(year)

    def _enter_submeter(self, meter_type):
        """The resident's own meter, entered as the application tells it."""
        return self.env["water.meter"].create(
            {
                "number": self._value("sub_number"),
                "mark_year": self._submeter_year(),
                "type_id": meter_type.id,
                "company_id": self.company_id.id,
            }
        )

    def _fulfil_meter_check(self):
        """The meter goes to be checked and another one comes in its place.

        Then, when the laboratory has answered, its result.
        """
        if self.check_meter_id:
            return self._open_check_result()
        point = self._step_point()
        if not point.installation_id:
            raise UserError(
                self.env._("There is no meter on this contract that can be checked.")
            )
        value = self._value("reading")
        return self._step_action(
            point.action_exchange_meter(),
            final_value=float(value) if value else False,
            reason="check",
            note=self.env._(
                "For a check by an expert. %(reason)s", reason=self._reason()
            ),
        )

    def _meter_was_put_in(self, installation, day, old):
        """A submeter counts from its day on; what came of it is kept.

        :param installation: of the new meter; of the old one, where none came
        :param old: of the meter that was taken out, if one was
        """
        self.ensure_one()
        if self.code == "meter_check":
            self._meter_was_taken(old.meter_id, day)
            return
        if self.code == "submeter":
            self._add_to_contract(installation.point_id, day)
            self._draft_document(
                self.contract_id,
                "annex",
                "submeter",
                change=self.env._(
                    "meter no. %(number)s, %(place)s",
                    number=installation.meter_id.number,
                    place=installation.point_id.place or self._value("where"),
                ),
            )
        self._fulfilled(installation)

    def _add_to_contract(self, point, day):
        """The contract takes the garden's water off its sewage from this day on."""
        contract = self.contract_id
        if point not in contract.contract_point_ids.point_id:
            contract.contract_point_ids = [
                Command.create({"point_id": point.id, "date_from": day})
            ]


class WaterPoint(models.Model):
    """The point of a garden that was applied for."""

    _inherit = "water.point"

    application_id = fields.Many2one(
        "ibok.application",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="ibok_water.group_water_clerk",
        help="The application that this point was made for.",
    )

    _application_once = models.UniqueIndex(
        "(application_id) WHERE application_id IS NOT NULL",
        "A point was made of this application already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override: keep which application it is of."""
        points = super().create(vals_list)
        application = self.env["ibok.application"]._carried("submeter")
        if (
            application
            and len(points) == 1
            and points.kind == "garden"
            and points.premise_id == application.contract_id.premise_id
        ):
            points.sudo().application_id = application
        return points
