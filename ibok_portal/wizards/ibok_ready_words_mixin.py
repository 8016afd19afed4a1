from odoo import api, fields, models
from odoo.exceptions import UserError

#: What ready words leave to be filled in begins with this.
BLANK = "[["


class IbokReadyWordsMixin(models.AbstractModel):
    """What the office writes to a resident, begun with ready words."""

    _name = "ibok.ready.words.mixin"
    _description = "Words to a Resident"

    canned_id = fields.Many2one(
        "mail.canned.response",
        string="Ready Words",
        help="Texts that the office keeps (also by :: in a message).",
    )
    text = fields.Text(required=True)

    @api.onchange("canned_id")
    def _onchange_canned_id(self):
        if self.canned_id:
            words = (self.text, self.canned_id.substitution)
            self.text = "\n".join(filter(None, words))

    def _checked_text(self):
        """The text as it may go out.

        :raise UserError: nothing was written, or ready words are not filled in
        """
        self.ensure_one()
        text = (self.text or "").strip()
        if not text:
            raise UserError(self.env._("Write the text first."))
        if BLANK in text:
            raise UserError(
                self.env._("Fill in what stands in [[ ]] in the text first.")
            )
        return text
