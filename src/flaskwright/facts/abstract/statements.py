"""Following statements. Where a branch is undecided both are followed and what they set is joined."""

from __future__ import annotations

import ast
from collections.abc import Callable
from enum import Enum
from typing import Any

from flaskwright.facts.abstract import definitions, imports
from flaskwright.facts.abstract.assigning import assign, delete
from flaskwright.facts.abstract.expressions import evaluate, iterate, likely_of, truth_of
from flaskwright.facts.abstract.machine import Exhausted, Frame, Machine
from flaskwright.facts.abstract.values import LONGEST_LIST, Scope, Unknown, Value, either

MOST_TURNS = 3_000


class Flow(Enum):
    """How a block ends."""

    NEXT = "next"
    RETURN = "return"
    RAISE = "raise"
    BREAK = "break"
    CONTINUE = "continue"


def run_block(machine: Machine, frame: Frame, body: list[ast.stmt], *, ahead: bool = False) -> Flow:
    """Follow statements one after the other until one leaves the block."""
    pushed = 0
    try:
        for statement in body:
            machine.step()
            if not ahead and statement in frame.module.ahead:
                continue
            before = len(frame.returns)
            flow = _safely(machine, frame, statement)
            if flow is not Flow.NEXT:
                return flow
            if isinstance(statement, ast.If) and _left(statement) and len(frame.returns) > before:
                machine.conditions.append(f"not ({machine.written(statement.test)})")
                pushed += 1
    finally:
        for _ in range(pushed):
            machine.conditions.pop()
    return Flow.NEXT


def _safely(machine: Machine, frame: Frame, statement: ast.stmt) -> Flow:
    """Follow a statement; whatever goes wrong with it is a problem of this statement alone."""
    try:
        return _RUN.get(type(statement), _nothing)(machine, frame, statement)
    except (Exhausted, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 (the rest is read whatever this statement does)
        machine.problem(frame.at(statement), f"could not be followed: {type(error).__name__}: {error}")
        return Flow.NEXT


def _left(statement: ast.If) -> bool:
    return bool(statement.body) and isinstance(statement.body[-1], ast.Return) and not statement.orelse


def _nothing(_machine: Machine, _frame: Frame, _node: Any) -> Flow:
    return Flow.NEXT


def _expression(machine: Machine, frame: Frame, node: ast.Expr) -> Flow:
    if not isinstance(node.value, ast.Constant):
        evaluate(machine, frame, node.value)
        if _ends(node.value):
            return Flow.RAISE
    return Flow.NEXT


def _ends(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return (called.value.id, called.attr) in {("sys", "exit"), ("os", "_exit")}
    return isinstance(called, ast.Name) and called.id in {"exit", "quit"}


def _assign(machine: Machine, frame: Frame, node: ast.Assign) -> Flow:
    value = evaluate(machine, frame, node.value)
    for target in node.targets:
        assign(machine, frame, target, value)
    return Flow.NEXT


def _annotated(machine: Machine, frame: Frame, node: ast.AnnAssign) -> Flow:
    if node.value is not None:
        assign(machine, frame, node.target, evaluate(machine, frame, node.value))
    elif isinstance(node.target, ast.Name) and "__annotations__" in frame.scope.names:
        frame.scope.names["__annotations__"][node.target.id] = node.annotation
    return Flow.NEXT


def _augmented(machine: Machine, frame: Frame, node: ast.AugAssign) -> Flow:
    load = ast.copy_location(ast.BinOp(_loaded(node.target), node.op, node.value), node)
    old = evaluate(machine, frame, _loaded(node.target))
    if isinstance(old, list) and isinstance(node.op, ast.Add):
        added = iterate(machine, evaluate(machine, frame, node.value))
        if len(old) <= LONGEST_LIST:
            old.extend([Unknown("an unknown list")] if added is None else added[:LONGEST_LIST])
        return Flow.NEXT
    assign(machine, frame, node.target, evaluate(machine, frame, load))
    return Flow.NEXT


def _loaded(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Name):
        return ast.copy_location(ast.Name(node.id, ast.Load()), node)
    if isinstance(node, ast.Attribute):
        return ast.copy_location(ast.Attribute(node.value, node.attr, ast.Load()), node)
    if isinstance(node, ast.Subscript):
        return ast.copy_location(ast.Subscript(node.value, node.slice, ast.Load()), node)
    return node


def _return(machine: Machine, frame: Frame, node: ast.Return) -> Flow:
    frame.returns.append(evaluate(machine, frame, node.value) if node.value is not None else None)
    return Flow.RETURN


def _raise(machine: Machine, frame: Frame, node: ast.Raise) -> Flow:
    del machine, frame, node
    return Flow.RAISE


def _break(machine: Machine, frame: Frame, node: ast.stmt) -> Flow:
    del machine, frame
    return Flow.BREAK if isinstance(node, ast.Break) else Flow.CONTINUE


def _if(machine: Machine, frame: Frame, node: ast.If) -> Flow:
    if frame.function is None and is_script(node.test):
        machine.scripts.append((frame, node))
        return run_block(machine, frame, node.orelse)
    truth = truth_of(machine, frame, node.test)
    if truth is not None:
        return run_block(machine, frame, node.body if truth else node.orelse)
    likely = likely_of(machine, frame, node.test)
    condition = machine.written(node.test)
    branches: list[Branch] = [
        (condition, lambda: _branch(machine, frame, node.body, unlikely=likely is False)),
        (f"not ({condition})", lambda: _branch(machine, frame, node.orelse, unlikely=likely is True)),
    ]
    if likely is False:
        branches.reverse()  # what holds unless something else is configured comes first
    return fork(machine, frame, branches)


def is_script(test: ast.expr) -> bool:
    """Say whether a condition is `__name__ == "__main__"`."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = (test.left, test.comparators[0])
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    return names == {"__name__"} and any(isinstance(side, ast.Constant) for side in sides)


def run_scripts(machine: Machine) -> None:
    """Follow what modules do when they are started as scripts."""
    for frame, node in machine.scripts:
        with machine.under(machine.written(node.test)), machine.guarded(frame.at(node)):
            run_block(machine, frame, node.body)


def _branch(machine: Machine, frame: Frame, body: list[ast.stmt], *, unlikely: bool) -> Flow:
    """Follow a branch; what one returns that is only taken when configured so comes last."""
    before = len(frame.returns)
    flow = run_block(machine, frame, body)
    if unlikely:
        frame.unlikely += frame.returns[before:]
        del frame.returns[before:]
    return flow


Branch = tuple[str | None, Callable[[], Flow]]


def fork(machine: Machine, frame: Frame, branches: list[Branch]) -> Flow:
    """Follow each branch from the same start, then join what the names are worth."""
    before = dict(frame.scope.names)
    ends: list[tuple[Flow, dict[str, Value]]] = []
    for condition, branch in branches:
        frame.scope.names.clear()
        frame.scope.names.update(before)
        with machine.under(condition):
            flow = branch()
        ends.append((flow, dict(frame.scope.names)))
    going = [names for flow, names in ends if flow is Flow.NEXT]
    frame.scope.names.clear()
    frame.scope.names.update(_joined(going or [names for _flow, names in ends], before))
    if going:
        return Flow.NEXT
    flows = [flow for flow, _names in ends]
    return next((f for f in (Flow.RETURN, Flow.BREAK, Flow.CONTINUE) if f in flows), Flow.RAISE)


def _joined(ends: list[dict[str, Value]], before: dict[str, Value]) -> dict[str, Value]:
    if len(ends) == 1:
        return ends[0]
    joined = {}
    for name in dict.fromkeys(name for names in ends for name in names):
        values = [names[name] for names in ends if name in names]
        same = all(value is values[0] for value in values)
        joined[name] = values[0] if same else either(_new_first(values, before.get(name)))
    return joined


def _new_first(values: list[Value], old: Value) -> list[Value]:
    """Put what a branch set before what it left as it was, and before None."""
    return sorted(values, key=lambda value: (value is None, value is old))


def _for(machine: Machine, frame: Frame, node: ast.For | ast.AsyncFor) -> Flow:
    items = iterate(machine, evaluate(machine, frame, node.iter))
    if items is None:
        items = [Unknown(f"an item of {machine.written(node.iter)}")]
        with machine.under(f"for each of {machine.written(node.iter)}"):
            _turn(machine, frame, node, items[0])
        return run_block(machine, frame, node.orelse)
    for item in items[:MOST_TURNS]:
        flow = _turn(machine, frame, node, item)
        if flow is Flow.BREAK:
            return Flow.NEXT
        if flow in (Flow.RETURN, Flow.RAISE):
            return flow
    return run_block(machine, frame, node.orelse)


def _turn(machine: Machine, frame: Frame, node: ast.For | ast.AsyncFor, item: Value) -> Flow:
    assign(machine, frame, node.target, item)
    return run_block(machine, frame, node.body)


def _while(machine: Machine, frame: Frame, node: ast.While) -> Flow:
    truth = truth_of(machine, frame, node.test)
    if truth is False:
        return Flow.NEXT
    flow = run_block(machine, frame, node.body)  # once shows what it registers
    return flow if flow is Flow.RETURN else Flow.NEXT


def _try(machine: Machine, frame: Frame, node: Any) -> Flow:
    flow = run_block(machine, frame, node.body)
    after = dict(frame.scope.names)
    for handler in node.handlers:
        caught = f"except {machine.written(handler.type)}" if handler.type else "except"
        if handler.name:
            frame.scope.names[handler.name] = Unknown("an exception")
        with machine.under(caught):
            run_block(machine, frame, handler.body)
    if flow is not Flow.RAISE:
        for name, value in after.items():
            other = frame.scope.names.get(name, value)
            frame.scope.names[name] = value if other is value else either([value, other])
        if flow is Flow.NEXT:
            flow = run_block(machine, frame, node.orelse)
    elif node.handlers:
        flow = Flow.NEXT
    final = run_block(machine, frame, node.finalbody)
    return flow if final is Flow.NEXT else final


def _with(machine: Machine, frame: Frame, node: ast.With | ast.AsyncWith) -> Flow:
    for item in node.items:
        value = evaluate(machine, frame, item.context_expr)
        if item.optional_vars is not None:
            assign(machine, frame, item.optional_vars, entered(machine, value))
    return run_block(machine, frame, node.body)


def entered(machine: Machine, value: Value) -> Value:
    """Give what `with value as name` binds: most context managers of applications give themselves."""
    del machine
    return value


def _match(machine: Machine, frame: Frame, node: ast.Match) -> Flow:
    subject = machine.written(node.subject)
    evaluate(machine, frame, node.subject)

    def branch(body: list[ast.stmt]) -> Callable[[], Flow]:
        return lambda: run_block(machine, frame, body)

    branches: list[Branch] = [
        (f"{subject} is {machine.written(case.pattern)}", branch(case.body)) for case in node.cases
    ]
    return fork(machine, frame, [*branches, (None, lambda: Flow.NEXT)])


def _function(machine: Machine, frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Flow:
    frame.scope.names[node.name] = definitions.define_function(machine, frame, node)
    return Flow.NEXT


def _class(machine: Machine, frame: Frame, node: ast.ClassDef) -> Flow:
    made, body = definitions.open_class(machine, frame, node)
    run_block(machine, body, node.body)
    frame.scope.names[node.name] = definitions.close_class(machine, frame, made, body)
    return Flow.NEXT


def _import(machine: Machine, frame: Frame, node: ast.Import) -> Flow:
    imports.import_modules(machine, frame, node)
    return Flow.NEXT


def _import_from(machine: Machine, frame: Frame, node: ast.ImportFrom) -> Flow:
    imports.import_names(machine, frame, node)
    return Flow.NEXT


def _delete(machine: Machine, frame: Frame, node: ast.Delete) -> Flow:
    for target in node.targets:
        delete(machine, frame, target)
    return Flow.NEXT


def _global(machine: Machine, frame: Frame, node: ast.Global | ast.Nonlocal) -> Flow:
    """Let assignments to the names reach the scope that owns them."""
    del machine
    owner: Scope | None = frame.module.scope if isinstance(node, ast.Global) else frame.scope.parent
    shared = frame.scope.names.setdefault(SHARED, {})
    for name in node.names:
        scope = owner
        while isinstance(node, ast.Nonlocal) and scope is not None and name not in scope.names:
            scope = scope.parent
        shared[name] = scope or frame.module.scope
    return Flow.NEXT


SHARED = "<shared>"

_RUN: dict[type, Callable[[Machine, Frame, Any], Flow]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: _break,
    ast.Continue: _break,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Try: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Match: _match,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Delete: _delete,
    ast.Global: _global,
    ast.Nonlocal: _global,
}
_RUN[ast.TryStar] = _try
