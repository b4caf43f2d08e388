"""Putting rules on sites: what all frameworks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts.abstract.attributes import name_of
from flaskwright.facts.abstract.iterating import iterate
from flaskwright.facts.abstract.values import (
    Args,
    Bound,
    Class,
    Function,
    Native,
    Object,
    Text,
    Unknown,
    Value,
    View,
    as_str,
    as_text,
    options,
)
from flaskwright.facts.frameworks.recogniser import Rule, Site
from flaskwright.facts.place import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from flaskwright.facts.abstract.machine import Machine
    from flaskwright.facts.place import Place

VERBS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")


def methods_of(machine: Machine, given: Value) -> tuple[str, ...] | None:
    """Give the methods that an argument `methods` lists, upper case; None where it is not given or unknown."""
    if given is None:
        return None
    items = iterate(machine, given)
    if items is None:
        return None
    return tuple(sorted({str(name).upper() for item in items if (name := as_str(item)) is not None}))


def view_methods(machine: Machine, view: Value) -> tuple[str, ...] | None:
    """Give the methods that a view itself says: an attribute `methods`, or the verbs that a class defines."""
    for option in options(view):
        made_by = option.made_by if isinstance(option, View) else option
        if isinstance(made_by, Class):
            return class_methods(machine, made_by)
        if isinstance(made_by, Function | Bound):
            function = made_by.function if isinstance(made_by, Bound) else made_by
            if "methods" in function.attrs:
                return methods_of(machine, function.attrs["methods"])
    return None


def class_methods(machine: Machine, made_by: Class) -> tuple[str, ...] | None:
    """Give the methods of a class view: its `methods`, else the verbs that it and its bases define."""
    try:
        listed = methods_of(machine, made_by.find("methods"))
    except KeyError:
        listed = None
    if listed is not None:
        return listed
    found = {verb for verb in VERBS for parent in made_by.line() if verb.lower() in parent.names}
    return tuple(sorted(found)) or None


def add_rule(machine: Machine, site: Object, args: Args, rule: Value, view: Value, **more: Value) -> None:
    """Put a rule on a site. `more` are fields of the rule; a text that may be several is the likeliest."""
    if not isinstance(site.model, Site):
        return
    methods = more.pop("methods", None)
    found = methods_of(machine, methods)
    endpoint = more.pop("endpoint", None)
    texts: list[Value] = [shown for option in options(rule) if (shown := as_text(option)) is not None]
    if not texts:
        texts = [Unknown("a rule that only the running program knows")]
    site.model.rules.append(
        Rule(
            texts[0],
            found if found is not None else view_methods(machine, view),
            endpoint,
            view,
            _declared(machine, site, args.at),
            tuple(machine.trail),
            machine.condition,
            otherwise=tuple(texts[1:]),
            **more,
        )
    )


def _declared(machine: Machine, site: Object, at: Place) -> Place:
    """Give the place that declares a rule: behind the methods that a site's own class overrides."""
    for place, owner in zip(reversed(machine.trail), reversed(machine.owners), strict=True):
        if owner is not site:
            break
        at = place
    return at


def endpoint_of(view: Value) -> Value:
    """Give the endpoint that Flask makes of a view."""
    for option in options(view):
        if isinstance(option, View):
            return option.name
        if name := name_of(option):
            return name
    return Unknown("the name of a view")


def decorator(machine: Machine, name: str, put: Value) -> Native:
    """Make a decorator that hands what it decorates to `put(view)` and gives it back."""
    del machine

    def run(_machine: Machine, args: Args) -> Value:
        view = args.positional[0] if args.positional else Unknown("no view")
        put(view)
        return view

    return Native(name, run)


def of_unknown(machine: Machine, owner: Unknown, name: str) -> Value:
    """Give an attribute of an unknown value: a rule that is put on one is kept as "defined only"."""
    if name in {"route", "add_url_rule"}:
        return Native(name, _unknown_rule(owner, name))
    del machine
    return Unknown(f"{owner.why}.{name}")


def _unknown_rule(owner: Unknown, name: str) -> Callable[[Machine, Args], Value]:
    def run(machine: Machine, args: Args) -> Value:
        machine.met.add(args.at)
        rule = as_text(args.get(0, "rule"))
        start = rule.parts[0] if isinstance(rule, Text) else rule
        if not isinstance(start, str) or not start.startswith("/"):
            return Unknown(f"{owner.why}.{name}()")
        site = nowhere(machine)

        def put(view: Value) -> None:
            endpoint = args.get(None if name == "route" else 1, "endpoint")
            add_rule(
                machine, site, args, rule, view,
                endpoint=endpoint_of(view) if endpoint is None else endpoint, methods=args.keywords.get("methods"),
            )  # fmt: skip

        if name == "route":
            return decorator(machine, name, put)
        put(args.get(2, "view_func"))
        return None

    return run


def nowhere(machine: Machine) -> Object:
    """Give the site of rules whose application is unknown."""
    known: list[Object] = [
        m for m in machine.objects if m.kind == "blueprint" and m.model.more.get("nowhere")
    ]
    if known:
        return known[0]
    from flaskwright.facts.abstract.values import External  # noqa: PLC0415 (rarely needed)

    made = Object(External("flask.Blueprint"), Args(), args_place(machine), "blueprint")
    made.model = Site(begun=True, name=None, reached=False, more={"nowhere": True})
    machine.objects.append(made)
    return made


def current(machine: Machine) -> Object:
    """Give the application that is being made, or a stand-in for the one that will import this module."""
    apps: list[Object] = [
        made for made in machine.objects if made.kind == "app" and not made.model.more.get("stand_in")
    ]
    if apps:
        return apps[-1]
    from flaskwright.facts.abstract.values import External  # noqa: PLC0415 (rarely needed)
    from flaskwright.facts.frameworks import KINDS  # noqa: PLC0415 (the table of this package)

    made = Object(External("flask.Flask"), Args(), args_place(machine), "app")
    KINDS["app"].begin(machine, made)
    made.model.begun = True
    made.model.more["current"] = True
    made.model.more["stand_in"] = True
    return made


def args_place(machine: Machine) -> Place:
    """Give the place of the call that is being followed."""
    return machine.trail[-1] if machine.trail else NOWHERE
