"""What is behind a route: its function or class, with decorators, seen through wrappers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import Bound, Class, Function, Object, Value, View, options
from flaskwright.facts.names import dotted

if TYPE_CHECKING:
    from flaskwright.facts.frameworks.recogniser import Rule
    from flaskwright.facts.place import Place

_DEEPEST = 12
_LISTS = frozenset({"decorators", "method_decorators"})


@dataclass(frozen=True)
class Decorator:
    """A decorator in the source: its name without arguments, and where it was written."""

    name: str
    node: ast.expr = field(compare=False)
    path: str


@dataclass(frozen=True, eq=False)
class Behind:
    """A view: its place and name, the functions that answer, the class that they are of, and its decorators.

    `before` are the decorators that stand above the one that makes the route: they have no effect on it.
    """

    at: Place
    name: str = ""
    functions: tuple[Function, ...] = ()
    made_by: Class | None = None
    decorators: tuple[Decorator, ...] = ()
    before: tuple[Decorator, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The decorators' names, the outermost first."""
        return tuple(dict.fromkeys(d.name for d in (*self.before, *self.decorators)))


def behind(rule: Rule, methods: tuple[str, ...]) -> Behind:
    """Find the view of a rule."""
    for option in options(rule.view):
        seen = unwrapped(option)
        if isinstance(seen, View):
            seen = seen.made_by
        if isinstance(seen, Function):
            before, after = _split(seen, rule)
            return Behind(seen.at, seen.name, (seen,), seen.owner, (*_wrappers(rule), *after), before)
        if isinstance(seen, Class):
            found = tuple(_answering(seen, methods))
            own = (d for function in found for d in _of_function(function))
            decorators = tuple(dict.fromkeys([*_wrappers(rule), *_of_class(seen), *own]))
            return Behind(seen.at, seen.name, found, seen, decorators)
    return Behind(rule.at)


def unwrapped(value: Value) -> Value:
    """See through bound methods and wrappers."""
    seen: Value = value.function if isinstance(value, Bound) else value
    for _ in range(_DEEPEST):
        if not isinstance(seen, Function | Object) or seen.wraps is None:
            break
        seen = seen.wraps.function if isinstance(seen.wraps, Bound) else seen.wraps
    return seen


def _answering(made_by: Class, methods: tuple[str, ...]) -> Iterator[Function]:
    for name in (*(method.lower() for method in methods), "dispatch_request"):
        try:
            found = made_by.find(name)
        except KeyError:
            continue
        seen = unwrapped(found)
        if isinstance(seen, Function):
            yield seen


def _split(function: Function, rule: Rule) -> tuple[tuple[Decorator, ...], tuple[Decorator, ...]]:
    """Part a function's decorators at the one that makes the route."""
    found = _of_function(function)
    if rule.at.path != function.module.path:
        return (), found
    at = next(
        (i for i, d in enumerate(found) if d.node.lineno <= rule.at.line <= (d.node.end_lineno or 0)), 0
    )
    return found[:at], found[at:]


def _of_function(function: Function) -> tuple[Decorator, ...]:
    nodes = getattr(function.node, "decorator_list", ())
    return tuple(_decorator(node, function.module.path) for node in nodes)


def _of_class(made_by: Class) -> Iterator[Decorator]:
    """Give the decorators of a class view: those of the class and those in its `decorators`."""
    for node in made_by.node.decorator_list:
        yield _decorator(node, made_by.module.path)
    for parent in made_by.line():
        for statement in parent.node.body:
            value = getattr(statement, "value", None)
            if isinstance(value, ast.List | ast.Tuple) and not _LISTS.isdisjoint(_targets(statement)):
                for node in value.elts:
                    yield _decorator(node, parent.module.path)


def _targets(statement: ast.stmt) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _wrappers(rule: Rule) -> Iterator[Decorator]:
    """Give what wraps a view where it is registered: `view_func=login_required(view)`."""
    node = rule.given
    while isinstance(node, ast.Call) and len(node.args) == 1 and not isinstance(node.args[0], ast.Constant):
        yield _decorator(node.func, rule.at.path)
        node = node.args[0]


def _decorator(node: ast.expr, path: str) -> Decorator:
    called = node.func if isinstance(node, ast.Call) else node
    return Decorator(dotted(called) or ast.unparse(called), node, path)
