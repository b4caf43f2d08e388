"""Merge three versions of a Python file by symbol: its docstring, its imports, its definitions and their members."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flaskwright.edits.imported import TYPING, ImportChange, is_typing_block, names_used
from flaskwright.edits.merge import Merged, Sides, merge_lines
from flaskwright.edits.parts import Body, Key, Keys, Part, joined, merge_parts
from flaskwright.edits.scope import IMPORTS
from flaskwright.edits.source import Source, Unsure, first_line, own_lines
from flaskwright.facts.source import syntax_tree

if TYPE_CHECKING:
    from flaskwright.project import Project

IMPORTED = "import"
# The first run of imports, which new ones join, and those that only types need.
RUN: Key = (IMPORTED, 0)
TYPED: Key = ("If", f"if {TYPING}:", 0)
NO_IMPORTS = Part(RUN, "\n", "")


def merge_python(project: Project, path: str, base: str, ours: str, theirs: str, sides: Sides) -> Merged:
    """Give `ours` with the changes from `base` to `theirs`, conflicts marked around a symbol's lines.

    Imports are merged as a set: what upstream no longer imports goes where nothing uses it. `project` has the file,
    for the order of imports. What does not parse is merged by line.
    """
    try:
        old, mine, new = map(symbols, (base, ours, theirs))
    except Unsure:
        return merge_lines(base, ours, theirs, sides)
    clashing = _clashing(old, mine, new)
    parts = merge_parts(
        _frozen(old, mine, clashing),
        _frozen(mine, mine, clashing),
        _frozen(new, mine, clashing, also=RUN),
        sides,
    )
    rest = names_used("".join(part.merged.text for part in parts if part.key not in clashing))
    for index, part in enumerate(parts):
        if part.key in clashing:
            merged = _imports(project, path, part.key, (old, mine, new), rest)
            was, one, other = (_text(body, part.key) for body in (old, mine, new))
            parts[index] = replace(part, merged=merged or merge_lines(was, one, other, sides))
    return joined(old, mine, new, [part for part in parts if part.merged.text], sides)


def symbols(text: str) -> Body:
    """Give the parts of a module. Raises Unsure where it does not parse or statements share a line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in other people's code
            tree = syntax_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unsure(f"The file does not parse: {error}.") from error
    source = Source("", text, tree)
    return _body(source, tree.body, _Lines(1, len(source.lines) + 1), "")


@dataclass(frozen=True)
class _Lines:
    """The lines of a body: its first one, and the one behind it."""

    start: int
    stop: int


def _body(source: Source, nodes: Sequence[ast.stmt], lines: _Lines, head: str) -> Body:
    parts, keys, at = [], Keys(), lines.start
    for key, first, last in _grouped(nodes):
        own_lines(source, first)
        own_lines(source, last)
        end = _end(source, last, lines.stop)
        rows = source.lines[at - 1 : end - 1]
        blank = next(i for i, row in enumerate(rows) if row.strip())
        text = "".join(rows[blank:])
        body = None
        if isinstance(first, ast.ClassDef):
            body = _members(source, first, _Lines(at + blank, end))
        parts.append(Part(keys.unique(key), "".join(rows[:blank]), text, body))
        at = end
    return Body(head, tuple(parts), "".join(source.lines[at - 1 : lines.stop - 1]))


def _members(source: Source, node: ast.ClassDef, lines: _Lines) -> Body | None:
    """Give a class's head and members; None where they share lines."""
    top = first_line(node.body[0])
    if source.line(top)[: source.column(node.body[0])].strip():
        return None
    while not source.line(top - 1).strip() or source.line(top - 1).lstrip().startswith("#"):
        top -= 1
    head = "".join(source.lines[lines.start - 1 : top - 1])
    try:
        return _body(source, node.body, _Lines(top, lines.stop), head)
    except Unsure:
        return None


def _end(source: Source, node: ast.stmt, stop: int) -> int:
    """Give the line behind a statement and the comments below it that are indented deeper."""
    end = at = (node.end_lineno or 0) + 1
    while at < stop:
        line = source.line(at)
        if line.strip():
            if not line.lstrip().startswith("#") or len(line) - len(line.lstrip()) <= source.column(node):
                break
            end = at + 1
        at += 1
    return end


def _grouped(nodes: Sequence[ast.stmt]) -> Iterator[tuple[Key, ast.stmt, ast.stmt]]:
    """Give keys with the first and the last statement: a run of imports is one part."""
    index = 0
    while index < len(nodes):
        first = index
        while (
            isinstance(nodes[first], IMPORTS)
            and index + 1 < len(nodes)
            and isinstance(nodes[index + 1], IMPORTS)
        ):
            index += 1
        yield _key(nodes[first], first), nodes[first], nodes[index]
        index += 1


def _key(node: ast.stmt, index: int) -> Key:
    """Give what a statement is called; one without a name is called by its first line."""
    match node:
        case ast.Import() | ast.ImportFrom():
            return (IMPORTED,)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return "name", name
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            return "name", ast.unparse(target)
        case ast.Expr(value=ast.Constant(value=str())) if index == 0:
            return ("docstring",)
        case ast.Expr(value=ast.Call(func=called, args=arguments)):
            return "call", ast.unparse(called), *map(ast.unparse, arguments[:1])
    return type(node).__name__, ast.unparse(node).partition("\n")[0]


# --- imports --------------------------------------------------------------------------------------------------


def _clashing(base: Body, ours: Body, theirs: Body) -> frozenset[Key]:
    """Give the parts that hold imports which both sides have changed."""
    found: set[Key] = set()
    runs = [[part for part in body.parts if part.key[0] == IMPORTED] for body in (base, ours, theirs)]
    old, mine, new = ([part.text for part in run] for run in runs)
    if mine not in (old, new) and new != old:
        found.update(part.key for run in runs for part in run)
    old_block, my_block, new_block = (body.by_key.get(TYPED) for body in (base, ours, theirs))
    if my_block and new_block and all(is_typing_block(block.text) for block in (my_block, new_block)):
        was = old_block and old_block.text
        if my_block.text not in (was, new_block.text) and new_block.text != was:
            found.add(TYPED)
    return frozenset(found)


def _frozen(body: Body, ours: Body, clashing: Collection[Key], also: Key = ()) -> list[Part]:
    """Give a version's parts with the clashing imports as ours has them, and a place for `also`."""
    mine = ours.by_key
    kept = [part for part in body.parts if part.key not in clashing or part.key in mine or part.key == also]
    return [mine.get(part.key, NO_IMPORTS) if part.key in clashing else part for part in kept]


def _imports(
    project: Project, path: str, key: Key, versions: Sequence[Body], used: Collection[str]
) -> Merged | None:
    """Give a part of our imports with what upstream changed in all of its; None where names clash."""
    texts = (
        "".join(
            part.text
            for part in body.parts
            if part.key[0] == key[0] and (part.key == key or key[0] == IMPORTED)
        )
        for body in (versions[0], versions[2])
    )
    change = ImportChange.between(*texts)
    if key not in {RUN, TYPED}:
        change = replace(change, new={})
    text = change.applied(project, path, _text(versions[1], key), used)
    return None if text is None else Merged(text)


def _text(body: Body, key: Key) -> str:
    return body.by_key[key].text if key in body.by_key else ""
