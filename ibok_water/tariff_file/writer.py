# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""From plain values to the bytes of a file; the same values give the same bytes."""

import json
from decimal import Decimal

import yaml


class Row(list):
    """A list that YAML writes on one line."""


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, repeats instead of pointing back."""

    def ignore_aliases(self, data):
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _number(dumper, value):
    return dumper.represent_scalar("tag:yaml.org,2002:float", str(value))


def _row(dumper, values):
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=True)


def _text(dumper, value):
    # A text of many lines is a block that people can read and edit.
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(Row, _row)
_Dumper.add_representer(str, _text)


def write(values: dict, kind: str) -> bytes:
    """The file of a tariff, UTF-8.

    Prices keep their decimals; JSON has them, and days, as text.

    :param kind: "yaml" or "json"
    """
    if kind == "json":
        text = json.dumps(values, ensure_ascii=False, indent=2, default=str) + "\n"
    else:
        text = yaml.dump(
            values,
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            default_flow_style=False,
            width=88,
        )
    return text.encode()
