"""Parts of a resident's export: which records, and which of their fields."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

#: Records in memory at once; a history of decades takes no more than one of a year.
BATCH = 500


@dataclass(frozen=True)
class DataSection:
    """One part of an export, as Odoo records and paths to their fields.

    :param code: name of its file, and of the kind of data it belongs to
    :param title: in the language of the resident
    :param records: an empty recordset with the rights to read what the domain finds
    :param domain: whose they are
    :param paths: key → path of a field, or (path to records, their paths)
    :param brief: keys that a page or a printed summary shows
    :param files: records → (name, bytes) of files that go along
    :param words: key, or path of keys with dots → what it is called, where the name
        of its field does not say it
    :param values: key → {code: words}, where the field's own words do not say it
    """

    code: str
    title: str
    records: Any
    domain: list
    paths: dict[str, Any]
    brief: tuple[str, ...] = ()
    files: Callable[[Any], Iterable[tuple[str, bytes]]] | None = field(default=None)
    words: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def count(self) -> int:
        """How many records there are."""
        return self.records.search_count(self.domain)

    def newest(self, limit: int) -> list[dict]:
        """The first records of the model's own order, as rows."""
        return [
            self.row(record) for record in self.records.search(self.domain, limit=limit)
        ]

    def batches(self) -> Iterator[Any]:
        """All records by number, in batches that are forgotten behind us."""
        last = 0
        while batch := self.records.search(
            [*self.domain, ("id", ">", last)], order="id", limit=BATCH
        ):
            yield batch
            last = batch[-1].id
            batch.env.invalidate_all()

    def row(self, record: Any) -> dict:
        """One record in values that JSON has: numbers with decimals are texts."""
        # Found with the resident's own rights; what hangs on it may be the office's.
        return row_of(record.sudo(), self.paths)

    def labels(self) -> dict:
        """Key → what it is called, and the words for its codes."""
        labels = labels_of(self.records.sudo(), self.paths, self.words)
        for key, values in self.values.items():
            labels[key]["values"] = values
        return labels


def row_of(record: Any, paths: dict) -> dict:
    """The values of a record at these paths."""
    row = {}
    for key, path in paths.items():
        if isinstance(path, tuple):
            row[key] = [row_of(other, path[1]) for other in record.mapped(path[0])]
        else:
            at = record
            *way, name = path.split(".")
            for step in way:
                at = at[step]
            row[key] = value_of(at, name)
    return row


def value_of(record: Any, name: str) -> Any:
    """One value: None where there is none, exact texts for amounts and volumes."""
    if not record:
        return None
    kind, value = record._fields[name], record[name]
    if kind.type == "many2one":
        return value.display_name or None
    if kind.type == "boolean":
        return value
    if kind.type in ("float", "monetary"):
        digits = 2
        if kind.type == "float":
            digits = (kind.get_digits(record.env) or (None, 3))[1]
        return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-digits)))
    if kind.type == "integer":
        return value
    if kind.type == "datetime":
        return f"{value.isoformat()}Z" if value else None
    if kind.type == "date":
        return value.isoformat() if value else None
    return str(value) if value else None


def labels_of(records: Any, paths: dict, words: dict, inside: str = "") -> dict:
    """Key → ``label``, ``type``; of codes also ``values``, of lists ``fields``.

    :param inside: path of the list that the keys belong to, with a dot at its end
    """
    labels = {}
    for key, path in paths.items():
        name = path[0] if isinstance(path, tuple) else path
        at = records
        *way, last = name.split(".")
        for step in way:
            at = at[step]
        known = at._fields[last]
        full = f"{inside}{key}"
        labels[key] = {
            "label": words.get(full)
            or words.get(key)
            or known._description_string(records.env),
            "type": known.type,
        }
        if isinstance(path, tuple):
            labels[key]["fields"] = labels_of(at[last], path[1], words, f"{full}.")
        elif known.type == "selection":
            labels[key]["values"] = dict(known._description_selection(records.env))
    return labels
