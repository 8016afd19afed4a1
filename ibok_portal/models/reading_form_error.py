from odoo.exceptions import UserError


class ReadingFormError(UserError):
    """What a resident has to correct: ``errors`` maps form fields to sentences."""

    def __init__(self, errors):
        super().__init__("\n".join(errors.values()))
        self.errors = errors
