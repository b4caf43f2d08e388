"""Bring a file that we once wrote to a new version, and keep what its owner changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flaskwright.edits.format import format_python
from flaskwright.edits.merge import merge
from flaskwright.project import ManualStep

if TYPE_CHECKING:
    from flaskwright.project import Project


def follow(project: Project, path: str, was: str, now: str) -> Project:
    """Give the project in which a file that was written as `was` is `now`.

    A file that its owner changed gets the difference merged in; where both changed the same lines, the new
    version becomes a manual step. A file that its owner deleted stays deleted. Python is compared as it is
    formatted.
    """
    if was == now or not project.has(path):
        return project
    asked = {step.code for step in project.steps if step.path == path}
    if {was, now} & asked:
        # It was asked for in this run: what is to be pasted follows.
        steps = [replace(s, code=now) if (s.path, s.code) == (path, was) else s for s in project.steps]
        return replace(project, steps=tuple(steps))
    there = project.text(path)
    if there == now:
        return project
    if there == was:
        return project.put(path, now)
    if path.endswith(".py"):
        formatted = format_python({f"was/{path}": was, f"now/{path}": now}, project)
        was, now = formatted[f"was/{path}"], formatted[f"now/{path}"]
    merged = merge(was, there, now)
    if merged is None:
        reason = "You changed lines that have to change here too; this is the new version."
        return project.ask(ManualStep(path, reason, now))
    return project.put(path, merged)
