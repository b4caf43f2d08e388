"""Where following a program starts: its factories, then what only others would call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flaskwright.facts.abstract import interest
from flaskwright.facts.abstract.calls import call_function, instantiate
from flaskwright.facts.abstract.values import Args, Class, External, Function, Object, Unknown, Value
from flaskwright.facts.apps import APP_CLASSES, is_side
from flaskwright.facts.frameworks import KINDS

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine

_MAKERS = frozenset(name.rpartition(".")[2] for name in APP_CLASSES)


def start_factories(machine: Machine) -> None:
    """Call the functions and methods that make an application and that nothing has called yet."""
    makers = _makers(machine)
    names = {name for maker in makers for name in interest.about(machine, maker.node).calls}
    classes = _app_names(machine)

    def order(function: Function) -> tuple[bool, bool, bool, str, int]:
        direct = not interest.about(machine, function.node).calls.isdisjoint(classes)
        path = function.module.path
        return (is_side(path), function.name in names, direct, path, function.node.lineno)

    for function in sorted(makers, key=order):
        if function.node not in machine.ran:
            with machine.guarded(function.at):
                _start(machine, function)


def _makers(machine: Machine) -> list[Function]:
    """Find the functions that make an application, themselves or through others of theirs.

    A caller of such a function counts only where it can tell more: it registers something, gives the function
    arguments and returns what it makes, or the function cannot do without arguments.
    """
    found: list[Function] = []
    known = set(_app_names(machine))
    fresh = set(known)
    giving = [function for function in machine.started if _gives_own_app(machine, function)]
    needing: set[str] = set()
    while fresh:
        words = re.compile(rb"\b(" + b"|".join(re.escape(n.encode()) for n in sorted(fresh)) + rb")\s*\(")
        loud = {path for path in machine.states if words.search(machine.modules.files[path])}
        new = list(giving)
        for function in machine.started:
            if function.module.path in loud and function not in found and function not in giving:
                looked = interest.about(machine, function.node)
                called = looked.calls.intersection(fresh)
                direct = not called.isdisjoint(_app_names(machine))
                passes_on = not looked.returns.isdisjoint(called & looked.given)
                if called and (direct or looked.triggered or passes_on or not needing.isdisjoint(called)):
                    new.append(function)
        found += new
        needing |= {_called_as(f) for f in new if _needs_arguments(f)}
        fresh = {_called_as(f) for f in new} - known
        known |= fresh
        giving = []
    return found


def _gives_own_app(machine: Machine, function: Function) -> bool:
    """Say whether a function returns the application of its own module, which it may still add to."""
    for name in interest.about(machine, function.node).returns:
        found = function.module.scope.names.get(name)
        if isinstance(found, Object) and found.kind == "app" and found.at.path == function.module.path:
            return True
    return False


def _needs_arguments(function: Function) -> bool:
    parameters = function.node.args
    given = [p.arg for p in [*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs]]
    own = given[1:] if function.owner is not None and function.kind != "static" else given
    return any(name not in function.defaults for name in own)


def _called_as(function: Function) -> str:
    return (
        function.owner.name if function.name == "__init__" and function.owner is not None else function.name
    )


def _app_names(machine: Machine) -> frozenset[str]:
    """Give the names of all classes that make applications."""
    cache: frozenset[str] | None = machine.__dict__.get("_app_names")
    if cache is None:
        own = {
            value.name
            for module in machine.states.values()
            for value in module.scope.names.values()
            if isinstance(value, Class) and any(b in APP_CLASSES for b in value.externals())
        }
        cache = machine.__dict__["_app_names"] = _MAKERS | own
    return cache


def _start(machine: Machine, function: Function) -> None:
    args = Args(at=function.at)
    owner = function.owner
    if owner is None or function.kind == "static":
        call_function(machine, function, args, force=True)
        return
    if function.name == "__init__":
        instantiate(machine, owner, args)
        return
    this: Value = owner if function.kind == "class" else instantiate(machine, owner, args)
    if function.node not in machine.ran:
        call_function(machine, function, Args([this], at=function.at), force=True)


_SITES = {
    "app": "app", "application": "app", "flask_app": "app", "bp": "blueprint", "blueprint": "blueprint",
}  # fmt: skip


def start_entries(machine: Machine) -> None:
    """Call the methods that nothing has called and that register something on an application that they name.

    They run somewhere behind a server's or command's start, which has nothing to do with routes.
    """
    for function in list(machine.started):
        owner = function.owner
        if owner is None or function.node in machine.ran or is_side(function.module.path):
            continue
        looked = interest.about(machine, function.node)
        if looked.triggered and function.kind == "plain" and interest.uses_site(machine, function):
            this = Object(owner, Args(at=function.at), function.at)
            with machine.guarded(function.at):
                call_function(machine, function, Args([this], at=function.at), force=True)


def start_loose(machine: Machine) -> None:
    """Call what nothing has called: its rules are "defined only"."""
    machine.reached = False
    for function in list(machine.started):
        looked = interest.about(machine, function.node)
        if function.node in machine.ran or not looked.triggered or is_side(function.module.path):
            continue
        if function.owner is not None:
            continue
        with machine.guarded(function.at):
            call_function(machine, function, _stand_ins(machine, function), force=True)


def _stand_ins(machine: Machine, function: Function) -> Args:
    """Make arguments for a function that nothing calls: applications and blueprints by the parameters' names."""
    args = Args(at=function.at)
    parameters = function.node.args
    for parameter in [*parameters.posonlyargs, *parameters.args]:
        kind = _SITES.get(parameter.arg)
        if kind is None:
            args.positional.append(
                function.defaults.get(parameter.arg, Unknown(f"the argument {parameter.arg}"))
            )
            continue
        made = Object(External("flask.Blueprint"), Args(at=function.at), function.at, kind)
        KINDS[kind].begin(machine, made)
        made.model.begun = True
        made.model.more["stand_in"] = True
        args.positional.append(made)
    return args
