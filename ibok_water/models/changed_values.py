"""Which records values would really change: a form may send what is there already."""

from odoo import fields


def changed(records, vals, names):
    """Those of the records in which these values would change one of the fields."""

    def differs(record, name):
        field = record._fields[name]
        if field.type == "many2one":
            return record[name].id != vals[name]
        if field.type == "date":
            return record[name] != fields.Date.to_date(vals[name])
        if field.type in ("char", "text"):
            # Nothing is False in a form and may be empty in a file.
            return (record[name] or "") != (vals[name] or "")
        return record[name] != field.convert_to_record(
            field.convert_to_cache(vals[name], record), record
        )

    given = [name for name in names if name in vals]
    return records.filtered(lambda record: any(differs(record, name) for name in given))
