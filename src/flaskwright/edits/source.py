"""Change Python by splices at the positions that `ast` gives; every change is verified by parsing again.

A line that no splice touches stays as it is, byte for byte.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from flaskwright.errors import ProjectError
from flaskwright.facts.source import parse
from flaskwright.project import Edit, ManualStep, Project

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_IGNORED = frozenset({"ctx", "type_comment", "kind", "type_ignores"})
_DEFAULT_INDENT = "    "


class Unsure(Exception):  # noqa: N818 (no error: the verb asks a person)
    """The verb cannot make the change safely; the text says why."""


@dataclass(frozen=True)
class Splice:
    """Replace the characters from `start` to `end` by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Step:
    """One step from a node down to a statement list: the field's name and the index in it."""

    field: str
    index: int


@dataclass(frozen=True)
class Claim:
    """What a change is meant to do: `old` statements from `at` in the list at `path`.`field` become `new`."""

    path: tuple[Step, ...]
    field: str
    at: int
    old: int
    new: Sequence[ast.stmt]


@dataclass(frozen=True)
class Change:
    """Splices, and the claim of what they do to the tree."""

    splices: tuple[Splice, ...]
    claim: Claim


@dataclass(frozen=True, eq=False)
class Source:
    """A Python file's text and tree, with positions as offsets of characters."""

    path: str
    text: str
    tree: ast.Module

    @staticmethod
    def of(project: Project, path: str) -> Source:
        """Read a file of the project. Raises Unsure when it is not there or does not parse."""
        data = project.files.get(path)
        if data is None:
            raise Unsure("The file does not exist.")
        return _source(path, data)

    @cached_property
    def lines(self) -> list[str]:
        """The lines with their ends, as Python's tokenizer counts them."""
        return _LINE.findall(self.text) or [""]

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line))
        return starts

    def line_start(self, line: int) -> int:
        """Give the offset where a line (from 1) starts; lines behind the end start at the end."""
        return self._starts[min(line - 1, len(self._starts) - 1)]

    def line(self, number: int) -> str:
        """Give a line (from 1) without its end; "" outside the text."""
        return self.lines[number - 1].rstrip("\r\n") if 0 < number <= len(self.lines) else ""

    def _offset(self, line: int, column: int) -> int:
        text = self.lines[line - 1]
        if not text.isascii():
            column = len(text.encode()[:column].decode())
        return self._starts[line - 1] + column

    def line_of(self, offset: int) -> int:
        """Give the number of the line that holds an offset."""
        return min(bisect_right(self._starts, offset), len(self.lines))

    def start(self, node: ast.expr | ast.stmt | ast.alias | ast.keyword | ast.arg) -> int:
        """Give the offset where a node starts; a decorated definition starts at its first decorator's @."""
        line = first_line(node)
        if line != node.lineno:
            return self.line_start(line) + len(indent_of(self.line(line)))
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt | ast.alias | ast.keyword | ast.arg) -> int:
        """Give the offset behind a node's last character."""
        return self._offset(node.end_lineno or 0, node.end_col_offset or 0)

    def end_of_line(self, node: ast.stmt) -> int:
        """Give the offset behind the last line of a statement."""
        return self.line_start((node.end_lineno or 0) + 1)

    def segment(self, node: ast.expr | ast.stmt | ast.alias | ast.keyword) -> str:
        """Give a node's text."""
        return self.text[self.start(node) : self.end(node)]

    def column(self, node: ast.stmt) -> int:
        """Give the number of characters before a statement in its line."""
        return self.start(node) - self.line_start(first_line(node))

    @cached_property
    def indent(self) -> str:
        """One level of indentation as this file writes it first; four spaces when it has none."""
        for node in ast.walk(self.tree):
            body = getattr(node, "body", None)
            if isinstance(node, ast.stmt) and isinstance(body, list) and body[0].lineno != node.lineno:
                inner, outer = (indent_of(self.line(first_line(n))) for n in (body[0], node))
                if inner.startswith(outer) and len(inner) > len(outer):
                    return inner[len(outer) :]
        return _DEFAULT_INDENT


@lru_cache(maxsize=256)
def _source(path: str, data: bytes) -> Source:
    parsed = parse(data)
    if parsed.problem:
        raise Unsure(f"The file {parsed.problem}.")
    return Source(path, parsed.text, parsed.tree)


def indent_of(line: str) -> str:
    """Give the blanks that a line starts with."""
    return line[: len(line) - len(line.lstrip(" \t\f"))]


def first_line(node: ast.AST) -> int:
    """Give the number of a node's first line, decorators included."""
    lines: list[int] = [d.lineno for d in getattr(node, "decorator_list", ())]
    line: int = node.lineno  # type: ignore[attr-defined] # statements and expressions have one
    return min(line, *lines) if lines else line


def own_lines(source: Source, node: ast.stmt) -> None:
    """Raise Unsure unless the statement has its lines for itself (a comment may follow)."""
    before = source.line(first_line(node))[: source.column(node)]
    tail = source.text[source.end(node) : source.line_start((node.end_lineno or 0) + 1)].strip()
    if before.strip() or (tail and not tail.startswith("#")):
        raise Unsure(f"Line {node.lineno} holds more than one statement.")


def same(one: Any, other: Any) -> bool:
    """Say whether two trees mean the same; positions and comments do not count."""
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.AST):
        return all(
            same(getattr(one, name, None), getattr(other, name, None))
            for name in one._fields
            if name not in _IGNORED
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def python_edit(path: str, code: str, plan: Callable[[Project, Source], Change | None]) -> Edit:
    """Make an edit of a Python file.

    `plan` gives the change, None when everything is there already, or raises Unsure; then, and when the
    result is not exactly what the change claims, the edit asks for `code` to be written by hand.
    """

    def edit(project: Project) -> Project:
        try:
            source = Source.of(project, path)
            change = plan(project, source)
            return project if change is None else _changed(project, source, change)
        except Unsure as unsure:
            return project.ask(ManualStep(path, str(unsure), code))

    return edit


def together(path: str, code: str, *edits: Edit) -> Edit:
    """Make one edit of several: all of them, or one manual step with the whole code."""

    def edit(project: Project) -> Project:
        done = replace(project, steps=()).then(*edits)
        if done.steps:
            reasons = dict.fromkeys(step.reason for step in done.steps)
            return project.ask(ManualStep(path, " ".join(reasons), code))
        return replace(done, steps=project.steps)

    return edit


def _changed(project: Project, source: Source, change: Change) -> Project:
    text = source.text
    for splice in sorted(change.splices, key=lambda s: s.start, reverse=True):
        text = text[: splice.start] + splice.text + text[splice.end :]
    try:
        changed = project.put(source.path, text)
        result = Source.of(changed, source.path)
    except (ProjectError, Unsure) as error:
        raise Unsure("The change cannot be written into this file without breaking it.") from error
    lines = _untouched(source, result, change)
    if not _verified(lines, source.tree, result.tree, change.claim):
        raise Unsure("The file is written in a way that this change would disturb.")
    return changed


@dataclass(frozen=True)
class _Untouched:
    """Which lines are as they were: those before `first`, and those after `last`, which moved by `shift`."""

    first: int
    last: int
    shift: int

    def same(self, one: ast.stmt, other: ast.stmt) -> bool:
        """Say whether statements are equal: what has the same place in untouched lines is."""
        start, end = first_line(one), one.end_lineno or 0
        if self.first <= end and start <= self.last:
            return same(one, other)
        shift = self.shift if start > self.last else 0
        return (
            type(one) is type(other)
            and first_line(other) == start + shift
            and other.end_lineno == end + shift
            and (one.col_offset, one.end_col_offset) == (other.col_offset, other.end_col_offset)
        )

    def all_same(self, one: Sequence[ast.stmt], other: Sequence[ast.stmt], skip: int = -1) -> bool:
        """Say whether all statements but one are equal."""
        return len(one) == len(other) and all(
            i == skip or self.same(*pair) for i, pair in enumerate(zip(one, other, strict=True))
        )


def _untouched(old: Source, new: Source, change: Change) -> _Untouched:
    first = min(old.line_of(splice.start) for splice in change.splices)
    last = max(old.line_of(splice.end) for splice in change.splices)
    return _Untouched(first, last, len(new.lines) - len(old.lines))


def _verified(lines: _Untouched, old: ast.AST, new: ast.AST, claim: Claim) -> bool:
    """Say whether the new tree is the old one with exactly the claimed change."""
    for step in claim.path:
        if not _same_but(lines, old, new, step.field):
            return False
        one, other = getattr(old, step.field), getattr(new, step.field)
        if not lines.all_same(one, other, skip=step.index):
            return False
        old, new = one[step.index], other[step.index]
    if not _same_but(lines, old, new, claim.field):
        return False
    one, other = getattr(old, claim.field), getattr(new, claim.field)
    stop = claim.at + len(claim.new)
    return (
        lines.all_same(one[: claim.at], other[: claim.at])
        and same(list(claim.new), other[claim.at : stop])
        and lines.all_same(one[claim.at + claim.old :], other[stop:])
    )


def _same_but(lines: _Untouched, one: ast.AST, other: ast.AST, skip: str) -> bool:
    """Compare all of two nodes but one field."""
    if type(one) is not type(other):
        return False
    for name in one._fields:
        left: Any = getattr(one, name, None)
        right: Any = getattr(other, name, None)
        if name in _IGNORED or name == skip:
            continue
        if isinstance(left, list) and left and isinstance(left[0], ast.stmt):
            if not lines.all_same(left, right):
                return False
        elif not same(left, right):
            return False
    return True
