from odoo import models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists


class WaterSettlement(models.Model):
    """Bills made before settlements named their norms are kept by them as well."""

    _inherit = "water.settlement"

    def _auto_init(self):
        """Override of `base`: an upgrade that brings the relation fills it."""
        old = table_exists(self.env.cr, self._table) and not table_exists(
            self.env.cr, self._fields["norm_ids"].relation
        )
        result = super()._auto_init()
        if old:
            self._name_norms()
        return result

    def _name_norms(self):
        """Take the norms of bills from their derivations."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO water_settlement_norm_rel
                               (water_settlement_id, water_norm_id)
                   SELECT DISTINCT bill.id, norm.id
                     FROM water_settlement bill,
                          jsonb_array_elements(bill.derivation) step
                     JOIN water_norm norm ON norm.id = (step->>'key')::int
                    WHERE jsonb_typeof(bill.derivation) = 'array'
                      AND step->>'step' = 'norm'
              ON CONFLICT DO NOTHING"""
            )
        )


class WaterSettlementLine(models.Model):
    """Lines made before they named their subsidies are kept by them as well."""

    _inherit = "water.settlement.line"

    def _auto_init(self):
        """Override of `base`: an upgrade that brings the column fills it."""
        old = table_exists(self.env.cr, self._table) and not column_exists(
            self.env.cr, self._table, "subsidy_id"
        )
        result = super()._auto_init()
        if old:
            self._name_subsidies()
        return result

    def _name_subsidies(self):
        """Find the subsidies of lines by amount, days, component and group."""
        self.env.cr.execute(
            SQL(
                r"""UPDATE water_settlement_line line
                       SET subsidy_id = subsidy.id
                      FROM water_tariff_subsidy subsidy
                     WHERE line.subsidy_id IS NULL
                       AND line.subsidy_net > 0
                       AND subsidy.company_id = line.company_id
                       AND subsidy.component = line.component
                       AND subsidy.amount_net = line.subsidy_net
                       AND subsidy.date_from <= line.date_from
                       AND coalesce(subsidy.date_to, 'infinity') >= line.date_to
                       AND (coalesce(trim(subsidy.group_codes), '') = ''
                            OR line.group_code = ANY(
                               regexp_split_to_array(
                                   trim(subsidy.group_codes), '\s*,\s*')))"""
            )
        )
