"""The frameworks whose objects are recognised, each in a module of its own.

A recogniser says which classes it knows and what their methods do; `functions` are functions of a framework
that need following. Adding a framework is adding a module and a line in the tables here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts.abstract.calls import decorated
from flaskwright.facts.abstract.library import LIBRARY
from flaskwright.facts.abstract.values import Args, Class, External, Native, Object, Unknown, Value
from flaskwright.facts.frameworks import (
    admin,
    appbuilder,
    classes,
    connexion,
    csrf,
    exposing,
    flask,
    members,
    pluggy,
    protobuf,
    rest,
    settings,
    smorest,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flaskwright.facts.abstract.machine import Machine
    from flaskwright.facts.frameworks.recogniser import Recogniser

_RECOGNISERS: tuple[Recogniser, ...] = (
    flask.App(), flask.Blueprint(), settings.Settings(), members.Member(), rest.Api(), rest.Namespace(),
    smorest.Api(), admin.Admin(), admin.AdminView(), appbuilder.AppBuilder(), appbuilder.BuilderView(),
    connexion.Connexion(), csrf.Csrf(), pluggy.Marker(), pluggy.Plugins(), pluggy.Hooks(),
    protobuf.Generated(),
)  # fmt: skip

KINDS: dict[str, Recogniser] = {recogniser.kind: recogniser for recogniser in _RECOGNISERS}
_BY_CLASS = {name: recogniser.kind for recogniser in _RECOGNISERS for name in recogniser.classes}
_FUNCTIONS = {
    **LIBRARY,
    **protobuf.FUNCTIONS,
    "flask_admin.expose": exposing.expose,
    "flask_appbuilder.expose": exposing.expose,
    "flask_appbuilder.expose_api": exposing.expose_api,
}


def kind_of_name(name: str) -> str:
    """Give the kind of object that an external class makes, "" where none is known."""
    return _BY_CLASS.get(name) or _BY_CLASS.get(classes.short(name), "")


def kind_of(made_by: Class) -> str:
    """Give the kind of a class of the project, through its bases."""
    for name in made_by.externals():
        if kind := kind_of_name(name):
            return kind
    return ""


def same_class(one: str, other: str) -> bool:
    """Say whether two full names mean the same class, wherever each was imported from."""
    return one == other or classes.short(one) == classes.short(other)


def call_external(machine: Machine, callee: External, args: Args) -> Value:
    """Follow a call of something from outside of the project."""
    name = callee.name
    function = _FUNCTIONS.get(name) or _FUNCTIONS.get(classes.short(name))
    if function is not None:
        return function(machine, args)
    kind = kind_of_name(name)
    if kind:
        made = Object(callee, args, args.at, kind)
        KINDS[kind].begin(machine, made)
        KINDS[kind].start(machine, made, args)
        return made
    owner, _, last = name.rpartition(".")
    kind = kind_of_name(owner)
    if kind and (last == "__init__" or last in KINDS[kind].handlers):  # Blueprint.__init__(self, ...)
        return _unbound(kind, last)(machine, args)
    if last[:1].isupper() and not (len(args.positional) == 1 and isinstance(args.positional[0], Class)):
        return Object(callee, args, args.at)
    kept = decorated(callee, args)
    return Unknown(f"{name}()") if isinstance(kept, Unknown) else kept


def class_attribute(_machine: Machine, owner: Class, name: str) -> Value:
    """Give an attribute that an external base gives a class of the project."""
    if name == "as_view":
        return Native("as_view", flask.as_view(owner), owner)
    kind = kind_of(owner)
    externals = owner.externals()
    if kind and (name == "__init__" or name in KINDS[kind].handlers):
        return Native(name, _unbound(kind, name), owner)
    if externals:
        return External(f"{externals[0]}.{name}")
    return Unknown(f"{owner.name}.{name}")


def _unbound(kind: str, name: str) -> Callable[[Machine, Args], Value]:
    def run(machine: Machine, args: Args) -> Value:
        this = args.positional[0] if args.positional else None
        if isinstance(this, Object) and this.kind == kind:
            rest = Args(args.positional[1:], args.keywords, args.at, args.open, args.node)
            return KINDS[kind].call(machine, this, name, rest)
        return Unknown(name)

    return run
