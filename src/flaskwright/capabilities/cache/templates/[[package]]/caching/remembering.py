"""Remember what functions give: found out once, however many ask at the same time."""

import time
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import update_wrapper
from hashlib import sha256
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from .flights import Flights
from .store import cache
from .topics import forget, key_of, versions_of

P = ParamSpec("P")
T = TypeVar("T")

__all__ = ["WARM", "Remembered", "forget", "remember"]

# Whoever finds something out holds a lock in the cache; another process waits for the
# result, but no longer than this.
LONGEST_WORK = 10
LOOK_EVERY = 0.02

# Values that mean the same wherever they are, so that they can be part of a key.
PLAIN = (bool, bytes, date, Decimal, Enum, float, int, str, type(None), UUID)

WARM: list["Remembered[..., Any]"] = []
flights = Flights()


class Remembered(Generic[P, T]):
    """A function whose results are remembered; made by `remember`."""

    def __init__(self, function: Callable[P, T], topics: tuple[str, ...], seconds: int) -> None:
        update_wrapper(self, function, updated=())
        self.function = function
        self.topics = topics
        self.seconds = seconds

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what is remembered, else find it out and remember it.

        It is a copy: who changes it changes nobody else's.
        """
        key = self.key(args, kwargs)
        found, _versions = self.look(key)
        if found is not None:
            return found[0]
        return deepcopy(flights.join(key, lambda: self.find_out(key, args, kwargs)))

    def refresh(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Find it out again, and remember that."""
        key = self.key(args, kwargs)
        _found, versions = self.look(key)
        return self.work(key, versions, args, kwargs)

    def look(self, key: str) -> tuple[tuple[T] | None, tuple[str, ...]]:
        """Give what is remembered, if it is of these versions, and the versions."""
        kept, *found = cache.get_many(key, *map(key_of, self.topics))
        versions = versions_of(self.topics, found)
        return (kept[1] if kept and kept[0] == versions else None), versions

    def find_out(self, key: str, args: Any, kwargs: Any) -> T:
        """Find it out, unless another process does: then wait for what it finds."""
        until = time.monotonic() + LONGEST_WORK
        lock = f"{key}:lock"
        alone = cache.add(lock, True, timeout=LONGEST_WORK)
        while not alone and time.monotonic() < until:
            time.sleep(LOOK_EVERY)
            found, _versions = self.look(key)
            if found is not None:
                return found[0]
            alone = cache.add(lock, True, timeout=LONGEST_WORK)
        found, versions = self.look(key)
        try:
            return found[0] if found is not None else self.work(key, versions, args, kwargs)
        finally:
            if alone:
                cache.delete(lock)

    def work(self, key: str, versions: tuple[str, ...], args: Any, kwargs: Any) -> T:
        """Call the function, and remember its result under the versions from before."""
        result = self.function(*args, **kwargs)
        cache.set(key, (versions, (result,)), timeout=self.seconds)
        return result

    def key(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """Give the key of a call; raises TypeError for what cannot be part of one."""
        given = [*args, *(value for pair in sorted(kwargs.items()) for value in pair)]
        for value in given:
            if not isinstance(value, PLAIN):
                raise TypeError(f"{value!r} cannot be part of a key: give its identifier.")
        text = repr([(type(value).__name__, value) for value in given])
        name = f"{self.function.__module__}.{self.function.__qualname__}"
        return f"call:{sha256(f'{name}{text}'.encode()).hexdigest()}"


def remember(
    *topics: str, seconds: int = 300, warm: bool = False
) -> Callable[ [Callable[P, T]], Remembered[P, T]]:
    """Remember what a function gives, until one of its topics is forgotten.

    The result must be plain data, not rows of a session. `flask cache warm` calls
    those that are `warm`, which take no arguments.
    """

    def decorate(function: Callable[P, T]) -> Remembered[P, T]:
        remembered = Remembered(function, topics, seconds)
        if warm:
            WARM.append(remembered)
        return remembered

    return decorate
