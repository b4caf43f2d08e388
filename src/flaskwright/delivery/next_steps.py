"""What to type once something was added to a project that Flaskwright did not make: its own tools' commands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from flaskwright.facts.requirements import with_included

if TYPE_CHECKING:
    from pathlib import Path

    from flaskwright.facts import Facts
    from flaskwright.facts.targets import Target

ENVIRONMENTS = (".venv", "venv", "env")
# What the `flask` command finds by itself.
FOUND = ("app", "wsgi")


def next_steps(
    root: Path, facts: Facts, changed: Collection[str], *, install: bool, migrate: bool
) -> Iterator[str]:
    """Give the commands in order: the packages, the migrations, the tests.

    Takes the project's folder, its facts as it is now, the paths that were written, and whether packages and
    migrations came in.
    """
    run = facts.packaging.run or _environment(root)
    if install:
        yield from _installing(root, facts, changed)
    if migrate:
        yield f"{run}flask {_named(facts.target)}db upgrade"
    if changed:
        yield f"{run}python -m pytest"


def _named(target: Target | None) -> str:
    """Give the option that names the application, where the `flask` command does not find it by itself."""
    module, _, name = (target.name if target else "").removesuffix("()").partition(":")
    if target is None or (module in FOUND and not target.folder):
        return ""
    # A path is followed to the folder that its module is imported from.
    place = f"{target.folder}/{module.replace('.', '/')}" if target.folder else module
    return f"--app {place}:{name} "


def _installing(root: Path, facts: Facts, changed: Collection[str]) -> Iterator[str]:
    packaging, environment = facts.packaging, _environment(root)
    if packaging.tool == "pipenv":
        yield "pipenv install --dev"
        return
    if packaging.tool == "poetry" and packaging.locked:
        yield "poetry lock"
    if packaging.tool != "pip":
        yield packaging.install
        return
    files = facts.project.files
    sources = [
        path for path in changed if path.endswith(".in") and path.removesuffix(".in") + ".txt" in files
    ]
    for path in sources:
        yield f"{environment}pip-compile {path}"
    if packaging.is_package:
        yield f"{environment}{packaging.install}"
        return
    touched = {*changed, *(path.removesuffix(".in") + ".txt" for path in sources)}
    named = [path for path in (*packaging.files, *packaging.development) if path in files]
    listed = [path for path in named if touched & {path, *with_included(files, path)}]
    yield f"{environment}pip install {' '.join(f'-r {path}' for path in listed)}"


def _environment(root: Path) -> str:
    """Give what stands before a program of the project's virtual environment, where it has one."""
    for name in ENVIRONMENTS:
        for programs in ("bin", "Scripts"):
            if (root / name / programs).is_dir():
                return f"{name}/{programs}/"
    return ""
