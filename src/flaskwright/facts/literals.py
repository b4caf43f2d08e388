"""What an expression's source is worth, where it is a literal."""

from __future__ import annotations

import ast


def text_of(source: str) -> str | None:
    """Give the text that an expression is, None for every other expression."""
    try:
        value = ast.literal_eval(source)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else None
