"""Frozen facts as plain data and back, checked against the types of their fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


class NotFacts(ValueError):  # noqa: N818 (it says what the data is)
    """Data are no facts of this version."""


def packed(value: Any) -> Any:
    """Give a fact as lists: a dataclass is the list of its fields."""
    if dataclasses.is_dataclass(value):
        kind: Any = type(value)
        return [packed(getattr(value, name)) for name in _fields(kind)]
    return [packed(part) for part in value] if isinstance(value, tuple) else value


def unpacked(hint: Any, value: Any) -> Any:
    """Make what a type says from plain data. Raises NotFacts where the data is anything else."""
    if hint in {str, int, bool, NoneType}:
        if type(value) is hint:
            return value
        raise NotFacts
    if isinstance(hint, type) and (fields := _fields(hint)):
        if not isinstance(value, list) or len(value) != len(fields):
            raise NotFacts
        return hint(*(unpacked(kind, part) for kind, part in zip(fields.values(), value, strict=True)))
    origin, arguments = _parts(hint)
    if origin is tuple and isinstance(value, list):
        if arguments[-1] is Ellipsis:
            return tuple(unpacked(arguments[0], part) for part in value)
        if len(arguments) == len(value):
            return tuple(unpacked(kind, part) for kind, part in zip(arguments, value, strict=True))
    if origin in {Union, UnionType}:
        return _one_of(arguments, value)
    raise NotFacts


@cache
def _fields(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in dataclasses.fields(kind)} if dataclasses.is_dataclass(kind) else {}


@cache
def _parts(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(hint), get_args(hint)


def _one_of(hints: tuple[Any, ...], value: Any) -> Any:
    for hint in hints:
        try:
            return unpacked(hint, value)
        except NotFacts:
            continue
    raise NotFacts
