from odoo import models

from ..tools.data_section import DataSection


class ResUsers(models.Model):
    """What is kept about a resident, part by part: counted, shown and exported.

    Own data alone: the customer's whose account it is, and the account's. What somebody
    else let him see is not his, whatever his record rules say.
    """

    _inherit = "res.users"

    def _privacy_customer(self):
        """The customer whose account this is, in `sudo`."""
        self.ensure_one()
        return self.sudo().partner_id.commercial_partner_id

    def _privacy_people(self):
        """The person of the account and the customer, who may be a firm; in `sudo`."""
        return self.sudo().partner_id | self._privacy_customer()

    def _privacy_export_sections(self):
        """Parts of the export. Hook: an addon adds the data that it keeps.

        :return: list of `DataSection`
        """
        self.ensure_one()
        sections = [
            self._section_account(),
            self._section_customer(),
            *self._sections_of_contracts(),
            *self._sections_of_money(),
            *self._sections_of_accounts_life(),
        ]
        return [self._privacy_in_plain_words(section) for section in sections]

    def _section_account(self):
        return DataSection(
            code="account",
            title=self.env._("Account"),
            records=self.sudo().browse(),
            domain=[("id", "=", self.id)],
            paths={
                "number": "id",
                "login": "login",
                "name": "name",
                "email": "email",
                "phone": "phone",
                "language": "lang",
                "opened_at": "create_date",
                "last_login_at": "login_date",
            },
            brief=("login", "name", "email", "phone"),
        )

    def _section_customer(self):
        partners = self._privacy_people()
        return DataSection(
            code="customer",
            title=self.env._("Customer"),
            records=partners.browse(),
            domain=[("id", "in", partners.ids)],
            paths={
                "customer_number": "water_customer_number",
                "name": "name",
                "tax_number": "vat",
                "email": "email",
                "phone": "phone",
                "street": "street",
                "street2": "street2",
                "zip": "zip",
                "city": "city",
                "country": "country_id",
                "bank_accounts": ("bank_ids", {"number": "acc_number"}),
            },
            brief=("customer_number", "name", "street", "zip", "city"),
        )

    def _privacy_contracts(self):
        """The customer's own contracts, in `sudo`."""
        return (
            self.env["water.contract"]
            .sudo()
            .search(
                [
                    ("partner_id", "child_of", self._privacy_customer().id),
                    ("state", "!=", "draft"),
                ]
            )
        )

    def _sections_of_contracts(self):
        """Contracts, points and readings, each of the contract's own time only."""
        sudo = self.sudo().env
        ids = self._privacy_contracts().ids
        return [
            DataSection(
                code="contracts",
                title=self.env._("Contracts"),
                records=sudo["water.contract"],
                domain=[("id", "in", ids)],
                paths={
                    "number": "number",
                    "state": "state",
                    "address": "premise_id.address",
                    "date_signed": "date_signed",
                    "date_from": "date_from",
                    "date_to": "date_to",
                    "payment_term": "payment_term_id",
                    "terms": (
                        "terms_ids",
                        {
                            "date_from": "date_from",
                            "services": "services",
                            "recipients": "recipients",
                            "metering": "metering",
                            "billing_months": "billing_months",
                            "invoice_form": "invoice_form",
                            "norm": "norm_id",
                            "persons": "persons",
                        },
                    ),
                },
                brief=("number", "address", "date_from", "date_to"),
            ),
            DataSection(
                code="points",
                title=self.env._("Metering points"),
                records=sudo["water.contract.point"],
                domain=[("contract_id", "in", ids)],
                paths={
                    "contract": "contract_id.number",
                    "point": "point_id.code",
                    "kind": "kind",
                    "place": "point_id.place",
                    "share_percent": "share",
                    "date_from": "date_from",
                    "date_to": "date_to",
                    "first_value_m3": "initial_value",
                    "first_value_on": "initial_date",
                },
                brief=("contract", "point", "date_from", "date_to"),
            ),
            DataSection(
                code="readings",
                title=self.env._("Readings"),
                records=sudo["water.reading"],
                domain=[("contract_id", "in", ids)],
                paths={
                    "contract": "contract_id.number",
                    "point": "point_id.code",
                    "meter": "meter_id.number",
                    "date": "date",
                    "value_m3": "value",
                    "kind": "kind",
                    "source": "source",
                    "state": "state",
                    "reason_not_accepted": "reject_reason",
                    "note": "note",
                    "entered_at": "create_date",
                },
                brief=("date", "meter", "value_m3", "state"),
                files=_photos_of,
            ),
            DataSection(
                code="remote_readings",
                title=self.env._("Remote readings asked for"),
                records=sudo["water.reading.request"],
                domain=[("contract_id", "in", ids)],
                paths={
                    "contract": "contract_id.number",
                    "meter": "meter_id.number",
                    "asked_at": "asked_at",
                    "asked_by": "user_id.login",
                    "state": "state",
                    "why_not": "refusal",
                    "answer": "raw",
                },
                brief=("asked_at", "meter", "state"),
            ),
        ]


def _photos_of(readings):
    """Photos that were sent with readings, one file in memory at a time."""
    photos = (
        readings.sudo()
        .env["ir.attachment"]
        .search(
            [
                ("res_model", "=", readings._name),
                ("res_field", "=", "photo"),
                ("res_id", "in", readings.ids),
            ],
            order="res_id, id",
        )
    )
    for photo in photos:
        extension = (photo.mimetype or "").partition("/")[2].partition("+")[0]
        yield f"reading-{photo.res_id}.{extension or 'bin'}", photo.raw
        photo.invalidate_recordset(["raw"])
