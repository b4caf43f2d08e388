"""Methods of texts, lists, dictionaries and sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import (
    LONGEST_LIST,
    LONGEST_TEXT,
    Args,
    Native,
    Soft,
    Text,
    Unknown,
    Value,
    as_text,
    either,
    is_known,
    options,
    pieces,
    text,
)

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine

_PLAIN_TEXT = frozenset(
    {
        "capitalize", "casefold", "count", "endswith", "find", "index", "isalpha", "isdigit", "isidentifier",
        "islower", "isupper", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "replace", "rfind",
        "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "swapcase", "title",
        "upper", "zfill",
    }
)  # fmt: skip
_FRAGMENTS = frozenset({"strip", "lstrip", "rstrip", "lower", "replace", "removeprefix", "removesuffix"})


def method(machine: Machine, owner: Value, name: str) -> Value:
    """Give a method of one of Python's own values."""
    del machine
    if isinstance(owner, str):
        return Native(name, _text_method(owner, name), owner)
    if isinstance(owner, Text):
        return Native(name, _partial_method(owner, name), owner)
    if isinstance(owner, dict):
        return Native(name, _dict_method(owner, name), owner)
    if isinstance(owner, list):
        return Native(name, _list_method(owner, name), owner)
    return Unknown(f"the attribute {name}")


Call = Callable[["Machine", Args], Value]


def _text_method(owner: str, name: str) -> Call:
    def run(machine: Machine, args: Args) -> Value:
        if name == "format":
            return format_text(machine, owner, args)
        if name == "join":
            return _join(machine, owner, args)
        if name == "encode":
            return owner
        known = all(isinstance(v, str | int | tuple | None) for v in args.positional) and not args.keywords
        if name in _PLAIN_TEXT and known and not args.open and not _grows(owner, args):
            try:
                result = getattr(str(owner), name)(*args.positional)
            except (TypeError, ValueError):
                return Unknown(f"the result of {name}()")
            if isinstance(owner, Soft):
                return Soft(result) if isinstance(result, str) else _softened(result)
            return result
        return Unknown(f"the result of {name}()")

    return run


def _grows(owner: str, args: Args) -> bool:
    """Say whether a method could make a very long text."""
    longest = max(
        [len(v) if isinstance(v, str) else v for v in args.positional if isinstance(v, str | int)], default=0
    )
    return longest > LONGEST_TEXT or len(owner) * longest > LONGEST_TEXT * 10


def _softened(result: Value) -> Value:
    return Unknown("a test of a setting", guess=result) if isinstance(result, bool | int) else result


def _partial_method(owner: Text, name: str) -> Call:
    def run(_machine: Machine, args: Args) -> Value:
        if name in _FRAGMENTS and all(isinstance(v, str) for v in args.positional):
            return _trimmed(owner, name, args)
        if (
            name == "startswith"
            and isinstance(owner.parts[0], str)
            and isinstance(args.get(0, "prefix"), str)
        ):
            start, prefix = owner.parts[0], args.positional[0]
            return start.startswith(prefix) if len(start) >= len(prefix) else Unknown("how a text starts")
        return Unknown(f"the result of {name}()")

    return run


def _trimmed(owner: Text, name: str, args: Args) -> Value:
    parts = list(owner.parts)
    for index, part in enumerate(parts):
        if isinstance(part, str) and name in {"lower", "replace"}:
            parts[index] = getattr(part, name)(*args.positional)
    first, last = parts[0], parts[-1]
    if name in {"strip", "lstrip", "removeprefix"} and isinstance(first, str):
        parts[0] = getattr(first, "lstrip" if name == "strip" else name)(*args.positional)
    if name in {"strip", "rstrip", "removesuffix"} and isinstance(last, str):
        parts[-1] = getattr(last, "rstrip" if name == "strip" else name)(*args.positional)
    return text(parts)


def format_text(machine: Machine, pattern: str, args: Args) -> Value:
    """Follow `pattern.format(...)`."""
    import string  # noqa: PLC0415 (rarely needed)

    from flaskwright.facts.abstract.operations import to_text  # noqa: PLC0415 (operators need methods)

    parts: list[str | Unknown] = []
    automatic = 0
    try:
        fields = list(string.Formatter().parse(str(pattern)))
    except ValueError:
        return Unknown("a formatted text")
    for literal, name, _spec, _conversion in fields:
        parts.append(literal)
        if name is None:
            continue
        key: str | int = name
        if name == "":
            key, automatic = automatic, automatic + 1
        elif name.isdigit():
            key = int(name)
        value = _field(machine, key, args)
        parts += pieces(to_text(machine, value))
    return text(parts)


def _field(machine: Machine, key: str | int, args: Args) -> Value:
    from flaskwright.facts.abstract.attributes import get_attribute  # noqa: PLC0415 (they need methods)

    if isinstance(key, int):
        return args.positional[key] if key < len(args.positional) else Unknown("a field of a format")
    first, *rest = key.split(".")
    if first.isdigit():
        value = _field(machine, int(first), args)
    else:
        value = args.keywords.get(first, Unknown("a field of a format"))
    for name in rest:
        value = get_attribute(machine, value, name, args.at)
    return value


def _join(machine: Machine, owner: str, args: Args) -> Value:
    from flaskwright.facts.abstract.iterating import iterate  # noqa: PLC0415 (it needs the machine)

    items = iterate(machine, args.get(0, "items"))
    if items is None:
        return Unknown("a joined text")
    parts: list[str | Unknown] = []
    for index, item in enumerate(items):
        if index:
            parts.append(str(owner))
        parts += pieces(item)
    return text(parts)


def _key(value: Value) -> Value:
    if isinstance(value, Soft):
        return str(value)
    try:
        hash(value)
    except TypeError:
        return Unknown("a key")
    return value if is_known(value) else Unknown("a key")


def _dict_method(owner: dict[Value, Value], name: str) -> Call:
    def run(machine: Machine, args: Args) -> Value:
        from flaskwright.facts.abstract import operations  # noqa: PLC0415 (operators need methods)

        key = _key(args.get(0, "key", Unknown("a key")))
        default = args.get(1, "default")
        if name == "get":
            found = operations.item(machine, owner, args.get(0, "key", Unknown("a key")))
            return default if isinstance(found, Unknown) and is_known(key) and key not in owner else found
        if name == "setdefault":
            return owner.setdefault(key, default)
        if name == "pop":
            return owner.pop(key, default) if is_known(key) else operations.item(machine, owner, key)
        if name == "update":
            _update(owner, args)
        elif name == "copy":
            return dict(owner)
        elif name == "clear":
            owner.clear()
        return {"items": list(owner.items()), "keys": list(owner), "values": list(owner.values())}.get(name)

    return run


def _update(owner: dict[Value, Value], args: Args) -> None:
    for value in args.positional:
        source = next((option for option in options(value) if isinstance(option, dict)), None)
        owner.update({Unknown("keys of an unknown dictionary"): value} if source is None else source)
    owner.update(args.keywords)


def _list_method(owner: list[Value], name: str) -> Call:
    def run(machine: Machine, args: Args) -> Value:
        from flaskwright.facts.abstract.iterating import iterate  # noqa: PLC0415 (it needs the machine)

        first = args.get(0, "item", Unknown("an item"))
        if len(owner) > LONGEST_LIST and name in {"append", "add", "extend", "update", "insert"}:
            return None
        if name in {"append", "add"}:
            if name == "append" or not any(first is item for item in owner):
                owner.append(first)
        elif name in {"extend", "update"}:
            items = iterate(machine, first)
            owner.extend([Unknown("items of an unknown list")] if items is None else items)
        elif name == "insert" and len(args.positional) > 1:
            owner.insert(first if isinstance(first, int) else 0, args.positional[1])
        elif name == "pop":
            return _pop(owner, args)
        elif name in {"remove", "discard"}:
            owner[:] = [
                item for item in owner if item is not first and not (item == first and is_known(first))
            ]
        elif name == "clear":
            owner.clear()
        else:
            return _list_result(machine, owner, name, args)
        return None

    return run


def _pop(owner: list[Value], args: Args) -> Value:
    index = args.get(0, "index", -1)
    if isinstance(index, int) and -len(owner) <= index < len(owner):
        return owner.pop(index)
    return either(list(owner)) if owner else Unknown("an item")


def _list_result(machine: Machine, owner: list[Value], name: str, args: Args) -> Value:
    from flaskwright.facts.abstract.iterating import iterate  # noqa: PLC0415 (it needs the machine)

    if name == "copy":
        return list(owner)
    if name == "count":
        return Unknown("a count")
    if name in {"union", "difference", "intersection"}:
        other = iterate(machine, args.get(0, "other")) or []
        if name == "union":
            return [*owner, *(item for item in other if item not in owner)]
        return [item for item in owner if (item in other) is (name == "intersection")]
    return Unknown(f"the result of {name}()") if as_text(name) != "sort" else None
