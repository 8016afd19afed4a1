import base64
import io

import xlsxwriter

from odoo import fields, models
from odoo.tools import format_date

SHEETS = {
    "line_ids": (
        "group_code",
        "group_name",
        "contract_count",
        "volume_water",
        "volume_sewage",
        "months",
        "periods",
        "net_now",
        "net_draft",
        "difference",
        "percent",
        "subsidy_now",
        "subsidy_draft",
    ),
    "bill_ids": (
        "recipients",
        "metering",
        "billing_months",
        "invoice_form",
        "services",
        "groups_now",
        "groups_draft",
        "contract_count",
        "volume_water",
        "volume_sewage",
        "gross_now",
        "gross_draft",
        "difference",
        "percent",
    ),
    "unplaced_ids": (
        "contract_id",
        "partner_id",
        "recipients",
        "metering",
        "billing_months",
        "invoice_form",
        "services",
        "reason",
        "net_now",
    ),
}
#: Columns that may be added up.
SUMMED = {
    "volume_water",
    "volume_sewage",
    "months",
    "periods",
    "net_now",
    "net_draft",
    "difference",
    "subsidy_now",
    "subsidy_draft",
}


class WaterTariffWhatIf(models.TransientModel):
    """The result as a workbook."""

    _inherit = "water.tariff.what.if"

    xlsx = fields.Binary(string="Workbook", compute="_compute_xlsx")

    def action_export_xlsx(self):
        self.ensure_one()
        name = self.env._("what-if-%(day)s", day=self.date_to.isoformat())
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/xlsx/{name}.xlsx"
            "?download=true&nocache=1",
            "target": "download",
        }

    def _compute_xlsx(self):
        for wizard in self:
            wizard.xlsx = base64.b64encode(wizard._workbook())

    def _heading(self):
        """What is compared with what, for the head of printed and saved results."""
        self.ensure_one()
        days = {
            "first": format_date(self.env, self.date_from),
            "last": format_date(self.env, self.date_to),
        }
        return self.env._(
            "%(tariff)s, prices of period %(period)s, on settlements that ended from "
            "%(first)s to %(last)s",
            tariff=self.tariff_id.name,
            period=self.period_id.name,
            **days,
        )

    def _workbook(self):
        """The lists of the result, a sheet each.

        :return: bytes of an XLSX file
        """
        self.ensure_one()
        output = io.BytesIO()
        # Texts are texts: nothing that begins with "=" becomes a formula.
        options = {"in_memory": True, "strings_to_formulas": False}
        with xlsxwriter.Workbook(output, options) as book:
            styles = {
                "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
                "title": book.add_format({"bold": True}),
                "float": book.add_format({"num_format": "#,##0.00"}),
                "integer": book.add_format({"num_format": "#,##0"}),
                "percent": book.add_format({"num_format": "0.0%"}),
                "sum": book.add_format(
                    {"bold": True, "num_format": "#,##0.00", "top": 1}
                ),
            }
            for name, columns in SHEETS.items():
                self._sheet(book, styles, name, columns)
        return output.getvalue()

    def _sheet(self, book, styles, name, columns):
        records = self[name]
        # Excel allows 31 characters in a sheet's name.
        sheet = book.add_worksheet(
            self._fields[name]._description_string(self.env)[:31]
        )
        sheet.write_string(0, 0, self._heading(), styles["title"])
        for column, key in enumerate(columns):
            model_field = records._fields[key]
            label = model_field._description_string(self.env)
            sheet.write_string(2, column, label, styles["head"])
            sheet.set_column(column, column, 24 if model_field.type == "char" else 15)
            for row, record in enumerate(records, start=3):
                self._cell(sheet, styles, row, column, record, model_field)
            if key in SUMMED and name == "line_ids" and records:
                total = sum(records.mapped(key))
                sheet.write_number(len(records) + 3, column, total, styles["sum"])
        sheet.freeze_panes(3, 1)

    def _cell(self, sheet, styles, row, column, record, model_field):
        value = record[model_field.name]
        if model_field.name == "percent":
            sheet.write_number(row, column, value, styles["percent"])
        elif model_field.type in ("float", "monetary"):
            sheet.write_number(row, column, value, styles["float"])
        elif model_field.type == "integer":
            sheet.write_number(row, column, value, styles["integer"])
        else:
            text = model_field.convert_to_export(value, record) or ""
            sheet.write_string(row, column, str(text))
