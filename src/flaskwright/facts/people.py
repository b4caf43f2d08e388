"""The people who sign in: whose model that is, and what it calls what others refer to."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.facts.apps import is_side
from flaskwright.facts.names import top_level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flaskwright.facts.columns import Column
    from flaskwright.facts.models import Model
    from flaskwright.facts.names import Modules
    from flaskwright.facts.reading import Facts

# What people are known by, the likeliest first; a column that is unique comes before one that is not.
KNOWN_BY = (
    "email", "email_address", "mail", "username", "user_name", "login", "nickname", "handle", "name",
)  # fmt: skip
_ADDRESSES = frozenset(KNOWN_BY[:3])
_NUMBER = re.compile(r"(?:\w+\.)*(?:Integer(?:\(\))?|int)")
_OTHER_KINDS = {"Security": "Flask-Security", "UserManager": "Flask-User"}


@dataclass(frozen=True)
class Attribute:
    """A column as the class calls it."""

    name: str
    column: Column


@dataclass(frozen=True)
class People:
    """The model of those who sign in, as what is added refers to it.

    `model` is its class and `module` where that is ("" for accounts that Flaskwright writes itself), `reference` what
    foreign keys lead to, `known_by` the attribute that names somebody (an address, a name); `named` says whether the
    model has that already.
    """

    model: str = "User"
    module: str = ""
    reference: str = "user.id"
    known_by: str = "email"
    named: bool = True

    @property
    def adopted(self) -> bool:
        """Say whether the application had the model before."""
        return bool(self.module)

    @property
    def by_address(self) -> bool:
        """Say whether people are known by an e-mail address."""
        return self.known_by in _ADDRESSES


OURS = People()


def read_people(facts: Facts) -> People:
    """Give the people of a project: its own model where a guest package finds one, else what `login` writes."""
    guest = facts.record.guest
    if guest is None or facts.project.has(f"{guest.folder}/accounts/passwords.py"):
        return OURS
    model = facts.user_model if fit(facts) else None
    if model is None:
        return OURS
    key = next(item.column for item in attributes(facts.modules, model) if item.column.primary_key)
    name = known_by(facts.modules, model)
    reference = f"{model.table}.{key.name}"
    return People(
        model.name, model.module, reference, name.name if name else KNOWN_BY[0], named=name is not None
    )


def fit(facts: Facts) -> bool:
    """Say whether there is a model of those who sign in that what is added can refer to."""
    return facts.user_model is not None and unfit(facts) is None


def unfit(facts: Facts) -> str | None:
    """Say why what is added cannot refer to the model of those who sign in, None where it can."""
    model, manager = facts.user_model, facts.extension("LoginManager")
    for class_name, kind in _OTHER_KINDS.items():
        if other := facts.extension(class_name):
            where = f"{other.name} at {other.at}" if other.name else str(other.at)
            return f"its accounts are those of {kind} ({where})."
    if model is None:
        return f"what {manager.name} at {manager.at} loads is no model that can be told." if manager else None
    who = f"the application has accounts of its own ({model.name} at {model.at})"
    if manager is None:
        return f"{who}, which are not signed in by Flask-Login."
    if facts.extension("SQLAlchemy") is None:
        return f"{who}, which are not kept by Flask-SQLAlchemy."
    for other_model in facts.models:
        if other_model is not model and other_model.table and _signs_in(other_model, model):
            return f"{who}, and others: {other_model.name} at {other_model.at}."
    return _unusual(facts.modules, model, who)


def _signs_in(other: Model, model: Model) -> bool:
    if is_side(other.path):
        return False
    return other.name == model.name or any(b.rpartition(".")[2] == "UserMixin" for b in other.bases)


def _unusual(modules: Modules, model: Model, who: str) -> str | None:
    """Say what no foreign key can lead to: a table that cannot be told, or one without a single number for its key."""
    if model.table is None:
        return f"{who}, whose table cannot be told."
    keys = [item for item in attributes(modules, model) if item.column.primary_key]
    if len(keys) != 1 or keys[0].column.foreign_key or not _NUMBER.fullmatch(keys[0].column.type):
        return f"{who}, whose rows are not numbered by one Integer column."
    if keys[0].name != "id":
        return f"{who}, whose key is called {keys[0].name} and not id."
    set_in_class = {name for name, _ in _assigned(modules, model.path, model.name)}
    if "__bind_key__" in set_in_class or "schema" in _table_options(modules, model):
        return f"{who}, whose table is in another database or schema."
    return None


def _table_options(modules: Modules, model: Model) -> str:
    return next(
        (ast.unparse(v) for n, v in _assigned(modules, model.path, model.name) if n == "__table_args__"), ""
    )


# --- what the class calls its columns ----------------------------------------------------------------------------


def attributes(modules: Modules, model: Model) -> tuple[Attribute, ...]:
    """Give the columns of a model with the names of the attributes that hold them."""
    return tuple(Attribute(_attribute(modules, column) or column.name, column) for column in model.columns)


def _attribute(modules: Modules, column: Column) -> str | None:
    """Give what is assigned in the line of a column: its name in the database may be another one."""
    for node in ast.walk(modules.source(column.at.path).tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.lineno == column.at.line:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            return target.id if isinstance(target, ast.Name) else None
    return None


def _assigned(modules: Modules, path: str, name: str) -> Iterator[tuple[str, ast.expr]]:
    """Give what the body of a class sets."""
    definition = modules.outline(path).definitions.get(name)
    for node in top_level(definition) if isinstance(definition, ast.ClassDef) else ():
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def known_by(modules: Modules, model: Model) -> Attribute | None:
    """Give the attribute that names somebody, None where the model has none that could."""
    found = {item.name: item for item in attributes(modules, model) if not item.column.foreign_key}
    named = [found[name] for name in KNOWN_BY if name in found]
    return min(named, key=lambda item: not _is_unique(model, item.column), default=None)


def _is_unique(model: Model, column: Column) -> bool:
    alone = (column.name,)
    return column.unique or any(c.kind == "unique" and c.columns == alone for c in model.constraints)


# --- rows of it, for tests ---------------------------------------------------------------------------------------

_TRUE = re.compile(r"(?:is_)?(?:active|activated|approved|confirmed|enabled|verified)")
_VALUES = (
    (r"bool(ean)?", "False"),
    (r"big ?integer|smallinteger|integer|int", "0"),
    (r"float|numeric|decimal|double|real", "0"),
    (r"datetime|timestamp", "LazyFunction(datetime.now)"),
    (r"date", "LazyFunction(date.today)"),
    (r"largebinary|binary|blob|bytes", 'b""'),
    (r"json.*|dict", "LazyFunction(dict)"),
    (r"string|unicode|text|unicodetext|varchar|char|str|mediumtext|longtext", '""'),
)
_ONCE = {
    "0": "Sequence(lambda n: n)",
    '""': 'Sequence(lambda n: f"{n}")',
    'b""': "Sequence(lambda n: str(n).encode())",
}


def required(facts: Facts, people: People) -> tuple[dict[str, str], tuple[Attribute, ...]]:
    """Give what a row of the people's model needs at least: values in source, and the attributes without one.

    The second are those whose value cannot be told: a reference to another row, a type of the project's own.
    """
    values = {people.known_by: f'Sequence(lambda n: f"user{{n}}{"@example.com" * people.by_address}")'}
    unknown: list[Attribute] = []
    model = facts.user_model
    for item in attributes(facts.modules, model) if model else ():
        column = item.column
        if column.primary_key or item.name in values:
            continue
        if _TRUE.fullmatch(item.name) and _value(column.type) == "False":
            values[item.name] = "True"
        elif not column.nullable and column.default is None:
            value = None if column.foreign_key else _value(column.type)
            if value is None:
                unknown.append(item)
            else:
                values[item.name] = _ONCE.get(value, value) if column.unique else value
    return values, tuple(unknown)


def _value(type_: str) -> str | None:
    name = type_.partition("(")[0].partition("[")[0].rpartition(".")[2]
    return next((value for kind, value in _VALUES if re.fullmatch(kind, name.lower())), None)
