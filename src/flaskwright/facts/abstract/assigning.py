"""Binding values to names, attributes, items and patterns of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.attributes import set_attribute
from flaskwright.facts.abstract.expressions import evaluate, iterate
from flaskwright.facts.abstract.values import Object, Unknown, Value, is_known, options

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Frame, Machine

_SHARED = "<shared>"


def assign(machine: Machine, frame: Frame, target: ast.expr, value: Value) -> None:
    """Bind a value to a target of an assignment."""
    if isinstance(target, ast.Name):
        shared = frame.scope.names.get(_SHARED)
        names = shared[target.id].names if shared and target.id in shared else frame.scope.names
        names[target.id] = value
        if isinstance(value, Object) and not value.variable:
            value.variable = target.id
    elif isinstance(target, ast.Attribute):
        for owner in options(evaluate(machine, frame, target.value)):
            set_attribute(machine, owner, target.attr, value, frame.at(target))
    elif isinstance(target, ast.Subscript):
        _set_item(machine, frame, target, value)
    elif isinstance(target, ast.Tuple | ast.List):
        _unpack(machine, frame, target.elts, value)
    elif isinstance(target, ast.Starred):
        assign(machine, frame, target.value, value)


def _set_item(machine: Machine, frame: Frame, target: ast.Subscript, value: Value) -> None:
    key = evaluate(machine, frame, target.slice)
    for owner in options(evaluate(machine, frame, target.value)):
        if isinstance(owner, dict):
            owner[key if is_known(key) and hashable(key) else Unknown("a key")] = value
        elif isinstance(owner, list) and isinstance(key, int) and -len(owner) <= key < len(owner):
            owner[key] = value
        elif isinstance(owner, Object) and owner.kind == "config" and isinstance(key, str):
            owner.model[str(key)] = value


def hashable(value: Value) -> bool:
    """Say whether a value can be a dictionary's key."""
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _unpack(machine: Machine, frame: Frame, targets: list[ast.expr], value: Value) -> None:
    items = iterate(machine, value)
    star = next((i for i, t in enumerate(targets) if isinstance(t, ast.Starred)), None)
    if items is None or len(items) < len(targets) - (star is not None):
        why = Unknown("a part of an unknown value")
        for target in targets:
            assign(machine, frame, target, why)
        return
    if star is not None:
        behind = len(targets) - star - 1
        middle = items[star : len(items) - behind]
        items = [*items[:star], middle, *items[len(items) - behind :]]
    for target, item in zip(targets, items, strict=False):
        assign(machine, frame, target, item)


def delete(machine: Machine, frame: Frame, target: ast.expr) -> None:
    """Unbind a name or an item."""
    if isinstance(target, ast.Name):
        frame.scope.names.pop(target.id, None)
    elif isinstance(target, ast.Subscript):
        owner = evaluate(machine, frame, target.value)
        key = evaluate(machine, frame, target.slice)
        if isinstance(owner, dict) and hashable(key):
            owner.pop(key, None)
        elif isinstance(owner, list) and isinstance(key, int) and -len(owner) <= key < len(owner):
            del owner[key]
