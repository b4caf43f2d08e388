"""The capabilities, in menu order: the order in which they are applied and shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from flaskwright.capabilities.third_party import offers
from flaskwright.errors import UsageError

if TYPE_CHECKING:
    from flaskwright.capability import Capability

log = logging.getLogger("flaskwright")

MENU = (
    "app",
    "config",
    "headers",
    "pages",
    "forms",
    "database",
    "cache",
    "mail",
    "login",
    "roles",
    "resource",
    "uploads",
    "api",
    "limits",
    "cors",
    "compression",
    "admin",
    "health",
    "logging",
    "sentry",
    "metrics",
    "gunicorn",
    "docker",
    "ci",
    "agents",
)

SKELETON = ("app", "config")


class Menu(Mapping[str, "Capability"]):
    """The capabilities by name, ours first, then those of other distributions; one is imported when it is looked at.

    Looking at one of another distribution that cannot be had raises UsageError.
    """

    def __getitem__(self, name: str) -> Capability:
        if offer := offers(MENU).get(name):
            return offer.capability
        if name not in MENU:
            raise KeyError(name)
        return _load(name)

    def __iter__(self) -> Iterator[str]:
        yield from MENU
        yield from (name for name in offers(MENU) if name not in MENU)

    def __len__(self) -> int:
        return sum(1 for _name in self)

    def __contains__(self, name: object) -> bool:
        return name in MENU or name in offers(MENU)

    def usable(self) -> Iterator[Capability]:
        """Give the capabilities that can be had; what is wrong with the others stands in the log."""
        for name in self:
            try:
                yield self[name]
            except UsageError as error:
                log.warning("%s", error)


@cache
def _load(name: str) -> Capability:
    found: Capability = import_module(f"{__name__}.{name}").CAPABILITY
    return found
