"""Values of new records, as the database and the cache will have them."""

from odoo.tools import float_repr

#: Types of fields that store a value alike in every row.
ALIKE = {
    *("boolean", "char", "date", "datetime", "float", "integer"),
    *("many2one", "selection", "text"),
}


class PreparedValues:
    """The rows of one model, completed and converted column by column.

    A value that rows have alike is converted once.
    """

    def __init__(self, model, vals_list):
        self.model = model.browse()
        self.env = model.env
        self.rows = self._complete(vals_list)
        self.names = list(dict.fromkeys(name for row in self.rows for name in row))
        fields = [model._fields[name] for name in self.names]
        self.columns = [field for field in fields if field.column_type]
        self.links = [field for field in fields if not field.column_type]

    def _complete(self, vals_list):
        """The values with defaults and all else that `create` adds."""
        model, now = self.model, self.env.cr.now()
        everywhere = dict.fromkeys(sorted(set.intersection(*map(set, vals_list))))
        common = {
            name: value
            for name, value in model._add_missing_default_values(everywhere).items()
            if model._fields[name].store
        }
        common |= {"create_uid": self.env.uid, "create_date": now}
        common |= {"write_uid": self.env.uid, "write_date": now}
        rows = [common | vals for vals in vals_list]
        model._add_precomputed_values(rows)
        for row in rows:
            row.pop("__precomputed__", None)
        return rows

    def _converted(self, field):
        """A column's values, as the database has them and as the cache has them."""
        pairs, known = [], {}
        for row, key in zip(self.rows, self._keys(field), strict=True):
            if field.name not in row:
                pairs.append((None, None))
            elif key is None:
                pairs.append(self._pair(field, row))
            else:
                if key not in known:
                    known[key] = self._pair(field, row)
                pairs.append(known[key])
        return tuple(zip(*pairs, strict=True))

    def _keys(self, field):
        """What tells for each row whether it stores the field as another does."""
        name = field.name
        if field.type == "monetary":
            whose, _steps = self._way_to_currency(field)
            return [(row.get(name), row.get(whose)) for row in self.rows]
        if field.type in ALIKE and not field.company_dependent:
            # What is equal in Python is told apart by its type.
            return [(type(value), value) for value in self._values(name)]
        return [None] * len(self.rows)

    def _values(self, name):
        return [row.get(name) for row in self.rows]

    def _pair(self, field, row):
        if field.type == "monetary":
            return self._amount(field, row)
        value = row[field.name]
        cached = field.convert_to_cache(value, self.model)
        if field.type == "json":
            # What the cache has was checked already.
            stored = field.convert_to_column(cached, self.model, validate=False)
            return stored, cached
        return field.convert_to_column_insert(value, self.model, row), cached

    def _amount(self, field, row):
        """An amount, rounded to its currency."""
        value = float(row[field.name] or 0.0)
        currency = self._currency(field, row)
        if not currency:
            return value, value
        value = currency.round(value)
        return float_repr(value, currency.decimal_places), value

    def _currency(self, field, row):
        """The currency of an amount: the row's own, or that of what it belongs to."""
        name, steps = self._way_to_currency(field)
        found = self.env[self.model._fields[name].comodel_name].sudo()
        found = found.browse(row[name] or ())
        for step in steps:
            found = found[step]
        return found

    def _way_to_currency(self, field):
        """Name of a value, and of fields from there on to the currency."""
        name = field.get_currency_field(self.model)
        if name in self.rows[0]:
            return name, []
        name, *steps = self.model._fields[name].related.split(".")
        return name, steps
