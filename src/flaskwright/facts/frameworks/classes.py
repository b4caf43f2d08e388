"""One short name for a class, wherever it was imported from."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def short(name: str) -> str:
    """Give the top package and the last part: `flask.blueprints.Blueprint` is `flask.Blueprint`."""
    top, _, rest = name.partition(".")
    last = rest.rpartition(".")[2]
    return f"{top}.{last}" if last else name
