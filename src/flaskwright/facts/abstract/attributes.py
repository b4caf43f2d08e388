"""Attributes of values: of modules, classes, instances and what libraries give."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flaskwright.facts.abstract import methods
from flaskwright.facts.abstract.values import (
    Args,
    Bound,
    Class,
    Either,
    External,
    Function,
    Lazy,
    Module,
    Native,
    Object,
    Super,
    Unknown,
    Value,
    either,
    options,
)

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine
    from flaskwright.facts.place import Place


CONSTANTS: dict[str, Value] = {
    "os.curdir": ".",
    "os.extsep": ".",
    "os.pardir": "..",
    "os.path.sep": "/",
    "os.sep": "/",
    "typing.TYPE_CHECKING": False,
}


def get_attribute(machine: Machine, owner: Value, name: str, at: Place) -> Value:
    """Give an attribute's value."""
    if isinstance(owner, Lazy):
        owner = owner.resolve()
    if isinstance(owner, Either):
        found = [get_attribute(machine, option, name, at) for option in owner.options]
        return either(found)
    give = _GIVE.get(type(owner))
    return methods.method(machine, owner, name) if give is None else give(machine, owner, name, at)


def _of_external(machine: Machine, owner: External, name: str, at: Place) -> Value:
    if owner.name == "flask.current_app":
        from flaskwright.facts.frameworks import registering  # noqa: PLC0415 (recognisers need attributes)

        return get_attribute(machine, registering.current(machine), name, at)
    full = f"{owner.name}.{name}"
    return CONSTANTS.get(full, External(full))


def _of_unknown(machine: Machine, owner: Unknown, name: str, _at: Place) -> Value:
    from flaskwright.facts.frameworks import registering  # noqa: PLC0415 (recognisers need attributes)

    return registering.of_unknown(machine, owner, name)


def _of_module(machine: Machine, owner: Module, name: str, _at: Place) -> Value:
    return module_attribute(machine, owner, name)


def module_attribute(machine: Machine, module: Module, name: str) -> Value:
    """Give a name of a module, after it has run; else its submodule of that name."""
    machine.load(module.path)
    if name in module.scope.names:
        return module.scope.get(name)
    if name == "__dict__":
        return module.scope.names
    inner = machine.modules.submodule(module.path, name)
    if inner is not None:
        return machine.load(inner)
    if module.state == "running":
        from flaskwright.facts.abstract.hoisting import hoist  # noqa: PLC0415 (they need attributes)

        found = hoist(machine, module, name)
        if found is not None:
            return found
    return Unknown(f"{module.name}.{name}")


def _of_object(machine: Machine, owner: Object, name: str, at: Place) -> Value:
    if name in owner.attrs:
        return owner.attrs[name]
    if isinstance(owner.made_by, Class):
        if name == "__class__":
            return owner.made_by
        try:
            found = owner.made_by.find(name)
        except KeyError:
            pass
        else:
            return _bind(machine, owner, found, at)
    if name == "__dict__":
        return owner.attrs
    if owner.kind:
        from flaskwright.facts.frameworks import KINDS  # noqa: PLC0415 (recognisers need attributes)

        return KINDS[owner.kind].attribute(machine, owner, name)
    if isinstance(owner.made_by, External):
        return External(f"{owner.made_by.name}().{name}")
    parents = owner.made_by.externals()
    return External(f"{parents[0]}().{name}") if parents else Unknown(f"{owner.made_by.name}.{name}")


def _bind(machine: Machine, owner: Object, found: Value, at: Place) -> Value:
    if isinstance(found, Function):
        if found.kind == "property":
            from flaskwright.facts.abstract.calls import call  # noqa: PLC0415 (calls need attributes)

            return call(machine, Bound(owner, found), Args(at=at))
        if found.kind == "static":
            return found
        return Bound(owner.made_by if found.kind == "class" else owner, found)
    return found


def _of_class(machine: Machine, owner: Class, name: str, _at: Place) -> Value:
    if name in {"__name__", "__qualname__"}:
        return owner.name
    if name == "__module__":
        return owner.module.name
    if name == "__dict__":
        return owner.names
    if name == "__mro__":
        return tuple(owner.line())
    if name == "__bases__":
        return owner.bases
    try:
        found = owner.find(name)
    except KeyError:
        from flaskwright.facts.frameworks import class_attribute  # noqa: PLC0415 (recognisers need attributes)

        return class_attribute(machine, owner, name)
    if isinstance(found, Function) and found.kind == "class":
        return Bound(owner, found)
    return found


def _of_super(machine: Machine, owner: Super, name: str, at: Place) -> Value:
    this = owner.owner
    made_by = this.made_by if isinstance(this, Object) else this
    if not isinstance(made_by, Class):
        return Unknown(f"super().{name}")
    from flaskwright.facts.frameworks import KINDS, class_attribute, kind_of_name  # noqa: PLC0415 (need attributes)

    for parent in made_by.behind(owner.after):
        if isinstance(parent, External):
            kind = kind_of_name(parent.name)
            if kind and isinstance(this, Object) and this.kind == kind:
                return KINDS[kind].attribute(machine, this, name)
            continue
        if name in parent.names:
            found = parent.names[name]
            if isinstance(this, Object):
                return _bind(machine, this, found, at)
            return Bound(this, found) if isinstance(found, Function) and found.kind != "static" else found
    if isinstance(this, Class):
        return class_attribute(machine, this, name)
    return Unknown(f"super().{name}")


def _of_function(_machine: Machine, owner: Function | Bound, name: str, _at: Place) -> Value:
    function = owner.function if isinstance(owner, Bound) else owner
    if name in function.attrs:
        return function.attrs[name]
    if name in {"__name__", "__qualname__"}:
        return name_of(function)
    if name == "__module__":
        return function.module.name
    if name == "__func__":
        return function
    if name == "__self__" and isinstance(owner, Bound):
        return owner.owner
    if name == "__wrapped__" and function.wraps is not None:
        return function.wraps
    if name in {"setter", "getter", "deleter"}:
        return Native(name, lambda _machine, _args: function)
    return Unknown(f"{function.name}.{name}")


_GIVE: dict[type, Callable[[Machine, Any, str, Place], Value]] = {
    Object: _of_object,
    External: _of_external,
    Module: _of_module,
    Class: _of_class,
    Super: _of_super,
    Function: _of_function,
    Bound: _of_function,
    Unknown: _of_unknown,
}


def name_of(value: Value) -> str:
    """Give a callable's `__name__`, seen through `functools.wraps`."""
    seen = value
    for _ in range(20):
        if isinstance(seen, Bound):
            seen = seen.function
        elif isinstance(seen, Function | Object) and seen.wraps is not None and "__name__" not in seen.attrs:
            seen = seen.wraps
        else:
            break
    if isinstance(seen, Function) and isinstance(seen.attrs.get("__name__"), str):
        return str(seen.attrs["__name__"])
    return str(getattr(seen, "name", ""))


def set_attribute(machine: Machine, owner: Value, name: str, value: Value, at: Place) -> None:
    """Set an attribute."""
    for option in options(owner):
        if isinstance(option, Object):
            if option.kind:
                from flaskwright.facts.frameworks import KINDS  # noqa: PLC0415 (recognisers need attributes)

                KINDS[option.kind].set(machine, option, name, value, at)
            option.attrs[name] = value
        elif isinstance(option, Class):
            option.names[name] = value
        elif isinstance(option, Function):
            option.attrs[name] = value
        elif isinstance(option, Module):
            option.scope.names[name] = value
