"""The skeleton: an application factory and everything that every application needs.

Gives a package with `create_app`, error pages and problem documents (RFC 9457), request identifiers, security
headers, commands, tests that run in random order, and a `pyproject.toml` with the tools configured.

In a project that Flaskwright did not make, this is a guest package beside the application's own modules: one call in
the application's factory (or at the end of its module) binds all that is added later, and nothing else is touched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright import edits
from flaskwright.capability import Capability, changed_options
from flaskwright.facts import OLDEST

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

REQUIREMENTS = ("click", "flask", "python-dotenv", "werkzeug")
DEVELOPMENT = ("locust", "mypy", "pytest", "pytest-cov", "pytest-randomly", "ruff")
LONGEST_SUMMARY = 80  # with its quotes and some escapes it fits in a line of 88


@dataclass(frozen=True)
class Options:
    """What the application is called: its distribution's name, its package, and one sentence about it.

    `guest` and `tests` are the folders of the guest package and of its tests, in a project that is somebody else's;
    `python`, `flask` and `wtforms` the versions that it stands on where they are older than what templates are written
    for.
    """

    name: str = "app"
    package: str = "app"
    title: str = "App"
    description: str = "A Flask application."
    guest: str = ""
    tests: str = ""
    python: str = ""
    flask: str = ""
    wtforms: str = ""


def apply(project: Project, facts: Facts, options: Options) -> Project:
    """Write the skeleton, or the guest package of a project that has an application."""
    if options.guest:
        return _visit(project, facts, options)
    return project.then(
        edits.add_templates(
            __name__,
            package=options.package,
            name=options.name,
            title=options.title,
            description=options.description,
            summary=_summary(options),
            toml=json.dumps(options.description, ensure_ascii=False),
        ),
        *(edits.ensure_requirement(name) for name in REQUIREMENTS),
        *(edits.ensure_requirement(name, group="dev") for name in DEVELOPMENT),
    )


def _summary(options: Options) -> str:
    """Give the package's docstring: the description, or the title where that would be too long for a line."""
    for words in (options.description, f"{options.title}."):
        escaped = words.replace("\\", r"\\").replace('"""', r"\"\"\"")
        escaped = rf"{escaped[:-1]}\"" if escaped.endswith('"') else escaped
        if len(escaped) <= LONGEST_SUMMARY:
            return escaped
    return "The application."


def _visit(project: Project, facts: Facts, options: Options) -> Project:
    host = facts.host
    if host is None:
        return project
    parent, _, module = options.package.rpartition(".")
    root = facts.modules.package_root(host.path)
    return project.then(
        # From here on, templates go into the guest package.
        edits.record_capability("app", changed_options(options)),
        edits.add_templates(
            __name__,
            folder="guest",
            package=options.package,
            parent=parent,
            module=module,
            root=json.dumps(root) if root else None,
            up=options.tests.count("/") + 1,
        ),
        edits.ensure_guest(host, options.package),
        edits.ensure_requirement("pytest", group="dev"),
    )


CAPABILITY = Capability(
    "app", "Application factory, errors, hooks, commands, tests", Options, apply, ground=OLDEST
)
