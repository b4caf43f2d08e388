"""Routes: every rule with its prefixes, endpoint and view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import (
    Bound,
    Function,
    Object,
    Text,
    Value,
    View,
    as_str,
    as_text,
    options,
)
from flaskwright.facts.frameworks.rest import namespace_path
from flaskwright.facts.guards import guards, guards_requests
from flaskwright.facts.mounting import Under, join, sites
from flaskwright.facts.place import Place  # noqa: TC001 (the schema reads the types)
from flaskwright.facts.touching import Touching, limits, templates, validates
from flaskwright.facts.views import Behind, behind, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flaskwright.facts.frameworks.recogniser import Hook, Rule
    from flaskwright.facts.tracing import Trace

_PARAMETER = re.compile(r"<(?:(\w+)(?:\((.*?)\))?:)?(\w+)>")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True)
class Parameter:
    """A variable part of a rule: its name, its converter, and the converter's arguments as they are written."""

    name: str
    converter: str
    arguments: str = ""


@dataclass(frozen=True)
class Route:
    """A rule that an application answers, or would if its blueprint were registered.

    `at` is the view's place (the registration's where there is no view in the project), `registered` the call
    that put the rule there. `dynamic` says that a part of the rule or endpoint, shown as `{?}`, is only known when
    the program runs; `otherwise` has what the rule is where something else is configured; `condition` names what
    must hold for the route to be there; `reachable` is False for a rule whose blueprint no application registers.

    `decorators` are in order, the outermost first. `guards` names what lets only some people in: decorators (those
    above the route's own have no effect and do not count), `before_request:` functions, `is_accessible`. `csrf` is
    "safe" (nothing is changed), "protected", "exempt", "form" (only the form's own token) or "none".
    """

    rule: str
    methods: tuple[str, ...]
    endpoint: str
    at: Place
    registered: Place
    view: str = ""
    app: str = ""
    blueprint: str | None = None
    subdomain: str | None = None
    host: str | None = None
    defaults: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    dynamic: bool = False
    reachable: bool = True
    build_only: bool = False
    framework: str = "flask"
    otherwise: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    guards: tuple[str, ...] = ()
    csrf: str = "safe"
    limits: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    models: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Reading:
    """What reading routes needs at hand."""

    trace: Trace
    touching: Touching
    everywhere: tuple[Hook, ...]


def read_routes(trace: Trace, models: Iterable[tuple[str, str]] = ()) -> tuple[Route, ...]:
    """Put the rules of a trace together with the prefixes of the blueprints they stand on.

    `models` are the paths and names of the mapped classes.
    """
    everywhere = tuple(
        hook
        for made in trace.of_kind("blueprint")
        for hook in made.model.hooks
        if hook.kind == "before_app_request"
    )
    reading = _Reading(trace, Touching(trace.machine.modules, models), everywhere)
    found: list[Route] = []
    apis: set[int] = set()
    for site, under, _mount in sites(trace):
        found += [_route(reading, rule, under) for rule in site.model.rules]
        for api, condition in site.model.more.get("apis", ()):
            apis.add(id(api))
            found += _of_api(reading, api, replace(under, condition=(*under.condition, *condition)))
    for api in trace.of_kind("rest_api"):
        if id(api) not in apis:
            found += _of_api(reading, api, Under("", reachable=False))
    return tuple(sorted(dict.fromkeys(found), key=lambda r: (r.at, r.registered, r.rule, r.endpoint)))


def _of_api(reading: _Reading, api: Object, under: Under) -> Iterator[Route]:
    """Give the rules of a REST API and of its namespaces."""
    if api.model.prefix is not None:
        prefix = api.model.prefix if under.prefix is None else join(under.prefix, api.model.prefix)
        under = replace(under, prefix=prefix)
    for rule in api.model.rules:
        yield _route(reading, rule, under)
    for namespace, given, condition in api.model.more["namespaces"]:
        path = namespace_path(namespace, given)
        for rule in namespace.model.rules:
            inner = replace(rule, rule=join(path, rule.rule)) if path else rule
            yield _route(reading, inner, replace(under, condition=(*under.condition, *condition)))


def _route(reading: _Reading, rule: Rule, under: Under) -> Route:
    full = _full(rule.rule, under)
    endpoint, open_name = _endpoint(rule, under)
    methods = _methods(rule)
    view = behind(rule, methods)
    shown = as_text(full)
    return Route(
        rule="{?}" if shown is None else str(shown),
        methods=methods,
        endpoint=endpoint,
        at=view.at,
        registered=rule.at,
        view=view.name,
        app=under.app,
        blueprint=".".join(as_str(n) or "{?}" for n in under.name) or None,
        subdomain=as_str(rule.subdomain if rule.subdomain is not None else under.subdomain),
        host=as_str(rule.host),
        defaults=rule.defaults,
        decorators=view.names,
        condition=tuple(dict.fromkeys((*under.condition, *rule.condition))),
        dynamic=shown is None or isinstance(shown, Text) or open_name,
        reachable=under.reachable,
        build_only=rule.build_only,
        framework=rule.framework,
        otherwise=tuple(str(as_text(_full(other, under))) for other in rule.otherwise),
        parameters=parameters(str(shown)),
        guards=_guards(reading, view, under),
        csrf=_csrf(view, methods, under),
        limits=limits(view.decorators),
        templates=templates(view),
        models=reading.touching.models(view),
    )


def parameters(rule: str) -> tuple[Parameter, ...]:
    """Give the variable parts of a rule."""
    return tuple(
        Parameter(name, converter or "default", arguments or "")
        for converter, arguments, name in _PARAMETER.findall(rule)
    )


def _guards(reading: _Reading, view: Behind, under: Under) -> tuple[str, ...]:
    found = list(guards(reading.trace.machine.modules, view.decorators))
    hooks = [h for site in under.chain for h in site.model.hooks if h.kind == "before_request"]
    for hook in (*hooks, *(h for h in reading.everywhere if h not in hooks)):
        function = hook.function.function if isinstance(hook.function, Bound) else hook.function
        if isinstance(function, Function) and guards_requests(function):
            found.append(f"{hook.kind}:{function.name}")
    if view.made_by is not None and any("is_accessible" in parent.names for parent in view.made_by.line()):
        found.append("is_accessible")
    return tuple(dict.fromkeys(found))


def _csrf(view: Behind, methods: tuple[str, ...], under: Under) -> str:
    if not set(methods) - _SAFE:
        return "safe"
    protections = [p for site in under.chain for p in site.model.more.get("csrf", ())]
    exempt = [value for p in protections for value in p.model.more.get("exempt", ())]
    if any(_is_exempt(value, view, under) for value in exempt):
        return "exempt"
    if protections:
        return "protected"
    return "form" if any(validates(function.node) for function in view.functions) else "none"


def _is_exempt(value: Value, view: Behind, under: Under) -> bool:
    for option in options(value):
        seen = unwrapped(option)
        seen = seen.made_by if isinstance(seen, View) else seen
        if any(seen is site for site in under.chain) or seen is view.made_by or seen in view.functions:
            return True
    return False


def _full(rule: Value, under: Under) -> Value:
    return rule if under.prefix is None else join(under.prefix, rule)


def _endpoint(rule: Rule, under: Under) -> tuple[str, bool]:
    names = [*under.name, rule.endpoint]
    known = [as_text(name) for name in names]
    shown = ".".join("{?}" if name is None else str(name) for name in known)
    return shown, any(not isinstance(name, str) for name in known)


def _methods(rule: Rule) -> tuple[str, ...]:
    methods = set(rule.methods if rule.methods is not None else ("GET",))
    return tuple(sorted(methods - {"HEAD", "OPTIONS"}))
