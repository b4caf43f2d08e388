"""Add imports where ruff's isort would put them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from flaskwright.edits.format import LINE_LENGTH
from flaskwright.edits.isort import FUTURE, first_party, member_key, section, statement_key
from flaskwright.edits.scope import (
    DEFINITIONS,
    IMPORTS,
    Code,
    Scope,
    Spot,
    gap,
    insertion,
    inside,
    is_docstring,
    module,
    parsed,
    scope,
)
from flaskwright.edits.source import Change, Source, Splice, Step, Unsure, own_lines, python_edit, together
from flaskwright.edits.statements import bound_names
from flaskwright.project import ManualStep

if TYPE_CHECKING:
    from collections.abc import Collection

    from flaskwright.project import Edit, Project

Import: TypeAlias = ast.Import | ast.ImportFrom
# Stands for the body of `if TYPE_CHECKING:` where a function's name is expected.
_TYPING = "if TYPE_CHECKING"


def ensure_import(path: str, code: str, *, into: str | None = None) -> Edit:
    """Add an import ("import json", "from .extensions import db") to a file, or to a function with `into`.

    A name joins the `from` import of its module that is there; else the statement goes where ruff's isort
    puts it. Asks when the file has something else of that name.
    """
    nodes = parsed(code.strip())
    if len(nodes) != 1 or not isinstance(nodes[0], IMPORTS):
        raise ValueError(f"not one import: {code}")
    wanted = nodes[0]
    edits = [_ensure_one(path, single, into) for single in _singles(wanted)]
    return edits[0] if len(edits) == 1 else lambda project: project.then(*edits)


def ensure_typing_import(path: str, code: str) -> Edit:
    """Add an import that only types need, below `if TYPE_CHECKING:`, which is made where it is missing.

    A name that the file imports to run is there already.
    """
    wanted = parsed(code.strip())[0]
    imported = ensure_import(path, "from typing import TYPE_CHECKING")

    def plan(_project: Project, source: Source) -> Change | None:
        target = module(source)
        block = _block(target)
        guard = ast.If(ast.Name("TYPE_CHECKING"), [wanted], [])
        made = Code(f"if TYPE_CHECKING:\n    {code.strip()}", [guard])
        following = target.body[block.stop] if block.stop < len(target.body) else None
        after = max(1, gap(guard, following, target)) if following else 0
        return insertion(target, made, Spot(block.stop, 1, after))

    def edit(project: Project) -> Project:
        try:
            source = Source.of(project, path)
            if isinstance(wanted, IMPORTS) and all(_imported(module(source), w) for w in _singles(wanted)):
                return project
            if _typing_scope(source):
                return ensure_import(path, code, into=_TYPING)(project)
        except Unsure as unsure:
            return project.ask(ManualStep(path, str(unsure), code))
        return together(path, f"if TYPE_CHECKING:\n    {code}", imported, python_edit(path, code, plan))(
            project
        )

    return edit


def _typing_scope(source: Source) -> Scope | None:
    """The body of the file's `if TYPE_CHECKING:`."""
    for i, node in enumerate(source.tree.body):
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            return inside(source, (Step("body", i),), node)
    return None


def _scope(source: Source, into: str | None) -> Scope:
    return scope(source, into) if into != _TYPING else _typing_scope(source) or module(source)


def _singles(node: Import) -> list[Import]:
    """Split an import into one for each name: they are looked for and placed on their own."""
    if isinstance(node, ast.Import):
        return [ast.Import([alias]) for alias in node.names]
    return [ast.ImportFrom(node.module, [alias], node.level) for alias in node.names]


def _ensure_one(path: str, wanted: Import, into: str | None) -> Edit:
    code = ast.unparse(wanted)
    alias = wanted.names[0]

    def plan(project: Project, source: Source) -> Change | None:
        target = _scope(source, into)
        if _imported(target, wanted):
            return None
        name = alias.asname or alias.name.partition(".")[0]
        if name in bound_names(target) and not _same_package(target, wanted):
            raise Unsure(f"{name} means something else in this file.")
        own = first_party(project)
        block = _block(target)
        if isinstance(wanted, ast.ImportFrom) and alias.asname is None and alias.name != "*":
            for index in block:
                if _joins(target.body[index], wanted) and not _repeated(target, block, wanted):
                    return _joined(target, index, alias)
        return _inserted(target, block, wanted, own)

    return python_edit(path, code, plan)


def _imported(target: Scope, wanted: Import) -> bool:
    """Say whether the scope imports this, in its body or in the body of a try."""
    alias = wanted.names[0]
    nodes = [*target.body, *(n for t in target.body if isinstance(t, ast.Try) for n in t.body)]
    return any(
        isinstance(node, IMPORTS)
        and _module(node) == _module(wanted)
        and any((a.name, a.asname) == (alias.name, alias.asname) for a in node.names)
        for node in nodes
    )


def _module(node: Import) -> tuple[int, str | None] | None:
    return (node.level, node.module) if isinstance(node, ast.ImportFrom) else None


def _same_package(target: Scope, wanted: Import) -> bool:
    """Say whether `import a.b` meets `import a.c`, which binds the same name to the same thing."""
    if not isinstance(wanted, ast.Import) or wanted.names[0].asname:
        return False
    top = wanted.names[0].name.partition(".")[0]
    return any(
        isinstance(node, ast.Import)
        and any(not a.asname and a.name.partition(".")[0] == top for a in node.names)
        for node in target.body
    )


def _joins(node: ast.stmt, wanted: ast.ImportFrom) -> bool:
    """Say whether a statement is the one that a name of this module joins."""
    return (
        isinstance(node, ast.ImportFrom)
        and _module(node) == _module(wanted)
        and all(a.asname is None and a.name != "*" for a in node.names)
    )


def _repeated(target: Scope, block: range, wanted: ast.ImportFrom) -> bool:
    """Say whether the file imports each name of this module on a line of its own."""
    return sum(_joins(target.body[i], wanted) for i in block) > 1


def _block(target: Scope) -> range:
    """The indices of the scope's first run of imports, one of `__future__` alone not counted; it may be empty."""
    body = target.body
    start = 1 if body and is_docstring(body[0], target) else 0
    empty = range(start, start)
    for index in range(start, len(body)):
        if isinstance(body[index], DEFINITIONS):
            break
        if isinstance(body[index], IMPORTS):
            stop = index
            while stop < len(body) and isinstance(body[stop], IMPORTS):
                stop += 1
            block = range(index, stop)
            if any(_module_name(body[i]) != "__future__" for i in block):
                return block
            empty = empty or block
    return empty


def _module_name(node: ast.stmt) -> str | None:
    return node.module if isinstance(node, ast.ImportFrom) else None


def _inserted(target: Scope, block: range, wanted: Import, own: Collection[str]) -> Change:
    body = target.body
    code = Code(target.indent + ast.unparse(wanted), [wanted])
    key, kind = statement_key(wanted, own), section(wanted, own)
    index, previous, following = block.start, None, None
    for i in block:
        node = body[i]
        assert isinstance(node, IMPORTS)  # noqa: S101 (a block holds nothing else)
        if statement_key(node, own) < key:
            index, previous = i + 1, node
    if index in block:
        following = body[index]
    cling = _section(following, own) == kind != _section(previous, own)
    before = int(previous is not None and _section(previous, own) != kind)
    if previous is None and index:
        before = max(1 if target.is_module else 0, gap(body[index - 1], wanted, target))
    after = 0
    if following is not None:
        after = int(_section(following, own) != kind)
    elif index < len(body):
        after = gap(wanted, body[index], target)
    if kind == FUTURE and index and not is_docstring(body[index - 1], target) and previous is None:
        raise Unsure("An import of __future__ must be the first statement.")
    usual = after if previous is not None else 0
    return insertion(target, _wrapped(code), Spot(index, before, after, usual, cling))


def _section(node: ast.stmt | None, own: Collection[str]) -> int | None:
    return section(node, own) if isinstance(node, IMPORTS) else None


def _wrapped(code: Code) -> Code:
    node = code.nodes[0]
    if len(code.text) <= LINE_LENGTH or not isinstance(node, ast.ImportFrom):
        return code
    indent = code.text[: len(code.text) - len(code.text.lstrip())]
    return Code(_multiline(indent, code.text.strip().partition(" import ")[0], node.names, ""), code.nodes)


def _multiline(indent: str, head: str, names: list[ast.alias], comment: str, unit: str = "    ") -> str:
    rows = "".join(f"{indent}{unit}{ast.unparse(name)},\n" for name in names)
    return f"{indent}{head} import ({comment}\n{rows}{indent})"


@dataclass(frozen=True)
class _Joining:
    """A `from` import that a name joins at an index of its names."""

    source: Source
    node: ast.ImportFrom
    alias: ast.alias
    index: int

    @property
    def names(self) -> list[ast.alias]:
        return [*self.node.names[: self.index], self.alias, *self.node.names[self.index :]]

    def splice(self) -> Splice:
        """Give the splice that adds the name, in the way that the statement is written."""
        source, node = self.source, self.node
        text = source.segment(node)
        if "\n" not in text:
            return self._in_line(text)
        rows = [source.line(n) for n in range(node.lineno + 1, node.end_lineno or 0)]
        named = [row for row in rows if not row.lstrip().startswith("#")]
        lone = [re.fullmatch(r"\s*[\w.]+,\s*(#.*)?", row) for row in named]
        if len(lone) == len(node.names) and all(lone):
            return self._own_row()
        if "#" in text:
            raise Unsure("Comments stand between the imported names.")
        return self._rewritten("")

    def _in_line(self, text: str) -> Splice:
        source, node = self.source, self.node
        line = source.line(node.lineno)
        name = self.alias.name
        if len(line) + len(name) + 2 > LINE_LENGTH and "(" not in text:
            tail = line[source.end(node) - source.line_start(node.lineno) :].strip()
            return self._rewritten(f"  {tail}" if tail else "")
        if self.index < len(node.names):
            start = source.start(node.names[self.index])
            return Splice(start, start, f"{name}, ")
        end = source.end(node.names[-1])
        return Splice(end, end, f", {name}")

    def _own_row(self) -> Splice:
        source, node = self.source, self.node
        if self.index:
            row = node.names[self.index - 1].lineno
            start = source.line_start(row + 1)
        else:
            row = node.names[0].lineno
            start = source.line_start(row)
        line = source.line(row)
        indent = line[: len(line) - len(line.lstrip())]
        return Splice(start, start, f"{indent}{self.alias.name},\n")

    def _rewritten(self, comment: str) -> Splice:
        source, node = self.source, self.node
        head = source.segment(node).partition(" import")[0].rstrip(" \\\n")
        line = source.line(node.lineno)
        indent = line[: len(line) - len(line.lstrip())]
        text = _multiline(indent, head, self.names, comment, source.indent)
        end = source.end(node)
        if comment:
            end = source.line_start(node.lineno) + len(line)
        return Splice(source.start(node), end, text[len(indent) :])


def _joined(target: Scope, index: int, alias: ast.alias) -> Change:
    node = target.body[index]
    assert isinstance(node, ast.ImportFrom)  # noqa: S101 (_joins has said so)
    own_lines(target.source, node)
    key = member_key(alias.name)
    place = next((i for i, a in enumerate(node.names) if member_key(a.name) > key), len(node.names))
    joining = _Joining(target.source, node, alias, place)
    merged = ast.ImportFrom(node.module, joining.names, node.level)
    change = Change((joining.splice(),), target.claim(index, 1, [merged]))
    return change if place else _moved(target, index, change)


def _moved(target: Scope, index: int, change: Change) -> Change:
    """Move a statement that got a new first name before the aliases of its module that it now precedes."""
    source, body, (merged,) = target.source, target.body, change.claim.new
    first = index
    while first and _follows(body[first - 1], merged):
        first -= 1
    if first == index:
        return change
    for node in body[first:index]:
        own_lines(source, node)
    start, own = source.line_start(body[first].lineno), source.line_start(body[index].lineno)
    stop = source.line_start((body[index].end_lineno or 0) + 1)
    (splice,) = change.splices
    text = source.text[own : splice.start] + splice.text + source.text[splice.end : stop]
    if "#" in source.text[start:own] or not text.endswith("\n"):
        return change
    whole = Splice(start, stop, text + source.text[start:own])
    return Change((whole,), target.claim(first, index - first + 1, [merged, *body[first:index]]))


def _follows(node: ast.stmt, merged: ast.stmt) -> bool:
    """Say whether an import of aliases sorts behind another import of the same module."""
    if not isinstance(node, ast.ImportFrom) or not isinstance(merged, ast.ImportFrom):
        return False
    keys = [member_key(n.names[0].name, n.names[0].asname) for n in (node, merged)]
    return _module(node) == _module(merged) and keys[0] > keys[1]
