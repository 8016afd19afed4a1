from odoo import api, fields, models
from odoo.tools import email_normalize, html2plaintext, plaintext2html

from ..tools.upload import MAX_TOTAL, Refused, cleaned

INTERNAL = "base.group_user"
#: Files of one letter: more than of a form, since signatures bring small pictures.
MAX_LETTER_FILES = 15


class IbokTalkMixin(models.AbstractModel):
    """A matter that the office and a resident talk about.

    Residents have **no rights** on such a model: notes and files of the office hang on
    the same record. Pages show in `sudo` what `_portal_domain` lets through, comments
    only, and files of those.
    """

    _name = "ibok.talk.mixin"
    _description = "Matter That Is Talked About"
    _inherit = "mail.thread"
    #: States in which the office has something to do, or the resident.
    _open_states = ()
    #: Address of the resident's page of one of them; its id follows.
    _portal_path = None
    #: What the office says in the end is a decision, not an answer.
    _decides = False

    author_id = fields.Many2one(
        "res.partner",
        string="Reported By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=INTERNAL,
        help="The person of the account it came from.",
    )
    contact_name = fields.Char(string="Who Reports")
    email = fields.Char(string="E-mail")
    phone = fields.Char(string="Telephone")

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Override of `mail`: letters go to who reported, not to a whole firm."""
        return ["author_id"]

    def _say(self, text, send=True, files=()):
        """A word of the office: to the resident, or only noted.

        :param str text: plain text
        """
        self.ensure_one()
        return self.message_post(
            body=plaintext2html(text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment" if send else "mail.mt_note",
            attachments=list(files),
        )

    def _resident_says(self, text, files=(), author=None):
        """A word of who reported; called in `sudo` after his right was checked.

        :param files: [(name, content)], cleaned
        :param author: his partner; without one it is the e-mail address's word
        """
        self.ensure_one()
        return self.message_post(
            body=plaintext2html(text) if text else "",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=author.id if author else False,
            email_from=author.email_formatted if author else self.email,
            attachments=list(files),
        )

    def message_post(self, **kwargs):
        """Override of `mail`: who has no account gets the office's words by e-mail."""
        self.ensure_one()
        to_resident = kwargs.get("subtype_xmlid") == "mail.mt_comment" or (
            kwargs.get("subtype_id") == self.env.ref("mail.mt_comment").id
        )
        matter_sudo = self.sudo()
        if (
            to_resident
            and kwargs.get("message_type") == "comment"
            and self.env.user._is_internal()
            and matter_sudo.email
            and not matter_sudo.author_id
        ):
            kwargs.setdefault("outgoing_email_to", matter_sudo.email)
        return super().message_post(**kwargs)

    def _message_post_after_hook(self, message, msg_vals):
        """Override of `mail`: the resident's word lets the clock go on.

        What his mailbox answers while he is away tells nothing of what was asked.
        """
        result = super()._message_post_after_hook(message, msg_vals)
        if self.env.context.get("ibok_automatic_letter"):
            return result
        for matter in self:
            if matter._is_of_resident(message.sudo()):
                matter._heard(message)
        return result

    def _is_of_resident(self, message_sudo):
        """Whether a message is the word of who reported."""
        comment = self.env.ref("mail.mt_comment")
        internal = message_sudo.author_id.user_ids.filtered(
            lambda user: user._is_internal()
        )
        return (
            message_sudo.message_type in ("comment", "email")
            and message_sudo.subtype_id == comment
            and not internal
        )

    def _heard(self, message):
        """Hook: the resident wrote."""

    def _portal_messages(self):
        """The conversation as the resident reads it, oldest first; in `sudo`."""
        self.ensure_one()
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("message_type", "in", ("comment", "email")),
                    ("subtype_id", "=", self.env.ref("mail.mt_comment").id),
                    ("is_internal", "=", False),
                ],
                order="id",
            )
        )

    def message_update(self, msg_dict, update_vals=None):
        """Override of `mail`: files of a letter are looked at as those of forms."""
        self._clean_letter(msg_dict)
        return super().message_update(msg_dict, update_vals=update_vals)

    def _clean_letter(self, msg_dict):
        """Leave out files that no form would take, and say so."""
        kept, refused, total = [], [], 0
        for attachment in msg_dict.get("attachments") or []:
            name, content = attachment[0], attachment[1]
            if isinstance(content, str):
                content = content.encode()
            total += len(content)
            if total > MAX_TOTAL or len(kept) == MAX_LETTER_FILES:
                refused.append(name)
                continue
            try:
                kept.append(cleaned(self.env, name, content))
            except Refused:
                refused.append(name)
        msg_dict["attachments"] = kept
        if refused:
            msg_dict["body"] = (msg_dict.get("body") or "") + plaintext2html(
                self.env._(
                    "Files that were not taken: %(names)s", names=", ".join(refused)
                )
            )

    def _account_of(self, address):
        """The resident's account with a login, in `sudo`."""
        users_sudo = self.env["res.users"].sudo()
        if not address:
            return users_sudo
        return users_sudo.search(
            [("login", "=", address), ("share", "=", True)], limit=1
        )

    def _is_known_sender(self, address):
        """Whether a reply from an address belongs into this conversation.

        To know or guess a message's id is not enough: letters are forwarded.
        """
        self.ensure_one()
        matter_sudo = self.sudo()
        known = {
            email_normalize(matter_sudo.email or ""),
            email_normalize(matter_sudo.author_id.email or ""),
            *(email_normalize(user.login) for user in matter_sudo.author_id.user_ids),
        }
        return bool(address) and (address in known or self._is_of_office(address))

    def _is_of_office(self, address):
        """Whether an address is that of an employee of this company."""
        self.ensure_one()
        found = (
            self.env["res.users"]
            .sudo()
            .search_count(
                [
                    ("email_normalized", "=", address),
                    ("share", "=", False),
                    ("company_ids", "in", self.company_id.ids),
                ],
                limit=1,
            )
        )
        return bool(found)

    def _forget_person(self):
        """The account is gone: what was reported stays, without who to reach."""
        self.write(dict.fromkeys(("contact_name", "email", "phone"), False))

    @api.model
    def _portal_is_office(self, message):
        """Whether the office said it: an employee, one who has left, or the program."""
        users = message.author_id.with_context(active_test=False).user_ids
        return any(user._is_internal() for user in users)

    @api.model
    def _portal_words(self, message):
        """What a message says, as plain text.

        A letter's own pictures would tell another server who reads it.
        """
        return html2plaintext(message.body or "", include_references=False)

    def _portal_file(self, file_id):
        """A file of the conversation, in `sudo`; none of the office's own."""
        return self._portal_messages().attachment_ids.filtered(
            lambda file: file.id == file_id
        )

    @api.model
    def _portal_button(self):
        """Hook: what the button of a letter says that leads to the resident's page."""
        return self.env._("See the matter")

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Override of `mail`: a resident's letter leads to his page of the matter."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        if not self:
            return groups
        self.ensure_one()
        for name, _who, data in groups:
            if name == "portal":
                data["active"] = True
                data["has_button_access"] = True
                data["button_access"] = {
                    "url": f"{self.get_base_url()}{self._portal_path}/{self.id}",
                    "title": self._portal_button(),
                }
        return groups
