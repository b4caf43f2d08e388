"""What a mapped class or a table is made of: columns, relations, constraints."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from flaskwright.facts.names import dotted
from flaskwright.facts.place import Place

_MANY = re.compile(r"(?i)\b(list|set|dict|dynamicmapped|writeonlymapped|sequence|collection)\b")
_CONSTRAINTS = {
    "UniqueConstraint": "unique", "CheckConstraint": "check", "ForeignKeyConstraint": "foreign key",
    "PrimaryKeyConstraint": "primary key", "Index": "index", "ExcludeConstraint": "exclude",
}  # fmt: skip
# Arguments of a column that are no type.
_NO_TYPE = ("ForeignKey", "Sequence", "Identity", "Computed", *_CONSTRAINTS)


@dataclass(frozen=True)
class Column:
    """A column: its type as written, and what constrains it. `foreign_key` is "table.column" or None.

    `default` is the source of its default, `ondelete` what happens to the row when the other one goes;
    `inherited` says that it comes from a mixin or an abstract base.
    """

    name: str
    type: str
    nullable: bool
    unique: bool
    primary_key: bool
    index: bool
    foreign_key: str | None
    at: Place
    default: str | None = None
    ondelete: str | None = None
    inherited: bool = False


@dataclass(frozen=True)
class Relation:
    """A relationship: the attribute, the model it leads to ("" where that is dynamic), and its other side.

    `secondary` names the table in between of a many-to-many relation.
    """

    name: str
    target: str
    back: str | None
    many: bool
    at: Place
    secondary: str | None = None


@dataclass(frozen=True)
class Constraint:
    """A constraint or index over a table's columns.

    `kind` is "unique", "check", "foreign key", "primary key", "index" or "exclude"; `rule` is the condition of a
    check, or what a foreign key leads to.
    """

    kind: str
    columns: tuple[str, ...]
    name: str | None
    rule: str
    at: Place


def column(
    path: str, name: str, annotation: ast.expr | None, value: ast.expr | None, line: int
) -> Column | None:
    """Read an attribute as a column; None where it is none."""
    call = value if isinstance(value, ast.Call) else None
    called = last(call.func) if call else ""
    inner = _mapped(annotation)
    if called not in {"Column", "mapped_column"} and not (inner and called == ""):
        return None
    arguments = list(call.args) if call else []
    options = {k.arg: k.value for k in call.keywords if k.arg} if call else {}
    if arguments and isinstance(arguments[0], ast.Constant) and isinstance(arguments[0].value, str):
        name = arguments.pop(0).value  # type: ignore[attr-defined] # a constant, looked at in the line above
    elif isinstance(options.get("name"), ast.Constant):
        name = str(options["name"].value)  # type: ignore[attr-defined] # the same
    types = [a for a in arguments if last(getattr(a, "func", a)) not in _NO_TYPE]
    types += [options["type_"]] if "type_" in options else []
    key, ondelete = _foreign_key(arguments)
    primary = truth(options.get("primary_key"))
    optional = inner.startswith("Optional[") or "None" in re.split(r"\W+", inner)
    nullable = optional if inner else not primary
    if "nullable" in options:
        nullable = truth(options["nullable"])
    default = options.get("default", options.get("server_default", options.get("insert_default")))
    return Column(
        name, ast.unparse(types[0]) if types else inner, nullable, truth(options.get("unique")), primary,
        truth(options.get("index")), key, Place(path, line),
        ast.unparse(default) if default is not None else None, ondelete,
    )  # fmt: skip


def field_column(path: str, node: ast.AnnAssign) -> Column | None:
    """Read an attribute of an SQLModel table as a column; None where it is a relation or no column."""
    written = ast.unparse(node.annotation)
    call = node.value if isinstance(node.value, ast.Call) else None
    if not isinstance(node.target, ast.Name) or (call is not None and last(call.func) != "Field"):
        return None
    options = {k.arg: k.value for k in call.keywords if k.arg} if call else {}
    key = options.get("foreign_key")
    default = options.get("default") if call else node.value
    optional = "None" in re.split(r"\W+", written) or written.startswith("Optional[")
    primary = truth(options.get("primary_key"))
    return Column(
        node.target.id, written, optional and not primary, truth(options.get("unique")), primary,
        truth(options.get("index")), str(key.value) if isinstance(key, ast.Constant) else None,
        Place(path, node.lineno), ast.unparse(default) if default is not None else None,
    )  # fmt: skip


def relation(
    path: str, name: str, annotation: ast.expr | None, value: ast.expr | None, line: int
) -> Relation | None:
    """Read an attribute as a relationship; None where it is none."""
    kind = last(value.func) if isinstance(value, ast.Call) else ""
    if not isinstance(value, ast.Call) or kind not in {
        "relationship", "relation", "dynamic_loader", "Relationship",
    }:  # fmt: skip
        return None
    options = {k.arg: k.value for k in value.keywords if k.arg}
    mapped = ast.unparse(annotation) if annotation is not None else ""
    target = ""
    if value.args or "argument" in options:
        target = _named(value.args[0] if value.args else options["argument"])
    elif mapped and (words := [w for w in re.findall(r"\w+", mapped) if w != "None"]):
        target = words[-1]
    back = options.get("back_populates") or options.get("backref")
    if isinstance(back, ast.Call) and back.args:
        back = back.args[0]
    many = bool(_MANY.search(mapped)) if mapped else True
    if "uselist" in options:
        many = truth(options["uselist"])
    named = back.value if isinstance(back, ast.Constant) and isinstance(back.value, str) else None
    between = options.get("secondary", value.args[1] if len(value.args) > 1 else None)
    return Relation(
        name, target.rpartition(".")[2], named, many, Place(path, line),
        _named(between) or None if between is not None else None,
    )  # fmt: skip


def constraints(path: str, value: ast.expr | None) -> tuple[Constraint, ...]:
    """Read the constraints in what `__table_args__` is set to (or in a list of a table's arguments)."""
    if isinstance(value, ast.BinOp):
        return constraints(path, value.left) + constraints(path, value.right)
    items = value.elts if isinstance(value, ast.Tuple | ast.List) else [value] if value is not None else []
    found = [_constraint(path, item) for item in items if isinstance(item, ast.Call)]
    return tuple(item for item in found if item is not None)


def _constraint(path: str, call: ast.Call) -> Constraint | None:
    kind = _CONSTRAINTS.get(last(call.func))
    if kind is None:
        return None
    options = {k.arg: k.value for k in call.keywords if k.arg}
    name = options.get("name")
    arguments = list(call.args)
    if kind == "index" and arguments:
        name = arguments.pop(0)
    rule = ""
    if kind == "check":
        rule = _text(arguments[0]) if arguments else ""
        arguments = []
    elif kind == "foreign key":
        rule = ", ".join(_texts(arguments[1])) if len(arguments) > 1 else ""
        arguments = arguments[:1]
    columns = [text for argument in arguments for text in _texts(argument)]
    label = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None
    return Constraint(kind, tuple(columns), label, rule, Place(path, call.lineno))


def last(node: ast.expr) -> str:
    """Give the last part of a dotted name, "" for anything else."""
    return (dotted(node) or "").rpartition(".")[2]


def truth(node: ast.expr | None) -> bool:
    """Say whether an expression is a true constant."""
    return isinstance(node, ast.Constant) and bool(node.value)


def _mapped(annotation: ast.expr | None) -> str:
    """Give what stands in `Mapped[...]`, "" without one."""
    written = ast.unparse(annotation) if annotation is not None else ""
    head, bracket, inner = written.partition("[")
    return inner.removesuffix("]") if bracket and head.rpartition(".")[2] == "Mapped" else ""


def _foreign_key(arguments: list[ast.expr]) -> tuple[str | None, str | None]:
    for argument in arguments:
        if isinstance(argument, ast.Call) and last(argument.func) == "ForeignKey":
            first = next((k.value for k in argument.keywords if k.arg == "column"), None)
            first = argument.args[0] if argument.args else first
            ondelete = next((_text(k.value) for k in argument.keywords if k.arg == "ondelete"), None)
            return (_text(first) if first is not None else ""), ondelete
    return None, None


def _named(node: ast.expr) -> str:
    """Give the name that an argument of a relationship stands for: a text, a class, `lambda: Model`."""
    if isinstance(node, ast.Lambda):
        node = node.body
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return dotted(node) or ""


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.List | ast.Tuple):
        return [text for item in node.elts for text in _texts(item)]
    return [_text(node)]
