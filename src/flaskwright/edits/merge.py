"""Merge three versions of a text by line: what was, what the user made of it, what it is to become."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Fewer lines between two conflicts, or lines without a word, tell nothing: git makes one conflict of both.
_CLOSE = 3


@dataclass(frozen=True)
class Merged:
    """A merged text, and the number of conflicts that are marked in it."""

    text: str
    conflicts: int = 0


@dataclass(frozen=True)
class Sides:
    """What the two sides of a conflict are called in its marks."""

    ours: str
    theirs: str

    def marked(self, ours: str, theirs: str) -> str:
        """Show a conflict as git does."""
        return f"<<<<<<< {self.ours}\n{_ended(ours)}=======\n{_ended(theirs)}>>>>>>> {self.theirs}\n"


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def merge(base: str, ours: str, theirs: str) -> str | None:
    """Give `ours` with the changes from `base` to `theirs`, or None where both changed the same lines."""
    merged = merge_lines(base, ours, theirs, Sides("ours", "theirs"))
    return None if merged.conflicts else merged.text


def merge_lines(base: str, ours: str, theirs: str, sides: Sides) -> Merged:
    """Give `ours` with the changes from `base` to `theirs`; where both changed the same lines, a marked conflict.

    The algorithm is diff3 (Khanna, Kunal, Pierce: A Formal Investigation of Diff3, 2007): between two runs of
    lines that all versions share, the side that changed wins. Conflicts are as small as `git merge-file` makes
    them.
    """
    if ours in {base, theirs}:
        return Merged(theirs)
    if theirs == base:
        return Merged(ours)
    text: list[str] = []
    conflicts = 0
    for chunk in _joined(list(_chunks(*map(_LINE.findall, (base, ours, theirs))))):
        conflicts += chunk.kind == CONFLICT
        mine, new = "".join(chunk.mine), "".join(chunk.new)
        text.append(sides.marked(mine, new) if chunk.kind == CONFLICT else mine)
    return Merged("".join(text), conflicts)


SAME, CHANGED, CONFLICT = range(3)


class _Chunk(NamedTuple):
    """A run of lines: the same on both sides, changed by one of them (then both have the outcome), or differently."""

    kind: int
    mine: list[str]
    new: list[str]


class _Sync(NamedTuple):
    """A run of lines that all three versions share: where it begins in each, and how long it is."""

    base: int
    ours: int
    theirs: int
    length: int


def _chunks(old: list[str], mine: list[str], new: list[str]) -> Iterator[_Chunk]:
    at = _Sync(0, 0, 0, 0)
    for sync in _syncs(old, mine, new):
        was, one, other = (
            old[at.base : sync.base],
            mine[at.ours : sync.ours],
            new[at.theirs : sync.theirs],
        )
        if was or one or other:
            yield from _between(was, one, other)
        same = old[sync.base : sync.base + sync.length]
        yield _Chunk(SAME, same, same)
        at = _Sync(sync.base + sync.length, sync.ours + sync.length, sync.theirs + sync.length, 0)


def _between(was: list[str], one: list[str], other: list[str]) -> Iterator[_Chunk]:
    if one == other:
        yield _Chunk(SAME, other, other)
    elif one == was:
        yield _Chunk(CHANGED, other, other)
    elif other == was:
        yield _Chunk(CHANGED, one, one)
    else:
        yield from _refined(one, other)


def _refined(mine: list[str], new: list[str]) -> Iterator[_Chunk]:
    """Take the lines that both sides have out of a conflict."""
    i = j = 0
    for block in SequenceMatcher(None, mine, new, autojunk=False).get_matching_blocks():
        if (i, j) != (block.a, block.b):
            yield _Chunk(CONFLICT, mine[i : block.a], new[j : block.b])
        i, j = block.a + block.size, block.b + block.size
        yield _Chunk(SAME, mine[block.a : i], mine[block.a : i])


def _joined(chunks: Sequence[_Chunk]) -> list[_Chunk]:
    """Make one conflict of those that are close to each other."""
    done: list[_Chunk] = []
    for chunk in chunks:
        if chunk.kind == SAME and done and done[-1].kind == SAME:
            done[-1] = _with(SAME, done[-1], chunk)
        elif chunk.kind == CONFLICT and _is_close(done):
            between, first = done.pop(), done.pop()
            done.append(_with(CONFLICT, _with(CONFLICT, first, between), chunk))
        elif chunk.mine or chunk.new or chunk.kind != SAME:
            done.append(chunk)
    return done


def _with(kind: int, one: _Chunk, other: _Chunk) -> _Chunk:
    return _Chunk(kind, [*one.mine, *other.mine], [*one.new, *other.new])


def _is_close(done: Sequence[_Chunk]) -> bool:
    if [chunk.kind for chunk in done[-2:]] != [CONFLICT, SAME]:
        return False
    between = done[-1].mine
    return len(between) <= _CLOSE or not any(map(str.isalnum, "".join(between)))


def _syncs(old: list[str], mine: list[str], new: list[str]) -> list[_Sync]:
    """Give the runs of lines that all three share, and an empty one at the end."""
    left = SequenceMatcher(None, old, mine, autojunk=False).get_matching_blocks()
    right = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    syncs, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        one, other = left[i], right[j]
        start, end = max(one.a, other.a), min(one.a + one.size, other.a + other.size)
        if start < end:
            syncs.append(_Sync(start, one.b + start - one.a, other.b + start - other.a, end - start))
        if one.a + one.size < other.a + other.size:
            i += 1
        else:
            j += 1
    return [*syncs, _Sync(len(old), len(mine), len(new), 0)]
