from odoo import models


class WaterReadingRequest(models.Model):
    """A remote reading as the resident who asked for it sees it."""

    _inherit = "water.reading.request"

    def _bill(self, reading):
        """Override: as a reading that he entered; what fails is left to the office."""
        reading._portal_bill()

    def _portal_why_not(self):
        """Why there is no reading, in a sentence, without the device's own words."""
        self.ensure_one()
        texts = {
            "unreachable": self.env._(
                "The device that asks the meters does not answer at the moment."
            ),
            "no_answer": self.env._("Your meter did not answer."),
            "other_meter": self.env._("Another meter answered than the one we asked."),
            "bad_answer": self.env._("Your meter's answer could not be read."),
            "stale": self.env._("Your meter has not sent a number lately."),
            "not_taken": self.env._(
                "There is another reading of this day already. If it is wrong, please "
                "tell the office."
            ),
        }
        return texts.get(self.refusal) or self.env._(
            "Something went wrong with our program. The office can see it."
        )
