from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

DAY = timedelta(days=1)
CLERK = "ibok_water.group_water_clerk"


class WaterContract(models.Model):
    """The reading that the applicant gave: it is not lost, and begins what it can."""

    _inherit = "water.contract"

    applied_reading_text = fields.Text(
        compute="_compute_applied_reading",
        groups=CLERK,
        help="What the applicant read on the meter, and whether it can be the first "
        "reading.",
    )
    applied_reading_fits = fields.Boolean(
        compute="_compute_applied_reading", groups=CLERK
    )

    @api.depends(
        "state",
        "date_from",
        "contract_point_ids.date_from",
        "contract_point_ids.point_id",
        "contract_point_ids.initial_reading_id",
    )
    @api.depends_context("lang", "ibok_application_id")
    def _compute_applied_reading(self):
        for contract in self:
            application = contract._applied()
            contract.applied_reading_text = contract.applied_reading_fits = False
            if contract.state == "closed" or not (
                application and application._value("reading")
            ):
                continue
            row = contract._applied_row(application)
            if row and (row.initial_reading_id or row._find_first_reading()):
                continue
            fits = row and row._first_reading_day() == application._form_day()
            contract.applied_reading_fits = bool(fits)
            contract.applied_reading_text = contract._applied_sentence(
                application, row, fits
            )

    def _applied(self):
        """The application for this contract; of a new one that whose step this is."""
        self.ensure_one()
        return self.application_id or self.env["ibok.application"]._carried("contract")

    def _applied_row(self, application):
        """The contract's row of the meter that the applicant read, or none."""
        rows = self.contract_point_ids.filtered(
            lambda row: row.kind != "garden" and row.point_id.meter_id
        )
        number = "".join(application._value("meter_number").split()).lower()
        if number:
            rows = rows.filtered(
                lambda row: row.point_id.meter_id.number.lower() == number
            )
        return rows if len(rows) == 1 else rows.browse()

    def _applied_sentence(self, application, row, fits):
        day = application._form_day()
        told = self.env._(
            "The applicant read %(value)s m³ on %(day)s, meter: %(meter)s.",
            value=self.env["water.reading"]._volume_text(
                float(application._value("reading"))
            ),
            day=format_date(self.env, day),
            meter=application._value("meter_number") or self.env._("not named"),
        )
        if fits:
            follows = self.env._(
                "This is the day before the contract begins, so it can be the first "
                "reading."
            )
        elif row:
            follows = self.env._(
                "The first reading is that of %(first)s, the day before the contract "
                "begins. Enter it, or let the contract begin on %(begin)s.",
                first=format_date(self.env, row._first_reading_day()),
                begin=format_date(self.env, day + DAY),
            )
        else:
            follows = self.env._("No point of the contract has this meter.")
        return f"{told} {follows}"

    def action_take_applied_reading(self):
        """Take the applicant's reading as the first one of the contract."""
        self.ensure_one()
        self.check_access("write")
        if not self.applied_reading_fits:
            raise UserError(
                self.env._("The applicant's reading cannot be the first one here.")
            )
        application = self._applied()
        # While it is a draft nobody but the process can say whose reading it is.
        reading_sudo = (
            self.env["water.reading"]
            .sudo()
            ._submit(
                self._applied_row(application).point_id,
                float(application._value("reading")),
                application._form_day(),
                source="phone",
                contract_id=self.id,
            )
        )
        if reading_sudo.state == "accepted":
            return True
        # The checks hold it: a person decides on it there.
        return application._form_of(reading_sudo)
