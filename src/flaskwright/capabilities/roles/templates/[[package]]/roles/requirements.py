"""What it takes to use an endpoint."""

from dataclasses import dataclass

from .permissions import checked
from .rights import Rights

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Requirement:
    """An account, and with it one of some roles and all of some permissions."""

    account: bool = True
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()

    def is_met_by(self, rights: Rights) -> bool:
        """Say whether a user with these rights is let in."""
        return (not self.roles or bool(self.roles & rights.roles)) and all(
            rights.permit(name) for name in self.permissions
        )

    def __str__(self) -> str:
        if not self.account:
            return "anybody"
        kinds = ((" or ", self.roles), (" and ", self.permissions))
        return " with ".join(word.join(sorted(names)) for word, names in kinds if names) or "users"


ANYBODY = Requirement(account=False)
USERS = Requirement()


def role(*names: str) -> Requirement:
    """Require one of these roles."""
    return Requirement(roles=some(names))


def permission(*names: str) -> Requirement:
    """Require all of these permissions. Raises LookupError for one not declared."""
    return Requirement(permissions=frozenset(map(checked, some(names))))


def some(names: tuple[str, ...]) -> frozenset[str]:
    """Give the names, of which there must be at least one.

    Raises TypeError for what is no name: a decorator that was not called, say.
    """
    if not names or not all(isinstance(name, str) and name for name in names):
        raise TypeError("Name what is required.")
    return frozenset(names)


@dataclass(frozen=True)
class Rule:
    """What it takes to use an endpoint, or all the endpoints of a blueprint.

    `changes` is what it takes to change something, where reading takes less.
    """

    name: str
    reading: Requirement
    changes: Requirement | None = None

    def requirement(self, method: str) -> Requirement:
        """Give what a request with this method must meet."""
        return self.reading if method in SAFE or self.changes is None else self.changes
