from odoo import models


class IbokLetterMixin(models.AbstractModel):
    """Letters to residents about their accounts.

    They carry links that open accounts: so they are kept nowhere but in the queue of
    outgoing mail, which deletes them once they are sent.
    """

    _name = "ibok.letter.mixin"
    _description = "Letters about Accounts"

    def _send_letter(self, name, email_to, lang=None, **told):
        """Put a letter into the queue and wake the queue up.

        :param str name: external id of its template in this addon
        :param str email_to: the address it goes to
        :param str lang: language, else the one of the request
        :param told: what the template finds in its ``ctx``
        """
        self.ensure_one()
        if lang:
            # Else Odoo takes the language of the record's customer.
            told["template_preview_lang"] = lang
        template_sudo = (
            self.env.ref(f"ibok_portal.{name}")
            .sudo()
            .with_context(lang=lang or self.env.lang or "pl_PL", **told)
        )
        rendered = template_sudo._generate_template(
            self.ids, ("subject", "body_html", "email_from")
        )[self.id]
        mail_sudo = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": rendered["subject"],
                    "body_html": rendered["body_html"],
                    "email_from": rendered["email_from"],
                    "email_to": email_to,
                    "auto_delete": True,
                    "message_type": "user_notification",
                }
            )
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return mail_sudo
