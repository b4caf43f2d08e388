"""Add a column to a mapped class, written as those that it has."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.edits.classes import ensure_class_attribute
from flaskwright.edits.imports import ensure_import
from flaskwright.edits.migration import add_migration
from flaskwright.edits.order import Key, Order, assigned_name
from flaskwright.edits.scope import scope
from flaskwright.edits.source import Source, Unsure, together
from flaskwright.project import ManualStep

if TYPE_CHECKING:
    from flaskwright.facts import Migrations, Model
    from flaskwright.project import Edit, Project

_CALLS = ("Column", "mapped_column")


@dataclass(frozen=True)
class _Style:
    """How a class writes its columns: `function` makes one, `types` is what types are attributes of ("db")."""

    function: str
    types: str
    mapped: str

    def column(self, name: str, length: int) -> str:
        """Give a column for text that may be missing, and that no two rows share."""
        annotation = f": {self.mapped}[str | None]" if self.mapped else ""
        kind = f"{self.types}.String" if self.types else "String"
        return (
            f"{name}{annotation} = {self.function}({kind}({length}), unique=True, index=True, nullable=True)"
        )


def ensure_text_column(model: Model, migrations: Migrations, name: str, length: int) -> Edit:
    """Add a column for text to a model, after its other columns, and a migration; it may be null, and is unique.

    Asks where the class has no columns of its own to tell how it writes them.
    """
    table, index = model.table, f'op.f("ix_{model.table}_{name}")'
    column = f'sa.Column("{name}", sa.String(length={length}), nullable=True)'
    migration = add_migration(
        migrations.folder,
        migrations.heads,
        f"add {name} to {table}",
        upgrade=f'op.add_column("{table}", {column})\n'
        f'op.create_index({index}, "{table}", ["{name}"], unique=True)',
        downgrade=f'op.drop_index({index}, "{table}")\nop.drop_column("{table}", "{name}")',
    )
    return lambda project: project.then(_in_class(model.path, model.name, name, length), migration)


def _in_class(path: str, class_name: str, name: str, length: int) -> Edit:
    plain = _Style("db.Column", "db", "").column(name, length)

    def edit(project: Project) -> Project:
        try:
            style = _style(scope(Source.of(project, path), class_name).body)
        except Unsure as unsure:
            return project.ask(ManualStep(path, str(unsure), f"    {plain}"))
        if style is None:
            reason = f"{class_name} has no column of its own that tells how one is written; add this one:"
            return project.ask(ManualStep(path, reason, f"    {plain}"))
        code = style.column(name, length)
        imports = [] if style.types else [ensure_import(path, "from sqlalchemy import String")]
        column = ensure_class_attribute(path, class_name, code, order=_after_columns(name))
        return together(path, f"    {code}", *imports, column)(project)

    return edit


def _after_columns(name: str) -> Order:
    """Put a new column after the others, which keep their order."""

    def key(node: ast.stmt) -> Key | None:
        if assigned_name(node) == name:
            return (1, "")
        return (0, "") if _call(node) is not None else None

    return Order(key)


def _style(body: list[ast.stmt]) -> _Style | None:
    written = [(node, call) for node in body if (call := _call(node)) is not None]
    if not written:
        return None
    node, call = written[0]
    function = ast.unparse(call.func)
    owners = [_owner(argument) for _, other in written for argument in other.args[:2]]
    types = next((owner for owner in owners if owner), function.rpartition(".")[0])
    mapped = ast.unparse(node.annotation).partition("[")[0] if isinstance(node, ast.AnnAssign) else ""
    return _Style(function, types, mapped)


def _call(node: ast.stmt) -> ast.Call | None:
    """Give the call that makes a column, None for any other statement."""
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    if not isinstance(value, ast.Call):
        return None
    return value if ast.unparse(value.func).rpartition(".")[2] in _CALLS else None


def _owner(argument: ast.expr) -> str:
    """Give "db" for the types `db.Integer` and `db.String(80)`."""
    kind = argument.func if isinstance(argument, ast.Call) else argument
    return ast.unparse(kind.value) if isinstance(kind, ast.Attribute) else ""
