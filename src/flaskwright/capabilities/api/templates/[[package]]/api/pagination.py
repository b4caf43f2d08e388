"""Pages: by number, or by the last item seen, which no insert can shift."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, and_, false, or_

from ..errors import NotFound
from .filters import Errors, Filters, Key


NO_PAGE = "No page starts there; take the address from `next`."


def read_number(text: str | None, name: str, most: int, errors: Errors) -> int | None:
    """Read a whole number from 1 to `most`; None if it is not given, or wrong."""
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most:
        return int(text)
    errors[name] = [f"Must be a whole number from 1 to {most}."]
    return None


def ordering(keys: Sequence[Key]) -> list[UnaryExpression[Any]]:
    """Give ORDER BY; NULL comes last on every database, in both directions."""
    order = []
    for key in keys:
        if key.column.nullable:
            order.append(key.column.is_(None).asc())
        order.append(key.column.desc() if key.descending else key.column.asc())
    return order


def after(keys: Sequence[Key], values: Sequence[Any]) -> ColumnElement[bool]:
    """Give the condition that an item comes after the one that has these values.

    For (a, b): a is greater, or a is equal and b is greater.
    """
    alternatives = []
    equal: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        alternatives.append(and_(*equal, beyond(key, value)))
        equal.append(key.column == value)
    return or_(*alternatives)


def beyond(key: Key, value: Any) -> ColumnElement[bool]:
    """Give the condition that a column comes after a value, in the key's direction."""
    if value is None:
        return false()
    found = key.column < value if key.descending else key.column > value
    return or_(found, key.column.is_(None)) if key.column.nullable else found


def write_cursor(keys: Sequence[Key], item: Mapping[str, Any]) -> str:
    """Write where an item stands: its values of the sorted columns."""
    values = json.dumps([item[key.name] for key in keys], separators=(",", ":"))
    return base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")


def read_cursor(text: str, keys: Sequence[Key], filters: Filters) -> list[Any]:
    """Read what `write_cursor` wrote; raises NotFound for anything else."""
    errors: Errors = {}
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != len(keys):
        raise NotFound(NO_PAGE)
    found = [
        None if value is None and key.column.nullable else filters.read("after", key.name, value, errors)
        for key, value in zip(keys, values, strict=True)
    ]
    if errors:
        raise NotFound(NO_PAGE)
    return found
