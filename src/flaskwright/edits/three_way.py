"""Merge three versions of a file: Python by symbol, TOML by key, requirements by name, all else by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.edits.merge import Merged, Sides, merge_lines
from flaskwright.edits.requirements_merge import merge_requirements
from flaskwright.edits.symbols import merge_python
from flaskwright.edits.toml_merge import merge_toml
from flaskwright.facts.requirements import is_requirements_file

if TYPE_CHECKING:
    from flaskwright.project import Project


def merge_file(project: Project, path: str, base: str, ours: str, theirs: str, sides: Sides) -> Merged:
    """Give `ours` with the changes from `base` to `theirs`; what both changed is a conflict, marked as git does.

    `path` is the file in `project`, whose name says what it is.
    """
    if ours in {base, theirs}:
        return Merged(theirs)
    if theirs == base:
        return Merged(ours)
    if path.endswith(".py"):
        return merge_python(project, path, base, ours, theirs, sides)
    if path.endswith(".toml"):
        return merge_toml(base, ours, theirs, sides)
    if is_requirements_file(path) and path.endswith((".txt", ".in")):
        return merge_requirements(base, ours, theirs, sides)
    return merge_lines(base, ours, theirs, sides)
