"""What can be done with roles; each function is one transaction."""

from sqlalchemy import delete, insert, select

from ..accounts.models import User
from ..accounts.rows import won
from ..database import transaction
from ..errors import Conflict, NotFound
from ..extensions import db
from . import rights
from .models import Role, user_role
from .permissions import EVERYTHING, STARTING_ROLES, StartingRole, checked
from .trail import note, renew


def grant(user: User, name: str) -> bool:
    """Give a user a role; say no when they have it already. Raises NotFound."""
    with transaction(db.session):
        role = find(name)
        if role.name in of(user):
            return False
        row = {"user_id": user.id, "role_id": role.id}
        db.session.execute(insert(user_role).values(row))
        note("granted", role, user=user)
        renew(user, "role-granted")
    return True


def revoke(user: User, name: str) -> bool:
    """Take a role from a user; say no when they do not have it. Raises NotFound."""
    with transaction(db.session):
        role = find(name)
        row = (user_role.c.user_id == user.id) & (user_role.c.role_id == role.id)
        if not won(delete(user_role).where(row)):
            return False
        note("revoked", role, user=user)
        renew(user, "role-revoked")
    return True


def create(name: str, about: str = "") -> None:
    """Make a role that permits nothing yet. Raises Conflict."""
    with transaction(db.session):
        if name in names():
            raise Conflict(f"There is a role {name} already.")
        role = Role(name=name, about=about)
        db.session.add(role)
        note("created", role)


def remove(name: str) -> None:
    """Delete a role; whoever had it has it no more. Raises NotFound."""
    with transaction(db.session):
        role = find(name)
        users = list(role.users)
        note("deleted", role)
        db.session.delete(role)
        db.session.flush()
        for user in users:
            renew(user, "role-revoked")


def allow(name: str, permission: str) -> None:
    """Let a role permit something more. Raises NotFound, LookupError."""
    if permission != EVERYTHING:
        checked(permission)
    with transaction(db.session):
        role = find(name)
        role.permissions.add(permission)
        changed("allowed", role, permission)


def forbid(name: str, permission: str) -> None:
    """Let a role permit something no more. Raises NotFound."""
    with transaction(db.session):
        role = find(name)
        role.permissions.discard(permission)
        changed("forbidden", role, permission)


def changed(action: str, role: Role, permission: str) -> None:
    """Note that a role permits more or less, to whoever has it."""
    note(action, role, permission=permission)
    for user in role.users:
        renew(user, "role-changed")


def find(name: str) -> Role:
    """Give a role; one of those that there are at first is made. Raises NotFound."""
    role = db.session.scalar(select(Role).where(Role.name == name))
    if role is None:
        starting = next((role for role in STARTING_ROLES if role.name == name), None)
        if starting is None:
            raise NotFound(f"There is no role {name}; there are {', '.join(names())}.")
        role = make(starting)
        db.session.add(role)
        db.session.flush()
    return role


def make(starting: StartingRole) -> Role:
    """Make a role that there is at first."""
    return Role(
        name=starting.name, about=starting.about, permissions=set(starting.permissions)
    )


def make_starting_roles() -> list[Role]:
    """Make the roles that there are at first."""
    return [make(starting) for starting in STARTING_ROLES]


def names() -> list[str]:
    """Name the roles, also those that are yet to be made."""
    made = db.session.scalars(select(Role.name))
    return sorted({*made, *(role.name for role in STARTING_ROLES)})



def of(user: User) -> list[str]:
    """Name the roles of a user."""
    return sorted(rights.read(user.id).roles)
