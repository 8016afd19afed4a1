from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.ibok_water.models.water_reading_photo import MAX_BYTES

from ..models.reading_form_error import ReadingFormError
from .portal_water import PortalWater


class PortalReading(PortalWater):
    """Readings: the form and the answer."""

    @route(
        ["/my/readings/new"],
        type="http",
        ibok_service="readings_entry",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_reading_new(self, contract_id=None, **kw):
        """The form; with several contracts, first which of them."""
        if contract_id:
            contract_sudo = self._water_contract_sudo(contract_id)
            if not contract_sudo.portal_can_act:
                return self._refuse_entry(contract_sudo)
            return self._render_form(contract_sudo)
        open_sudo = self._water_contracts().sudo()._portal_entering()
        if len(open_sudo) == 1:
            return self._render_form(open_sudo)
        values = self._prepare_portal_layout_values()
        values.update(page_name="water_reading", new=True, contracts=open_sudo)
        return request.render("ibok_portal.portal_reading_choose", values)

    @route(
        ["/my/readings/new"],
        type="http",
        ibok_service="readings_entry",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_reading_submit(self, contract_id=None, note=None, **post):
        """Take the form, then show the answer on a page that may be reloaded."""
        contract_sudo = self._water_contract_sudo(contract_id or 0)
        if not contract_sudo.portal_can_act:
            return self._refuse_entry(contract_sudo)
        values = self._by_point(post, "value_", str)
        uploads = self._by_point(post, "photo_", (FileStorage, str))
        photos = {
            point_id: data
            for point_id, upload in uploads.items()
            # A browser sends a field without a file as one without a name.
            if not isinstance(upload, str) and (data := upload.read())
        }
        if not isinstance(note or "", str):
            raise NotFound()
        # PostgreSQL keeps no text with a NUL in it, and no keyboard makes one.
        note = (note or "").replace("\0", "").strip()
        # Without sudo: `_portal_submit` checks once more that he may read it.
        contract = contract_sudo.with_env(request.env)
        try:
            readings = contract._portal_submit(values, photos, note)
        except AccessError:
            raise NotFound() from None
        except ReadingFormError as refused:
            return self._render_form(
                contract_sudo,
                errors=refused.errors,
                typed=values,
                note=note,
                photos=set(photos),
            )
        return request.redirect(f"/my/readings/{readings[:1].id}", code=303)

    def _refuse_entry(self, contract_sudo):
        """Who may only look at a contract is told so, and whom to ask."""
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_reading",
            "new": True,
            "contract": contract_sudo,
        }
        return request.render("ibok_portal.reading_only_see", values, status=403)

    def _by_point(self, post, prefix, kind):
        """{point id: what was sent} of the form's fields of one kind.

        :raise NotFound: a field that the form never had, or a file for a text
        """
        try:
            sent = {
                int(name.removeprefix(prefix)): value
                for name, value in post.items()
                if name.startswith(prefix)
            }
        except ValueError:
            raise NotFound() from None
        if not all(isinstance(value, kind) for value in sent.values()):
            raise NotFound()
        return sent

    def _render_form(
        self, contract_sudo, errors=None, typed=None, note=None, photos=()
    ):
        """The form, after a refusal with everything typed still in it.

        :param dict errors: what to correct, by form field
        :param dict typed: {point id: text}
        :param photos: points whose photo came with the refused form
        """
        values = self._prepare_portal_layout_values()
        meters = [m for m in contract_sudo._portal_meters() if m["can_enter"]]
        values.update(
            page_name="water_reading",
            new=True,
            contract=contract_sudo,
            meters=meters,
            # A held reading may be given anew; an accepted one is done for today.
            can_send=any(
                not meter["today"] or meter["today"].state != "accepted"
                for meter in meters
            ),
            due=contract_sudo._portal_due(contract_sudo._portal_today()),
            today=contract_sudo._portal_today(),
            errors=errors or {},
            error_links=self._error_links(errors or {}, meters),
            typed=typed or {},
            note=note,
            # A browser forgets the file when the form comes back.
            lost_photos=photos,
            photo_limit=MAX_BYTES,
        )
        return request.render("ibok_portal.portal_reading_new", values)

    def _error_links(self, errors, meters):
        """What the summary of errors says: the field to correct and where it is.

        The sentence itself stands at the field; here only when the page has none.
        """
        names = {"note": request.env._("Message to the office")}
        for meter in meters:
            point_id, label = meter["point"].id, meter["label"]
            names[f"value_{point_id}"] = request.env._(
                "Number on the meter – %(meter)s", meter=label
            )
            names[f"photo_{point_id}"] = request.env._(
                "Photo of the meter – %(meter)s", meter=label
            )
        return [
            {"field": name in names and name, "text": names.get(name, sentence)}
            for name, sentence in errors.items()
        ]

    @route(["/my/readings/<int:reading_id>"], type="http", auth="user", website=True)
    def portal_my_reading(self, reading_id, **kw):
        """What became of a reading, and what happens next."""
        try:
            self._document_check_access("water.reading", reading_id)
        except (AccessError, MissingError, OverflowError):
            raise NotFound() from None
        reading = request.env["water.reading"].browse(reading_id)
        # The rules let office staff read everybody's; this page is for one's own.
        if reading.sudo().contract_id.with_env(request.env) not in (
            self._water_contracts()
        ):
            raise NotFound()
        reading_sudo = reading.sudo()
        outcome = reading_sudo._portal_outcome()
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="water_reading",
            reading=reading_sudo,
            contract=reading_sudo.contract_id,
            siblings=reading_sudo._portal_siblings(),
            outcome=outcome,
            company=reading_sudo.company_id,
        )
        settlement_sudo = outcome["settlement"]
        if settlement_sudo:
            values["water_bill"] = settlement_sudo._portal_explanation()
        return request.render("ibok_portal.portal_my_reading", values)
