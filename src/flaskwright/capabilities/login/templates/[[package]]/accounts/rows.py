"""Changes that only one of two can win who try at the same time."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update

from ..extensions import db


def won(statement: Update | Delete) -> bool:
    """Run a statement that is about one row; say whether the row was still there."""
    result = cast(CursorResult[Any], db.session.execute(statement))
    return result.rowcount == 1
