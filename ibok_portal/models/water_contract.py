import base64
import logging

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.ibok_water.models.law_day import TIMEZONE, law_today

from .reading_form_error import ReadingFormError

_logger = logging.getLogger(__name__)

NOTE_LENGTH = 500


class WaterContract(models.Model):
    """Readings given by residents."""

    _inherit = "water.contract"

    def _portal_today(self):
        """The day it is in the office."""
        return law_today(self)

    def _portal_submit(self, values, photos=None, note=None):
        """Take a resident's readings, all or none, and bill the period if it is time.

        The same values given twice on a day make one reading and one bill.

        :param dict values: {point id: text as typed}; empty texts are left out
        :param dict photos: {point id: bytes of the file}
        :param str note: a word to the office
        :return: the readings, accepted or held
        :raise AccessError: the contract or a point is not the resident's, or his
            access to it does not go so far
        :raise ReadingFormError: what to correct, by field; nothing was kept
        """
        self.ensure_one()
        self.check_access("read")
        if not self.portal_can_act:
            raise AccessError(self.env._("You may look at this contract only."))
        contract_sudo = self.sudo().with_context(
            tz=TIMEZONE, mail_create_nosubscribe=True
        )
        photos = photos or {}
        points = contract_sudo._portal_entry_points()
        if not set(values) | set(photos) <= set(points.ids):
            raise AccessError(self.env._("This meter is not on your contract."))
        parsed, clean = contract_sudo._portal_parse(values, photos, note)
        readings = contract_sudo._portal_keep(points, parsed, clean, note)
        readings._portal_bill()
        return readings.sudo(self.env.su).with_context(**self.env.context)

    def _portal_parse(self, values, photos, note):
        """Read what was typed and open the photos, or say all that is wrong at once.

        :return: ({point id: Decimal}, {point id: bytes})
        """
        Reading = self.env["water.reading"]
        parsed, wrong_values = self._portal_each(
            {key: text for key, text in values.items() if (text or "").strip()},
            Reading._parse_value,
            "value",
        )
        clean, wrong_photos = self._portal_each(photos, Reading._clean_photo, "photo")
        errors = wrong_values | wrong_photos
        for point_id in photos:
            if not (values.get(point_id) or "").strip():
                errors[f"value_{point_id}"] = self.env._(
                    "You chose a photo of this meter. Please type its number too."
                )
        if len(note or "") > NOTE_LENGTH:
            errors["note"] = self.env._(
                "The message is too long. It may have up to %(count)s characters.",
                count=NOTE_LENGTH,
            )
        if not parsed and not errors:
            first = next(iter(values or self._portal_entry_points().ids), 0)
            errors[f"value_{first}"] = self.env._(
                "Please type the number your meter shows, for example 352."
            )
        if errors:
            raise ReadingFormError(errors)
        return parsed, clean

    def _portal_each(self, sent, read, field):
        """What ``read`` makes of each thing sent, and the refusals by form field."""
        results, errors = {}, {}
        for point_id, thing in sent.items():
            try:
                results[point_id] = read(thing)
            except UserError as refused:
                errors[f"{field}_{point_id}"] = str(refused)
        return results, errors

    def _portal_keep(self, points, parsed, photos, note):
        """Submit the values of all meters in one piece."""
        readings = self.env["water.reading"]
        errors = {}
        today = self._portal_today()
        with self.env.cr.savepoint():
            for point in points.filtered(lambda p: p.id in parsed):
                extra = {
                    "contract_id": self.id,
                    "user_id": self.env.uid,
                    "note": note or False,
                }
                if photos.get(point.id):
                    extra["photo"] = base64.b64encode(photos[point.id])
                try:
                    readings |= readings._submit(
                        point, parsed[point.id], day=today, source="resident", **extra
                    )
                except UserError as refused:
                    errors[f"value_{point.id}"] = str(refused)
            if errors:
                raise ReadingFormError(errors)
        return readings

    def _portal_entry_points(self):
        """Points whose meters this contract's resident reads today.

        A meter shared by several contracts is the office's to read.
        """
        self.ensure_one()
        today = self._portal_today()
        if (
            self.state != "open"
            or self.date_from > today
            or (self.date_to and self.date_to < today)
        ):
            return self.env["water.point"]
        rows = self.contract_point_ids.filtered(
            lambda r: (
                r.share == 100
                and r.date_from <= today
                and (not r.date_to or r.date_to >= today)
            )
        )
        return rows.point_id.filtered(lambda p: p._installation_on(today))

    def _portal_report_unbilled(self, error):
        """Ask a clerk to finish a bill that could not be made; once is enough."""
        self.ensure_one()
        xmlid = "ibok_portal.mail_activity_type_unbilled"
        if self.activity_search([xmlid]):
            return
        self.activity_schedule(
            xmlid,
            user_id=self._office_person().id,
            note=self.env._(
                "A resident's reading was accepted, but the bill was not made: "
                "%(reason)s",
                reason=error,
            ),
        )

    def _portal_settle(self, readings):
        """Make the bill these accepted readings complete, or leave it to the office.

        Whatever goes wrong in billing, the reading stays: it is the resident's, the
        fault is not.
        """
        self.ensure_one()
        try:
            # The office's program bills, not the resident who happened to be there.
            with self.env.cr.savepoint():
                readings.with_user(SUPERUSER_ID)._bill_if_due()
        except OperationalError:
            # Another session was faster: Odoo runs the whole request again.
            raise
        except Exception as error:
            _logger.warning(
                "Contract %s: the bill of readings %s was not made",
                self.number,
                readings.ids,
                exc_info=True,
            )
            self._portal_report_unbilled(str(error))
