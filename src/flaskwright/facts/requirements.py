"""What the project requires, and where that is written."""

from __future__ import annotations

import ast
import configparser
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flaskwright.facts.place import Place
from flaskwright.facts.source import parse
from flaskwright.facts.toml import toml

# PEP 508: a name, extras, and whatever narrows the version.
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*(.*)$")
_REQUIREMENTS_FILE = re.compile(
    r"(^|/)(requirements[^/]*|[^/]*requirements)\.(txt|in)$|(^|/)requirements/[^/]+\.(txt|in)$"
)
_DEEPEST = 20
_INCLUDED = re.compile(r"(?m)^\s*(?:-r\s*|--requirement[ =]\s*)([^\s#]+)")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")


@dataclass(frozen=True)
class Requirement:
    """A required distribution: its normal name, the version's limits as written, group, kind of file and extras.

    `group` is None for what the application needs to run, else the name of the group or extra. `kind` is
    "pep621", "poetry", "groups", "requirements", "setup.cfg", "setup.py" or "pipfile".
    """

    name: str
    limits: str
    group: str | None
    kind: str
    at: Place
    extras: tuple[str, ...] = ()


def normal_name(name: str) -> str:
    """Give a distribution's normal name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_requirements_file(path: str) -> bool:
    """Say whether the file may hold requirements."""
    name = path.rpartition("/")[2]
    return name in {"pyproject.toml", "setup.cfg", "setup.py", "Pipfile"} or bool(
        _REQUIREMENTS_FILE.search(path)
    )


def with_included(files: Mapping[str, bytes], path: str) -> list[str]:
    """Give a requirements file and those that it includes (pip's `-r`), in the order in which pip reads them first."""
    found = [path]
    for one in found:  # grows
        text = files[one].decode("utf-8", "replace")
        for included in _INCLUDED.findall(text):
            inner = posixpath.normpath(posixpath.join(posixpath.dirname(one), included))
            if inner in files and inner not in found:
                found.append(inner)
    return found


@lru_cache(maxsize=256)
def read_requirements(path: str, data: bytes) -> tuple[Requirement, ...]:
    """Read the requirements of one file; one that cannot be read has none."""
    text = data.decode("utf-8", "replace")
    name = path.rpartition("/")[2]
    if name == "pyproject.toml":
        found = _pyproject(toml(data)[0])
    elif name == "Pipfile":
        found = _pipfile(toml(data)[0])
    elif name == "setup.cfg":
        found = _setup_cfg(text)
    elif name == "setup.py":
        found = _setup_py(text)
    else:
        found = ((line, _group_of(path), "requirements") for line in _lines(text))
    return tuple(_placed(path, text, found))


def _placed(path: str, text: str, found: Iterator[tuple[str, str | None, str]]) -> Iterator[Requirement]:
    lines = text.split("\n")
    for written, group, kind in found:
        if egg := _EGG.search(written):
            name, limits, extras = egg[1], written, ""
        elif match := _REQUIREMENT.match(written.split(";")[0].split(" #")[0]):
            name, limits, extras = match[1], match[3].strip(), (match[2] or "").strip("[]")
        else:
            continue
        line = next(
            (n for n, row in enumerate(lines, 1) if name in row and not row.lstrip().startswith("#")), 1
        )
        named = tuple(extra.strip() for extra in extras.split(",") if extra.strip())
        yield Requirement(normal_name(name), limits, group, kind, Place(path, line), named)


def _lines(text: str) -> Iterator[str]:
    for line in text.replace("\\\n", " ").split("\n"):
        row = line.strip()
        editable = row.removeprefix("-e ").removeprefix("--editable ").strip()
        if row and not row.startswith("#") and (not row.startswith("-") or "egg=" in row):
            yield editable.split(" --hash")[0]


def _group_of(path: str) -> str | None:
    """The group that a requirements file's name tells: requirements-dev.txt, requirements/test.txt."""
    stem = path.rpartition("/")[2].rpartition(".")[0].lower()
    words = [w for w in re.split(r"[-_.]", stem) if w and not w.startswith("requirement")]
    return next((w for w in words if w not in {"prod", "production", "common", "main", "base", "app"}), None)


def _pyproject(table: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    project = _mapping(table.get("project"))
    yield from ((text, None, "pep621") for text in _texts(project.get("dependencies")))
    for extra, items in _mapping(project.get("optional-dependencies")).items():
        yield from ((text, extra, "pep621") for text in _texts(items))
    for group, items in _mapping(table.get("dependency-groups")).items():
        yield from ((text, group, "groups") for text in _texts(items))
    poetry = _mapping(_mapping(table.get("tool")).get("poetry"))
    yield from _pairs(poetry.get("dependencies"), None, "poetry")
    yield from _pairs(poetry.get("dev-dependencies"), "dev", "poetry")
    for group, value in _mapping(poetry.get("group")).items():
        yield from _pairs(_mapping(value).get("dependencies"), group, "poetry")
    tool = _mapping(table.get("tool"))
    for group, items in _mapping(_mapping(tool.get("pdm")).get("dev-dependencies")).items():
        yield from ((text, group, "groups") for text in _texts(items))
    yield from ((text, "dev", "groups") for text in _texts(_mapping(tool.get("uv")).get("dev-dependencies")))


def _pipfile(table: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    yield from _pairs(table.get("packages"), None, "pipfile")
    yield from _pairs(table.get("dev-packages"), "dev", "pipfile")


def _pairs(value: object, group: str | None, kind: str) -> Iterator[tuple[str, str | None, str]]:
    for name, limits in _mapping(value).items():
        if name.lower() != "python":
            several = (
                [item for item in limits if isinstance(item, Mapping)] if isinstance(limits, list) else []
            )
            given = several[0] if several else limits
            version = given if isinstance(given, str) else _mapping(given).get("version", "")
            optional = _mapping(given).get("optional") is True and group is None
            yield f"{name} {'' if version == '*' else version}", "optional" if optional else group, kind


def _setup_cfg(text: str) -> Iterator[tuple[str, str | None, str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    if parser.has_section("options"):
        rows = _lines(parser["options"].get("install_requires", ""))
        yield from ((row, None, "setup.cfg") for row in rows)
    if parser.has_section("options.extras_require"):
        for extra, value in parser["options.extras_require"].items():
            yield from ((row, extra, "setup.cfg") for row in _lines(value))


def _setup_py(text: str) -> Iterator[tuple[str, str | None, str]]:
    tree = parse(text.encode()).tree
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.keyword):
            continue
        value = named.get(node.value.id, node.value) if isinstance(node.value, ast.Name) else node.value
        if node.arg in {"install_requires", "tests_require"}:
            group = None if node.arg == "install_requires" else "tests"
            yield from ((item, group, "setup.py") for item in _listed(value, named))
        elif node.arg == "extras_require" and isinstance(value, ast.Dict):
            for key, items in zip(value.keys, value.values, strict=True):
                extra = str(key.value) if isinstance(key, ast.Constant) else "?"
                yield from ((item, extra, "setup.py") for item in _listed(items, named))


def _listed(node: ast.expr, named: Mapping[str, ast.expr], depth: int = 0) -> Iterator[str]:
    """Give the texts in a list: one that stands there, has a name, or is put together."""
    if isinstance(node, ast.Name) and depth < _DEEPEST:
        yield from _listed(named.get(node.id, ast.Constant(None)), named, depth + 1)
    elif isinstance(node, ast.BinOp):
        yield from _listed(node.left, named, depth + 1)
        yield from _listed(node.right, named, depth + 1)
    elif isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                yield item.value
            elif isinstance(item, ast.Starred):
                yield from _listed(item.value, named, depth + 1)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
