from odoo import models
from odoo.exceptions import UserError

from odoo.addons.base_import.models.base_import import ImportValidationError

#: So many faults are told at once; the rest shows up at the next try.
FAULTS_TOLD = 5


class BaseImport(models.TransientModel):
    """Odoo's import of files, where it guesses wrong for registers."""

    _inherit = "base_import.import"

    def _parse_float_from_data(self, data, index, name, options):
        """Override of `base_import`: a register's state is read as everywhere else.

        The separators of the dialog are a guess, and it takes the comma of "469,4" for
        one of thousands: ten times the state, without a word.
        """
        if self.res_model == "water.reading" and name == "value":
            return self._parse_register_states(data, index, options)
        return super()._parse_float_from_data(data, index, name, options)

    def _parse_register_states(self, data, index, options):
        """Put the states of a column as the import of floats wants them.

        :raise ImportValidationError: names the lines of the file and what is wrong
        """
        readings = self.env["water.reading"]
        first = 2 if options.get("has_headers") else 1
        faults = []
        for number, line in enumerate(data, first):
            if not line[index].strip():
                continue
            try:
                line[index] = str(readings._parse_value(line[index]))
            except UserError as refused:
                faults.append(
                    self.env._(
                        "Line %(number)s: %(reason)s", number=number, reason=refused
                    )
                )
        if faults:
            raise ImportValidationError("\n".join(faults[:FAULTS_TOLD]), field="value")
