"""What today's Flaskwright would write for what a project records, and what to write it into."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from flaskwright import edits, fields
from flaskwright.capability import Menu, Wanted
from flaskwright.pristine import PATH, PYPROJECT, Pristine

if TYPE_CHECKING:
    from flaskwright.facts import Record
    from flaskwright.project import Project

VERSIONS = "/versions/"


def recorded(menu: Menu, record: Record, names: Collection[str]) -> Wanted:
    """Say what a record has, of its capabilities only those of these names."""
    chosen = {name: dict(record.capabilities[name]) for name in menu if name in names}
    return Wanted(chosen, fields.resources(record))


def host(project: Project, kept: Pristine) -> Project:
    """Give a host without anything that Flaskwright wrote into files of its own."""
    files = {path: data for path, data in project.files.items() if path not in kept.files and path != PATH}
    bare = replace(project, files=MappingProxyType(files), steps=())
    return bare.put(PYPROJECT, edits.without_record(bare.text(PYPROJECT))) if bare.has(PYPROJECT) else bare


def slug(path: str) -> str:
    """Give a migration's name without its revision, which changes with its content."""
    return path.rpartition("/")[2].partition("_")[2]
