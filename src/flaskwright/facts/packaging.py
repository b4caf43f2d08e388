"""How a project's packages are installed: by which tool, from which files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flaskwright.facts.requirements import is_requirements_file
from flaskwright.facts.toml import toml

LOCKS = {"uv": "uv.lock", "poetry": "poetry.lock", "pdm": "pdm.lock"}
_MAIN = ("requirements.txt", "requirements/base.txt", "requirements/prod.txt", "requirements.in")
_SETUP = ("Pipfile", "setup.cfg", "setup.py")
_DEVELOPMENT = re.compile(r"(^|[/_-])(dev|develop|development|test|tests|testing|local)[^/]*\.(txt|in)$")


@dataclass(frozen=True)
class Packaging:
    """How packages get in: the tool, and the files that it reads.

    `tool` is "uv", "poetry", "pdm", "pipenv" or "pip". `files` say what the application needs to run,
    `development` what it needs besides. `groups` and `extras` are those for development in pyproject.toml. `locked`
    says that a file of the tool's own pins all versions.
    """

    tool: str
    files: tuple[str, ...]
    development: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    locked: bool = False

    @property
    def is_package(self) -> bool:
        """Say whether pip installs the project itself, with what it needs."""
        return self.tool == "pip" and bool({"pyproject.toml", "setup.py", "setup.cfg"} & {*self.files})

    @property
    def install(self) -> str:
        """The command that installs what the application and its tests need."""
        if self.tool == "pipenv":
            return "pipenv sync --dev" if self.locked else "pipenv install --dev"
        if self.tool == "uv":
            return " ".join(["uv sync", *(f"--extra {extra}" for extra in self.extras)])
        if self.tool != "pip":
            return f"{self.tool} install" + (f' --extras "{" ".join(self.extras)}"' if self.extras else "")
        if not self.is_package:
            return " ".join(["pip install", *(f"-r {file}" for file in (*self.files, *self.development))])
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        more = [f"--group {group}" for group in self.groups] + [f"-r {file}" for file in self.development]
        return " ".join([f"pip install -e .{extras}", *more])

    @property
    def run(self) -> str:
        """What stands before a command that is to run among these packages: "poetry run " or nothing."""
        return "" if self.tool == "pip" else f"{self.tool} run "


def read_packaging(files: Mapping[str, bytes]) -> Packaging:
    """Read how a project's packages are installed, by its lock files and by where its requirements are."""
    table = toml(files["pyproject.toml"])[0] if "pyproject.toml" in files else {}
    tools, project = _mapping(table.get("tool")), _mapping(table.get("project"))
    extras = tuple(name for name in _mapping(project.get("optional-dependencies")) if _is_development(name))
    for tool, lock in LOCKS.items():
        if tool in tools or lock in files:
            return Packaging(tool, ("pyproject.toml",), extras=extras, locked=lock in files)
    development = tuple(sorted(_development(files)))
    if project.get("dependencies") is not None and "dependencies" not in project.get("dynamic", ()):
        groups = tuple(name for name in _mapping(table.get("dependency-groups")) if _is_development(name))
        return Packaging("pip", ("pyproject.toml",), development, groups, extras)
    if main := next((name for name in _MAIN if name in files), None):
        return Packaging("pip", (main,), tuple(f for f in development if f != main))
    if "Pipfile" in files:
        return Packaging("pipenv", ("Pipfile",), locked="Pipfile.lock" in files)
    setup = tuple(name for name in ("setup.cfg", "setup.py") if name in files)
    if setup:
        return Packaging("pip", setup, development)
    return Packaging("pip", ("pyproject.toml",) if project else ("requirements.txt",), development)


def read_home(files: Mapping[str, bytes], folder: str) -> str:
    """Give the folder of the project that a folder inside a repository belongs to, "" for the whole repository.

    A repository may hold a project beside others, with packaging of its own (`backend/requirements.txt`); where the
    repository has packaging too, it is one project.
    """
    if not _has_packaging(files, ""):
        while folder:
            if _has_packaging(files, folder):
                return folder
            folder = folder.rpartition("/")[0]
    return ""


def _has_packaging(files: Mapping[str, bytes], folder: str) -> bool:
    start = f"{folder}/" if folder else ""
    if any(start + name in files for name in (*_MAIN, *_SETUP)):
        return True
    table = toml(files.get(f"{start}pyproject.toml", b""))[0]
    return "project" in table or "poetry" in _mapping(table.get("tool"))


def _development(files: Mapping[str, bytes]) -> Iterator[str]:
    """Give the requirements files for development near the root; a source (.in) that is compiled is none."""
    for path in files:
        compiled = path.endswith(".in") and path.removesuffix(".in") + ".txt" in files
        near = path.count("/") <= 1
        if near and not compiled and is_requirements_file(path) and _DEVELOPMENT.search(path):
            yield path


def _is_development(name: str) -> bool:
    return bool(re.match(r"dev|test", name))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
