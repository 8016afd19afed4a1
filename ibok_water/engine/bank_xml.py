# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""A bank's XML as a tree of local names that knows its lines.

Straight on expat of the standard library, because ``xml.etree`` neither tells lines nor
lets a DTD be refused. Without a DTD there are no entities to expand and nothing outside
to fetch, so a hostile file can do no more than be long.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from .bank_statement import StatementRefused

#: Characters handed over at a time; expat's own few make long texts slow.
TEXT_BUFFER = 2**20
#: ISO 20022 goes some fifteen deep; what is far deeper is no statement.
DEEPEST = 100


@dataclass(slots=True)
class Node:
    """An element: its name without the namespace, its text, its children."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, *path: str) -> Iterator["Node"]:
        """Every element reached by these names, one below the other."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def first(self, *path: str) -> "Node | None":
        """The first of :meth:`all`."""
        return next(self.all(*path), None)

    def value(self, *path: str) -> str:
        """The text of the first, empty when there is none."""
        found = self.first(*path)
        return found.text.strip() if found else ""

    def source(self) -> str:
        """The element as XML again, to be kept beside what was made of it."""
        attributes = "".join(
            f' {name}="{escape(value)}"' for name, value in self.attributes.items()
        )
        inner = escape(self.text.strip(), quote=False)
        inner += "".join(child.source() for child in self.children)
        return f"<{self.name}{attributes}>{inner}</{self.name}>"


def parse_xml(data: bytes) -> Node:
    """The root element.

    :raise StatementRefused: ``damaged`` or ``doctype``, with the line
    """
    reader = expat.ParserCreate()
    top = Node("", {}, 0)
    open_nodes = [top]

    def start(name, attributes):
        local = name.rpartition(":")[2]
        node = Node(local, attributes, reader.CurrentLineNumber)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)
        if len(open_nodes) > DEEPEST:
            raise StatementRefused("damaged", reader.CurrentLineNumber)

    def end(_name):
        open_nodes.pop()

    def characters(text):
        open_nodes[-1].text += text

    def doctype(*_declared):
        raise StatementRefused("doctype", reader.CurrentLineNumber)

    reader.StartElementHandler = start
    reader.EndElementHandler = end
    reader.CharacterDataHandler = characters
    reader.StartDoctypeDeclHandler = doctype
    reader.buffer_text = True
    reader.buffer_size = TEXT_BUFFER
    try:
        reader.Parse(data, True)
    except StatementRefused:
        raise
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise StatementRefused("damaged", reader.CurrentLineNumber) from error
    return top.children[0]
