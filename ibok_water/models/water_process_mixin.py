from odoo import api, models
from odoo.exceptions import AccessError


class WaterProcessMixin(models.AbstractModel):
    """Fields that only the process may set, never a client.

    `readonly=True` binds the web client alone; anyone with write access could still
    send such a field by RPC and, say, accept a reading past its checks. Methods of the
    process set them with `_set_process`.
    """

    _name = "water.process.mixin"
    _description = "Fields Set by the Process Only"

    #: Names of the fields; each model names its own.
    _process_fields = frozenset()

    def _refuse_process_fields(self, names):
        given = sorted(self._process_fields & set(names))
        if given and not self.env.su:
            raise AccessError(
                self.env._(
                    "These fields are set by the program itself: %(names)s. Use the "
                    "buttons instead.",
                    names=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in given
                    ),
                )
            )

    @api.model
    def default_get(self, fields):
        """Override of `base`: a context or a user's own default sets none of them.

        Both come from clients, and reach a record also where the program makes it.
        """
        defaults = super().default_get(fields)
        for name in self._process_fields & set(defaults):
            field = self._fields[name]
            if not field.default:
                del defaults[name]
                continue
            value = field.convert_to_cache(field.default(self), self, validate=False)
            defaults[name] = field.convert_to_write(value, self)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_process_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_process_fields(vals)
        return super().write(vals)

    def _set_process(self, vals):
        """Write process fields, after the caller checked that the user may.

        :param dict vals: process fields and their values
        """
        self.check_access("write")
        self.sudo().write(vals)
