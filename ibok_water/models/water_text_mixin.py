import re

from odoo import api, models
from odoo.exceptions import ValidationError

#: A word in braces: what stands there is put in, and nothing else is interpreted.
PLACEHOLDER = re.compile(r"\{(\w*)\}")
#: Whatever looks like one, also what could never be filled in.
_BRACES = re.compile(r"\{([^{}]*)\}")


class WaterTextMixin(models.AbstractModel):
    """A text of the office with words to be filled in: a letter, a contract.

    No language of templates: who may write such a text can read no other field by it
    and run nothing.
    """

    _name = "water.text.mixin"
    _description = "Text with Words to Fill In"
    #: Fields that hold such texts; each model names its own.
    _text_fields = ()

    def _text_words(self):
        """Names that a text may hold; each model says its own."""
        return ()

    def _check_placeholders(self):
        """Refuse what would be printed as it stands.

        :raise ValidationError: names what cannot be filled in, and what can
        """
        for record in self:
            known = record._text_words()
            texts = " ".join(record[name] or "" for name in record._text_fields)
            unknown = sorted(set(_BRACES.findall(texts)) - set(known))
            if unknown:
                raise ValidationError(
                    self.env._(
                        "The text names what cannot be filled in: %(names)s. It may "
                        "name: %(known)s.",
                        names=", ".join(f"{{{name}}}" for name in unknown),
                        known=", ".join(f"{{{name}}}" for name in known),
                    )
                )

    @api.model
    def _fill_in(self, text, values):
        """A text with its placeholders filled in, and nothing else interpreted."""
        return PLACEHOLDER.sub(lambda found: str(values.get(found[1], "")), text or "")
