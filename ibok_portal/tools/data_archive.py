"""A resident's data as an archive of JSON files, written piece by piece."""

import json
import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO

#: Of the files and their keys; raised when either changes its meaning.
FORMAT = "ibok-resident-data/1"


def write_archive(
    target: BinaryIO,
    sections: Iterable[Any],
    about: dict,
    texts: dict[str, bytes],
) -> None:
    """Write all records of the sections, none of them held longer than its batch.

    :param target: a file to write to
    :param sections: `DataSection` each
    :param about: what ``index.json`` says of the archive beside its parts
    :param texts: name → content of files that go in as they are
    """
    index = {"format": FORMAT, **about, "parts": []}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in texts.items():
            archive.writestr(name, content)
        for section in sections:
            files = []
            path = f"data/{section.code}.json"
            count = _write_rows(archive, path, section)
            if section.files:
                files = list(_write_files(archive, section))
            index["parts"].append(
                {
                    "file": path,
                    "code": section.code,
                    "title": section.title,
                    "count": count,
                    "fields": section.labels(),
                    **({"attached": files} if files else {}),
                }
            )
        archive.writestr("index.json", _json(index, indent=2))


def _write_rows(archive: zipfile.ZipFile, path: str, section: Any) -> int:
    count = 0
    with archive.open(path, "w") as part:
        part.write(b"[")
        for batch in section.batches():
            for record in batch:
                part.write(b",\n" if count else b"\n")
                part.write(_json(section.row(record)).encode())
                count += 1
        part.write(b"\n]\n")
    return count


def _write_files(archive: zipfile.ZipFile, section: Any) -> Iterable[str]:
    for batch in section.batches():
        for name, content in section.files(batch):
            path = f"files/{name}"
            archive.writestr(path, content, zipfile.ZIP_STORED)
            yield path


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
