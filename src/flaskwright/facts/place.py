"""Where a fact stands, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file of the project; the path is relative to its root."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


NOWHERE = Place("", 0)


@dataclass(frozen=True, order=True)
class Problem:
    """Something that could not be read, and why. Everything else has been read all the same."""

    at: Place
    message: str
