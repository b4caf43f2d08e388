"""What a loop goes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import Class, Either, Object, Value

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine


def iterate(machine: Machine, value: Value) -> list[Value] | None:
    """Give the items that a loop over a value meets, None where they are unknown."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, dict | set | frozenset | range):
        return list(value)
    if isinstance(value, str):
        return list(str(value))
    if isinstance(value, Either):
        known = [items for option in value.options if (items := iterate(machine, option)) is not None]
        return max(known, key=len) if known else None
    if isinstance(value, Class):
        return members(value)
    if isinstance(value, Object) and isinstance(value.model, list):
        return list(value.model)
    return None


def members(enumeration: Class) -> list[Value] | None:
    """Give the members of an Enum class, None for any other class."""
    found = [v for v in enumeration.names.values() if isinstance(v, Object) and v.kind == "member"]
    return found or None
