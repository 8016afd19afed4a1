from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.data_section import DataSection


class ResUsers(models.Model):
    """What the privacy page tells of an account: sign-ins, consents, requests."""

    _inherit = "res.users"

    def _privacy_consent_domain(self):
        """Consents of this account, and those about the customer's contracts."""
        contracts = self._privacy_contracts()
        return Domain("account_number", "=", self.id) | Domain(
            "contract_id", "in", contracts.ids
        )

    def _privacy_consents(self):
        """Consents as the page shows them, the newest first.

        Those about a contract may be another account's of the same customer: told,
        without the address it came from.

        :return: list of dicts ``consent`` (in `sudo`), ``ip``, ``contract``
        """
        consents_sudo = (
            self.env["ibok.consent"].sudo().search(self._privacy_consent_domain())
        )
        return [
            {
                "consent": consent,
                "ip": consent.account_number == self.id and consent.given_ip,
                "contract": consent.contract_id,
            }
            for consent in consents_sudo
        ]

    def _privacy_sign_ins(self, limit):
        """Where from this account was used, the latest first.

        Odoo notes a session again each hour; it is one sign-in.

        :return: list of dicts ``first``, ``last``, ``ip``, ``platform``, ``browser``
        """
        self.ensure_one()
        self.env["res.device.log"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """SELECT MIN(first_activity) AS first, MAX(last_activity) AS last,
                          ip_address AS ip, platform, browser
                     FROM res_device_log
                    WHERE user_id = %s
                 GROUP BY session_identifier, ip_address, platform, browser
                 ORDER BY MAX(last_activity) DESC
                    LIMIT %s""",
                self.id,
                limit,
            )
        )

    def _privacy_categories(self):
        """Kinds of data with the number of this resident's records of each.

        :return: list of dicts ``category`` (in `sudo`) and ``count``, or None
        """
        sections = {
            section.code: section for section in self._privacy_export_sections()
        }
        categories = self.env["ibok.data.category"]._of_company(self.company_id)
        return [
            {
                "category": category,
                "count": sections[category.code].count()
                if category.code in sections
                else None,
            }
            for category in categories
        ]

    def _sections_of_accounts_life(self):
        """Consents, sign-ins, requests and events, and who in the office looked."""
        sudo = self.sudo().env
        return [
            DataSection(
                code="consents",
                title=self.env._("Consents"),
                records=sudo["ibok.consent"],
                domain=list(self._privacy_consent_domain()),
                paths={
                    "kind": "kind",
                    "text_version": "terms_id.version",
                    "contract": "contract_id.number",
                    "given": "source",
                    "given_at": "given_at",
                    "account_number": "account_number",
                    "signed_on": "paper_date",
                    "electronic_from": "date_from",
                    "electronic_to": "date_to",
                    "withdrawn_at": "withdrawn_at",
                },
                brief=("kind", "text_version", "given_at", "withdrawn_at"),
            ),
            DataSection(
                code="consent_addresses",
                title=self.env._("Internet addresses of consents"),
                records=sudo["ibok.consent"],
                domain=[("account_number", "=", self.id)],
                paths={
                    "kind": "kind",
                    "given_at": "given_at",
                    "given_from": "given_ip",
                    "withdrawn_from": "withdrawn_ip",
                },
                brief=("kind", "given_at", "given_from"),
            ),
            DataSection(
                code="sign_ins",
                title=self.env._("Sign-ins"),
                records=sudo["res.device.log"],
                domain=[("user_id", "=", self.id)],
                paths={
                    "first_at": "first_activity",
                    "last_at": "last_activity",
                    "from_address": "ip_address",
                    "country": "country",
                    "city": "city",
                    "platform": "platform",
                    "browser": "browser",
                    "kind_of_device": "device_type",
                },
                brief=("last_at", "from_address", "browser", "platform"),
            ),
            DataSection(
                code="requests",
                title=self.env._("Requests for an account"),
                records=sudo["ibok.account.request"],
                domain=[
                    "|",
                    ("user_id", "=", self.id),
                    ("old_user_id", "=", self.id),
                ],
                paths={
                    "kind": "kind",
                    "state": "state",
                    "asked_at": "create_date",
                    "email": "email",
                    "name": "name",
                    "tax_number": "vat",
                    "phone": "phone",
                    "customer_number": "customer_number",
                    "invoice_number": "invoice_number",
                    "invoice_amount": "invoice_amount",
                    "from_address": "ip",
                    "confirmed_at": "confirmed_at",
                    "decided_at": "decided_at",
                    "reason": "reason",
                },
                brief=("asked_at", "kind", "email", "state"),
            ),
            DataSection(
                code="data_changes",
                title=self.env._("Requests for a change of data"),
                records=sudo["ibok.data.change"],
                domain=[
                    ("partner_id", "in", self._privacy_people().ids),
                    ("company_id", "=", self.company_id.id),
                ],
                paths={
                    "asked_at": "asked_at",
                    "name": "name",
                    "phone": "phone",
                    "street": "street",
                    "zip": "zip",
                    "city": "city",
                    "note": "note",
                    "state": "state",
                    "answer": "answer",
                    "decided_at": "decided_at",
                },
                brief=("asked_at", "state", "answer"),
            ),
            DataSection(
                code="events",
                title=self.env._("Events of the account"),
                records=sudo["ibok.account.event"],
                domain=[("account_number", "=", self.id)],
                paths={
                    "kind": "kind",
                    "at": "at",
                    "by_resident": "by_resident",
                    "reason": "reason",
                    "from_address": "ip",
                },
                brief=("at", "kind", "reason"),
            ),
            DataSection(
                code="data_views",
                title=self.env._("Who in the office opened the data"),
                records=sudo["ibok.data.view"],
                domain=[
                    ("partner_id", "=", self._privacy_customer().id),
                    ("company_id", "=", self.company_id.id),
                ],
                paths={
                    "day": "day",
                    "what": "kind",
                    "role": "role",
                    "first_at": "first_at",
                    "last_at": "last_at",
                    "times": "count",
                    **self._privacy_staff_paths(),
                },
                brief=("day", "what", "role", "times"),
            ),
            DataSection(
                code="messages",
                title=self.env._("Letters and messages"),
                records=sudo["mail.message"],
                domain=self._privacy_message_domain(),
                paths={
                    "at": "date",
                    "kind": "message_type",
                    "from": "author_id",
                    "subject": "subject",
                    "text": "body",
                },
                brief=("at", "subject"),
            ),
        ]

    def _privacy_staff_paths(self):
        """Names of employees, where the office shows them."""
        return {"employee": "user_id"} if self.company_id.ibok_show_staff_names else {}

    def _privacy_message_domain(self):
        """What was written to or by the customer; no notes of the office to itself."""
        people = self._privacy_people().ids
        return [
            ("message_type", "in", ("comment", "email", "email_outgoing")),
            ("subtype_id.internal", "=", False),
            "|",
            ("author_id", "in", people),
            ("partner_ids", "in", people),
        ]
