"""AGENTS.md: an index of the project for coding agents, at most 8 KB, and true.

It lists the commands, where things are, the resources, and the rules to keep to, of exactly what the project has. It
follows every later addition; what you write under "Also" and your other changes stay. A test in your suite fails when
a path in it is gone or a command cannot be run.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flaskwright import edits, fields
from flaskwright.capabilities import MENU
from flaskwright.capability import Capability, NoOptions
from flaskwright.edits.templates import template_files
from flaskwright.facts import PYTHON_3_8, Place
from flaskwright.project import ManualStep
from flaskwright.recognition import Sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flaskwright.facts import Facts, Record
    from flaskwright.fields import Resource
    from flaskwright.project import Project

PATH = "AGENTS.md"


def _read(name: str) -> dict[str, Any]:
    found = next(file for file in template_files(__name__, "index") if file.path == name)
    return tomllib.loads(found.data.decode())


# What is said of each capability; that of a host's parts stands before that of a project of ours.
CONTENTS, OF_GUEST = _read("contents.toml"), _read("guest.toml")


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the index and its tests; the index of a host stays as it is, ours is to be pasted."""
    if facts.package is None:
        return project
    index = _index(facts, facts.record)
    if facts.record.guest and project.has(PATH) and project.text(PATH) != index:
        return project.ask(ManualStep(PATH, "There is an index already; add what of this is missing.", index))
    project = project.then(
        edits.add_templates(__name__, package=facts.package, folder_of_package=facts.folder)
    )
    return project if project.has(PATH) else project.put(PATH, index)


def _index(facts: Facts, record: Record) -> str:
    """Give the text for what a record has: the same whatever came first."""
    folder = facts.folder or facts.package or "app"
    app = record.capabilities.get("app", {})
    found = {key: _said(key, facts, record, folder) for key in ("paths", "commands", "rules")}
    return edits.render(
        __name__,
        "AGENTS.md.jinja",
        folder="index",
        package=folder,
        guest=record.guest,
        title=app.get("title", folder),
        description=app.get("description", "A web application."),
        commands=found["commands"].items(),
        paths=found["paths"].items(),
        rules=found["rules"],
        resources=sorted(fields.resources(record), key=lambda resource: resource.package),
    )


def _said(key: str, facts: Facts, record: Record, package: str) -> dict[str, str]:
    """Give what is said of the capabilities that are there, in menu order, each once."""
    guest, migrations = record.guest, facts.migrations
    names = {
        "{package}": package,
        "{tests}": guest.tests if guest else "tests",
        "{migrations}": migrations.folder if migrations else "migrations",
    }
    lines: dict[str, str] = {}
    for name in MENU:
        table = CONTENTS.get(name, {}) | (OF_GUEST.get(name, {}) if guest else {})
        for code in table.get(key, ()) if name in record.capabilities else ():
            text = code
            for variable, value in names.items():
                text = text.replace(variable, value)
            lines[text] = table[key][code].replace("{tests}", names["{tests}"]) if key != "rules" else ""
    return lines


def _follow(project: Project, facts: Facts, before: Record) -> Project:
    """Bring the index from what a record had to what the project has now."""
    if not project.has(PATH):
        return project
    now = _index(facts, facts.record)
    if project.text(PATH) == now:
        return project
    return edits.follow(project, PATH, _index(facts, before), now)


def _join(other: str) -> Callable[[Project, Facts, NoOptions], Project]:
    def join(project: Project, facts: Facts, _options: NoOptions) -> Project:
        present = facts.record.capabilities
        without = {name: options for name, options in present.items() if name != other}
        return _follow(project, facts, replace(facts.record, capabilities=without))

    return join


def surface(
    project: Project, facts: Facts, _options: NoOptions, resource: Resource, _before: Record | None
) -> Project:
    """List a resource."""
    declared = facts.record.resources
    without = {name: words for name, words in declared.items() if name != resource.name}
    return _follow(project, facts, replace(facts.record, resources=without))


def index_of_host(facts: Facts) -> Iterator[Sign]:
    """Give the files that a project has for agents."""
    for path in (PATH, "CLAUDE.md", ".cursorrules", ".github/copilot-instructions.md"):
        if facts.project.has(path):
            yield Sign(Place(path, 1), "a file of it")


CAPABILITY = Capability(
    "agents",
    "An index for coding agents",
    NoOptions,
    apply,
    ground=PYTHON_3_8,
    joins={name: _join(name) for name in MENU if name != "agents"},
    surface=surface,
    recognise=index_of_host,
)
