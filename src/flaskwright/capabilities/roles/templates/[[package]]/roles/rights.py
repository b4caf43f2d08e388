"""What somebody may do, read from the database once in a request."""

from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context
from flask_login import current_user
from sqlalchemy import select

from ..accounts.models import User
from ..extensions import db
from .models import Role, RolePermission, user_role
from .permissions import EVERYTHING, checked


@dataclass(frozen=True)
class Rights:
    """The roles and permissions of one user."""

    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()

    def permit(self, name: str) -> bool:
        """Say whether a permission is there.

        Raises LookupError for one that is not declared.
        """
        return not self.permissions.isdisjoint({checked(name), EVERYTHING})


NONE = Rights()


def has_role(name: str) -> bool:
    """Say whether who sends this request has a role."""
    return has_request_context() and name in of(current_user).roles


def has_permission(user: Any, name: str) -> bool:
    """Say whether a user has a permission: `current_user is permitted("…")`."""
    return of(user).permit(name)


def of(user: Any) -> Rights:
    """Give the rights of a user; a visitor has none."""
    if user is None or not (user.is_authenticated and user.is_active):
        return NONE
    found: dict[int, Rights] = g.setdefault("rights", {})
    if user.id not in found:
        found[user.id] = read(user.id)
    return found[user.id]


def read(user_id: int) -> Rights:
    """Read the rights of a user."""
    rows = db.session.execute(
        select(Role.name, RolePermission.permission)
        .join(user_role, user_role.c.role_id == Role.id)
        .outerjoin(Role.grants)
        .where(user_role.c.user_id == user_id)
    ).all()
    return Rights(
        frozenset(name for name, _ in rows),
        frozenset(permission for _, permission in rows if permission is not None),
    )


def forget(user: User) -> None:
    """Read the rights of a user again: they have changed."""
    g.get("rights", {}).pop(user.id, None)
