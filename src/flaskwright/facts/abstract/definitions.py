"""Defining functions and classes, with their decorators."""

from __future__ import annotations

import ast

from flaskwright.facts.abstract import interest
from flaskwright.facts.abstract.calls import call
from flaskwright.facts.abstract.machine import Frame, Machine
from flaskwright.facts.abstract.values import (
    Args,
    Bound,
    Class,
    Function,
    Object,
    Scope,
    Value,
    View,
    options,
)
from flaskwright.facts.names import dotted

_ENUMS = frozenset(
    {"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag", "strenum.StrEnum"}
)
_KINDS = {
    "property": "property",
    "cached_property": "property",
    "staticmethod": "static",
    "classmethod": "class",
}


def defaults_of(machine: Machine, frame: Frame, parameters: ast.arguments) -> dict[str, Value]:
    """Evaluate the defaults of a function's parameters."""
    from flaskwright.facts.abstract.expressions import evaluate  # noqa: PLC0415 (they need definitions)

    plain = [*parameters.posonlyargs, *parameters.args]
    pairs = list(zip(plain[len(plain) - len(parameters.defaults) :], parameters.defaults, strict=True))
    pairs += [
        (p, d) for p, d in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True) if d is not None
    ]
    return {parameter.arg: evaluate(machine, frame, default) for parameter, default in pairs}


def define_function(machine: Machine, frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Value:
    """Make a function and put it through its decorators."""
    scope = frame.scope.parent if isinstance(frame.this, Class) and frame.scope.parent else frame.scope
    owner = frame.this if isinstance(frame.this, Class) and frame.function is None else None
    function = Function(
        node, node.name, frame.module, scope, defaults_of(machine, frame, node.args), owner=owner
    )
    function.decorators = tuple(decorator_name(d) for d in node.decorator_list)
    interest.remember(machine, function)
    if frame.function is None:
        machine.started.append(function)
    return _decorate(machine, frame, function, node.decorator_list)


def decorator_name(node: ast.expr) -> str:
    """Give a decorator as a name: `login_required`, `roles_required(...)` without its arguments."""
    called = node.func if isinstance(node, ast.Call) else node
    return dotted(called) or ast.unparse(called)


def _decorate(machine: Machine, frame: Frame, made: Function | Class, decorators: list[ast.expr]) -> Value:
    from flaskwright.facts.abstract.expressions import evaluate  # noqa: PLC0415 (they need definitions)

    value: Value = made
    for node in reversed(decorators):
        if isinstance(made, Function) and isinstance(node, ast.Name | ast.Attribute):
            kind = _KINDS.get(node.id if isinstance(node, ast.Name) else node.attr)
            if kind is not None:
                made.kind = kind
                continue
        decorator = evaluate(machine, frame, node)
        result = call(machine, decorator, Args([value], at=frame.at(node)))
        value = _kept(value, result)
    return value


def _kept(value: Value, result: Value) -> Value:
    """Take what a decorator gives; one that gives nothing known is taken to leave the function as it is."""
    for option in options(result):
        if isinstance(option, Function | Class | View | Object | Bound):
            if isinstance(option, Function | Object) and option is not value and option.wraps is None:
                option.wraps = value
            return option
    return value


def open_class(machine: Machine, frame: Frame, node: ast.ClassDef) -> tuple[Class, Frame]:
    """Begin a class: its bases, and the frame for its body."""
    from flaskwright.facts.abstract.expressions import evaluate  # noqa: PLC0415 (they need definitions)

    bases = tuple(evaluate(machine, frame, b.value if isinstance(b, ast.Starred) else b) for b in node.bases)
    made = Class(node.name, node, frame.module, bases)
    for keyword in node.keywords:
        if keyword.arg == "metaclass":
            made.meta = evaluate(machine, frame, keyword.value)
    made.names["__annotations__"] = {}
    return made, Frame(frame.module, Scope(made.names, frame.scope), None, made)


def close_class(machine: Machine, frame: Frame, made: Class, body: Frame) -> Value:
    """End a class: annotations, members of an Enum, metaclass, decorators."""
    del body
    for statement in made.node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            made.names["__annotations__"][statement.target.id] = statement.annotation
    for value in made.names.values():
        if isinstance(value, Function) and value.owner is None and value.node in made.node.body:
            value.owner = made
    if is_enum(made):
        _members(made)
    made.decorators = tuple(decorator_name(d) for d in made.node.decorator_list)
    _announce(machine, frame, made)
    return _decorate(machine, frame, made, made.node.decorator_list)


def is_enum(made: Class) -> bool:
    """Say whether a class is an Enum."""
    return any(name in _ENUMS for name in made.externals())


def _members(made: Class) -> None:
    for name, value in list(made.names.items()):
        if name.startswith("_") or isinstance(value, Function | Class | Object):
            continue
        at = made.at
        made.names[name] = Object(made, Args(at=at), at, "member", {"name": name, "value": value})


def _announce(machine: Machine, frame: Frame, made: Class) -> None:
    """Tell the metaclass and `__init_subclass__` of the bases about a new class."""
    at = frame.at(made.node)
    for meta in (made.meta, *(parent.meta for parent in made.line()[1:])):
        if isinstance(meta, Class):
            _call_hook(machine, meta, "__init__", [made, made.name, made.bases, made.names], at)
            break
    for base in made.bases:
        if isinstance(base, Class):
            _call_hook(machine, base, "__init_subclass__", [made], at)
            break


def _call_hook(machine: Machine, owner: Class, name: str, values: list[Value], at: Value) -> None:
    try:
        hook = owner.find(name)
    except KeyError:
        return
    if isinstance(hook, Function):
        call(machine, hook, Args(values, at=at))
