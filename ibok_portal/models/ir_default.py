import json

from odoo import api, models, tools

#: What `http_routing` asks for the language of addresses, and with which arguments.
OF_ADDRESSES = ("res.partner", "lang", False, False, False)


class IrDefault(models.Model):
    """The language of addresses is looked up once, not for each link of a page."""

    _inherit = "ir.default"

    @api.model
    def _get(
        self, model_name, field_name, user_id=False, company_id=False, condition=False
    ):
        """Override of `base`, which searches each time: several times a page.

        :return: as there: the default value, or None
        """
        asked = (model_name, field_name, user_id, company_id, condition)
        if asked == OF_ADDRESSES and self.env.su:
            return json.loads(self._json_of_addresses())
        return super()._get(model_name, field_name, user_id, company_id, condition)

    @api.model
    @tools.ormcache()
    def _json_of_addresses(self):
        # Every change of a default value empties this cache.
        return json.dumps(super()._get(*OF_ADDRESSES))
