"""The audit trail of the admin: who changed what, noted in the change's transaction."""

from typing import Any

from flask_login import current_user
from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload

from ..database import Model
from ..extensions import db
from .models import AdminChange

LONGEST = 200
# Values of columns with such a word in their name are nobody's business.
SECRET_WORDS = ("hash", "key", "password", "secret", "token")


def record(action: str, row: Model, values: dict[str, Any]) -> None:
    """Note what the administrator does to a row."""
    db.session.add(
        AdminChange(
            user_id=current_user.id,
            action=action,
            table=row.__tablename__,
            row=row.id,
            label=str(row)[:80],
            values=values,
        )
    )


def changes(row: Model) -> dict[str, Any]:
    """Give what has changed of a row since it was read: old and new, by column."""
    found = {}
    for attribute in inspect(row).attrs:
        history = attribute.history
        if history.has_changes():
            found[attribute.key] = [
                shown(attribute.key, history.deleted),
                shown(attribute.key, history.added),
            ]
    return found


def shown(name: str, values: Any) -> str | None:
    """Write old or new values of a column as short text."""
    values = [value for value in values or () if value is not None]
    if not values:
        return None
    if any(word in name for word in SECRET_WORDS):
        return "********"
    return ", ".join(str(value) for value in values)[:LONGEST]


def latest(count: int = 10) -> list[AdminChange]:
    """Give the newest changes."""
    query = (
        select(AdminChange)
        .options(joinedload(AdminChange.user))
        .order_by(AdminChange.id.desc())
        .limit(count)
    )
    return list(db.session.scalars(query))
