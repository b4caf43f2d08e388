"""A GitHub Actions workflow: format, lint, types, known vulnerabilities, tests on three Pythons, the image.

Everything is installed from `uv.lock`, so that what is tested is what is audited and shipped; a vulnerable pin fails
the run, also weekly without a push. With a database the tests run on PostgreSQL too, and an empty one is migrated and
compared with the models. With `docker` the image is built, started on a read-only disk and waited for until it is
healthy. Actions are pinned to commits; Dependabot proposes newer ones.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flaskwright import bom, edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import PYTHON_3_8
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from collections.abc import Callable

    from flaskwright.facts import Facts, Packaging
    from flaskwright.project import Edit, Project

README = """
`.github/workflows/ci.yml` checks every push and pull request. It installs from `uv.lock`: run `.venv/bin/uv lock` once
and after every change of the dependencies, and commit the file. `.venv/bin/pip-audit --skip-editable` looks for known
vulnerabilities here.
"""
OF_GUEST = """
`.github/workflows/ci.yml` runs all tests at every push and pull request, and looks for known vulnerabilities in what is
installed, also weekly without a push. Add the linters that you use.
"""
WORKFLOW = ".github/workflows/ci.yml"
CHOICES = ("cache", "database", "docker", "limits")


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the workflow and its tests; one that a host has stays as it is."""
    if facts.record.guest:
        theirs = project.has(WORKFLOW)
        readme = edits.ensure_section("README.md", "### Continuous integration", OF_GUEST, under="## Inside")
        return project.then(_of_guest(facts, tests=not theirs), readme)
    return project.then(
        _files(facts),
        edits.ensure_requirement("pip-audit", group="dev"),
        edits.ensure_requirement("uv", group="dev"),
        edits.ensure_section("README.md", "### Continuous integration", README, under="## Inside"),
    )


def _files(facts: Facts, **was: bool) -> Edit:
    """Give the files for what the project has; with `was`, let those that are there follow."""
    if facts.record.guest:
        return _of_guest(facts, was=was)
    package = facts.package or "app"
    context: dict[str, Any] = {
        "package": package,
        "name": package.replace("_", "-"),
        "uv": bom.package("uv").version,
        **{choice: facts.has(choice) for choice in CHOICES},
    }
    return edits.add_templates(__name__, was=was or None, **context)


def _of_guest(facts: Facts, was: dict[str, bool] | None = None, *, tests: bool = True) -> Edit:
    """Give the files for a host, which installs its packages in its own way."""
    packaging = facts.packaging
    root = facts.target.folder if facts.target and not packaging.is_package else ""
    context: dict[str, Any] = {
        "branches": "[main, master]",
        "ecosystem": "uv" if packaging.tool == "uv" else "pip",
        "files": json.dumps([*packaging.files, *packaging.development]),
        "install": _install(packaging),
        "pythons": json.dumps(facts.pythons),
        "root": root,
        "uv": bom.package("uv").version,
        **{choice: facts.has(choice) for choice in CHOICES},
    }

    def wanted(path: str) -> bool:
        return tests or not path.startswith("tests/")

    return edits.add_templates(__name__, folder="guest", only=wanted, was=was, **context)


def _install(packaging: Packaging) -> str:
    """Give the command that installs into the environment that the workflow has made."""
    if packaging.tool == "uv":
        return f"{packaging.install} --active"
    return f"{'uv' if packaging.tool == 'pip' else 'uvx'} {packaging.install}"


def _join(choice: str) -> Callable[[Project, Facts, NoOptions], Project]:
    def join(project: Project, facts: Facts, _options: NoOptions) -> Project:
        return project.then(_files(facts, **{choice: False}))

    return join


CAPABILITY = Capability(
    "ci",
    "GitHub Actions workflow",
    NoOptions,
    apply,
    ground=PYTHON_3_8,
    joins={choice: _join(choice) for choice in CHOICES},
    recognise=Signs(files=("ci",)),
)
