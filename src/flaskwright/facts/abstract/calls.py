"""Calls: binding arguments, following functions of the project, making instances."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from flaskwright.facts.abstract import interest
from flaskwright.facts.abstract.machine import (
    DEEPEST_CALL,
    DEEPEST_FOR_A_VALUE,
    DEEPEST_RECURSION,
    MOST_CALLS_OF_ONE,
    MOST_STEPS_FOR_A_VALUE,
    Frame,
    Machine,
)
from flaskwright.facts.abstract.values import (
    Args,
    Bound,
    Class,
    Either,
    External,
    Function,
    Lazy,
    Method,
    Native,
    Object,
    Scope,
    Unknown,
    Value,
    View,
    either,
    options,
)


def call(machine: Machine, callee: Value, args: Args) -> Value:
    """Follow a call and give its result."""
    if isinstance(callee, Lazy):
        callee = callee.resolve()
    if isinstance(callee, Either):
        return either([call(machine, option, args) for option in callee.options])
    follow = _CALL.get(type(callee))
    return decorated(callee, args) if follow is None else follow(machine, callee, args)


def _call_bound(machine: Machine, callee: Bound, args: Args) -> Value:
    bound = Args([callee.owner, *args.positional], args.keywords, args.at, args.open, args.node)
    return call_function(machine, callee.function, bound)


def _call_native(machine: Machine, callee: Native, args: Args) -> Value:
    return callee.call(machine, args)


def _call_method(machine: Machine, callee: Method, args: Args) -> Value:
    from flaskwright.facts import frameworks  # noqa: PLC0415 (recognisers need calls)

    return frameworks.KINDS[callee.kind].call(machine, callee.owner, callee.name, args)


def _call_external(machine: Machine, callee: External, args: Args) -> Value:
    from flaskwright.facts import frameworks  # noqa: PLC0415 (recognisers need calls)

    return frameworks.call_external(machine, callee, args)


def _call_object(machine: Machine, callee: Object, args: Args) -> Value:
    if not isinstance(callee.made_by, Class):
        if not callee.kind:
            return decorated(callee, args)
        from flaskwright.facts import frameworks  # noqa: PLC0415 (recognisers need calls)

        return frameworks.KINDS[callee.kind].called(machine, callee, args)
    try:
        found = callee.made_by.find("__call__")
    except KeyError:
        return decorated(callee, args)
    return call(machine, Bound(callee, found) if isinstance(found, Function) else found, args)


def decorated(callee: Value, args: Args) -> Value:
    """Give what an unknown callable gives: a view that it wraps stays what it is.

    A class is only taken as wrapped where it stands below a decorator: there no call is written down.
    """
    if len(args.positional) == 1 and not args.keywords:
        only = args.positional[0]
        if isinstance(only, Function | Bound | View) or (isinstance(only, Class) and args.node is None):
            return only
    return Unknown(f"the result of {callee!r}")


def call_function(machine: Machine, function: Function, args: Args, *, force: bool = False) -> Value:
    """Follow a function's body, if that can tell something, and give what it returns."""
    node = function.node
    if isinstance(node, ast.Lambda):
        if machine.depth >= DEEPEST_CALL:
            return Unknown("a deep call")
        frame = Frame(function.module, Scope(bind(function, args), function.scope), function)
        machine.depth += 1
        try:
            return _lambda_value(machine, frame, node)
        finally:
            machine.depth -= 1
    if machine.recalled is not None and node in machine.recalled:
        return machine.recalled[node]
    if force or interest.ends_in_route(machine, function, args):
        return _follow_bounded(machine, function, args)
    return _follow_for_value(machine, function, args)


def _follow_for_value(machine: Machine, function: Function, args: Args) -> Value:
    """Follow a call that ends in no route, if the function is small, and only so far."""
    if not interest.is_small(machine, function):
        return decorated(function, args)
    if machine.values == 0:
        machine.value_limit = machine.steps + MOST_STEPS_FOR_A_VALUE
    if machine.values >= DEEPEST_FOR_A_VALUE or machine.steps > machine.value_limit:
        return decorated(function, args)
    machine.values += 1
    try:
        return _follow_bounded(machine, function, args)
    finally:
        machine.values -= 1


def _follow_bounded(machine: Machine, function: Function, args: Args) -> Value:
    node = function.node
    count, active = machine.called.get(node, 0), machine.active.get(node, 0)
    if machine.depth >= DEEPEST_CALL or count >= MOST_CALLS_OF_ONE or active >= DEEPEST_RECURSION:
        if not machine.values:
            machine.problem(args.at, f"{function.name}() calls too deeply or too often to be followed")
        return Unknown(f"a deep call of {function.name}()")
    machine.called[node] = count + 1
    machine.ran.add(node)
    machine.active[node] = active + 1
    try:
        found = _follow(machine, function, args)
    finally:
        machine.active[node] = active
    if holds_app(found):
        machine.results[node] = found
    return found


def holds_app(value: Value) -> bool:
    """Say whether a function's result is, or has, an application."""
    if isinstance(value, tuple):
        return any(holds_app(item) for item in value)
    return any(isinstance(option, Object) and option.kind == "app" for option in options(value))


def _lambda_value(machine: Machine, frame: Frame, node: ast.Lambda) -> Value:
    from flaskwright.facts.abstract.expressions import evaluate  # noqa: PLC0415 (expressions need calls)

    return evaluate(machine, frame, node.body)


def _follow(machine: Machine, function: Function, args: Args) -> Value:
    from flaskwright.facts.abstract.statements import Flow, run_block  # noqa: PLC0415 (they need calls)

    node = function.node
    assert not isinstance(node, ast.Lambda)  # noqa: S101 (for the type checker)
    names = bind(function, args)
    this = next(iter(names.values()), None) if function.owner is not None else None
    frame = Frame(function.module, Scope(names, function.scope), function, this)
    if interest.about(machine, node).generates:
        frame.yields = []
    machine.depth += 1
    machine.trail.append(args.at)
    machine.owners.append(this)
    kept = list(machine.conditions)
    try:
        flow = run_block(machine, frame, node.body)
    finally:
        machine.depth -= 1
        machine.trail.pop()
        machine.owners.pop()
        machine.conditions[:] = kept
    if frame.yields is not None:
        return frame.yields
    returned = [*frame.returns, *frame.unlikely]
    if flow is Flow.NEXT and returned:
        returned.append(None)
    return either(sorted(returned, key=lambda value: value is None)) if returned else None


def bind(function: Function, args: Args) -> dict[str, Value]:
    """Give the names that a call's arguments bind in a function."""
    parameters = function.node.args
    plain = [p.arg for p in [*parameters.posonlyargs, *parameters.args]]
    names: dict[str, Value] = dict(zip(plain, args.positional, strict=False))
    keywords = dict(args.keywords)
    for name in [*plain, *(p.arg for p in parameters.kwonlyargs)]:
        if name in names:
            continue
        if name in keywords:
            names[name] = keywords.pop(name)
        elif name in function.defaults and not args.open:
            names[name] = function.defaults[name]
        else:
            names[name] = Unknown(f"the argument {name}", guess=_simple(function.defaults.get(name)))
    if parameters.vararg is not None:
        rest = tuple(args.positional[len(plain) :])
        names[parameters.vararg.arg] = Unknown("open arguments") if args.open and not rest else rest
    if parameters.kwarg is not None:
        names[parameters.kwarg.arg] = keywords
    return names


def _simple(value: Value) -> Value:
    return value if isinstance(value, str | int | float | bool) else None


def instantiate(machine: Machine, made_by: Class, args: Args) -> Value:
    """Make an instance of a class of the project."""
    from flaskwright.facts import frameworks  # noqa: PLC0415 (recognisers need calls)

    kind = frameworks.kind_of(made_by)
    made = Object(made_by, args, args.at, kind)
    recogniser = frameworks.KINDS.get(kind)
    if recogniser is not None:
        recogniser.begin(machine, made)
    try:
        start = made_by.find("__init__")
    except KeyError:
        start = None
    if isinstance(start, Function):
        bound = Args([made, *args.positional], args.keywords, args.at, args.open, args.node)
        call_function(machine, start, bound, force=recogniser is not None)
    elif recogniser is None:
        _fill(made, made_by, args)
    if recogniser is not None and made.model is not None and not made.model.begun:
        recogniser.start(machine, made, args)
    return made


def _fill(made: Object, made_by: Class, args: Args) -> None:
    """Give a dataclass's, named tuple's or plain class's instance the attributes that its arguments say."""
    fields = [
        name
        for parent in reversed(made_by.line())
        for name in parent.names.get("__annotations__", {})
        if not name.startswith("_")
    ]
    made.attrs.update(zip(fields, args.positional, strict=False))
    if fields:
        made.attrs.update(args.keywords)


_CALL: dict[type, Callable[[Machine, Any, Args], Value]] = {
    Function: call_function,
    Bound: _call_bound,
    Native: _call_native,
    Method: _call_method,
    Class: instantiate,
    External: _call_external,
    Object: _call_object,
}
