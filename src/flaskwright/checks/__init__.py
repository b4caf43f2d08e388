"""The checks, one module each, found by scanning this folder and ordered by id."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flaskwright.check import Check


@cache
def all_checks() -> tuple[Check, ...]:
    """Give every check, ordered by id."""
    names = [module.name for module in iter_modules(__path__)]
    found: list[Check] = [import_module(f"{__name__}.{name}").CHECK for name in names]
    return tuple(sorted(found, key=lambda check: check.id))
