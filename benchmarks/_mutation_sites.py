"""Small faults to put into a source: each changes one expression or statement."""

import ast
import copy
import difflib
from dataclasses import dataclass, replace
from decimal import Decimal

from _mutation_tables import (
    ARITHMETIC,
    COMMUTATIVE,
    COMPARISON,
    PASSING,
    PASSING_METHODS,
    TELLING,
    TWINS,
    UNSEEN,
)


@dataclass(frozen=True)
class Mutant:
    """One faulty version of a file.

    ``inside``: the function. ``first``/``last``: lines of the statement. ``told``: only
    a derivation or the facts of a refusal can change. ``importing``: outside of
    functions. ``change``: the lines before and after, without their place, so that it
    stays the same while the file changes elsewhere.
    """

    file: str
    inside: str
    importing: bool
    kind: str
    first: int
    last: int
    told: bool
    change: tuple[str, str]
    source: str


def mutants(file, text):
    """All mutants of a source, in the order of its lines, no two alike."""
    tree = ast.parse(text)
    whole = ast.unparse(tree)
    seen = {whole}
    for place, new, kind, around in _sites(tree):
        source = _with(tree, *place, new)
        if source in seen:
            continue
        seen.add(source)
        lines = _lines(around.statement)
        change = _changed(whole, source)
        yield Mutant(
            *(file, around.inside, around.importing, kind, *lines),
            *(around.told, change, source),
        )


def _with(tree, parent, field, index, new):
    """The source while ``new`` stands in a place of the tree."""
    old = getattr(parent, field)
    if index is None:
        setattr(parent, field, new)
    else:
        setattr(parent, field, [*old[:index], new, *old[index + 1 :]])
    try:
        return ast.unparse(ast.fix_missing_locations(tree))
    finally:
        setattr(parent, field, old)


def _changed(before, after):
    was, now = before.splitlines(), after.splitlines()
    match = difflib.SequenceMatcher(None, was, now, autojunk=False)
    cuts = [cut for cut in match.get_opcodes() if cut[0] != "equal"]
    old, new = slice(cuts[0][1], cuts[-1][2]), slice(cuts[0][3], cuts[-1][4])
    return tuple("\n".join(ln.strip() for ln in part) for part in (was[old], now[new]))


def _lines(statement):
    """A statement's own lines: of a compound one those of its head."""
    body = getattr(statement, "body", None)
    last = statement.end_lineno
    if isinstance(body, list) and body:
        last = max(statement.lineno, body[0].lineno - 1)
    return statement.lineno, last


@dataclass(frozen=True)
class _Around:
    """What a place in the tree lies in."""

    inside: str = ""
    importing: bool = True
    statement: ast.stmt | None = None
    told: bool = False

    def at(self, node, field, child):
        """Around a child of a node."""
        return _Around(
            inside=getattr(child, "name", None) or self.inside,
            importing=self.importing
            and not (isinstance(node, ast.FunctionDef) and field == "body"),
            statement=child if isinstance(child, ast.stmt) else self.statement,
            told=self.told or _tells(child),
        )


def _sites(node, around=_Around()):
    """(place in the tree, new node, kind, what is around) of all."""
    for field, value in ast.iter_fields(node):
        if field in UNSEEN:
            continue
        listed = isinstance(value, list)
        for index, child in enumerate(value if listed else [value]):
            if not isinstance(child, ast.AST) or _is_beyond(child):
                continue
            inner = around.at(node, field, child)
            for kind, new in _alternatives(child):
                place = node, field, index if listed else None
                # A refusal may be left out; what it says is only told.
                yield place, new, kind, replace(inner, told=around.told)
            yield from _sites(child, inner)


def _is_beyond(node):
    """Docstrings, imports and lists of names have nothing to get wrong."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id == "__all__"
    if isinstance(node, ast.keyword):
        return node.arg == "strict"
    return isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr)


def _tells(node):
    name = ""
    if isinstance(node, ast.Call):
        name = _name(node)
    elif isinstance(node, ast.FunctionDef):
        name = node.name
    return isinstance(node, ast.Raise) or name.split("_")[-1] in TELLING


def _name(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _alternatives(node):
    """(kind, what may stand in the node's place)."""
    for make in _MAKERS.get(type(node), ()):
        yield from make(node)


def _like(node, **fields):
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _calculation(node):
    for other in ARITHMETIC.get(type(node.op), ()):
        yield "arithmetic", _like(node, op=other())


def _operands(node):
    if isinstance(node.op, ast.Add | ast.Sub):
        yield "operand", node.left
    if isinstance(node.op, ast.Sub):
        yield "swapped", _like(node, left=node.right, right=node.left)


def _comparison(node):
    for place, operator in enumerate(node.ops):
        for other in COMPARISON.get(type(operator), ()):
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield "comparison", _like(node, ops=ops)


def _logic(node):
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "logic", _like(node, op=other)
    for place in range(len(node.values)):
        left = [*node.values[:place], *node.values[place + 1 :]]
        yield "logic", left[0] if len(left) == 1 else _like(node, values=left)


def _sign(node):
    if isinstance(node.op, ast.Not | ast.USub):
        yield "sign", node.operand


def _number(node):
    if isinstance(node.value, bool):
        yield "constant", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        for number in (node.value + 1, node.value - 1):
            yield "constant", ast.Constant(number)


def _either(node):
    yield "condition", node.body
    yield "condition", node.orelse


def _branch(node):
    for always in (True, False):
        yield "condition", _like(node, test=ast.Constant(always))


def _filter(node):
    for place, test in enumerate(node.ifs):
        rest = [*node.ifs[:place], *node.ifs[place + 1 :]]
        yield "condition", _like(node, ifs=rest)
        yield "condition", _like(node, ifs=[*rest, ast.UnaryOp(ast.Not(), test)])


def _call(node):
    name, args = _name(node), node.args
    if isinstance(node.func, ast.Name) and name in TWINS:
        keywords = [] if name == "sorted" else node.keywords
        func = ast.Name(TWINS[name], ast.Load())
        yield "twin", _like(node, func=func, keywords=keywords)
    if name in PASSING and args:
        yield "left out", args[0]
    if name in PASSING_METHODS and isinstance(node.func, ast.Attribute):
        yield "left out", node.func.value
    if name == "Decimal" and isinstance(args[0], ast.Constant):
        for value in _decimals(args[0].value):
            yield "constant", _like(node, args=[ast.Constant(value)])
    starred = any(isinstance(arg, ast.Starred) for arg in args[:2])
    if len(args) > 1 and not starred and name not in COMMUTATIVE:
        yield "swapped", _like(node, args=[args[1], args[0], *args[2:]])
    if name.split("_")[-1] not in TELLING:
        yield from _keywords(node)


def _decimals(text):
    if isinstance(text, str):
        value = Decimal(text)
        yield str(value + Decimal(1).scaleb(value.as_tuple().exponent))
        if value:
            yield format(value * 10, "f")


def _keywords(node):
    for place, keyword in enumerate(node.keywords):
        if keyword.arg not in (None, "strict"):
            rest = [*node.keywords[:place], *node.keywords[place + 1 :]]
            yield "keyword", _like(node, keywords=rest)


def _removed(node):
    yield "removed", ast.Pass()


def _assigned(node):
    """Only what may go: a first value of a name, left out, is a crash and no fault."""
    if not isinstance(node.targets[0], ast.Name):
        yield "removed", ast.Pass()


def _returned(node):
    empty = isinstance(node.value, ast.Constant) and node.value.value is None
    if node.value is not None and not empty:
        yield "returned", _like(node, value=ast.Constant(None))
    yield "removed", ast.Pass()


_MAKERS = {
    ast.BinOp: (_calculation, _operands),
    ast.AugAssign: (_calculation, _removed),
    ast.Compare: (_comparison,),
    ast.BoolOp: (_logic,),
    ast.UnaryOp: (_sign,),
    ast.Constant: (_number,),
    ast.IfExp: (_either,),
    ast.If: (_branch,),
    ast.comprehension: (_filter,),
    ast.Call: (_call,),
    ast.Expr: (_removed,),
    ast.Raise: (_removed,),
    ast.Continue: (_removed,),
    ast.Break: (_removed,),
    ast.Assign: (_assigned,),
    ast.Return: (_returned,),
}
