"""Find a function, a class or the module itself, and put statements into it."""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from flaskwright.edits.format import LINE_LENGTH, format_statements
from flaskwright.edits.source import (
    Change,
    Claim,
    Source,
    Splice,
    Step,
    Unsure,
    first_line,
    indent_of,
    own_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
IMPORTS = (ast.Import, ast.ImportFrom)
_DEFAULT_INDENT = "    "


@dataclass(frozen=True)
class Scope:
    """A body of statements in a file, and the way to it."""

    source: Source
    path: tuple[Step, ...]
    owner: ast.Module | Definition | ast.If
    indent: str

    @property
    def body(self) -> list[ast.stmt]:
        """The statements."""
        return self.owner.body

    @property
    def is_module(self) -> bool:
        """Say whether this is the file's own body."""
        return isinstance(self.owner, ast.Module)

    def claim(self, at: int, old: int, new: Sequence[ast.stmt]) -> Claim:
        """Claim that `old` statements from `at` become `new`."""
        return Claim(self.path, "body", at, old, new)


def module(source: Source) -> Scope:
    """Give the file's own body."""
    return Scope(source, (), source.tree, "")


def scope(source: Source, name: str | None) -> Scope:
    """Find a function or class by its name ("create_app", "Config", "Shop.create"); None is the module.

    Raises Unsure when there is none, or more than one.
    """
    found = [module(source)]
    for part in name.split(".") if name else ():
        found = [inner for outer in found for inner in _named(outer, part)]
    if len(found) != 1:
        raise Unsure(f"There {'is no' if not found else 'is more than one'} {name} in the file.")
    return found[0]


def _named(outer: Scope, name: str) -> Iterator[Scope]:
    for path, node in walk(outer.owner, outer.path):
        if isinstance(node, DEFINITIONS) and node.name == name:
            yield inside(outer.source, path, node)


def inside(source: Source, path: tuple[Step, ...], node: Definition | ast.If) -> Scope:
    """Give the body of a node as a scope."""
    return Scope(source, path, node, indent_of(source.line(first_line(node.body[0]))))


def walk(owner: ast.AST, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], ast.stmt]]:
    """Give the statements of a body and of the if, try, with and loops in it, but not of definitions."""
    for field in ("body", "orelse", "finalbody"):
        for i, node in enumerate(getattr(owner, field, ())):
            here = (*path, Step(field, i))
            yield here, node
            if isinstance(node, ast.If | ast.Try | ast.With | ast.AsyncWith | ast.For | ast.While):
                yield from walk(node, here)


# --- code ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Code:
    """Statements to put somewhere, indented for that place, and their tree as it will be there."""

    text: str
    nodes: list[ast.stmt]


def prepared(code: str, target: Scope) -> Code:
    """Indent code for a scope, in the file's own unit, and wrap lines that are too long there.

    Raises ValueError when it is no Python.
    """
    plain = textwrap.dedent(code).strip("\n")
    unit = target.source.indent if "\n " in plain else ""
    text = reindented(plain, target.indent, unit)
    spaces = target.indent.replace(_DEFAULT_INDENT, "") == "" and unit in {"", _DEFAULT_INDENT}
    if spaces and any(len(line) > LINE_LENGTH for line in text.split("\n")):
        text = format_statements(text, len(target.indent) // len(_DEFAULT_INDENT))
    return Code(text, parsed(text, nested=bool(target.indent)))


def parsed(text: str, *, nested: bool = False) -> list[ast.stmt]:
    """Parse statements that may be indented. Raises ValueError when they are no Python."""
    try:
        if not nested:
            return ast.parse(text).body
        outer = ast.parse(f"if 1:\n{text}").body[0]
    except SyntaxError as error:
        raise ValueError(f"no Python: {error.msg}:\n{text}") from error
    return outer.body if isinstance(outer, ast.If) else []


def reindented(code: str, indent: str, unit: str) -> str:
    """Indent code that is written with four spaces per level; lines inside of strings stay."""
    fixed = _string_lines(code)
    lines = []
    for number, line in enumerate(code.split("\n"), 1):
        if number in fixed or not line.strip():
            lines.append(line if number in fixed else "")
            continue
        blanks = len(line) - len(line.lstrip(" "))
        deep, rest = divmod(blanks, len(_DEFAULT_INDENT))
        lines.append(indent + (unit or _DEFAULT_INDENT) * deep + " " * rest + line[blanks:])
    return "\n".join(lines)


def _string_lines(code: str) -> set[int]:
    """The lines that start inside of a string, docstrings (which are indented like code) left out."""
    if '"""' not in code and "'''" not in code and "\\\n" not in code:
        return set()
    fixed: set[int] = set()
    docs = {
        node.body[0].lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, (*DEFINITIONS, ast.Module)) and ast.get_docstring(node) is not None
    }
    opened = 0
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        name = tokenize.tok_name[token.type]
        if name in {"FSTRING_START", "TSTRING_START"}:
            opened = opened or token.start[0]
        elif name in {"FSTRING_END", "TSTRING_END"}:
            fixed.update(range(opened + 1, token.end[0] + 1))
            opened = 0
        elif name == "STRING" and token.start[0] not in docs:
            fixed.update(range(token.start[0] + 1, token.end[0] + 1))
    return fixed


# --- blank lines --------------------------------------------------------------------------------------------


def is_docstring(node: ast.stmt, target: Scope) -> bool:
    """Say whether a statement is the docstring of its scope."""
    return (
        bool(target.body)
        and node is target.body[0]
        and isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def gap(one: ast.stmt, other: ast.stmt, target: Scope) -> int:
    """Give how many blank lines have to stand between two neighbours, as ruff format sees it."""
    if isinstance(one, DEFINITIONS) or isinstance(other, DEFINITIONS):
        return 2 if target.is_module else 1
    if is_docstring(one, target) and not isinstance(target.owner, FUNCTIONS):
        return 1
    return 1 if isinstance(one, IMPORTS) and not isinstance(other, IMPORTS) else 0


# --- insertion ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """Where a statement goes: before the statement of this index; whether it clings to the one after.

    `before` and `after` are the blank lines that have to stand around it at least, `usual` those that have to
    stand between its neighbours. Where the file has fewer than usual, it keeps its way.
    """

    index: int
    before: int = 0
    after: int = 0
    usual: int = 0
    cling: bool = False


def insertion(target: Scope, code: Code, spot: Spot) -> Change:
    """Put code into a scope. Raises Unsure where lines are shared."""
    source, body, index = target.source, target.body, spot.index
    claim = target.claim(index, 0, code.nodes)
    if index > 0:
        own_lines(source, body[index - 1])
    if index < len(body):
        own_lines(source, body[index])
    if not body:
        return Change((_append(source, code.text),), claim)
    if index < len(body) and (spot.cling or index == 0):
        return Change((_before(target, code.text, spot),), claim)
    return Change((_after(target, code.text, spot),), claim)


def _append(source: Source, text: str) -> Splice:
    """Text behind everything, in a file without statements."""
    has = source.text.strip()
    lead = "" if not has or source.text.endswith("\n\n") else "\n" if source.text.endswith("\n") else "\n\n"
    start = len(source.text) if has else 0
    return Splice(start, len(source.text), lead + text + "\n")


def _after(target: Scope, text: str, spot: Spot) -> Splice:
    source, previous = target.source, target.body[spot.index - 1]
    line = (previous.end_lineno or 0) + 1
    while _is_comment(source.line(line)) and len(indent_of(source.line(line))) > source.column(previous):
        line += 1
    offset = source.line_start(line)
    lead = "\n" * spot.before
    if line > len(source.lines) and not source.text.endswith(("\n", "\r")):
        return Splice(offset, offset, "\n" + lead + text)
    at_end = line > len(source.lines) or (spot.index == len(target.body) and target.is_module)
    free = at_end or spot.after <= spot.usual
    tail = 0 if free else max(0, spot.after - _blank_lines(source, line, 1))
    return Splice(offset, offset, lead + text + "\n" + "\n" * tail)


def _before(target: Scope, text: str, spot: Spot) -> Splice:
    source, following = target.source, target.body[spot.index]
    line = first_line(following)
    top = line
    indent = indent_of(source.line(line))
    while _is_comment(source.line(top - 1)) and indent_of(source.line(top - 1)) == indent:
        top -= 1
    if target.is_module and top == 1 and top < line:
        # A comment at the very top belongs to the file: its license, its #!, its encoding.
        while top < line and re.match(r"#!|#.*coding[:=]", source.line(top)):
            top += 1
    offset = source.line_start(top)
    lead = max(0, spot.before - _blank_lines(source, top - 1, -1)) if spot.index else 0
    return Splice(offset, offset, "\n" * lead + text + "\n" + "\n" * spot.after)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _blank_lines(source: Source, line: int, step: int) -> int:
    count = 0
    while 0 < line <= len(source.lines) and not source.line(line).strip():
        count += 1
        line += step
    return count
