"""TOML files as tables, read once per content."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@lru_cache(maxsize=64)
def toml(data: bytes) -> tuple[Mapping[str, Any], str | None]:
    """Give a TOML file's tables and what is wrong with it, if anything."""
    try:
        return MappingProxyType(tomllib.loads(data.decode())), None
    except (ValueError, RecursionError) as error:
        return _NOTHING, f"is not TOML: {error}"
