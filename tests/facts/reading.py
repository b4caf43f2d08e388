"""Facts of a project that a test writes down as paths and texts."""

from __future__ import annotations

from flaskwright import facts
from flaskwright.project import Project


def read(files: dict[str, str]) -> facts.Facts:
    project = Project()
    for path, text in files.items():
        project = project.put(path, text)
    return facts.read(project)
