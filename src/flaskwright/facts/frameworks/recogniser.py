"""What every framework's recogniser is: it knows the methods of one kind of object."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flaskwright.facts.abstract.calls import decorated
from flaskwright.facts.abstract.machine import Machine
from flaskwright.facts.abstract.values import Args, Method, Object, Unknown, Value
from flaskwright.facts.place import NOWHERE, Place
from flaskwright.facts.unresolved import REGISTERS

Handler = Callable[[Machine, Object, Args], Value]


@dataclass(eq=False)
class Rule:
    """A rule as it was given to an application, a blueprint or an API, before prefixes are known.

    `otherwise` is what it would be if something else were configured; `given` is what stands in the call as view.
    """

    rule: Value
    methods: tuple[str, ...] | None
    endpoint: Value
    view: Value
    at: Place
    trail: tuple[Place, ...]
    condition: tuple[str, ...]
    defaults: tuple[str, ...] = ()
    subdomain: Value = None
    host: Value = None
    framework: str = "flask"
    build_only: bool = False
    otherwise: tuple[Value, ...] = ()
    given: ast.expr | None = None


@dataclass(eq=False)
class Mount:
    """A blueprint registered on an application or on another blueprint; None means that nothing was given."""

    child: Object
    prefix: Value
    subdomain: Value
    name: Value
    at: Place
    condition: tuple[str, ...]


@dataclass(eq=False)
class Hook:
    """A function that runs around requests, on errors, or for templates."""

    kind: str
    function: Value
    at: Place


@dataclass(eq=False)
class Site:
    """What a recogniser keeps of an object that takes rules."""

    begun: bool = False
    name: Value = None
    prefix: Value = None
    subdomain: Value = None
    rules: list[Rule] = field(default_factory=list)
    mounts: list[Mount] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    at: Place = NOWHERE
    condition: tuple[str, ...] = ()
    reached: bool = True
    more: dict[str, Any] = field(default_factory=dict)


class Recogniser:
    """Knows the objects of one kind. `classes` are the full names of the classes that make them."""

    kind = ""
    classes: tuple[str, ...] = ()
    handlers: Mapping[str, Handler] = {}

    def begin(self, machine: Machine, made: Object) -> None:
        """Prepare an object before its `__init__` runs."""
        made.model = Site(at=made.at, condition=machine.condition, reached=machine.reached)
        machine.objects.append(made)

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Take the arguments of the class's own `__init__`."""
        del machine, args
        made.model.begun = True

    def attribute(self, machine: Machine, made: Object, name: str) -> Value:
        """Give an attribute that the external class gives its instances."""
        del machine
        if name in self.handlers or name == "__init__":
            return Method(made, name, self.kind)
        return Unknown(f"{self.kind}.{name}")

    def call(self, machine: Machine, made: Object, name: str, args: Args) -> Value:
        """Follow a call of a method."""
        if name == "__init__":
            self.start(machine, made, args)
            return None
        if name in REGISTERS:
            machine.met.update((args.at, *machine.trail))
        return self.handlers[name](machine, made, args)

    def called(self, machine: Machine, made: Object, args: Args) -> Value:
        """Follow a call of the object itself."""
        del machine
        return decorated(made, args)

    def set(self, machine: Machine, made: Object, name: str, value: Value, at: Place) -> None:
        """Notice that an attribute is set."""
