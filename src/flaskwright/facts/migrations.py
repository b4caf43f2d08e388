"""Alembic's migrations: the folder, the revisions, the heads."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.place import Place
from flaskwright.facts.source import parse

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Revision:
    """One migration: its id, the ids it stands on (none for a first one), and its title."""

    id: str
    down: tuple[str, ...]
    title: str
    at: Place


@dataclass(frozen=True)
class Migrations:
    """A folder of migrations with its revisions, the oldest first."""

    folder: str
    revisions: tuple[Revision, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """The revisions that no other one stands on; more than one cannot be upgraded to."""
        below = {down for revision in self.revisions for down in revision.down}
        return tuple(r.id for r in self.revisions if r.id not in below)

    @property
    def missing(self) -> tuple[str, ...]:
        """Revisions that others stand on and that are not there."""
        there = {revision.id for revision in self.revisions}
        return tuple(sorted({d for r in self.revisions for d in r.down} - there))


def read_migrations(files: Mapping[str, bytes]) -> tuple[Migrations, ...]:
    """Find the folders with Alembic's `env.py` and read their versions."""
    folders = sorted(
        path.rpartition("/")[0]
        for path in files
        if (path.endswith("/env.py") or path == "env.py") and b"alembic" in files[path]
    )
    return tuple(Migrations(folder, _revisions(files, folder)) for folder in folders)


def _revisions(files: Mapping[str, bytes], folder: str) -> tuple[Revision, ...]:
    start = f"{folder}/versions/" if folder else "versions/"
    found = [
        revision
        for path in sorted(files)
        if path.startswith(start) and path.endswith(".py")
        if (revision := read_revision(path, files[path])) is not None
    ]
    return tuple(_ordered(found))


def _ordered(revisions: list[Revision]) -> list[Revision]:
    """Put each revision behind those it stands on; circles and orphans come last, by id."""
    todo = {revision.id: revision for revision in sorted(revisions, key=lambda r: r.id)}
    ordered: list[Revision] = []
    while todo:
        ready = [r for r in todo.values() if not any(down in todo for down in r.down)]
        ordered += [todo.pop(revision.id) for revision in ready or list(todo.values())]
    return ordered


@lru_cache(maxsize=4096)
def read_revision(path: str, data: bytes) -> Revision | None:
    """Read a migration's ids; None where the file is none."""
    tree = parse(data).tree
    values: dict[str, object] = {}
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and target.id in {"revision", "down_revision"} and value is not None:
            try:
                values[target.id] = ast.literal_eval(value)
            except (ValueError, TypeError, SyntaxError, RecursionError):
                continue
    if not isinstance(values.get("revision"), str):
        return None
    down = values.get("down_revision")
    downs = (down,) if isinstance(down, str) else tuple(down) if isinstance(down, tuple | list) else ()
    title = (ast.get_docstring(tree) or "").strip().partition("\n")[0]
    return Revision(str(values["revision"]), tuple(map(str, downs)), title, Place(path, 1))
