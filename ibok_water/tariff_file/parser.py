# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""From the bytes of a file to plain values.

A value is a dict, a list, text, a boolean, None, a `Number` or a `Day`. Numbers and
days stay as they were written, so that nothing is rounded on the way: 5.10 is not
the float next to it.

YAML is composed by PyYAML's safe loader and never constructed. Tags, anchors and
aliases are refused: a tariff needs none, and aliases can make a small file huge.
"""

import json
from dataclasses import dataclass

import yaml

from .faults import Fault, TariffFileError

#: A tariff of 100 groups takes some 60 kB.
MAX_BYTES = 256 * 1024

NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
DAY = "tag:yaml.org,2002:timestamp"
NULL = "tag:yaml.org,2002:null"
BOOLEAN = "tag:yaml.org,2002:bool"


class Number(str):
    """A number as it was written, without quotes."""


class Day(str):
    """A day as it was written, without quotes."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds, and where its parts stand."""

    value: object
    node: object = None

    def line(self, path: tuple) -> int | None:
        """Line of the value at this path or of the nearest one above it."""
        node = self.node
        if node is None:
            return None
        for step in path:
            inner = _inner(node, step)
            if inner is None:
                break
            node = inner
        return node.start_mark.line + 1


def _inner(node, step):
    if isinstance(node, yaml.MappingNode):
        return next((v for k, v in node.value if k.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    return None


def parse(content: bytes, kind: str) -> Document:
    """The values of a file.

    :param kind: "yaml" or "json"
    :raise TariffFileError: too large, not UTF-8, or not well formed
    """
    if len(content) > MAX_BYTES:
        raise _error("too_large", size=len(content), limit=MAX_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error("not_utf8", position=error.start) from error
    try:
        return _parse_json(text) if kind == "json" else _parse_yaml(text)
    except RecursionError as error:
        raise _error("too_deep") from error


def _error(code, path=(), line=None, **params):
    return TariffFileError([Fault(code, path, line, params)])


# JSON


def _parse_json(text):
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique_pairs,
            parse_int=Number,
            parse_float=Number,
            parse_constant=Number,
        )
    except json.JSONDecodeError as error:
        raise _error(
            "not_json", line=error.lineno, column=error.colno, said=error.msg
        ) from error
    return Document(value)


def _unique_pairs(pairs):
    values = {}
    for key, value in pairs:
        if key in values:
            raise _error("key_twice", (key,))
        values[key] = value
    return values


# YAML


class _Loader(yaml.SafeLoader):
    """Composes nodes only, without anything that a plain table has no use for."""

    def compose_node(self, parent, index):
        event = self.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise _error("alias", line=line, name=event.anchor)
        if event.anchor is not None:
            raise _error("alias", line=line, name=event.anchor)
        if getattr(event, "tag", None) is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise _error("tag", line=line, tag=tag)
        return super().compose_node(parent, index)


def _parse_yaml(text):
    loader = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.reader.ReaderError as error:
        raise _error("bad_character", character=f"U+{error.character:04X}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _error(
            "not_yaml",
            line=mark.line + 1 if mark else None,
            column=mark.column + 1 if mark else 0,
            said=error.problem or error.context or "",
        ) from error
    finally:
        if loader is not None:
            loader.dispose()
    return Document(None if node is None else _value(node, ()), node)


def _value(node, path):
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i)) for i, item in enumerate(node.value)]
    if node.tag in NUMBERS:
        return Number(node.value)
    if node.tag == DAY:
        return Day(node.value)
    if node.tag == NULL:
        return None
    if node.tag == BOOLEAN:
        return yaml.SafeLoader.bool_values[node.value.lower()]
    return node.value


def _mapping(node, path):
    values = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _error("key_no_text", path, line)
        if key.value in values:
            raise _error("key_twice", (*path, key.value), line)
        values[key.value] = _value(value, (*path, key.value))
    return values
