"""Texts that can be read off the source: constants, names of constants, concatenations, f-strings."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from flaskwright.facts.names import dotted

if TYPE_CHECKING:
    from flaskwright.facts.names import Modules

_DEEPEST = 12
_METHODS: Mapping[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "title": str.title,
    "strip": str.strip,
}


def fold(
    modules: Modules, path: str, node: ast.expr | None, names: Mapping[str, str] | None = None, depth: int = 0
) -> str | None:
    """Give the text that an expression of a file is, None where only the running program knows.

    `names` are further dotted names and what they stand for (`cls.__name__`).
    """
    if node is None or depth > _DEEPEST:
        return None
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([fold(modules, path, part, names, depth + 1) for part in (left, right)])
        case ast.JoinedStr(values=parts):
            return _joined([fold(modules, path, part, names, depth + 1) for part in parts])
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return fold(modules, path, value, names, depth + 1)
        case ast.Call(func=ast.Attribute(value=value, attr=method), args=[], keywords=[]) if (
            method in _METHODS
        ):
            inner = fold(modules, path, value, names, depth + 1)
            return None if inner is None else _METHODS[method](inner)
        case ast.Name() | ast.Attribute():
            return _of_name(modules, path, dotted(node) or "", names, depth)
    return None


def _of_name(
    modules: Modules, path: str, name: str, names: Mapping[str, str] | None, depth: int
) -> str | None:
    if names and name in names:
        return names[name]
    symbol = modules.resolve(path, name) if name else None
    if symbol is None or symbol.path is None:
        return None
    value = modules.outline(symbol.path).assigned.get(symbol.name)
    return fold(modules, symbol.path, value, None, depth + 1)


def _joined(parts: list[str | None]) -> str | None:
    return None if any(part is None for part in parts) else "".join(part for part in parts if part)
