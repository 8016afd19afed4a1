"""Records whose stored values are all known, written column by column."""

from collections import defaultdict
from operator import attrgetter

from odoo.fields import Command
from odoo.tools import SQL, split_every

from .prepared_values import PreparedValues

#: Rows of one statement.
BATCH = 1000


class PreparedRows(PreparedValues):
    """Values of new records of one model that leave the ORM nothing to compute.

    `create` converts each value of each record anew, asks for the currency of every
    amount, and computes readonly fields even when their values are given. Here a value
    that rows have alike is converted and sent once. All else is as in `create`: access,
    defaults, computed fields that are not given, constraints of Python and of the
    database, companies. Overrides of `create` are not asked: who uses this makes sure
    that none of them matters.
    """

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
