from dataclasses import replace

from odoo import models


class ResUsers(models.Model):
    """What fields of the export are called: the office's words say little at home."""

    _inherit = "res.users"

    def _privacy_in_plain_words(self, section):
        """The part of the export with the words of residents where there are any."""
        own = {
            key.partition(".")[2]: words
            for key, words in self._privacy_words().items()
            if key.startswith(f"{section.code}.")
        }
        return replace(
            section,
            words=self._privacy_common_words() | own,
            values=self._privacy_code_words().get(section.code, {}),
        )

    def _privacy_common_words(self):
        """What a key is called in every part: {key: words}"""
        env = self.env
        return {
            "contract": env._("Contract number"),
            "meter": env._("Meter number"),
            "document": env._("Document number"),
            "city": env._("Town"),
            "net": env._("Without VAT"),
            "gross": env._("With VAT"),
        }

    def _privacy_words(self):
        """What a key of one part is called: {"part.key": words}, lists inside too."""
        env = self.env
        return {
            "account.number": env._("Number of the account"),
            "account.name": env._("First and last name"),
            "account.opened_at": env._("Account opened"),
            "account.last_login_at": env._("Last logged in"),
            "customer.name": env._("First and last name, or firm"),
            "customer.street": env._("Street and number"),
            "customer.street2": env._("Address, second line"),
            "customer.bank_accounts": env._("Bank accounts"),
            "customer.bank_accounts.number": env._("Account number"),
            "contracts.number": env._("Contract number"),
            "readings.entered_at": env._("Entered on"),
            "remote_readings.asked_by": env._("Asked for by"),
            "settlements.number": env._("Number of the settlement"),
            "settlements.use.date_from": env._("Read before on"),
            "settlements.use.date_to": env._("Read now on"),
            "settlements.use.value_from_m3": env._("State before, m³"),
            "settlements.use.value_to_m3": env._("State now, m³"),
            "bills.number": env._("Document number"),
            "bills.date": env._("Date of issue"),
            "bills.due": env._("To be paid by"),
            "bills.vat": env._("VAT"),
            "bills.left_to_pay": env._("Left to pay"),
            "bills.payment_state": env._("Paid or not"),
            "bills.title_of_transfer": env._("Transfer title"),
            "payments.words": env._("What it is"),
            "payments.amount": env._("Amount (below zero: in your favour)"),
            "payments.not_used_yet": env._("Not used yet"),
            "payments.settled_with": env._("Mark of what it was counted against"),
            "online_payments.reference": env._("Payment number"),
            "online_payments.at": env._("When"),
            "online_payments.provider": env._("Paid through"),
            "online_payments.name": env._("Name of the payer"),
            "online_payments.bills.number": env._("Document number"),
            "sign_ins.first_at": env._("First seen"),
            "sign_ins.last_at": env._("Last seen"),
            "messages.at": env._("When"),
            "messages.kind": env._("Kind"),
            "messages.from": env._("From whom"),
            "messages.subject": env._("Subject"),
            "messages.text": env._("Text"),
        }

    def _privacy_code_words(self):
        """What codes mean, where Odoo's words are an accountant's: {part: {key: …}}"""
        env, access = self.env, self.env["ibok.access"]
        return {
            "bills": {
                "kind": {
                    "out_invoice": env._("Invoice"),
                    "out_refund": env._("Correcting invoice"),
                    "out_receipt": env._("Interest note"),
                },
                "payment_state": {
                    "not_paid": env._("To pay"),
                    "partial": env._("Partly paid"),
                    "in_payment": env._("Paid"),
                    "paid": env._("Paid"),
                    "reversed": env._("Taken back"),
                },
            },
            "messages": {
                "kind": {
                    "email": env._("Letter from you"),
                    "email_outgoing": env._("Letter to you"),
                    "comment": env._("Message"),
                },
            },
            "accesses": {
                "role": dict(access._choices("role")),
                "scope": dict(access._choices("scope")),
            },
        }
