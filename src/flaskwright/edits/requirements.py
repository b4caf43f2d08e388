"""Add requirements where a project writes them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from flaskwright import bom, facts
from flaskwright.edits.destination import Destination
from flaskwright.edits.layout import items
from flaskwright.edits.literals import ensure_argument_item
from flaskwright.edits.source import Splice
from flaskwright.edits.toml import (
    PYPROJECT,
    Block,
    Change,
    literal,
    new_item,
    new_pair,
    toml_edit,
)
from flaskwright.facts.requirements import normal_name, read_requirements, with_included
from flaskwright.project import ManualStep

if TYPE_CHECKING:
    from flaskwright.facts.requirements import Requirement
    from flaskwright.project import Edit, Project

PIPFILE, SETUP_CFG, SETUP_PY = "Pipfile", "setup.cfg", "setup.py"
# What files of requirements are called that nobody installs where the application runs.
DEVELOPMENT = {"dev", "develop", "development", "test", "tests", "testing", "doc", "docs", "lint", "ci"}
_DYNAMIC = re.compile(r"^dynamic\s*=\s*\[[^\]]*[\"']dependencies[\"']", re.MULTILINE)


def ensure_requirement(name: str, group: str | None = None) -> Edit:
    """Require a distribution where this project writes its requirements.

    That is `[project] dependencies` or a `[dependency-groups]` of pyproject.toml, Poetry's tables,
    `requirements.txt` (`requirements-GROUP.txt`), Pipfile, setup.cfg or setup.py. A requirement that is there
    stays as it is. Asks where the project writes them in another way. A distribution of the tested set is given by
    its name, any other one with the versions that go ("humanize>=4,<5"). Raises UsageError for all else.
    """
    bom.requirement(name)  # refuses what has no versions that go

    def edit(project: Project) -> Project:
        guest = Destination.of(project).guest
        requirement = bom.requirement(name)
        if guest:
            requirement = bom.requirement(name, guest.ground.python, guest=True, flask=guest.ground.flask)
            # A host may require it in a way or a file of its own.
            there = [r for r in facts.read(project).requirements if r.name == name_of(requirement)]
            if not extras_of(requirement) and any(group or _is_installed(r) for r in there):
                return project
        return _writer(project, requirement, group)(project)

    return edit


def _is_installed(requirement: Requirement) -> bool:
    """Say whether a host's requirement holds where it runs: that of an extra, or for development, may not."""
    group, kind = requirement.group, requirement.kind
    return group is None or (kind == "requirements" and group not in DEVELOPMENT)


def _writer(project: Project, requirement: str, group: str | None) -> Edit:
    text = project.text(PYPROJECT) if project.has(PYPROJECT) else ""
    if table := _poetry_table(text, group):
        return toml_edit(PYPROJECT, requirement, table, lambda found: _poetry(found, requirement))
    if _has_table(text, "project") and (group or not _DYNAMIC.search(text)):
        table, key = _standard_table(text, group)
        return toml_edit(PYPROJECT, requirement, table, lambda found: _pep621(found, key, requirement))
    if files := _requirements_files(project, group):
        return lambda project: _line(project, files[0], requirement)
    if project.has(PIPFILE):
        table = "dev-packages" if group else "packages"
        return toml_edit(PIPFILE, requirement, table, lambda found: _poetry(found, requirement))
    place = next((path for path in (SETUP_CFG, SETUP_PY) if _writes_here(project, path)), None)
    if group is None and place == SETUP_CFG:
        return _setup_cfg(requirement)
    if group is None and place == SETUP_PY:
        return _setup_py(requirement)
    if not _has_table(text, "project"):
        name = f"requirements-{group}.txt" if group else "requirements.txt"
        return lambda project: _line(project, name, requirement)
    reason = "Requirements are written in a way that is left to you."
    return lambda project: project.ask(ManualStep(PYPROJECT, reason, requirement))


def _writes_here(project: Project, path: str) -> bool:
    return project.has(path) and "install_requires" in project.text(path)


def _setup_cfg(requirement: str) -> Edit:
    """Add a line to the requirements of setup.cfg (setuptools, Declarative Config), indented as the others."""

    def change(lines: list[str]) -> list[str]:
        head = next(i for i, line in enumerate(lines) if re.match(r"install_requires\s*=\s*$", line))
        end = head + 1
        while end < len(lines) and re.match(r"\s+\S", lines[end]):
            end += 1
        indent = re.match(r"\s*", lines[head + 1])[0] if end > head + 1 else "    "  # type: ignore[index] # it matches
        names = [name_of(line) for line in lines[head + 1 : end]]
        wanted = name_of(requirement)
        if wanted in names:
            return lines
        is_sorted = names == sorted(names)
        at = head + 1 + sum(name < wanted for name in names) if is_sorted else end
        return [*lines[:at], f"{indent}{requirement}", *lines[at:]]

    def edit(project: Project) -> Project:
        text = project.text(SETUP_CFG)
        if not re.search(r"^install_requires\s*=\s*$", text, re.MULTILINE):
            reason = "Requirements are written in a way that is left to you."
            return project.ask(ManualStep(SETUP_CFG, reason, requirement))
        ended = text.endswith("\n")
        return project.put(SETUP_CFG, "\n".join(change(text.removesuffix("\n").split("\n"))) + "\n" * ended)

    return edit


def _setup_py(requirement: str) -> Edit:
    """Add an item to the requirements of setup.py's call."""

    def edit(project: Project) -> Project:
        there = read_requirements(SETUP_PY, project.files[SETUP_PY])
        if any((old.name, old.group) == (name_of(requirement), None) for old in there):
            return project
        code = json.dumps(requirement)
        return ensure_argument_item(SETUP_PY, "setup", "install_requires", code)(project)

    return edit


def _has_table(text: str, name: str) -> bool:
    return re.search(rf"^\[{re.escape(name)}\]", text, re.MULTILINE) is not None


def _poetry_table(text: str, group: str | None) -> str | None:
    """Poetry's table for requirements, where this project has them in one."""
    if group is None:
        standard = _has_table(text, "project") and re.search(r"^dependencies\s*=", text, re.MULTILINE)
        return (
            "tool.poetry.dependencies"
            if _has_table(text, "tool.poetry.dependencies") and not standard
            else None
        )
    if group == "dev" and _has_table(text, "tool.poetry.dev-dependencies"):
        return "tool.poetry.dev-dependencies"
    if "[tool.poetry" in text and not _has_table(text, "dependency-groups"):
        return f"tool.poetry.group.{group}.dependencies"
    return None


def _standard_table(text: str, group: str | None) -> tuple[str, str]:
    """The table and key of PEP 621, of PEP 735, or of an extra that does a group's work."""
    if group is None:
        return "project", "dependencies"
    extra = "project.optional-dependencies"
    if not _has_table(text, "dependency-groups") and _has_table(text, extra):
        after = text.partition(f"[{extra}]")[2]
        if re.search(
            rf"^{re.escape(group)}\s*=", re.split(r"^\[", after, flags=re.MULTILINE)[0], re.MULTILINE
        ):
            return extra, group
    return "dependency-groups", group


def _pep621(block: Block, key: str, requirement: str) -> Change:
    wanted = name_of(requirement)
    for index, old in enumerate(block.data.get(key, ())):
        if isinstance(old, str) and name_of(old) == wanted:
            return _more_extras(block, key, index, requirement)
    # Other things than texts, such as {include-group = "test"}, stand behind.
    return new_item(
        block, key, requirement, order=lambda old: (not isinstance(old, str), name_of(str(old))), opened=True
    )


def _more_extras(block: Block, key: str, index: int, requirement: str) -> Change:
    """Add extras that a requirement does not have yet; its limits stay."""
    array, pair = block.data[key], block.table.pair(key)
    old: str = array[index]
    there, wanted = extras_of(old), extras_of(requirement)
    if wanted <= there or pair is None:
        return None
    match = re.match(r"(\s*[\w.-]+)\s*(?:\[[^\]]*\])?(.*)", old, re.DOTALL)
    name, rest = match.groups() if match else (old, "")
    new = f"{name}[{','.join(sorted(there | wanted))}]{rest}"
    start, end = items(block.text, pair.value, pair.value_end)[index]
    return Splice(start, end, literal(new)), {**block.data, key: [*array[:index], new, *array[index + 1 :]]}


def _poetry(block: Block, requirement: str) -> Change:
    wanted = name_of(requirement)
    if any(normal_name(old) == wanted for old in block.data):
        return None
    limits = re.sub(r"^[\w.-]+\s*(\[[^\]]*\])?", "", requirement) or "*"
    extras = sorted(extras_of(requirement))
    return new_pair(block, wanted, {"version": limits, "extras": extras} if extras else limits)


def name_of(requirement: str) -> str:
    """Give the normal name of a requirement."""
    match = re.match(r"\s*[A-Za-z0-9][\w.-]*", requirement)
    return normal_name(match[0].strip()) if match else ""


def extras_of(requirement: str) -> frozenset[str]:
    """Give the extras of a requirement."""
    match = re.match(r"\s*[\w.-]+\s*\[([^\]]*)\]", requirement)
    return frozenset(e.strip() for e in match[1].split(",") if e.strip()) if match else frozenset()


def _requirements_files(project: Project, group: str | None) -> list[str]:
    names = (
        ["requirements.in", "requirements.txt", "requirements/base.txt", "requirements/prod.txt"]
        if group is None
        else [f"requirements-{group}.txt", f"{group}-requirements.txt", f"requirements/{group}.txt"]
    )
    found = [name for name in names if project.has(name)]
    if found and group is None:
        # A file in the root often does no more than name the one that holds them.
        included = with_included(project.files, found[0])
        found = [next((path for path in included if _names_flask(project, path)), found[0])]
    if not found and group is not None and _requirements_files(project, None):
        found = [f"requirements-{group}.txt"]
    return found


def _names_flask(project: Project, path: str) -> bool:
    return any(item.name == "flask" for item in read_requirements(path, project.files[path]))


def _line(project: Project, path: str, requirement: str) -> Project:
    """Add a line to a requirements file, made where it is missing; a sorted one stays sorted."""
    text = project.text(path) if project.has(path) else ""
    if "--hash" in text:
        return project.ask(ManualStep(path, "The file is locked with hashes.", requirement))
    lines = text.removesuffix("\n").split("\n") if text else []
    known = [(name_of(line), i) for i, line in enumerate(lines) if re.match(r"\s*[A-Za-z0-9]", line)]
    names, wanted = [name for name, _i in known], name_of(requirement)
    if wanted in names:
        return project
    smaller = [i for name, i in known if name < wanted or names != sorted(names)]
    at = smaller[-1] + 1 if smaller else _above_comments(lines, known[0][1]) if known else len(lines)
    ended = text.endswith("\n") or not text
    return project.put(path, "\n".join([*lines[:at], requirement, *lines[at:]]) + ("\n" if ended else ""))


def _above_comments(lines: list[str], at: int) -> int:
    while at and lines[at - 1].startswith("#"):
        at -= 1
    return at
