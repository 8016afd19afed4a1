from odoo import api, models

from .prepared_rows import PreparedRows
from .water_ledger_road import foreign_ways


class WaterSettlement(models.Model):
    """Settlements created from what the engine reckoned: nothing is left to compute."""

    _inherit = "water.settlement"

    @api.model
    def _create_reckoned(self, vals_list):
        """Create settlements with their use and lines, as `create` does.

        :param list vals_list: values of `_settlement_vals`
        """
        uses = self.env["water.settlement.usage"]
        lines = self.env["water.settlement.line"]
        if not vals_list or any(foreign_ways(m, ()) for m in (self, uses, lines)):
            return self.create(vals_list)
        contracts = self._by_id("water.contract", vals_list, "contract_id")
        settlements = PreparedRows(
            self,
            [
                _without_rows(vals) | contracts[vals["contract_id"]]._prepare_copied()
                for vals in vals_list
            ],
        ).insert()
        used = _rows(settlements, vals_list, "usage_ids")
        points = self._by_id("water.point", used, "point_id")
        for vals in used:
            vals["point_kind"] = points[vals["point_id"]].kind
        for model, rows in (
            (uses, used),
            (lines, _rows(settlements, vals_list, "line_ids")),
        ):
            if rows:
                PreparedRows(model, rows).insert()
        return settlements

    @api.model
    def _by_id(self, model, vals_list, name):
        """{id: record} of what these values name, loaded together."""
        records = self.env[model].browse({vals[name] for vals in vals_list})
        return {record.id: record for record in records}


class WaterContract(models.Model):
    _inherit = "water.contract"

    def _prepare_copied(self):
        """What a settlement stores of its contract."""
        return {
            "company_id": self.company_id.id,
            "premise_id": self.premise_id.id,
            "village_id": self.village_id.id,
        }


def _without_rows(vals):
    return {k: v for k, v in vals.items() if k not in ("usage_ids", "line_ids")}


def _rows(settlements, vals_list, name):
    """Values of the rows of these settlements, each with whose it is."""
    return [
        row
        | {
            "settlement_id": settlement.id,
            "company_id": settlement.company_id.id,
        }
        | ({"contract_id": settlement.contract_id.id} if name == "usage_ids" else {})
        for settlement, vals in zip(settlements, vals_list, strict=True)
        for _command, _id, row in vals[name]
    ]
