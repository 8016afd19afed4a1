from odoo.http import request, route

from odoo.addons.web.controllers.dataset import DataSet


class StaffViews(DataSet):
    """Whoever in the office opens a customer's form leaves a trace of it."""

    @route()
    def call_kw(self, model, method, args, kwargs, path=None):
        """Override of `web` to count forms of customers, once they were given."""
        result = super().call_kw(model, method, args, kwargs, path=path)
        request.env["ibok.data.view"]._note_call(model, method, args)
        return result
