from odoo import models

from ..tools.data_section import DataSection


class ResUsers(models.Model):
    """What a resident's bills, payments and settlements are in the export."""

    _inherit = "res.users"

    def _sections_of_money(self):
        """Settlements, the account's entries and payments made on line."""
        sudo = self.sudo().env
        customer = self._privacy_customer()
        contracts = self._privacy_contracts()
        lines = customer._portal_receivable_domain(self.company_id)
        return [
            DataSection(
                code="settlements",
                title=self.env._("Settlements"),
                records=sudo["water.settlement"],
                domain=[
                    ("contract_id", "in", contracts.ids),
                    ("state", "in", ("done", "corrected")),
                ],
                paths={
                    "number": "name",
                    "contract": "contract_id.number",
                    "date_from": "date_from",
                    "date_to": "date_to",
                    "state": "state",
                    "tariff_groups": "group_codes",
                    "water_m3": "volume_water",
                    "sewage_m3": "volume_sewage",
                    "net": "amount_net",
                    "vat": "amount_tax",
                    "gross": "amount_total",
                    "document": "move_id.name",
                    "use": (
                        "usage_ids",
                        {
                            "meter": "meter_number",
                            "date_from": "date_from",
                            "date_to": "date_to",
                            "value_from_m3": "value_from",
                            "value_to_m3": "value_to",
                            "use_m3": "volume",
                        },
                    ),
                    "lines": (
                        "line_ids",
                        {
                            "component": "component",
                            "tariff_group": "group_code",
                            "date_from": "date_from",
                            "date_to": "date_to",
                            "quantity": "quantity",
                            "unit": "unit",
                            "price_net": "price_net",
                            "subsidy_net": "subsidy_net",
                            "net": "amount_net",
                        },
                    ),
                },
                brief=("number", "date_from", "date_to", "gross"),
            ),
            DataSection(
                code="bills",
                title=self.env._("Bills"),
                records=sudo["account.move"],
                domain=[
                    ("commercial_partner_id", "=", customer.id),
                    ("company_id", "=", self.company_id.id),
                    ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                    ("state", "=", "posted"),
                ],
                paths={
                    "number": "name",
                    "kind": "move_type",
                    "date": "invoice_date",
                    "due": "invoice_date_due",
                    "net": "amount_untaxed",
                    "vat": "amount_tax",
                    "gross": "amount_total",
                    "left_to_pay": "amount_residual",
                    "payment_state": "payment_state",
                    "title_of_transfer": "payment_reference",
                    "sent": "is_move_sent",
                },
                brief=("number", "date", "gross", "left_to_pay"),
            ),
            DataSection(
                code="payments",
                title=self.env._("Payments and other entries"),
                records=sudo["account.move.line"],
                domain=[*lines, ("move_id.move_type", "=", "entry")],
                paths={
                    "date": "date",
                    "kind": "portal_kind",
                    "document": "move_id.name",
                    "words": "name",
                    "amount": "balance",
                    "not_used_yet": "amount_residual",
                    "settled_with": "matching_number",
                },
                brief=("date", "kind", "amount"),
            ),
            DataSection(
                code="demands",
                title=self.env._("Payment demands"),
                records=sudo["water.payment.demand"],
                domain=[
                    ("partner_id", "=", customer.id),
                    ("company_id", "=", self.company_id.id),
                    ("issued_on", "!=", False),
                ],
                paths={
                    "number": "name",
                    "stage": "stage_id.name",
                    "state": "state",
                    "issued": "issued_on",
                    "pay_by": "term_on",
                    "heading": "subject",
                    "text": "body",
                    "demanded": "amount_total",
                    "delivered": "delivered_on",
                    "delivered_by": "delivery_way",
                    "opened_at": "first_opened_at",
                    "debts": (
                        "line_ids",
                        {
                            "document": "debt_name",
                            "due": "due",
                            "days_late": "late_days",
                            "amount": "amount",
                            "interest": "interest",
                        },
                    ),
                },
                brief=("number", "issued", "demanded", "state"),
            ),
            DataSection(
                code="online_payments",
                title=self.env._("Payments on line"),
                records=sudo["payment.transaction"],
                domain=[("partner_id", "child_of", customer.id)],
                paths={
                    "reference": "reference",
                    "at": "create_date",
                    "amount": "amount",
                    "state": "state",
                    "provider": "provider_id",
                    "email": "partner_email",
                    "name": "partner_name",
                    "bills": ("invoice_ids", {"number": "name"}),
                },
                brief=("at", "reference", "amount", "state"),
            ),
        ]
