"""SQLAlchemy models: tables, columns, relations, constraints."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.columns import (
    Column,
    Constraint,
    Relation,
    column,
    constraints,
    field_column,
    last,
    relation,
    truth,
)
from flaskwright.facts.folding import fold
from flaskwright.facts.names import MOST_BASES, Modules, Symbol, dotted, statements, top_level
from flaskwright.facts.place import Place
from flaskwright.facts.tables import is_migration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flaskwright.facts.source import Source

_MODEL_BASES = frozenset(
    {
        "flask_appbuilder.Model",
        "sqlalchemy.ext.declarative.declarative_base",
        "sqlalchemy.orm.DeclarativeBase",
        "sqlalchemy.orm.DeclarativeBaseNoMeta",
        "sqlalchemy.orm.declarative_base",
    }
)
# Decorators of `sqlalchemy.orm` that make a class a base, and those of a registry that map one.
_MAKES_BASE = frozenset({"as_declarative", "as_declarative_base"})
_MAPS = frozenset({"mapped", "mapped_as_dataclass"})
_USER_MIXIN = "UserMixin"


@dataclass(frozen=True)
class Model:
    """A mapped class; `table` is None where it has none of its own (an abstract base, a class in its parent's table).

    `columns` and `relations` are its own and those of its mixins; `versioned` says that SQLAlchemy-Continuum keeps
    its history.
    """

    name: str
    module: str
    path: str
    table: str | None
    columns: tuple[Column, ...]
    relations: tuple[Relation, ...]
    bases: tuple[str, ...]
    at: Place
    constraints: tuple[Constraint, ...] = ()
    versioned: bool = False

    def column(self, name: str) -> Column | None:
        """Give a column by its name, or None."""
        return next((column for column in self.columns if column.name == name), None)


def read_models(modules: Modules) -> tuple[Model, ...]:
    """Find every mapped class."""
    models = tuple(modules.each(Model, _in_file))
    tables = {model.name: model.table for model in models if model.table}
    return tuple(_with_tables(model, tables) for model in models)


def _in_file(modules: Modules, path: str) -> Iterator[Model]:
    return iter(()) if is_migration(path) else _Reader(modules).in_file(path)


def _with_tables(model: Model, tables: Mapping[str, str]) -> Model:
    """Give the model with `ForeignKey(User.id)` as "user.id"."""
    columns = []
    for item in model.columns:
        owner, dot, key = (item.foreign_key or "").rpartition(".")
        known = dot and owner in tables
        columns.append(replace(item, foreign_key=f"{tables[owner]}.{key}") if known else item)
    return replace(model, columns=tuple(columns))


def read_user_model(modules: Modules, models: tuple[Model, ...]) -> Model | None:
    """Give the model that Flask-Login (or Flask-Security) knows as its user.

    That is the one that mixes in a `UserMixin`, else the one that the `user_loader` loads, else one named
    User.
    """
    for model in models:
        if any(base.rpartition(".")[2] == _USER_MIXIN for base in model.bases):
            return model
    for path in modules.paths:
        if b"user_loader" not in modules.files[path]:
            continue
        for name in _loaded(modules.source(path)):
            for model in models:
                if model.name == name:
                    return model
    return next((model for model in models if model.name in {"User", "Account", "Users"}), None)


@lru_cache(maxsize=8192)
def _loaded(source: Source) -> tuple[str, ...]:
    return tuple(
        name.id
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef)
        and any((dotted(d) or "").endswith("user_loader") for d in node.decorator_list)
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and name.id[:1].isupper()
    )


@dataclass(frozen=True)
class _Parts:
    """What a class's own body declares."""

    columns: tuple[Column, ...]
    relations: tuple[Relation, ...]
    constraints: tuple[Constraint, ...]
    values: Mapping[str, ast.expr]


class _Reader:
    def __init__(self, modules: Modules) -> None:
        self.modules = modules

    def in_file(self, path: str) -> Iterator[Model]:
        if b"class " not in self.modules.files[path]:
            return
        for definition in _classes(self.modules.source(path)):
            if self.is_model(path, definition):
                yield self.model(path, definition)

    def is_model(self, path: str, definition: ast.ClassDef) -> bool:
        key = ("model", path, definition.name)
        return self.modules.once(key, lambda: self._maps(path, definition), in_circle=False)

    def _maps(self, path: str, definition: ast.ClassDef) -> bool:
        mapped = _is_sqlmodel(definition) or _is_decorated(definition, _MAPS)
        return mapped or any(self._is_base(path, base) for base in definition.bases)

    def _is_base(self, path: str, base: ast.expr) -> bool:
        name = dotted(base)
        if name is None:
            return False
        if name.endswith(".Model") and "db" in name.lower():
            return True
        return self._is_mapped(self.modules.resolve(path, name))

    def _is_mapped(self, symbol: Symbol) -> bool:
        if symbol.path is None:
            return symbol.name in _MODEL_BASES
        names = self.modules.outline(symbol.path)
        definition = names.definitions.get(symbol.name)
        if isinstance(definition, ast.ClassDef):
            return _is_decorated(definition, _MAKES_BASE) or self.is_model(symbol.path, definition)
        value = names.assigned.get(symbol.name)
        called = value.func if isinstance(value, ast.Call) else value
        if isinstance(called, ast.Attribute) and called.attr == "generate_base":
            return True
        if called is None or (inner := dotted(called)) is None:
            return False
        if inner.endswith((".Model", "declarative_base")):
            return True
        return isinstance(value, ast.Name | ast.Attribute) and self._is_base(symbol.path, value)

    def model(self, path: str, definition: ast.ClassDef) -> Model:
        own = _parts(path, definition)
        parents = list(self._mixed_in(path, definition))
        columns = {
            c.name: replace(c, inherited=True) for p, _, parts in reversed(parents) for c in parts.columns
        }
        relations = {r.name: r for _, _, parts in reversed(parents) for r in parts.relations}
        columns |= {c.name: c for c in own.columns}
        relations |= {r.name: r for r in own.relations}
        table = self._table(path, definition, own, parents, any(c.primary_key for c in columns.values()))
        return Model(
            definition.name,
            self.modules.name(path),
            path,
            table,
            tuple(columns.values()),
            tuple(relations.values()),
            tuple(b for base in definition.bases if (b := dotted(base))),
            Place(path, definition.lineno),
            own.constraints or next((parts.constraints for _, _, parts in parents if parts.constraints), ()),
            "__versioned__" in own.values or any("__versioned__" in parts.values for _, _, parts in parents),
        )

    def _table(
        self, path: str, definition: ast.ClassDef, own: _Parts, parents: list[_Parent], keyed: bool
    ) -> str | None:
        """Give the class's own table: the name it sets, else the one that Flask-SQLAlchemy makes."""
        abstract = own.values.get("__abstract__")
        if isinstance(abstract, ast.Constant) and abstract.value:
            return None
        if "__tablename__" in own.values:
            return self._name(path, definition, own.values["__tablename__"])
        core = own.values.get("__table__")
        if core is not None:
            return self._of_core(path, core)
        if _is_sqlmodel(definition):
            return definition.name.lower()
        for where, _definition, parts in parents:
            if "__tablename__" in parts.values and self._mixes(where, _definition):
                return self._name(where, definition, parts.values["__tablename__"])
        own_key = any(c.primary_key for c in own.columns)
        shares = any(
            "__tablename__" in parts.values or self._has_table(w, d, parts) for w, d, parts in parents
        )
        return snake(definition.name) if keyed and (own_key or not shares) else None

    def _of_core(self, path: str, core: ast.expr) -> str | None:
        """Give the name of the table that `__table__` is set to."""
        where, made = path, core
        if name := dotted(core):
            symbol = self.modules.resolve(path, name)
            where = symbol.path or path
            made = self.modules.outline(where).assigned.get(symbol.name, core)
        return fold(self.modules, where, made.args[0]) if isinstance(made, ast.Call) and made.args else None

    def _has_table(self, path: str, definition: ast.ClassDef, parts: _Parts) -> bool:
        abstract = "__abstract__" in parts.values
        return not abstract and self.is_model(path, definition) and any(c.primary_key for c in parts.columns)

    def _mixes(self, path: str, definition: ast.ClassDef) -> bool:
        """Say whether a base gives its name's rule to each class below it: a mixin, an abstract one, a method."""
        parts = _parts(path, definition)
        value = parts.values["__tablename__"]
        constant = isinstance(value, ast.Constant)
        return not constant or not self.is_model(path, definition) or "__abstract__" in parts.values

    def _name(self, path: str, definition: ast.ClassDef, value: ast.expr) -> str | None:
        """Give a table's name; a method's names are those of the class that it is called for."""
        names = {"cls.__name__": definition.name, "self.__name__": definition.name}
        if isinstance(value, ast.Call) and last(value.func) in _TO_SNAKE and len(value.args) == 1:
            inner = fold(self.modules, path, value.args[0], names)
            return snake(inner) if inner else None
        return fold(self.modules, path, value, names)

    def _mixed_in(self, path: str, definition: ast.ClassDef, depth: int = 0) -> Iterator[_Parent]:
        """Give the project's classes that the class derives from, the nearest first, each with what it declares."""
        for base in definition.bases if depth < MOST_BASES else ():
            name = dotted(base)
            symbol = self.modules.resolve(path, name) if name else None
            if symbol is None or symbol.path is None:
                continue
            parent = self.modules.outline(symbol.path).definitions.get(symbol.name)
            if isinstance(parent, ast.ClassDef) and parent is not definition:
                parts = _parts(symbol.path, parent)
                yield symbol.path, parent, self._of_parent(symbol.path, parent, parts)
                yield from self._mixed_in(symbol.path, parent, depth + 1)

    def _of_parent(self, path: str, parent: ast.ClassDef, parts: _Parts) -> _Parts:
        """Give what a class hands down: nothing of its columns when it has a table of its own."""
        abstract = "__abstract__" in parts.values or not self.is_model(path, parent)
        return parts if abstract else replace(parts, columns=(), relations=(), constraints=())


_Parent = tuple[str, ast.ClassDef, _Parts]
_TO_SNAKE = frozenset(
    {"camel_to_snake", "camel_to_snake_case", "snake", "snake_case", "to_snake_case", "underscore"}
)


def snake(name: str) -> str:
    """Give the table name that Flask-SQLAlchemy makes of a class name."""
    name = re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", name)
    return name.lower().lstrip("_")


@lru_cache(maxsize=8192)
def _classes(source: Source) -> tuple[ast.ClassDef, ...]:
    return tuple(
        node
        for node in statements(source.tree)
        if isinstance(node, ast.ClassDef) and (node.bases or _is_decorated(node, _MAPS))
    )


@lru_cache(maxsize=8192)
def _parts(path: str, definition: ast.ClassDef) -> _Parts:
    columns: list[Column] = []
    relations: list[Relation] = []
    values: dict[str, ast.expr] = {}
    sqlmodel = _is_sqlmodel(definition)
    for name, annotation, value, node in _attributes(definition):
        found = column(path, name, annotation, value, node.lineno)
        if found is None and sqlmodel and isinstance(node, ast.AnnAssign):
            found = field_column(path, node)
        if found is not None:
            columns.append(found)
        elif (related := relation(path, name, annotation, value, node.lineno)) is not None:
            relations.append(related)
        elif value is not None:
            values[name] = value
    held = constraints(path, values.get("__table_args__"))
    return _Parts(tuple(columns), tuple(relations), held, values)


def _attributes(
    definition: ast.ClassDef,
) -> Iterator[tuple[str, ast.expr | None, ast.expr | None, ast.stmt]]:
    """Give what a class's body sets: the name, the annotation, the value, the statement.

    A method that SQLAlchemy takes for an attribute (`declared_attr`) has what it returns as its value.
    """
    for node in top_level(definition):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, None, node.value, node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation, node.value, node
        elif isinstance(node, ast.FunctionDef) and _is_declared(node):
            returned = [s.value for s in statements(node) if isinstance(s, ast.Return) and s.value]
            if returned:
                yield node.name, None, returned[-1], node


def _is_declared(node: ast.FunctionDef) -> bool:
    return any("declared_attr" in ast.unparse(decorator) for decorator in node.decorator_list)


def _is_decorated(definition: ast.ClassDef, names: frozenset[str]) -> bool:
    called = (d.func if isinstance(d, ast.Call) else d for d in definition.decorator_list)
    return any(last(decorator) in names for decorator in called)


def _is_sqlmodel(definition: ast.ClassDef) -> bool:
    return any(k.arg == "table" and truth(k.value) for k in definition.keywords)
