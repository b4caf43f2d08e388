"""Record in pyproject.toml what was built: the capabilities with their options, the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.edits.layout import tables
from flaskwright.edits.toml import PYPROJECT, set_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flaskwright.project import Edit, Project


def record_capability(name: str, options: Mapping[str, object]) -> Edit:
    """Record a capability with the options that differ from their defaults; the others are taken out."""
    return _made(set_toml("tool.flaskwright.capabilities", name, dict(options)))


def record_distribution(name: str, distribution: str) -> Edit:
    """Record which distribution a capability comes from, where that is not Flaskwright."""
    return _made(set_toml("tool.flaskwright.distributions", name, distribution))


def record_adopted(adopted: Mapping[str, str]) -> Edit:
    """Record what a project had before Flaskwright came, and where; what was recorded of that before goes."""

    def edit(project: Project) -> Project:
        if project.has(PYPROJECT):
            text = project.text(PYPROJECT)
            project = project.put(PYPROJECT, without_record(text, ("tool", "flaskwright", "adopted")))
        return project.then(
            *(_made(set_toml("tool.flaskwright.adopted", name, path)) for name, path in adopted.items())
        )

    return edit


def record_resource(name: str, fields: Sequence[str]) -> Edit:
    """Record a resource with its fields as they were declared."""
    return _made(set_toml("tool.flaskwright.resources", name, list(fields)))


def record_version(version: str) -> Edit:
    """Record which Flaskwright wrote the project last."""
    return _made(set_toml("tool.flaskwright", "version", version))


def without_record(text: str, name: tuple[str, ...] = ("tool", "flaskwright")) -> str:
    """Give the text of a pyproject.toml without what is recorded in it, or in one table of that."""
    for table in reversed(tables(text)):
        if table.name[: len(name)] == name:
            before, after = text[: table.start].rstrip("\n"), text[table.stop :]
            text = before + ("\n\n" if before and after.strip() else "\n" if before else "") + after
    return text


def _made(edit: Edit) -> Edit:
    def made(project: Project) -> Project:
        return edit(project if project.has(PYPROJECT) else project.put(PYPROJECT, ""))

    return made
