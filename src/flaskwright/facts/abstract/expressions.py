"""Following expressions: what each is worth, as far as the source tells."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from flaskwright.facts.abstract import builtin, operations
from flaskwright.facts.abstract.attributes import get_attribute
from flaskwright.facts.abstract.calls import call
from flaskwright.facts.abstract.iterating import iterate
from flaskwright.facts.abstract.machine import Frame, Machine
from flaskwright.facts.abstract.values import (
    Args,
    Function,
    Scope,
    Unknown,
    Value,
    either,
    is_known,
    options,
    pieces,
    text,
)

__all__ = ["evaluate", "iterate", "likely_of", "truth_of"]


def evaluate(machine: Machine, frame: Frame, node: ast.expr) -> Value:
    """Give what an expression is worth."""
    follow = _EVALUATE.get(type(node))
    if follow is None:
        return Unknown(f"`{machine.written(node)}`")
    return follow(machine, frame, node)


def likely_of(machine: Machine, frame: Frame, test: ast.expr) -> bool | None:
    """Say whether a condition holds unless something else is configured; None where nothing hints at it."""
    return operations.likely(evaluate(machine, frame, test))


_CONFIGURED = frozenset({"config", "environ", "getenv", "settings", "__name__"})


def truth_of(machine: Machine, frame: Frame, test: ast.expr) -> bool | None:
    """Say whether a condition holds; None where that is open, as it is for whatever can be configured."""
    value = evaluate(machine, frame, test)
    found = operations.truth(value)
    if found is not None and any(
        (isinstance(n, ast.Attribute) and n.attr in _CONFIGURED)
        or (isinstance(n, ast.Name) and n.id in _CONFIGURED)
        for n in ast.walk(test)
    ):
        return None
    return found


def _constant(_machine: Machine, _frame: Frame, node: ast.Constant) -> Value:
    return node.value


def _name(machine: Machine, frame: Frame, node: ast.Name) -> Value:
    try:
        return frame.scope.get(node.id)
    except KeyError:
        pass
    if node.id in builtin.BUILTINS:
        return builtin.BUILTINS[node.id]
    if node.id == "super":
        return builtin.super_of(frame)
    if node.id in {"globals", "locals", "vars"}:
        names = frame.module.scope.names if node.id == "globals" else frame.scope.names
        return builtin.constant_call(node.id, names)
    return late(machine, frame, node.id)


def late(machine: Machine, frame: Frame, name: str) -> Value:
    """Give a name that its module binds further down (circular imports), if it is a plain definition."""
    from flaskwright.facts.abstract.hoisting import hoist  # noqa: PLC0415 (they need expressions)

    found = hoist(machine, frame.module, name)
    return Unknown(f"the name {name}") if found is None else found


def _attribute(machine: Machine, frame: Frame, node: ast.Attribute) -> Value:
    return get_attribute(machine, evaluate(machine, frame, node.value), node.attr, frame.at(node))


def arguments(machine: Machine, frame: Frame, node: ast.Call) -> Args:
    """Evaluate the arguments of a call."""
    args = Args(at=frame.at(node), node=node)
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            items = iterate(machine, evaluate(machine, frame, argument.value))
            if items is None:
                args.open = True
            else:
                args.positional += items
        else:
            args.positional.append(evaluate(machine, frame, argument))
    for keyword in node.keywords:
        value = evaluate(machine, frame, keyword.value)
        if keyword.arg is not None:
            args.keywords[keyword.arg] = value
            continue
        spread = next((option for option in options(value) if isinstance(option, dict)), None)
        if spread is None:
            args.open = True
        else:
            args.keywords.update({str(key): item for key, item in spread.items() if isinstance(key, str)})
    return args


def _call(machine: Machine, frame: Frame, node: ast.Call) -> Value:
    machine.step()
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return builtin.super_call(machine, frame, arguments(machine, frame, node))
    callee = evaluate(machine, frame, node.func)
    return call(machine, callee, arguments(machine, frame, node))


def _joined(machine: Machine, frame: Frame, node: ast.JoinedStr) -> Value:
    parts: list[str | Unknown] = []
    for item in node.values:
        if isinstance(item, ast.FormattedValue):
            parts += pieces(operations.to_text(machine, evaluate(machine, frame, item.value)))
        else:
            parts += pieces(evaluate(machine, frame, item))
    return text(parts)


def _items(machine: Machine, frame: Frame, nodes: list[ast.expr]) -> list[Value]:
    found: list[Value] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            items = iterate(machine, evaluate(machine, frame, node.value))
            found += [Unknown("items of an unknown list")] if items is None else items
        else:
            found.append(evaluate(machine, frame, node))
    return found


def _list(machine: Machine, frame: Frame, node: ast.List) -> Value:
    return _items(machine, frame, node.elts)


def _tuple(machine: Machine, frame: Frame, node: ast.Tuple) -> Value:
    return tuple(_items(machine, frame, node.elts))


def _set(machine: Machine, frame: Frame, node: ast.Set) -> Value:
    # A list keeps the source's order and takes what cannot be hashed.
    return _items(machine, frame, node.elts)


def _dict(machine: Machine, frame: Frame, node: ast.Dict) -> Value:
    found: dict[Value, Value] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        worth = evaluate(machine, frame, value)
        if key is None:
            spread = next((option for option in options(worth) if isinstance(option, dict)), None)
            found.update({Unknown("keys of an unknown dictionary"): worth} if spread is None else spread)
            continue
        name = evaluate(machine, frame, key)
        found[name if is_known(name) and operations.hashable(name) else Unknown("a key")] = worth
    return found


def _binary(machine: Machine, frame: Frame, node: ast.BinOp) -> Value:
    left = evaluate(machine, frame, node.left)
    right = evaluate(machine, frame, node.right)
    return operations.binary(machine, type(node.op), left, right)


def _unary(machine: Machine, frame: Frame, node: ast.UnaryOp) -> Value:
    value = evaluate(machine, frame, node.operand)
    if isinstance(node.op, ast.Not):
        found = operations.truth(value)
        if found is None:
            likely = operations.likely(value)
            return Unknown("a negation", guess=None if likely is None else not likely)
        return not found
    if isinstance(node.op, ast.USub) and isinstance(value, int | float):
        return -value
    return Unknown("a negative number")


def _boolean(machine: Machine, frame: Frame, node: ast.BoolOp) -> Value:
    wants = isinstance(node.op, ast.Or)
    open_values: list[Value] = []
    for item in node.values:
        value = evaluate(machine, frame, item)
        found = operations.truth(value)
        if found is wants:
            if open_values and operations.likely(open_values[0]) is (not wants):
                return either([value, *open_values])
            return either([*open_values, value])
        if found is None or item is node.values[-1]:
            open_values.append(value)
    likely = operations.likely(open_values[0]) if len(open_values) > 1 else None
    if likely is (not wants):
        open_values = [*open_values[1:], open_values[0]]
    return either(open_values) if open_values else not wants


def _compare(machine: Machine, frame: Frame, node: ast.Compare) -> Value:
    left = evaluate(machine, frame, node.left)
    result = True
    for operator, item in zip(node.ops, node.comparators, strict=True):
        right = evaluate(machine, frame, item)
        found = operations.compare(type(operator), left, right)
        if found is None:
            guessed = operations.guess(type(operator), left, right) if len(node.ops) == 1 else None
            return Unknown(f"whether {machine.written(node)}", guess=guessed)
        result = result and found
        left = right
    return result


def _choice(machine: Machine, frame: Frame, node: ast.IfExp) -> Value:
    found = truth_of(machine, frame, node.test)
    if found is not None:
        return evaluate(machine, frame, node.body if found else node.orelse)
    both = [evaluate(machine, frame, node.body), evaluate(machine, frame, node.orelse)]
    return either(both[::-1] if operations.likely(evaluate(machine, frame, node.test)) is False else both)


def _subscript(machine: Machine, frame: Frame, node: ast.Subscript) -> Value:
    owner = evaluate(machine, frame, node.value)
    if isinstance(node.slice, ast.Slice):
        parts = [node.slice.lower, node.slice.upper, node.slice.step]
        bounds = [None if part is None else evaluate(machine, frame, part) for part in parts]
        return operations.cut(owner, bounds)
    return operations.item(machine, owner, evaluate(machine, frame, node.slice))


def _lambda(machine: Machine, frame: Frame, node: ast.Lambda) -> Value:
    from flaskwright.facts.abstract.definitions import defaults_of  # noqa: PLC0415 (they need expressions)

    defaults = defaults_of(machine, frame, node.args)
    return Function(node, "<lambda>", frame.module, frame.scope, defaults)


def _await(machine: Machine, frame: Frame, node: ast.Await) -> Value:
    return evaluate(machine, frame, node.value)


def _yield(machine: Machine, frame: Frame, node: ast.Yield) -> Value:
    value = evaluate(machine, frame, node.value) if node.value is not None else None
    if frame.yields is not None:
        frame.yields.append(value)
    return Unknown("what is sent to a generator")


def _yield_from(machine: Machine, frame: Frame, node: ast.YieldFrom) -> Value:
    items = iterate(machine, evaluate(machine, frame, node.value))
    if frame.yields is not None:
        frame.yields += [Unknown("items of an unknown generator")] if items is None else items
    return Unknown("what a generator returns")


def _walrus(machine: Machine, frame: Frame, node: ast.NamedExpr) -> Value:
    value = evaluate(machine, frame, node.value)
    frame.scope.names[node.target.id] = value
    return value


def _comprehension(machine: Machine, frame: Frame, node: Any) -> Value:
    inner = Frame(frame.module, Scope({}, frame.scope), frame.function, frame.this)
    found: list[Value] = []

    def collect() -> None:
        if isinstance(node, ast.DictComp):
            found.append((evaluate(machine, inner, node.key), evaluate(machine, inner, node.value)))
        else:
            found.append(evaluate(machine, inner, node.elt))

    _turns(machine, inner, list(node.generators), collect)
    if isinstance(node, ast.DictComp):
        pairs = (
            (key if is_known(key) and operations.hashable(key) else Unknown("a key"), v) for key, v in found
        )
        return dict(pairs)
    return found


def _turns(
    machine: Machine, frame: Frame, generators: list[ast.comprehension], collect: Callable[[], None]
) -> None:
    from flaskwright.facts.abstract.assigning import assign  # noqa: PLC0415 (it needs expressions)

    if not generators:
        collect()
        return
    first, *rest = generators
    items = iterate(machine, evaluate(machine, frame, first.iter))
    for item in items if items is not None else [Unknown(f"an item of {machine.written(first.iter)}")]:
        machine.step()
        assign(machine, frame, first.target, item)
        if all(truth_of(machine, frame, test) is not False for test in first.ifs):
            _turns(machine, frame, rest, collect)


def _starred(machine: Machine, frame: Frame, node: ast.Starred) -> Value:
    return evaluate(machine, frame, node.value)


_EVALUATE: dict[type, Callable[[Machine, Frame, Any], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.JoinedStr: _joined,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _choice,
    ast.Subscript: _subscript,
    ast.Lambda: _lambda,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.NamedExpr: _walrus,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.Starred: _starred,
}
