"""`app.config`: settings are good to build rules with, but open in conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright.facts.abstract import operations
from flaskwright.facts.abstract.attributes import get_attribute
from flaskwright.facts.abstract.library import resolve_string
from flaskwright.facts.abstract.machine import ROOT, Machine
from flaskwright.facts.abstract.values import Args, Class, Module, Object, Unknown, Value, as_str, options
from flaskwright.facts.frameworks.recogniser import Handler, Recogniser

if TYPE_CHECKING:
    from collections.abc import Mapping


def _get(_machine: Machine, config: Object, args: Args) -> Value:
    key = as_str(args.get(0, "key"))
    if key is not None and key in config.model:
        return operations.configured(config, key)
    default = args.get(1, "default")
    why = f"the setting {key}"
    return Unknown(why) if default is None else operations.soften(default, why)


def _setdefault(machine: Machine, config: Object, args: Args) -> Value:
    key = as_str(args.get(0, "key"))
    found = _get(machine, config, args)
    if key is not None:
        config.model.setdefault(key, args.get(1, "default"))
    return found


def _update(_machine: Machine, config: Object, args: Args) -> Value:
    for source in args.positional:
        if isinstance(source, dict):
            config.model.update({k: v for k, v in source.items() if isinstance(k, str)})
    config.model.update(args.keywords)
    return None


def _from_object(machine: Machine, config: Object, args: Args) -> Value:
    for source in options(args.get(0, "obj")):
        _take(machine, config, source, args)


def _take(machine: Machine, config: Object, source: Value, args: Args) -> None:
    name = as_str(source)
    if name is not None:
        source = resolve_string(machine, name.replace(":", "."), args, get_attribute)
    found: Mapping[Any, Value] = {}
    if isinstance(source, Object) and isinstance(source.made_by, Class):
        _take(machine, config, source.made_by, args)
        found = source.attrs
    elif isinstance(source, Class):
        found = {k: v for parent in reversed(source.line()) for k, v in parent.names.items()}
    elif isinstance(source, Module):
        found = machine.load(source.path).scope.names
    for key, value in found.items():
        setting = isinstance(key, str) and key.isupper()
        if setting and (key not in config.model or not isinstance(value, Unknown)):
            config.model[key] = value


def _from_pyfile(machine: Machine, config: Object, args: Args) -> Value:
    name = as_str(args.get(0, "filename"))
    wanted = None if name is None else name.removeprefix(ROOT).strip("/")
    for path in machine.modules.paths if wanted else ():
        if path == wanted or path.endswith(f"/{wanted}"):
            _take(machine, config, machine.load(path), args)
            return True
    return Unknown("whether there was a file of settings")


def _items(_machine: Machine, config: Object, _args: Args) -> Value:
    return list(config.model.items())


def _keys(_machine: Machine, config: Object, _args: Args) -> Value:
    return list(config.model)


class Settings(Recogniser):
    """`app.config`."""

    kind = "config"
    classes = ("flask.Config",)
    handlers: Mapping[str, Handler] = {
        "get": _get,
        "pop": _get,
        "setdefault": _setdefault,
        "update": _update,
        "from_mapping": _update,
        "from_object": _from_object,
        "from_pyfile": _from_pyfile,
        "items": _items,
        "keys": _keys,
    }

    def begin(self, machine: Machine, made: Object) -> None:
        """Prepare empty settings."""
        del machine
        made.model = {}

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Nothing to take: the class's arguments are no settings."""

    def attribute(self, machine: Machine, made: Object, name: str) -> Value:
        """Give a method of the settings, or a setting where a subclass allows it by attribute."""
        if name.isupper():
            return operations.configured(made, name)
        return super().attribute(machine, made, name)
