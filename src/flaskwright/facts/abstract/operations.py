"""Operators, truth, comparison and text of values."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flaskwright.facts.abstract.values import (
    LONGEST_LIST,
    Args,
    Bound,
    Class,
    Either,
    External,
    Function,
    Method,
    Module,
    Native,
    Object,
    Soft,
    Text,
    Unknown,
    Value,
    View,
    as_str,
    as_text,
    either,
    is_known,
    options,
    pieces,
    text,
)

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine

MOST_REPEATS = 10_000
_WIDE = re.compile(r"\d{4}|\*")
_SIMPLE = (str, int, float, bool, bytes, type(None))
_THINGS = (Function, Class, Module, Bound, Method, Native, View)


def hashable(value: Value) -> bool:
    """Say whether a value can be a dictionary's key."""
    try:
        hash(value)
    except TypeError:
        return False
    return True


def truth(value: Value) -> bool | None:
    """Say whether a value counts as true; None where that is open."""
    if isinstance(value, Soft | Unknown | External):
        return None
    if isinstance(value, Either):
        found = {truth(option) for option in value.options}
        return found.pop() if len(found) == 1 else None
    if isinstance(value, Text):
        return True if any(isinstance(part, str) and part for part in value.parts) else None
    if isinstance(value, _THINGS):
        return True
    if isinstance(value, Object):
        return True if value.kind else None
    if isinstance(value, list | tuple | dict) and any(isinstance(item, Unknown) for item in value):
        return None
    try:
        return bool(value)
    except (TypeError, ValueError):
        return None


def likely(value: Value) -> bool | None:
    """Say whether a value counts as true unless something else is configured; None where nothing hints at it."""
    for option in options(value)[:1]:
        if isinstance(option, Soft):
            return bool(str(option))
        if isinstance(option, Unknown):
            return None if option.guess is None else bool(option.guess)
        return truth(option)
    return None


_BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
}


def binary(machine: Machine, kind: type, left: Value, right: Value) -> Value:
    """Apply a binary operator."""
    if isinstance(left, Either) or isinstance(right, Either):
        pairs = [(a, b) for a in options(left)[:3] for b in options(right)[:3]]
        return either([binary(machine, kind, a, b) for a, b in pairs])
    if kind is ast.Add and isinstance(left, str | Text | Unknown) and isinstance(right, str | Text | Unknown):
        known = isinstance(left, str | Text) or isinstance(right, str | Text)
        return _softly(text([*pieces(left), *pieces(right)]), left, right) if known else Unknown("a sum")
    if kind is ast.Mod and isinstance(left, str):
        return percent(machine, left, right)
    if kind is ast.Div and isinstance(left, str | Text) and isinstance(right, str | Text):
        return text([*pieces(left), "/", *pieces(right)])  # pathlib's joining
    if kind is ast.Add and isinstance(left, list | tuple) and isinstance(right, list | tuple):
        long = len(left) + len(right) > LONGEST_LIST
        return Unknown("a very long list") if long else type(left)([*left, *right])
    if kind is ast.BitOr and isinstance(left, dict) and isinstance(right, dict):
        return {**left, **right}
    return _plain(kind, left, right)


def _softly(value: str | Text, *sources: Value) -> Value:
    soft = isinstance(value, str) and any(isinstance(source, Soft) for source in sources)
    return Soft(value) if soft else value


def _plain(kind: type, left: Value, right: Value) -> Value:
    if isinstance(left, list) and isinstance(right, list) and kind in {ast.BitOr, ast.Sub, ast.BitAnd}:
        return _sets(kind, left, right)
    apply = _BINARY.get(kind)
    plain = int | float | str | bool
    if apply is None or not isinstance(left, plain) or not isinstance(right, plain):
        return Unknown("the result of an operator")
    if (
        kind is ast.Mult
        and max(x if isinstance(x, int) else len(str(x)) for x in (left, right)) > MOST_REPEATS
    ):
        return Unknown("a large product")
    try:
        return apply(left, right)
    except (TypeError, ValueError, ArithmeticError):
        return Unknown("the result of an operator")


def _sets(kind: type, left: list[Value], right: list[Value]) -> list[Value]:
    if kind is ast.BitOr:
        return [*left, *(item for item in right if item not in left)]
    return [item for item in left if (item in right) is (kind is ast.BitAnd)]


def percent(machine: Machine, pattern: str, values: Value) -> Value:
    """Format a text with `%`."""
    if isinstance(values, dict):
        filled: Any = {key: _written(machine, value) for key, value in values.items() if isinstance(key, str)}
        known = all(not isinstance(v, Unknown | Text | Either) for v in filled.values())
    else:
        items = values if isinstance(values, tuple) else (values,)
        filled = tuple(_written(machine, item) for item in items)
        known = all(is_known(item) for item in filled)
    if known and not _WIDE.search(pattern):
        try:
            return str(pattern) % filled
        except (TypeError, ValueError, KeyError):
            return Unknown("a formatted text")
    if not isinstance(filled, tuple) or pattern.count("%s") != len(filled):
        return Unknown("a formatted text")
    parts: list[str | Unknown] = []
    for literal, value in zip(pattern.split("%s"), [*filled, ""], strict=True):
        parts += [literal, *pieces(value)]
    return text(parts)


def _written(machine: Machine, value: Value) -> Value:
    return value if isinstance(value, _SIMPLE) else to_text(machine, value)


def to_text(machine: Machine, value: Value) -> Value:
    """Give what `str(value)` or an f-string makes of a value."""
    found = as_text(value)
    if found is not None:
        return found
    for option in options(value):
        if isinstance(option, _SIMPLE):
            return str(option)
        if isinstance(option, Object):
            return _object_text(machine, option)
        if isinstance(option, Class | Module):
            return repr(option)
        if isinstance(option, Unknown):
            return Text((option,))
    return Text((Unknown("the text of an object"),))


def _object_text(machine: Machine, value: Object) -> Value:
    from flaskwright.facts.abstract.calls import call  # noqa: PLC0415 (calls need operators)

    if isinstance(value.made_by, Class):
        try:
            found = value.made_by.find("__str__")
        except KeyError:
            if value.kind == "member":
                return value.attrs.get("value")
        else:
            result = call(
                machine, Bound(value, found) if isinstance(found, Function) else found, Args(at=value.at)
            )
            return as_text(result) or Text((Unknown("the text of an object"),))
    if isinstance(value.model, str):
        return value.model
    return Text((Unknown("the text of an object"),))


def compare(kind: type, left: Value, right: Value) -> bool | None:
    """Compare two values; None where the result is open."""
    left, right = _member(left), _member(right)
    if _is_open(left) or _is_open(right):
        return None
    if kind in {ast.Is, ast.IsNot}:
        return _identical(kind, left, right)
    if kind in {ast.In, ast.NotIn}:
        return _contained(kind, left, right)
    if not (isinstance(left, (*_SIMPLE, tuple)) and isinstance(right, (*_SIMPLE, tuple))):
        return None
    if any(not isinstance(i, _SIMPLE) for side in (left, right) if isinstance(side, tuple) for i in side):
        return None
    try:
        return bool(_COMPARE[kind](left, right))
    except TypeError:
        return None


def _is_open(value: Value) -> bool:
    return isinstance(value, Soft | Unknown | Either)


def guess(kind: type, left: Value, right: Value) -> bool | None:
    """Compare two values as they are unless something else is configured."""
    left, right = _firm(left), _firm(right)
    return None if _is_open(left) or _is_open(right) else compare(kind, left, right)


def _firm(value: Value) -> Value:
    first = options(value)[0]
    if isinstance(first, Soft):
        return str(first)
    if isinstance(first, Unknown) and first.guess is not None:
        return first.guess
    return first


def _member(value: Value) -> Value:
    return value.attrs.get("value") if isinstance(value, Object) and value.kind == "member" else value


def _identical(kind: type, left: Value, right: Value) -> bool | None:
    if not is_known(left) or not is_known(right) or isinstance(left, External) or isinstance(right, External):
        return None
    if left is None or right is None or isinstance(left, bool | Class | Function):
        same = left is right
        return same if kind is ast.Is else not same
    return None


def _contained(kind: type, left: Value, right: Value) -> bool | None:
    if isinstance(right, Object) or not isinstance(left, _SIMPLE):
        return None
    if isinstance(right, str) and isinstance(left, str):
        inside: bool | None = left in right
    elif isinstance(right, list | tuple | dict | set | frozenset):
        inside = any(item == left for item in right if isinstance(item, _SIMPLE))
        if not inside and any(not isinstance(item, _SIMPLE) for item in right):
            return None
    else:
        return None
    return inside if kind is ast.In else not inside


_COMPARE: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def cut(owner: Value, bounds: list[Value]) -> Value:
    """Give a slice."""
    if isinstance(owner, str | list | tuple) and all(b is None or isinstance(b, int) for b in bounds):
        try:
            return owner[slice(*bounds)]
        except (ValueError, TypeError):
            return Unknown("a slice")
    return Unknown("a slice")


def item(machine: Machine, owner: Value, key: Value) -> Value:
    """Give an item of a list or dictionary; of all where the key is unknown."""
    return either([_item(machine, option, key) for option in options(owner)])


def _item(machine: Machine, owner: Value, key: Value) -> Value:
    if isinstance(owner, dict):
        return _value_of(owner, key)
    if isinstance(owner, list | tuple | str):
        return _at(owner, key)
    if isinstance(owner, Object):
        return _own_item(machine, owner, key)
    if isinstance(owner, Class):
        return _member_named(owner, key)
    if isinstance(owner, External):
        if owner.name == "os.environ":
            return Unknown(f"the environment variable {key}")
        return owner  # a generic type: Mapped[int], Generic[T]
    return Unknown("an item of an unknown value")


def _at(owner: list[Value] | tuple[Value, ...] | str, key: Value) -> Value:
    if isinstance(key, int) and -len(owner) <= key < len(owner):
        return owner[key]
    return Unknown("a character") if isinstance(owner, str) else either([*owner, Unknown("an item")])


def _value_of(owner: dict[Value, Value], key: Value) -> Value:
    if is_known(key) and hashable(key) and key in owner and not isinstance(key, Soft):
        return owner[key]
    if isinstance(key, Soft) and str(key) in owner:
        first = owner[str(key)]
        return either([first, *owner.values()])
    if not is_known(key) or isinstance(key, Soft):
        return either([*owner.values(), Unknown("an item")])
    unsure = [value for name, value in owner.items() if isinstance(name, Unknown)]
    return either([*unsure, Unknown("an item")])


def _member_named(owner: Class, key: Value) -> Value:
    name = as_str(key)
    found = owner.names.get(name) if name is not None else None
    return owner if found is None else found


def _own_item(machine: Machine, owner: Object, key: Value) -> Value:
    from flaskwright.facts.abstract.attributes import get_attribute  # noqa: PLC0415 (they need operators)
    from flaskwright.facts.abstract.calls import call  # noqa: PLC0415 (calls need operators)

    if owner.kind == "config":
        name = as_str(key)
        return configured(owner, name) if name is not None else Unknown("a setting")
    if "__getitem__" in owner.attrs:
        return call(machine, owner.attrs["__getitem__"], Args([key], at=owner.at))
    if not isinstance(owner.made_by, Class):
        return Unknown("an item of an unknown value")
    getter = get_attribute(machine, owner, "__getitem__", owner.at)
    if isinstance(getter, Bound):
        return call(machine, getter, Args([key], at=owner.at))
    return Unknown("an item of an object")


def configured(config: Object, name: str) -> Value:
    """Give a setting's value: good to build rules with, but open in conditions."""
    if name not in config.model:
        return Unknown(f"the setting {name}")
    return soften(config.model[name], f"the setting {name}")


def soften(value: Value, why: str) -> Value:
    """Mark a value as one that may be configured otherwise."""
    if isinstance(value, str):
        return Soft(value)
    if isinstance(value, bool | int | float | None):
        return Unknown(why, guess=value)
    return value
