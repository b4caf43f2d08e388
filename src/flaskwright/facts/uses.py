"""Where a project uses something from outside: its names, its modules, and texts such as a header's name."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.apps import is_side
from flaskwright.facts.names import Modules, dotted, statements
from flaskwright.facts.place import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from flaskwright.facts.source import Source


def uses(modules: Modules, names: Collection[str]) -> Iterator[tuple[str, Place]]:
    """Give the full names ("sentry_sdk.init") that are used, each with its place; importing alone is no use.

    Names are followed through imports and aliases. Tests, examples and documentation do not count here and below.
    """
    lasts = {name.rpartition(".")[2] for name in names}
    for path in _paths(modules, lasts):
        for written, line in _chains(modules.source(path)):
            if written.rpartition(".")[2] in lasts or "." not in written:
                symbol = modules.resolve(path, written)
                if symbol.path is None and symbol.name in names:
                    yield symbol.name, Place(path, line)


def imports(modules: Modules, packages: Collection[str]) -> Iterator[tuple[str, Place]]:
    """Give the packages from outside ("flask_caching") that are imported, each with its place."""
    for path in _paths(modules, packages):
        for statement in statements(modules.source(path).tree):
            for name in _imported(statement):
                if name in packages and modules.find(name, path) is None:
                    yield name, Place(path, statement.lineno)


def texts(modules: Modules, wanted: Collection[str]) -> Iterator[tuple[str, Place]]:
    """Give the texts that stand in the code by themselves ("X-Frame-Options"), each with its place."""
    for path in _paths(modules, wanted):
        for node in ast.walk(modules.source(path).tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in wanted:
                yield node.value, Place(path, node.lineno)


def _paths(modules: Modules, words: Collection[str]) -> Iterator[str]:
    """Give the files that have one of the words at all: no other one need be parsed."""
    searched = [word.encode() for word in words]
    for path in modules.paths:
        if not is_side(path) and any(word in modules.files[path] for word in searched):
            yield path


def _imported(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in statement.names)
    elif isinstance(statement, ast.ImportFrom) and not statement.level:
        yield (statement.module or "").partition(".")[0]


@lru_cache(maxsize=512)
def _chains(source: Source) -> tuple[tuple[str, int], ...]:
    """Give the names that a file uses, with attributes where they are chained, each with its line."""
    found: list[tuple[str, int]] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            name = dotted(node)
            if name is not None:
                found.append((name, node.lineno))
    return tuple(sorted(found, key=lambda pair: pair[1]))
