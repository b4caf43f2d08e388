"""Capabilities that other distributions bring: their entry points in the group `flaskwright.capabilities`.

Which there are is read when the menu is first needed; one is imported when it is first looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from flaskwright.errors import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from flaskwright.capability import Capability

GROUP = "flaskwright.capabilities"
OURS = "flaskwright"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Offer:
    """A name of the menu that other distributions bring.

    `points` are the entry points of that name, `owners` the distributions that have it, sorted: where these are
    several (Flaskwright itself may be one of them), none of them can be had.
    """

    name: str
    points: tuple[EntryPoint, ...]
    owners: tuple[str, ...]

    @cached_property
    def capability(self) -> Capability:
        """The capability. Raises UsageError, which names its distribution, for one that cannot be had."""
        from flaskwright.capability import Capability  # noqa: PLC0415 (loaded once something is built)

        owner, *others = self.owners
        if others:
            raise UsageError(
                f"{owner} and {' and '.join(others)} both have a capability {self.name!r}; "
                f"uninstall {max(set(self.owners) - {OURS})}, or ask its authors for another name."
            )
        if not _NAME.fullmatch(self.name):
            raise self._refused(f"has the capability {self.name!r}, whose name is not of small letters")
        try:
            found = self.points[0].load()
        except Exception as error:  # whatever a module of others does when it is imported
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            raise self._refused(
                f"has the capability {self.name!r}, which cannot be loaded ({reason})"
            ) from error
        if not isinstance(found, Capability):
            raise self._refused(f"says that {self.points[0].value} is a capability, but it is none")
        if found.name != self.name:
            raise self._refused(f"has the capability {self.name!r}, which calls itself {found.name!r}")
        return replace(found, distribution=owner)

    def _refused(self, why: str) -> UsageError:
        return UsageError(f"{self.owners[0]} {why}; take another version of it, or uninstall it.")


@cache
def offers(ours: Collection[str]) -> Mapping[str, Offer]:
    """Give what the installed distributions bring, by name, in the order of the names; `ours` are the built-in ones."""
    from importlib.metadata import entry_points  # noqa: PLC0415 (start-up needs no menu)

    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, []).append(point)
    return MappingProxyType(
        {name: Offer(name, tuple(found[name]), _owners(name, found[name], ours)) for name in sorted(found)}
    )


def _owners(name: str, points: Collection[EntryPoint], ours: Collection[str]) -> tuple[str, ...]:
    owners = {point.dist.name if point.dist else point.module for point in points}
    return tuple(sorted(owners | ({OURS} if name in ours else set())))
