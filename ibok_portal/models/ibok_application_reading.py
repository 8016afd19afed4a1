from decimal import Decimal, InvalidOperation

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_application import INTERNAL


class IbokApplicationAnswer(models.Model):
    """A reading that is lower than the last one known: confirmed, never let through."""

    _inherit = "ibok.application.answer"

    compares = fields.Boolean(related="question_id.compares")
    confirmed = fields.Boolean(
        help="The reading is lower than the last one known, and right all the same: "
        "the applicant says so."
    )
    remark = fields.Char(
        translate=True,
        readonly=True,
        help="What was remarkable about the answer on submission.",
    )

    def _lower_than(self):
        """The last reading known when this one is lower, in `sudo`; else none."""
        self.ensure_one()
        application = self.application_id
        if not (self.question_id.compares and self.value):
            return self.env["water.reading"]
        last = application._last_read()
        try:
            value = Decimal(self.value)
        except InvalidOperation:
            # What cannot be read has its own fault.
            return last.browse()
        return last if value < Decimal(f"{last.value:.3f}") else last.browse()

    def _reading_fault(self):
        """What the applicant has to correct or confirm, in words, or None."""
        last = self._lower_than()
        if not last or self.confirmed:
            return None
        return self.env._(
            "On %(day)s the meter showed %(value)s m³, which is more. Please look at "
            "the meter again and correct the number, or confirm that it is right.",
            day=format_date(self.env, last.date),
            value=last._volume_text(last.value),
        )

    def _told_remark(self):
        """What people read beside the answer: as sent, or of a draft as it is now."""
        self.ensure_one()
        if self.application_id.state != "draft":
            return self.remark or ""
        last = self.confirmed and self._lower_than()
        if not last:
            return ""
        return self.env._(
            "Lower than the last reading known, %(value)s m³ on %(day)s; confirmed as "
            "right.",
            day=format_date(self.env, last.date),
            value=last._volume_text(last.value),
        )


class IbokApplication(models.Model):
    """Readings of an application beside the last one that is known."""

    _inherit = "ibok.application"

    reading_remark = fields.Text(
        compute="_compute_reading_remark",
        groups=INTERNAL,
        help="Readings that are lower than the last ones known.",
    )

    @api.depends("answer_ids.remark", "answer_ids.value", "state")
    @api.depends_context("lang")
    def _compute_reading_remark(self):
        for application in self:
            told = [
                f"{row.label}: {row.shown or row.value}. {remark}"
                for row in application.answer_ids
                if row.compares and (remark := row._told_remark())
            ]
            application.reading_remark = "\n".join(told)

    def _form_day(self):
        """The day that days of the form are reckoned from: on which it came."""
        self.ensure_one()
        return self.received_on or self.came_on or law_today(self)

    def _reading_day(self):
        """The day that the reading of the form is of."""
        self.ensure_one()
        try:
            return self._day("handover_on") or self._form_day()
        except ValueError:
            # A draft keeps what is no day as well.
            return self._form_day()

    def _named_point(self):
        """The contract's point with the meter that is named, else the main one."""
        if not self.contract_id:
            return self.env["water.point"]
        points = self.contract_id._rows_on(law_today(self)).point_id
        number = "".join(self._value("meter_number").split()).lower()
        named = points.filtered(
            lambda point: number and (point.meter_id.number or "").lower() == number
        )
        return named[:1] or points.filtered(lambda point: point.kind == "main")[:1]

    def _last_read(self):
        """The last reading that somebody took on the meter, in `sudo`, or none.

        An estimate may be above the truth, so it proves nothing; nor does what
        another meter showed, or another customer's contract.
        """
        self.ensure_one()
        application_sudo = self.sudo()
        readings_sudo = self.env["water.reading"].sudo()
        contract_sudo = application_sudo.contract_id
        point = application_sudo._named_point()
        if not point.installation_id:
            return readings_sudo
        rows = contract_sudo.contract_point_ids.filtered(
            lambda row: row.point_id == point
        )
        # The one that he began with may be of the contract before.
        his = Domain("contract_id", "=", contract_sudo.id) | Domain(
            "id", "in", rows.initial_reading_id.ids
        )
        return readings_sudo.search(
            his
            & Domain("point_id", "=", point.id)
            & Domain("installation_id", "=", point.installation_id.id)
            & Domain("state", "=", "accepted")
            & Domain("source", "!=", "estimate")
            & Domain("date", "<=", application_sudo._reading_day()),
            order="date desc, id desc",
            limit=1,
        )
