"""Topics: what is remembered belongs to some, and is forgotten with any of them.

A topic has a version, which is kept in the cache too. What was remembered under an
older one is not found again, without anybody looking for it.
"""

from collections.abc import Sequence
from uuid import uuid4

from .store import cache

NEVER = 0


def key_of(topic: str) -> str:
    """Give the key under which a topic's version is kept."""
    return f"topic:{topic}"


def versions_of(topics: Sequence[str], found: Sequence[str | None]) -> tuple[str, ...]:
    """Give the versions of topics, as they were found; those that have none get one.

    It never counts up from a start: after an eviction, old versions would come again.
    """
    versions = []
    for topic, version in zip(topics, found, strict=True):
        if version is None:
            version = uuid4().hex
            if not cache.add(key_of(topic), version, timeout=NEVER):
                version = cache.get(key_of(topic)) or version
        versions.append(version)
    return tuple(versions)


def version_of(*topics: str) -> str:
    """Give one text for the versions of topics: a part of a key, also in templates."""
    found = cache.get_many(*map(key_of, topics)) if topics else []
    return "-".join(versions_of(topics, found))


def forget(*topics: str) -> None:
    """Forget everything that was remembered about these topics."""
    for topic in topics:
        cache.set(key_of(topic), uuid4().hex, timeout=NEVER)
