from odoo import models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _update_translations(self, filter_lang=None, overwrite=False):
        """Override of `base`: an upgrade brings the new wording of this addon.

        Odoo keeps a translation that is there already, so a reworded one would never
        reach an installed database.
        """
        own = self.mapped("name") == ["ibok_p24"]
        return super()._update_translations(
            filter_lang=filter_lang, overwrite=overwrite or own
        )
