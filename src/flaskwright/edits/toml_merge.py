"""Merge three versions of a TOML file by key: its tables, their pairs, and the items of arrays with a row for each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flaskwright.edits.layout import Pair, Table, items, line_start, tables
from flaskwright.edits.merge import Merged, Sides, merge_lines
from flaskwright.edits.parts import Body, Key, Keys, Part, merge_bodies
from flaskwright.edits.requirements import name_of
from flaskwright.edits.source import Unsure

# What Flaskwright records of itself is nobody's to change: it is as the new version has it.
RECORD = ("tool", "flaskwright")
# PEP 508: a name, extras, and whatever narrows the version.
_REQUIREMENT = re.compile(r"[A-Za-z0-9][\w.-]*\s*(\[[^\]]*\])?\s*([<>=!~;@(].*)?")


def merge_toml(base: str, ours: str, theirs: str, sides: Sides) -> Merged:
    """Give `ours` with the changes from `base` to `theirs`, conflicts marked around a key's lines.

    A requirement is one item whatever its limits. The record is the new one. What is no TOML is merged by line.
    """
    try:
        old, mine, new = map(keys, (base, ours, theirs))
    except Unsure:
        return merge_lines(base, ours, theirs, sides)
    merged = merge_bodies(_recorded(old, new, {}), _recorded(mine, new, mine.by_key), new, sides)
    return merged if merged.conflicts or _is_toml(merged.text) else merge_lines(base, ours, theirs, sides)


def keys(text: str) -> Body:
    """Give the parts of a file: its tables. Raises Unsure where it is no TOML."""
    if not _is_toml(text):
        raise Unsure("The file is not TOML.")
    parts, unique, at = [], Keys(), 0
    for table in tables(text):
        if table.name or table.pairs:
            head = _blank(text, at, table.start if table.name else at)
            key = unique.unique(("table", table.name, table.is_array))
            parts.append(Part(key, text[at:head], text[head : table.end], _pairs(text, head, table)))
            at = table.end
    return Body("", tuple(parts), text[at:])


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


def _recorded(body: Body, theirs: Body, others: Mapping[Key, Part]) -> Body:
    """Give a version with the record as theirs has it; of what theirs does not record only the `others`."""
    record = {**others, **{key: part for key, part in theirs.by_key.items() if _is_record(key)}}
    parts = [
        record.get(part.key, part) for part in body.parts if part.key in record or not _is_record(part.key)
    ]
    return replace(body, parts=tuple(parts))


def _is_record(key: Key) -> bool:
    name: Any = key[1]
    return bool(name[:2] == RECORD)


def _blank(text: str, start: int, stop: int) -> int:
    """Give the offset of the first line that is not blank."""
    at = start
    while at < stop and not text[at : text.index("\n", at) + 1].strip():
        at = text.index("\n", at) + 1
    return at


def _pairs(text: str, start: int, table: Table) -> Body:
    parts, unique, at = [], Keys(), table.body
    for pair in table.pairs:
        head = _blank(text, at, pair.start)
        body = _rows(text, head, pair)
        parts.append(Part(unique.unique((pair.name,)), text[at:head], text[head : pair.end], body))
        at = pair.end
    return Body(text[start : table.body], tuple(parts), text[at : table.end])


def _rows(text: str, start: int, pair: Pair) -> Body | None:
    """Give the items of an array; None where it is none, or not each of them has rows of its own."""
    if text[pair.value] != "[":
        return None
    places = items(text, pair.value, pair.value_end)
    at = first = text.find("\n", pair.value, pair.end) + 1
    parts, unique = [], Keys()
    for left, right in places:
        end = text.find("\n", right) + 1
        if line_start(text, left) < at or not at or end > line_start(text, pair.value_end - 1):
            return None
        parts.append(Part(unique.unique(_item(text[left:right])), "", text[at:end]))
        at = end
    return Body(text[start:first], tuple(parts), text[at : pair.end]) if parts else None


def _item(code: str) -> Key:
    """Call an item by what it is; a requirement by its name."""
    value = tomllib.loads(f"x = {code}")["x"] if "\n" not in code else None
    is_requirement = isinstance(value, str) and _REQUIREMENT.fullmatch(value)
    return "item", name_of(str(value)) if is_requirement else code
