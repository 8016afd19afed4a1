"""Records whose stored values are all known, written column by column."""

from collections import defaultdict
from operator import attrgetter

from odoo.fields import Command
from odoo.tools import SQL, float_repr, split_every

#: Rows of one statement.
BATCH = 1000
#: Types of fields that store a value alike in every row.
ALIKE = {
    *("boolean", "char", "date", "datetime", "float", "integer"),
    *("many2one", "selection", "text"),
}


class PreparedRows:
    """Values of new records of one model that leave the ORM nothing to compute.

    `create` converts each value of each record anew, asks for the currency of every
    amount, and computes readonly fields even when their values are given. Here a value
    that rows have alike is converted and sent once. All else is as in `create`: access,
    defaults, computed fields that are not given, constraints of Python and of the
    database, companies. Overrides of `create` are not asked: who uses this makes sure
    that none of them matters.
    """

    def __init__(self, model, vals_list):
        self.model = model.browse()
        self.env = model.env
        self.rows = self._complete(vals_list)
        self.names = list(dict.fromkeys(name for row in self.rows for name in row))
        fields = [model._fields[name] for name in self.names]
        self.columns = [field for field in fields if field.column_type]
        self.links = [field for field in fields if not field.column_type]

    def insert(self):
        """Write the rows.

        :return: the new records, in the order of the values
        """
        self.model.check_access("create")
        values = {field: self._converted(field) for field in self.columns}
        records = self.model.browse(self._new_ids())
        self._insert_columns(
            records, {field: stored for field, (stored, _cached) in values.items()}
        )
        self._fill_cache(
            records, {field: cached for field, (_stored, cached) in values.items()}
        )
        with self.env.protecting(self.settled(), records):
            records.modified(self.model._fields, create=True)
            for field in sorted(self.links, key=attrgetter("_sequence")):
                self._insert_links(field, records)
            records.modified([field.name for field in self.links], create=True)
        records._validate_fields(self.names)
        records.check_access("create")
        if self.model._check_company_auto:
            self._check_companies(records)
        return records

    def settled(self):
        """Computed fields whose values are given, or come with one that is."""
        known = self.model.pool.field_computed
        return {
            settled
            for field in (*self.columns, *self.links)
            if field.compute
            for settled in known.get(field, [field])
        }

    # -- Values ------------------------------------------------------------------

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

    # -- Database ----------------------------------------------------------------

    def _new_ids(self):
        """Ids of the rows; known before, they need not be told apart after."""
        self.env.cr.execute(
            SQL(
                "SELECT nextval(ids) "
                "FROM pg_get_serial_sequence(%s, 'id') ids, generate_series(1, %s)",
                self.model._table,
                len(self.rows),
            )
        )
        return sorted(id_ for (id_,) in self.env.cr.fetchall())

    def _insert_columns(self, records, columns):
        """Insert the rows; what they all have alike is sent once a statement.

        :param dict columns: {field: values}
        """
        alike = {f: values[0] for f, values in columns.items() if _are_alike(values)}
        own = [field for field in columns if field not in alike]
        rows = zip(records._ids, *(columns[field] for field in own), strict=True)
        for (id_, *values), *others in split_every(BATCH, rows):
            # The types of the first row are those of all.
            first = [SQL("%s::int4", id_), *map(_typed, own, values)]
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s) SELECT %s FROM (VALUES %s) own (%s)",
                    SQL.identifier(self.model._table),
                    _listed(_named("id", *own, *alike)),
                    _listed([*_named("id", *own), *map(_typed, alike, alike.values())]),
                    _listed([SQL("(%s)", _listed(first)), *others]),
                    _listed(_named("id", *own)),
                )
            )

    def _insert_links(self, field, records):
        """Write the relation of a many2many field that is set; others as ever."""
        values = [row.get(field.name) or () for row in self.rows]
        if (
            field.type != "many2many"
            or self.model.pool.field_inverses[field]
            or not all(map(_is_set, values))
        ):
            field.create(
                [
                    (record, row[field.name])
                    for record, row in zip(records, self.rows, strict=True)
                    if field.name in row
                ]
            )
            return
        linked = [tuple(value[0][2]) if value else () for value in values]
        others = self.env[field.comodel_name].browse(
            {id_ for ids in linked for id_ in ids}
        )
        others.check_access("read")
        for record, ids in zip(records, linked, strict=True):
            field._update_cache(record, ids)
        pairs = [
            (record_id, id_)
            for record_id, ids in zip(records._ids, linked, strict=True)
            for id_ in ids
        ]
        for batch in split_every(BATCH, pairs):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s, %s) VALUES %s",
                    SQL.identifier(field.relation),
                    SQL.identifier(field.column1),
                    SQL.identifier(field.column2),
                    _listed(batch),
                )
            )

    # -- Cache -------------------------------------------------------------------

    def _fill_cache(self, records, columns):
        """Put the new records in the cache, and into what refers back to them.

        :param dict columns: {field: values}
        """
        for field in self.model._fields.values():
            if not field.store or field.name == "id":
                continue
            if field in columns:
                # Texts that are not stored as given are read when they are needed.
                if field.type != "html" and not field.translate:
                    field._insert_cache(records, columns[field])
            else:
                empty = () if field.type in ("one2many", "many2many") else None
                field._insert_cache(records, [empty] * len(records))
        for field, values in columns.items():
            if field.type == "many2one":
                self._update_inverses(field, records, values)

    def _update_inverses(self, field, records, values):
        """Add the records to those one2many fields that are in the cache."""
        by_value = defaultdict(list)
        for id_, value in zip(records._ids, values, strict=True):
            if value:
                by_value[value].append(id_)
        for inverse in self.model.pool.field_inverses[field]:
            corecords = self.env[field.comodel_name]
            cache = inverse._get_cache(corecords.env)
            known = {value: ids for value, ids in by_value.items() if value in cache}
            if known:
                domain = inverse.get_comodel_domain(corecords)
                valid = set(records.filtered_domain(domain)._ids)
                for value, ids in known.items():
                    new = [id_ for id_ in ids if id_ in valid]
                    inverse._update_cache(
                        corecords.browse(value), (*cache[value], *new)
                    )

    # -- Constraints -------------------------------------------------------------

    def _check_companies(self, records):
        """What `_check_company` asks of each record, asked of all values together."""
        for company, own in records.sudo().grouped("company_id").items():
            for field in (*self.columns, *self.links):
                if field.relational and field.check_company:
                    values = own[field.name].with_context(active_test=False)
                    domain = values._check_company_domain(company)
                    if values != values.filtered_domain(domain or []):
                        # It says which of them, and whose.
                        own._check_company([field.name])


def _are_alike(values):
    """Whether a column has one value only."""
    first = values[0]
    return all(value is first or value == first for value in values)


def _is_set(commands):
    """Whether the value of a many2many field is nothing, or sets it."""
    return not commands or (len(commands) == 1 and commands[0][0] == Command.SET)


def _named(*columns):
    return [SQL.identifier(getattr(column, "name", column)) for column in columns]


def _typed(field, value):
    """A value that the database need not guess the type of."""
    return SQL("%s::%s", value, SQL(field.column_type[0]))


def _listed(parts):
    return SQL(", ").join(parts)
