"""Tables that no class stands for: association tables, SQLAlchemy Core, the history that Continuum keeps."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.columns import Column, Constraint, column, constraints
from flaskwright.facts.folding import fold
from flaskwright.facts.names import Modules, dotted
from flaskwright.facts.place import Place

if TYPE_CHECKING:
    from flaskwright.facts.models import Model
    from flaskwright.facts.source import Source


@dataclass(frozen=True)
class Table:
    """A table that is declared without a class; `variable` holds it ("" where none does)."""

    name: str
    variable: str
    module: str
    path: str
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...]
    at: Place


def read_tables(modules: Modules, models: Iterable[Model]) -> tuple[Table, ...]:
    """Find the tables that are declared by `Table("name", ...)`, and those that versioned models get."""
    models = tuple(models)
    mapped = {(model.at.path, model.table) for model in models}
    found = [table for table in modules.each(Table, _in_file) if (table.path, table.name) not in mapped]
    if not any(modules.each(bool, _makes_versions)):
        return tuple(found)
    return (*found, *_history(models, found))


def is_migration(path: str) -> bool:
    """Say whether a file lies in a folder of migrations: what it declares is how it once was."""
    folders = path.split("/")[:-1]
    return folders[-1:] == ["versions"] or "migrations" in folders or "alembic" in folders


def _in_file(modules: Modules, path: str) -> Iterator[Table]:
    if is_migration(path):
        return
    for variable, call in _calls(modules.source(path)):
        if not _declares(modules, path, dotted(call.func) or ""):
            continue
        first = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "name"), None)
        name = fold(modules, path, first)
        if name:
            columns = [column(path, "", None, item, item.lineno) for item in call.args[1:]]
            rest = ast.List(elts=list(call.args[1:]), ctx=ast.Load())
            yield Table(
                name, variable, modules.name(path), path, tuple(c for c in columns if c is not None),
                constraints(path, rest), Place(path, call.lineno),
            )  # fmt: skip


def _declares(modules: Modules, path: str, name: str) -> bool:
    """Say whether a name is SQLAlchemy's Table: `db.Table`, `sa.Table`, or an import of it under any name."""
    symbol = modules.resolve(path, name)
    if symbol.path is None:
        return symbol.name.rpartition(".")[2] == "Table"
    if name.endswith(".Table"):
        return True
    value = modules.outline(symbol.path).assigned.get(symbol.name)
    return value is not None and (dotted(value) or "").endswith(".Table")


@lru_cache(maxsize=8192)
def _calls(source: Source) -> tuple[tuple[str, ast.Call], ...]:
    """Give the calls of something called Table that may declare one, with the variable they are put into."""
    if "Table(" not in source.text:
        return ()
    named: dict[int, str] = {}
    calls: list[ast.Call] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            named[id(node.value)] = dotted(target) or ""
        elif isinstance(node, ast.Call) and (dotted(node.func) or "").endswith("Table"):
            calls.append(node)
    return tuple((named.get(id(call), ""), call) for call in calls if _has_columns(call))


def _has_columns(call: ast.Call) -> bool:
    """Say whether a call declares columns: other libraries have a Table too, and so has reflection."""
    return any(isinstance(a, ast.Call) and (dotted(a.func) or "").endswith("Column") for a in call.args)


def _makes_versions(modules: Modules, path: str) -> Iterator[bool]:
    if _versions(modules.source(path)):
        yield True


@lru_cache(maxsize=8192)
def _versions(source: Source) -> bool:
    return "make_versioned" in source.text and any(
        isinstance(node, ast.Call) and (dotted(node.func) or "").endswith("make_versioned")
        for node in ast.walk(source.tree)
    )


def _history(models: tuple[Model, ...], tables: list[Table]) -> Iterator[Table]:
    """Give the tables that SQLAlchemy-Continuum adds: a history for each versioned one, and the transactions."""
    versioned = [model for model in models if model.versioned and model.table]
    for model in versioned:
        yield Table(f"{model.table}_version", "", model.module, model.path, model.columns, (), model.at)
    between = {r.secondary for m in versioned for r in m.relations if r.secondary}
    for table in tables:
        if table.variable in between or table.name in between:
            yield Table(f"{table.name}_version", "", table.module, table.path, table.columns, (), table.at)
    if versioned:
        first = versioned[0]
        yield Table("transaction", "", first.module, first.path, (), (), first.at)
