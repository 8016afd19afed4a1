from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ibok_water.models.law_day import law_today

from ..tools.identity import plain_nip
from ..tools.postal_address import address_parts

PROTOCOL = "ibok_portal.report_handover_protocol"


class IbokApplication(models.Model):
    """Carried out by the end of a contract, with or without somebody who comes next."""

    _inherit = "ibok.application"

    def _decide_on(self, state, text, road):
        """Override: the office need not prolong what it has agreed to end."""
        result = super()._decide_on(state, text, road)
        if state == "approved" and self.code in ("handover", "termination"):
            self.contract_id.sudo()._forget_expiry()
        return result

    def _fulfil_handover(self):
        """The change of the customer, with the reading at the boundary."""
        contract = self._step_contract()
        known = self._new_customer()
        return self._step_action(
            contract.action_change_customer(),
            date=self._day("handover_on"),
            new_partner_id=known.id,
            enter_new=not known,
        )

    def _fulfil_termination(self):
        """The final settlement of the contract."""
        contract = self._step_contract()
        return self._step_action(contract.action_end(), date=self._day("end_on"))

    def _new_customer(self):
        """Who takes over, when he is in our books already and cannot be mistaken."""
        partners = self.env["res.partner"]
        name, tax = self._value("new_name"), self._value("new_tax_id")
        email = self._value("new_email")
        for domain in (
            [("vat", "in", [tax, f"PL{tax}"])] if tax else [],
            [("name", "=ilike", name), ("email", "=ilike", email)] if email else [],
        ):
            found = domain and partners.search(
                [*domain, ("company_id", "in", [False, self.company_id.id])], limit=2
            )
            if found and len(found) == 1:
                return found
        return partners

    def _enter_new_customer(self):
        """The new customer as the application names him.

        :raise UserError: it names nobody
        """
        self.ensure_one()
        name = self._value("new_name")
        if not name:
            raise UserError(self.env._("Choose the new customer."))
        return self.env["res.partner"].create(
            address_parts(self._value("new_address"))
            | {
                "name": name,
                "phone": self._value("new_phone"),
                "email": self._value("new_email"),
                # One that is none would refuse the customer; the application keeps it.
                "vat": plain_nip(self._value("new_tax_id")) or False,
                "country_id": self.company_id.country_id.id,
            }
        )

    def _take_last_address(self):
        """The customer's address is the one for the last bill from now on."""
        self.ensure_one()
        self.contract_id.partner_id.write(
            address_parts(self._value("last_address"))
            | {"street2": False, "country_id": self.company_id.country_id.id}
        )

    def _boundary_reading(self, day):
        """The reading that both parties gave, when it is of this day.

        :return: the register's state as people write it, or None
        """
        self.ensure_one()
        told = self._value("reading")
        read_on = (
            self._day("handover_on") if self.code == "handover" else self.received_on
        )
        if not told or read_on != day:
            return None
        return self.env["water.reading"]._volume_text(float(told))

    def _handover_parties(self):
        """Both sides of the protocol: who gives the premises over, who takes them."""
        self.ensure_one()
        application_sudo = self.sudo()
        old_sudo = application_sudo.partner_id
        address = self.env["ibok.contract.document"]._address_of
        return [
            {
                "role": self.env._("Who gives over"),
                "name": self._value("name") or old_sudo.name,
                "address": self._value("last_address") or address(old_sudo),
                "phone": self._value("phone") or old_sudo.phone,
            },
            {
                "role": self.env._("Who takes over"),
                "name": self._value("new_name"),
                "address": self._value("new_address"),
                "phone": self._value("new_phone"),
            },
        ]

    def _handover_meters(self):
        """Meters of the contract and their states at the boundary.

        Before the change was made: what the parties told; after it: what was settled.

        :return: list of dicts: ``number``, ``kind`` and ``value`` (text or "")
        """
        self.ensure_one()
        contract_sudo = self.sudo().contract_id
        day = contract_sudo.date_to or self._day("handover_on") or law_today(self)
        points = contract_sudo._rows_on(day).point_id
        kinds = dict(points._fields["kind"]._description_selection(self.env))
        readings = self.env["water.reading"].sudo()
        settled = readings.search(
            [
                ("point_id", "in", points.ids),
                ("date", "=", day),
                ("state", "=", "accepted"),
                ("contract_id", "=", contract_sudo.id),
            ]
        )
        values = {
            one.point_id: one._volume_text(one.value) for one in settled.sorted("id")
        }
        told = self._boundary_reading(day)
        main = self._step_point() if contract_sudo.state == "open" else points.browse()
        return [
            {
                "number": point.meter_id.number,
                "kind": kinds[point.kind],
                "value": values.get(point) or (point == main and told) or "",
            }
            for point in points
            if point.meter_id
        ]

    def action_print_protocol(self):
        """The handover protocol, for both parties and the office to sign."""
        self.ensure_one()
        self.check_access("read")
        if self.code != "handover" or not self.contract_id:
            raise UserError(
                self.env._("A protocol is made of a change of the recipient.")
            )
        report = self.env.ref("ibok_portal.action_report_handover_protocol")
        return report.report_action(self)
