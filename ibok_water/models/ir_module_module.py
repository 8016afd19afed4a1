from odoo import models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _update_translations(self, filter_lang=None, overwrite=False):
        """Override of `base`: an upgrade brings the new wording of our own addons.

        Odoo keeps a Polish text that is there already, so a reworded one would never
        reach an installed database. What may be changed in the office (records marked
        `noupdate`, like texts of e-mails) stays, and so do Odoo's own addons.
        """
        ours = all(name.partition("_")[0] == "ibok" for name in self.mapped("name"))
        return super()._update_translations(
            filter_lang=filter_lang, overwrite=overwrite or ours
        )
