"""Views made of methods with `@expose(url, methods)`: what Flask-Admin and Flask-AppBuilder share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import Args, Bound, Class, Function, Native, Object, Unknown, Value
from flaskwright.facts.frameworks.classes import short
from flaskwright.facts.frameworks.registering import add_rule, methods_of

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine

_URLS = "_urls"
# What a base class exposes: name of the method, URL, methods.
Exposed = tuple[str, str, tuple[str, ...]]


def expose(machine: Machine, args: Args) -> Value:
    """Follow `@expose(url="/", methods=("GET",))`."""
    del machine
    url = args.get(0, "url", "/")
    methods = args.get(1, "methods", ("GET",))

    def run(_machine: Machine, later: Args) -> Value:
        view = later.positional[0] if later.positional else Unknown("no view")
        if isinstance(view, Function):
            view.attrs.setdefault(_URLS, []).append((url, methods))
        return view

    return Native("expose", run)


def expose_api(machine: Machine, args: Args) -> Value:
    """Follow Flask-AppBuilder's `@expose_api(name, url, methods)`."""
    return expose(machine, Args([args.get(1, "url", "/"), args.get(2, "methods", ("GET",))], at=args.at))


@dataclass(frozen=True, eq=False)
class Exposure:
    """A method that a view class exposes; `view` is None where a class from outside defines it."""

    name: str
    url: Value
    methods: tuple[str, ...] | None
    view: Value


def exposures(
    machine: Machine, made_by: Value, known: Mapping[str, tuple[Exposed, ...]]
) -> Iterator[Exposure]:
    """Give what a class exposes: its own methods, then those of bases from outside that it does not override."""
    own: dict[str, Value] = {}
    externals: list[str] = []
    if isinstance(made_by, Class):
        for parent in reversed(made_by.line()):
            own.update(parent.names)
        externals = made_by.externals()
    else:
        externals = [getattr(made_by, "name", "")]
    for name, value in own.items():
        function = _exposed(value)
        for url, methods in function.attrs.get(_URLS, ()) if function is not None else ():
            yield Exposure(name, url, methods_of(machine, methods), value)
    for name, url, methods in _inherited(externals, known):
        if name not in own:
            yield Exposure(name, url, methods, None)


def _inherited(externals: list[str], known: Mapping[str, tuple[Exposed, ...]]) -> list[Exposed]:
    """Give what the nearest known base exposes; a method is exposed once."""
    found: list[Exposed] = []
    for external in externals:
        found += [item for item in known.get(short(external), ()) if item not in found]
    return found


def _exposed(value: Value) -> Function | None:
    """Give the function that carries the exposed URLs, seen through wrappers."""
    seen = value.function if isinstance(value, Bound) else value
    for _ in range(12):
        if not isinstance(seen, Function):
            return None
        if _URLS in seen.attrs:
            return seen
        seen = seen.wraps
    return None


def add_exposures(machine: Machine, site: Object, found: list[Exposure], args: Args, framework: str) -> None:
    """Put exposed methods on the view's blueprint."""
    for exposure in found:
        add_rule(
            machine, site, args, exposure.url, exposure.view,
            endpoint=exposure.name, methods=exposure.methods or ("GET",), framework=framework,
        )  # fmt: skip
