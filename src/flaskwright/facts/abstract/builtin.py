"""Python's built-in functions over values that may be unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flaskwright.facts.abstract import operations
from flaskwright.facts.abstract.attributes import get_attribute, name_of, set_attribute
from flaskwright.facts.abstract.calls import call
from flaskwright.facts.abstract.iterating import iterate
from flaskwright.facts.abstract.values import (
    Args,
    Bound,
    Class,
    External,
    Function,
    Module,
    Native,
    Object,
    Soft,
    Super,
    Unknown,
    Value,
    View,
    as_str,
    either,
    is_known,
    options,
)

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Frame, Machine

LONGEST_RANGE = 2_000


def constant_call(name: str, value: Value) -> Native:
    """Make a function that always gives the same value."""
    return Native(name, lambda _machine, _args: value)


def super_of(_frame: Frame) -> Value:
    """Give `super` itself, not called."""
    return External("builtins.super")


def super_call(machine: Machine, frame: Frame, args: Args) -> Value:
    """Give `super()` for the running method."""
    del machine
    function = frame.function
    if len(args.positional) > 1:
        after, this = args.positional[0], args.positional[1]
        return Super(this, after) if isinstance(after, Class) else Unknown("super()")
    if function is None or function.owner is None or frame.this is None:
        return Unknown("super()")
    return Super(frame.this, function.owner)


def _first(args: Args) -> Value:
    return args.positional[0] if args.positional else Unknown("no argument")


def _listed(machine: Machine, args: Args) -> Value:
    if not args.positional:
        return []
    items = iterate(machine, args.positional[0])
    return Unknown("a list of an unknown value") if items is None else items


def _tupled(machine: Machine, args: Args) -> Value:
    found = _listed(machine, args)
    return tuple(found) if isinstance(found, list) else found


def _unique(machine: Machine, args: Args) -> Value:
    found = _listed(machine, args)
    if not isinstance(found, list):
        return found
    unique: dict[Value, Value] = {}
    for item in found:
        unique.setdefault(item if isinstance(item, str | int) else id(item), item)
    return list(unique.values())


def _dict(machine: Machine, args: Args) -> Value:
    made: dict[Value, Value] = {}
    if args.positional:
        source = next((o for o in options(args.positional[0]) if isinstance(o, dict | list | tuple)), None)
        if isinstance(source, dict):
            made.update(source)
        elif source is not None:
            for pair in source:
                items = iterate(machine, pair)
                if items is not None and len(items) == 2 and operations.hashable(items[0]):  # noqa: PLR2004 (a pair)
                    made[items[0]] = items[1]
        else:
            made[Unknown("keys of an unknown dictionary")] = args.positional[0]
    made.update(args.keywords)
    return made


def _text(machine: Machine, args: Args) -> Value:
    return operations.to_text(machine, _first(args)) if args.positional else ""


def _number(kind: Callable[[Any], Any]) -> Callable[[Machine, Args], Value]:
    def convert(_machine: Machine, args: Args) -> Value:
        value = _first(args)
        if isinstance(value, str | int | float):
            try:
                number = kind(value)
            except (ValueError, OverflowError):
                return Unknown("a number")
            return Unknown("a number", guess=number) if isinstance(value, Soft) else number
        return Unknown("a number")

    return convert


def _truth(_machine: Machine, args: Args) -> Value:
    found = operations.truth(_first(args))
    return Unknown("a truth", guess=operations.likely(_first(args))) if found is None else found


def _length(machine: Machine, args: Args) -> Value:
    items = iterate(machine, _first(args))
    return Unknown("a length") if items is None else len(items)


def _range(_machine: Machine, args: Args) -> Value:
    numbers = args.positional
    if numbers and all(isinstance(n, int) for n in numbers):
        try:
            return list(range(*numbers)[:LONGEST_RANGE])
        except (TypeError, ValueError):
            return Unknown("a range")
    return Unknown("a range")


def _enumerate(machine: Machine, args: Args) -> Value:
    items = iterate(machine, _first(args))
    start = args.get(1, "start", 0)
    if items is None:
        return Unknown("an enumeration")
    return list(enumerate(items, start if isinstance(start, int) else 0))


def _zip(machine: Machine, args: Args) -> Value:
    rows = [iterate(machine, value) for value in args.positional]
    if any(row is None for row in rows):
        return Unknown("a zipped list")
    return list(zip(*[row for row in rows if row is not None], strict=False))


def _sorted(machine: Machine, args: Args) -> Value:
    items = iterate(machine, _first(args))
    if items is None:
        return Unknown("a sorted list")
    if "key" not in args.keywords and all(isinstance(item, str) for item in items):
        return sorted(items)
    return items


def _reversed(machine: Machine, args: Args) -> Value:
    items = iterate(machine, _first(args))
    return Unknown("a reversed list") if items is None else list(reversed(items))


def _map(machine: Machine, args: Args) -> Value:
    items = iterate(machine, args.positional[1]) if len(args.positional) > 1 else None
    if items is None:
        return Unknown("a mapped list")
    return [call(machine, args.positional[0], Args([item], at=args.at)) for item in items]


def _filter(machine: Machine, args: Args) -> Value:
    items = iterate(machine, args.positional[1]) if len(args.positional) > 1 else None
    if items is None:
        return Unknown("a filtered list")
    test = args.positional[0]
    kept = []
    for item in items:
        value = item if test is None else call(machine, test, Args([item], at=args.at))
        if operations.truth(value) is not False:
            kept.append(item)
    return kept


def _getattr(machine: Machine, args: Args) -> Value:
    name = as_str(args.get(1, "name"))
    if name is None:
        return Unknown("an attribute with an unknown name")
    found = get_attribute(machine, _first(args), name, args.at)
    if isinstance(found, Unknown) and len(args.positional) > 2:  # noqa: PLR2004 (the default is the third)
        return either([args.positional[2], found]) if is_known(_first(args)) else found
    return found


def _setattr(machine: Machine, args: Args) -> Value:
    name = as_str(args.get(1, "name"))
    if name is not None and len(args.positional) > 2:  # noqa: PLR2004 (the value is the third)
        set_attribute(machine, _first(args), name, args.positional[2], args.at)
    return None


def _hasattr(machine: Machine, args: Args) -> Value:
    name = as_str(args.get(1, "name"))
    owner = _first(args)
    if name is None or not is_known(owner) or isinstance(owner, External):
        return Unknown("whether there is an attribute")
    if isinstance(owner, Function):
        return name in owner.attrs or name.startswith("__")
    found = get_attribute(machine, owner, name, args.at)
    if isinstance(found, Unknown) and isinstance(owner, Class | Module):
        plain = isinstance(owner, Module) or not owner.externals()
        return False if plain else Unknown("whether there is an attribute")
    return Unknown("whether there is an attribute") if isinstance(found, Unknown | External) else True


def _isinstance(machine: Machine, args: Args) -> Value:
    if len(args.positional) < 2:  # noqa: PLR2004 (a value and its class)
        return Unknown("a test of a class")
    value, wanted = args.positional[:2]
    found = [_is_a(value, kind) for kind in (iterate(machine, wanted) or [wanted])]
    if True in found:
        return True
    return Unknown("a test of a class") if None in found else False


_TYPES = {"str": str, "int": int, "list": list, "tuple": tuple, "dict": dict, "bool": bool, "float": float}


def _is_a(value: Value, kind: Value) -> bool | None:
    if isinstance(kind, Native) and kind.name in _TYPES:
        return isinstance(value, _TYPES[kind.name]) if is_known(value) else None
    if isinstance(kind, Native) and kind.name == "type":
        return isinstance(value, Class)
    if not isinstance(kind, Class | External) or not is_known(value):
        return None
    if isinstance(value, Object):
        return _derives(value.made_by, kind)
    if isinstance(
        value, str | int | float | bool | list | tuple | dict | Function | Class | Module | View | None
    ):
        return False if isinstance(kind, Class) or not isinstance(value, str | list | dict | tuple) else None
    return None


def _derives(made_by: Value, kind: Value) -> bool | None:
    if made_by is kind or made_by == kind:
        return True
    if isinstance(made_by, Class):
        if isinstance(kind, Class):
            return kind in made_by.line()
        from flaskwright.facts.frameworks import same_class  # noqa: PLC0415 (recognisers need built-ins)

        parents = made_by.externals()
        return (
            True if any(same_class(parent, kind.name) for parent in parents) else (None if parents else False)
        )
    if isinstance(made_by, External) and isinstance(kind, External):
        from flaskwright.facts.frameworks import same_class  # noqa: PLC0415 (the same)

        return True if same_class(made_by.name, kind.name) else None
    return False


def _issubclass(machine: Machine, args: Args) -> Value:
    if len(args.positional) < 2:  # noqa: PLR2004 (two classes)
        return Unknown("a test of a class")
    value, wanted = args.positional[:2]
    if not isinstance(value, Class | External):
        return Unknown("a test of a class")
    found = [_derives(value, kind) for kind in (iterate(machine, wanted) or [wanted])]
    if True in found:
        return True
    return Unknown("a test of a class") if None in found else False


def _callable(_machine: Machine, args: Args) -> Value:
    value = _first(args)
    if isinstance(value, Function | Bound | Class | Native | View):
        return True
    return Unknown("whether it can be called") if isinstance(value, Unknown | Object | External) else False


def _type(_machine: Machine, args: Args) -> Value:
    value = _first(args)
    if len(args.positional) > 1:
        return _made_class(args)
    return value.made_by if isinstance(value, Object) else Unknown("a type")


def _made_class(args: Args) -> Value:
    """Give the class that `type(name, bases, names)` makes."""
    name, bases, names = (*args.positional, None, None)[:3]
    parents = [base for base in bases if isinstance(base, Class)] if isinstance(bases, tuple) else []
    if not parents or not isinstance(name, str):
        return Unknown("a class that is made at run time")
    made = Class(name, parents[0].node, parents[0].module, tuple(bases))
    made.names.update(names if isinstance(names, dict) else {})
    return made


def _any(machine: Machine, args: Args) -> Value:
    items = iterate(machine, _first(args))
    found = {operations.truth(item) for item in items} if items is not None else {None}
    return True if True in found else (Unknown("whether any") if None in found else False)


def _all(machine: Machine, args: Args) -> Value:
    items = iterate(machine, _first(args))
    found = {operations.truth(item) for item in items} if items is not None else {None}
    return False if False in found else (Unknown("whether all") if None in found else True)


def _next(machine: Machine, args: Args) -> Value:
    items = iterate(machine, _first(args))
    if items:
        return items[0]
    return args.positional[1] if len(args.positional) > 1 else Unknown("a next item")


def _object(_machine: Machine, args: Args) -> Value:
    return Object(External("builtins.object"), args, args.at)


def _vars(machine: Machine, args: Args) -> Value:
    return get_attribute(machine, _first(args), "__dict__", args.at)


def _same(_machine: Machine, args: Args) -> Value:
    return _first(args)


def _nothing(_machine: Machine, _args: Args) -> Value:
    return None


def _dir(machine: Machine, args: Args) -> Value:
    value = _first(args)
    if isinstance(value, Module):
        machine.load(value.path)
        return sorted(name for name in value.scope.names if isinstance(name, str))
    if isinstance(value, Class):
        return sorted({name for parent in value.line() for name in parent.names if isinstance(name, str)})
    return Unknown("names of an object")


def _repr(machine: Machine, args: Args) -> Value:
    value = _first(args)
    return repr(str(value)) if isinstance(value, str) else operations.to_text(machine, value)


def _name(_machine: Machine, args: Args) -> Value:
    return name_of(_first(args))


def _import(machine: Machine, args: Args) -> Value:
    from flaskwright.facts.abstract.library import import_module  # noqa: PLC0415 (it needs built-ins)

    return import_module(machine, args)


_CALLS: dict[str, Callable[[Machine, Args], Value]] = {
    "list": _listed, "tuple": _tupled, "set": _unique, "frozenset": _unique, "dict": _dict, "str": _text,
    "int": _number(int), "float": _number(float), "bool": _truth, "len": _length, "range": _range,
    "enumerate": _enumerate, "zip": _zip, "sorted": _sorted, "reversed": _reversed, "map": _map,
    "filter": _filter, "getattr": _getattr, "setattr": _setattr, "hasattr": _hasattr, "repr": _repr,
    "isinstance": _isinstance, "issubclass": _issubclass, "callable": _callable, "type": _type, "any": _any,
    "all": _all, "next": _next, "iter": _same, "object": _object, "print": _nothing, "vars": _vars,
    "dir": _dir, "__import__": _import, "property": _same, "staticmethod": _same, "classmethod": _same,
}  # fmt: skip

BUILTINS: dict[str, Value] = {name: Native(name, function) for name, function in _CALLS.items()}
BUILTINS.update({name: External(f"builtins.{name}") for name in ("Exception", "ValueError", "object_")})
