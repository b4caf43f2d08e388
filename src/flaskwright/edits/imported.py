"""Bring the imports of a file to a new version as a set of names, and keep those that its owner has added."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.edits.imports import ensure_import
from flaskwright.edits.scope import IMPORTS
from flaskwright.edits.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from flaskwright.project import Project

TYPING = "TYPE_CHECKING"


@dataclass(frozen=True)
class Imported:
    """One imported name: level and module of a `from` (None without one), the name, what it is called here."""

    origin: tuple[int, str | None] | None
    name: str
    asname: str | None

    @property
    def bound(self) -> str:
        """The name that it binds."""
        return self.asname or (self.name if self.origin else self.name.partition(".")[0])

    @property
    def code(self) -> str:
        """The statement that imports it alone."""
        alias = ast.alias(self.name, self.asname)
        return ast.unparse(
            ast.ImportFrom(self.origin[1], [alias], self.origin[0]) if self.origin else ast.Import([alias])
        )


@dataclass(frozen=True)
class ImportChange:
    """What upstream imports no longer, and what it imports now, with the comment behind it."""

    gone: tuple[Imported, ...]
    new: dict[Imported, str]

    @classmethod
    def between(cls, base: str, theirs: str) -> ImportChange:
        """Compare two texts of imports."""
        was, now = _comments(base), _comments(theirs)
        return cls(
            tuple(one for one in was if one not in now), {one: now[one] for one in now if one not in was}
        )

    def applied(self, project: Project, path: str, text: str, used: Collection[str]) -> str | None:
        """Give imports with this change, None where a new name means something else in them.

        What is `used` stays. `path` is the file in the project that they stand in.
        """
        moved = {one.bound for one in self.new}
        into = f"if {TYPING}" if is_typing_block(text) else None
        for one in self.gone:
            if one.bound in moved or one.bound not in used:
                text = without_import(text, one)
        if into and not text and self.new:
            text = f"{into}:\n    {next(iter(self.new)).code}\n"
        edited = project.put(path, text)
        for one, comment in self.new.items():
            if one in _comments(edited.text(path)):
                continue
            edited = edited.then(ensure_import(path, one.code, into=into))
            if len(edited.steps) > len(project.steps):
                return None
            edited = edited.put(path, _commented(edited.text(path), one.code, comment))
        return edited.text(path)


def _commented(text: str, code: str, comment: str) -> str:
    """Give imports with a comment behind a statement that stands alone in its line."""
    rows = text.splitlines(keepends=True)
    return "".join(
        row.replace(code, f"{code}  {comment}".rstrip()) if row.strip() == code else row for row in rows
    )


def is_typing_block(text: str) -> bool:
    """Say whether a text is an `if TYPE_CHECKING:` with imports and nothing else."""
    match ast.parse(text).body:
        case [ast.If(test=ast.Name(id=name), body=body, orelse=[])]:
            return name == TYPING and all(isinstance(node, IMPORTS) for node in body)
    return False


def names_used(text: str) -> set[str]:
    """Give the names that code uses; of what does not parse, all words."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return set(re.findall(r"\w+", text))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    # What stands in `__all__` or in a quoted annotation is used too.
    texts = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return names.union(*(re.findall(r"\w+", text) for text in texts if len(text) < _LONGEST_ANNOTATION))


_LONGEST_ANNOTATION = 200


def without_import(text: str, gone: Imported) -> str:
    """Give imports without one of them; a block that has no other goes with it."""
    source = Source("", text, ast.parse(text))
    for node in _statements(text):
        found = [index for index, one in enumerate(_names(node)) if one == gone]
        if not found:
            continue
        if len(node.names) == 1:
            if is_typing_block(text) and len(list(_statements(text))) == 1:
                return ""
            before, after = text[: source.line_start(node.lineno)], text[source.end_of_line(node) :]
            return _closed(before, after)
        index = found[0]
        last = index == len(node.names) - 1
        start = source.end(node.names[index - 1]) if last else source.start(node.names[index])
        end = source.end(node.names[index]) if last else source.start(node.names[index + 1])
        return text[:start] + text[end:]
    return text


def _closed(before: str, after: str) -> str:
    """Put together what stood before and after a statement, with no more blank lines than one of both had."""
    if not before.strip():
        return before + after.lstrip("\n")
    if not after.strip() or after.startswith("\n"):
        return before.rstrip("\n") + "\n" + after
    return before + after


def _comments(text: str) -> dict[Imported, str]:
    """Give what a text imports, with the comments behind the statements."""
    source = Source("", text, ast.parse(text))
    found: dict[Imported, str] = {}
    for node in _statements(text):
        tail = source.text[source.end(node) : source.end_of_line(node)].strip()
        found |= dict.fromkeys(_names(node), tail)
    return found


def _statements(text: str) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, IMPORTS):
            yield node


def _names(node: ast.Import | ast.ImportFrom) -> list[Imported]:
    origin = (node.level, node.module) if isinstance(node, ast.ImportFrom) else None
    return [Imported(origin, alias.name, alias.asname) for alias in node.names]
