"""Which functions are worth following: those that make or take something of Flask's, and small ones."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import (
    Args,
    Bound,
    Class,
    Either,
    Function,
    Lazy,
    Module,
    Object,
    Value,
    options,
)

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine
    from flaskwright.facts.names import Modules

# A function with one of these among its calls or decorators may end in a route.
TRIGGERS = frozenset(
    {
        "APIBlueprint", "APIFlask", "AppBuilder", "Admin", "Api", "Blueprint", "Flask", "FlaskApp", "Namespace",
        "SocketIO", "add_api", "add_namespace", "add_resource", "add_url_rule", "add_view", "add_view_no_menu",
        "add_views", "add_separator", "as_view", "create_api_blueprint", "create_blueprint", "expose",
        "register_api", "register_blueprint", "register_error_handler", "route",
        "add_link", "url_map", "from_object", "from_mapping", "from_pyfile", "websocket", "on_event",
    }
)  # fmt: skip
# The same, as a quick look at a file's bytes.
_LOUD = re.compile(
    rb"Flask\b|FlaskApp|connexion|Blueprint\b|route\w*\(|url_rule|add_\w*(resource|view|api|namespace)|Namespace\(|"
    rb"expose\w*\(|Api\(|Admin\(|SocketIO|\.(get|post|put|delete|patch)\(\s*f?[\"']/|import_module|register_|pluggy|"
    rb"import_string|metaclass|__init_subclass__|from_object"
)
# As a decorator these make a route; as a plain call they are everywhere.
DECORATORS = frozenset({"get", "post", "put", "patch", "delete", "doc", "endpoint"})
# A method with one of these names may be handed on to be called elsewhere.
HANDED_ON = frozenset({"register_blueprint", "add_url_rule", "add_resource", "add_view", "add_namespace"})
SMALL = 14
# A name that more functions have says nothing about which of them is called.
MOST_NAMESAKES = 12


def loud(modules: Modules, path: str) -> Iterator[str]:
    """Give the path of a file that has something which could end in a route."""
    if _LOUD.search(modules.files[path]) is not None:
        yield path


@dataclass(frozen=True, eq=False)
class About:
    """What a look at a function's body tells: names that it calls, triggers, size, whether it yields.

    `given` are the names that are called with arguments, `returns` those that are returned, or whose call's
    result is; `uses` are all names.
    """

    calls: frozenset[str]
    given: frozenset[str]
    returns: frozenset[str]
    uses: frozenset[str]
    triggered: bool
    statements: int
    generates: bool


def about(machine: Machine, node: ast.AST) -> About:
    """Look at a function's body, once."""
    cache: dict[ast.AST, About] = machine.__dict__.setdefault("_about", {})
    if node not in cache:
        cache[node] = _look(node)
    return cache[node]


def _look(node: ast.AST) -> About:
    look = _Look()
    for item in _walk(node):
        look.at(item)
    return look.about()


class _Look:
    """Collects what a function's nodes tell."""

    def __init__(self) -> None:
        self.calls: set[str] = set()
        self.given: set[str] = set()
        self.returns: set[str] = set()
        self.uses: set[str] = set()
        self.bound: dict[str, str] = {}
        self.statements = 0
        self.generates = self.triggered = False

    def at(self, item: ast.AST) -> None:
        """Take a node in."""
        if isinstance(item, ast.Call):
            self.calls.add(_last(item.func))
            if item.args or item.keywords:
                self.given.add(_last(item.func))
        elif isinstance(item, ast.Name):
            self.uses.add(item.id)
        elif isinstance(item, ast.Attribute):
            self.triggered = self.triggered or item.attr in HANDED_ON
        elif isinstance(item, ast.stmt):
            self._statement(item)
        elif isinstance(item, ast.Yield | ast.YieldFrom):
            self.generates = True

    def _statement(self, item: ast.stmt) -> None:
        self.statements += 1
        value = getattr(item, "value", None)
        called = _last(value.func) if isinstance(value, ast.Call) else ""
        if isinstance(item, ast.Return) and value is not None:
            self.returns.add(called or _last(value))
        elif isinstance(item, ast.Assign) and called and isinstance(item.targets[0], ast.Name):
            self.bound[item.targets[0].id] = called
        for decorator in getattr(item, "decorator_list", ()):
            name = _last(decorator.func if isinstance(decorator, ast.Call) else decorator)
            self.triggered = self.triggered or name in DECORATORS
            self.calls.add(name)

    def about(self) -> About:
        """Sum up."""
        made = {self.bound[name] for name in self.returns if name in self.bound}
        return About(
            frozenset(self.calls), frozenset(self.given), frozenset(self.returns | made), frozenset(self.uses),
            self.triggered or not TRIGGERS.isdisjoint(self.calls), self.statements, self.generates,
        )  # fmt: skip


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    body = getattr(node, "body", None)
    todo: list[ast.AST] = list(body) if isinstance(body, list) else []
    while todo:
        item = todo.pop()
        yield item
        for name in item._fields:
            child = getattr(item, name, None)
            if isinstance(child, ast.AST):
                if not isinstance(child, ast.expr_context):
                    todo.append(child)
            elif isinstance(child, list):
                todo += [inner for inner in child if isinstance(inner, ast.AST)]


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def of_function(machine: Machine, function: Function) -> bool:
    """Say whether a function's body, or that of one it calls, has a trigger."""
    cache: dict[ast.AST, bool] = machine.__dict__.setdefault("_interesting", {})
    node = function.node
    if node not in cache:
        cache[node] = False
        looked = about(machine, node)
        cache[node] = looked.triggered or any(
            of_function(machine, callee) for name in looked.calls for callee in named(machine, function, name)
        )
    return cache[node]


def named(machine: Machine, function: Function, name: str) -> Iterator[Function]:
    """Give the functions that a name called in a function may mean."""
    if function.owner is not None:
        with contextlib.suppress(KeyError):
            yield from _functions(function.owner.find(name))
    bound = function.scope.peek(name)
    if bound is None:
        yield from _elsewhere(machine, name)
    elif not isinstance(bound, Lazy):
        yield from _functions(bound)


def _elsewhere(machine: Machine, name: str) -> Iterator[Function]:
    """Give functions of that name which other modules define at their top: `module.name()`."""
    index: dict[str, list[Function]] = machine.__dict__.setdefault("_tops", {})
    found = index.get(name, [])
    if len(found) <= MOST_NAMESAKES:
        yield from found


def _functions(value: Value) -> Iterator[Function]:
    for option in options(value):
        if isinstance(option, Function):
            yield option
        elif isinstance(option, Bound):
            yield option.function
        elif isinstance(option, Class):
            for name in ("__init__", "__call__"):
                found = option.names.get(name)
                if isinstance(found, Function):
                    yield found


def remember(machine: Machine, function: Function) -> None:
    """Remember a function by its name, for calls through modules and objects."""
    machine.__dict__.setdefault("_tops", {}).setdefault(function.name, []).append(function)


def ends_in_route(machine: Machine, function: Function, args: Args) -> bool:
    """Say whether a call may end in a route."""
    if about(machine, function.node).triggered or gives_site(machine, function):
        return True
    if any(takes_part(value) for value in [*args.positional, *args.keywords.values()]):
        return True
    return of_function(machine, function)


def gives_site(machine: Machine, function: Function) -> bool:
    """Say whether a function returns an application or blueprint of its module."""
    names = about(machine, function.node).returns
    return any(takes_part(function.scope.peek(name)) for name in names)


def uses_site(machine: Machine, function: Function) -> bool:
    """Say whether a function's body names an application or blueprint of its module."""
    return any(takes_part(function.scope.peek(name)) for name in about(machine, function.node).uses)


def is_small(machine: Machine, function: Function) -> bool:
    """Say whether a function is followed for the value that it gives."""
    return about(machine, function.node).statements <= SMALL


def takes_part(value: Value, depth: int = 0) -> bool:
    """Say whether a value is, or holds, something that routes can be put on."""
    if isinstance(value, Object):
        return bool(value.kind) and value.kind not in {"member", "config"}
    if isinstance(value, Either):
        return any(takes_part(option, depth) for option in value.options)
    if isinstance(value, list | tuple) and depth < 2:  # noqa: PLR2004 (a list of tuples of blueprints)
        return any(takes_part(item, depth + 1) for item in value[:20])
    if isinstance(value, dict) and depth < 1:
        return any(takes_part(item, depth + 1) for item in list(value.values())[:20])
    return isinstance(value, Module) and False
