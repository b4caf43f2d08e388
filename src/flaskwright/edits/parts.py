"""Merge three versions of a file by its named parts: the functions of a module, the keys of a table.

A part that only one side changed is that side's; one that both changed is merged by its own parts, or else by line.
What both sides left alone stays byte for byte, wherever it has moved to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from flaskwright.edits.merge import Merged, Sides, merge_lines

Key: TypeAlias = tuple[Hashable, ...]


@dataclass(frozen=True)
class Part:
    """A part of a text: what it is called, the blank lines before it, its own text, and what it is made of.

    Comments right before something belong to it. `body` is None for what is merged by line.
    """

    key: Key
    gap: str
    text: str
    body: Body | None = None


@dataclass(frozen=True)
class Body:
    """What a text is made of: a head, parts, a tail."""

    head: str
    parts: tuple[Part, ...]
    tail: str

    @property
    def by_key(self) -> Mapping[Key, Part]:
        """The parts by their keys."""
        return {part.key: part for part in self.parts}


NOTHING = Body("", (), "")


@dataclass(frozen=True)
class MergedPart:
    """A merged part: the blank lines before it, its text with marked conflicts."""

    key: Key
    gap: str
    merged: Merged


class Keys:
    """Numbers keys that occur more than once in a body."""

    def __init__(self) -> None:
        self._seen: Counter[Key] = Counter()

    def unique(self, key: Key) -> Key:
        """Give a key with its number."""
        self._seen[key] += 1
        return (*key, self._seen[key] - 1)


def merge_bodies(base: Body, ours: Body, theirs: Body, sides: Sides) -> Merged:
    """Merge three bodies into a text."""
    parts = merge_parts(base.parts, ours.parts, theirs.parts, sides)
    return joined(base, ours, theirs, parts, sides)


def joined(base: Body, ours: Body, theirs: Body, parts: Iterable[MergedPart], sides: Sides) -> Merged:
    """Make a text of merged parts, the heads and the tails."""
    head = merge_lines(base.head, ours.head, theirs.head, sides)
    tail = merge_lines(base.tail, ours.tail, theirs.tail, sides)
    text, conflicts = head.text, head.conflicts + tail.conflicts
    for part in parts:
        text = _ended(text) + (part.gap if text else "") + part.merged.text
        conflicts += part.merged.conflicts
    return Merged((_ended(text) if tail.text else text) + tail.text, conflicts)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def merge_parts(
    base: Sequence[Part], ours: Sequence[Part], theirs: Sequence[Part], sides: Sides
) -> list[MergedPart]:
    """Merge the parts of three bodies, in the order of the side that moved them; new ones follow what they followed."""
    old, mine, new = ({part.key: part for part in parts} for parts in (base, ours, theirs))
    found = {
        key: merged
        for key in {**mine, **new}
        if (merged := _merged(old.get(key), mine.get(key), new.get(key), sides)) is not None
    }
    return [
        MergedPart(key, _gap(old.get(key), mine.get(key), new.get(key)), found[key])
        for key in _ordered([*old], [*mine], [*new], found)
    ]


def _merged(base: Part | None, ours: Part | None, theirs: Part | None, sides: Sides) -> Merged | None:
    """Merge a part; None where it goes."""
    was, mine, new = (None if part is None else part.text for part in (base, ours, theirs))
    if mine in (new, was):
        return None if new is None else Merged(new)
    if new == was:
        return None if mine is None else Merged(mine)
    if ours and theirs and ours.body and theirs.body and not (base and base.body is None):
        return merge_bodies(base.body if base and base.body else NOTHING, ours.body, theirs.body, sides)
    return merge_lines(was or "", mine or "", new or "", sides)


def _gap(base: Part | None, ours: Part | None, theirs: Part | None) -> str:
    if ours is None or (theirs and base and ours.gap == base.gap):
        return theirs.gap if theirs else ""
    return ours.gap


def _ordered(base: list[Key], ours: list[Key], theirs: list[Key], kept: Collection[Key]) -> list[Key]:
    """Give the order of what is kept: ours where we moved something, else theirs, and what is only in the other."""
    common = set(base) & set(ours) & set(theirs)
    moved = [key for key in ours if key in common] != [key for key in base if key in common]
    spine, other = (ours, theirs) if moved else (theirs, ours)
    order = [key for key in spine if key in kept]
    place = 0
    for key in other:
        if key in order:
            place = order.index(key) + 1
        elif key in kept:
            order.insert(place, key)
            place += 1
    return order
