"""The permissions that can be asked for, and the roles that there are at first."""

from typing import NamedTuple

EVERYTHING = "*"


class Permission(NamedTuple):
    """Something that not everybody may do."""

    name: str
    about: str


class StartingRole(NamedTuple):
    """A role that is made by itself, when it is granted first."""

    name: str
    about: str
    permissions: frozenset[str]


PERMISSIONS: list[Permission] = []

# Later, the database says what they permit: `flask roles allow`, `flask roles forbid`.
STARTING_ROLES: list[StartingRole] = [
    StartingRole("admin", "May do everything.", frozenset({EVERYTHING})),
    StartingRole(
        "editor",
        "Looks after the contents.",
        frozenset(p.name for p in PERMISSIONS if p.name.endswith(":write")),
    ),
]


def checked(name: str) -> str:
    """Give a permission's name. Raises LookupError for one that is not declared."""
    if all(permission.name != name for permission in PERMISSIONS):
        raise LookupError(f"{name!r} is not among the PERMISSIONS in {__name__}.")
    return name
