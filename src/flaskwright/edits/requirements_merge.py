"""Merge three versions of a requirements file by requirement, whatever stands beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flaskwright.edits.parts import Body, Keys, Part, merge_bodies
from flaskwright.edits.requirements import name_of

if TYPE_CHECKING:
    from flaskwright.edits.merge import Merged, Sides

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def merge_requirements(base: str, ours: str, theirs: str, sides: Sides) -> Merged:
    """Give `ours` with the changes from `base` to `theirs`, conflicts marked around a requirement's lines."""
    return merge_bodies(requirements(base), requirements(ours), requirements(theirs), sides)


def requirements(text: str) -> Body:
    """Give the parts of a file: each line with the comments and the lines that it goes on from, by what it requires."""
    parts, unique, gap, rows = [], Keys(), "", ""
    for line in _LINE.findall(text):
        if not line.strip() and not rows:
            gap += line
            continue
        rows += line
        if line.lstrip().startswith("#") or not line.strip() or line.rstrip().endswith("\\"):
            continue
        first = next(row for row in rows.splitlines() if row.strip() and not row.lstrip().startswith("#"))
        parts.append(Part(unique.unique((name_of(first) or first.strip(),)), gap, rows))
        gap = rows = ""
    return Body("", tuple(parts), gap + rows)
