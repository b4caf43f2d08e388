"""What is generated passes its own tools and tests, untouched: alone, in pairs, all together."""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from itertools import combinations, count
from pathlib import Path

import pytest

from flaskwright.capabilities import MENU, SKELETON
from generation import RESOURCES, generated, split, written
from running import PYTEST, command

pytestmark = pytest.mark.apps

CHOICES = tuple(name for name in MENU if name not in SKELETON)
EVERYTHING = CHOICES
SECONDS = count(1_000_000_000)
VARIANTS = ("config:loader=flask-env", "mail:backend=flask-mailman", "resource:layers=repository")


def pairwise() -> list[tuple[str, ...]]:
    """Give few sets in which every pair of capabilities occurs in all four ways: with, without, one, other."""
    missing = {(pair, ways) for pair in combinations(CHOICES, 2) for ways in ((0, 0), (0, 1), (1, 0), (1, 1))}
    sets, number = [], 1
    while missing and number < 64:
        # The bits of a multiplicative hash spread over the capabilities: deterministic, and the same on every machine.
        bits = {name: (number * 2654435761 >> index) & 1 for index, name in enumerate(CHOICES)}
        covered = {(pair, ways) for pair, ways in missing if (bits[pair[0]], bits[pair[1]]) == ways}
        if len(covered) > len(CHOICES) or number == 63:
            sets.append(tuple(name for name in CHOICES if bits[name]))
            missing -= covered
        number += 1
    return sets


ALONE = [(name,) for name in (*CHOICES, *VARIANTS)]
SAMPLES = pairwise()
CASES = [
    (),
    *ALONE,
    EVERYTHING,
    *SAMPLES[:1],
    *(pytest.param(names, marks=pytest.mark.slow) for names in SAMPLES[1:]),
]


def label(names: tuple[str, ...]) -> str:
    return "everything" if names == EVERYTHING else "+".join(names) or "skeleton"


@pytest.fixture(params=CASES, ids=label)
def app(request, tmp_path) -> Path:
    """Write an application with these capabilities; with resources where they have somewhere to appear."""
    names = request.param
    resources = tuple(RESOURCES) if len(names) > 1 or any(split(n)[0] == "resource" for n in names) else ()
    project = generated(*names, resources=resources)
    assert not project.steps
    return written(project, tmp_path / "shop")


def test_it_is_formatted_and_linted(app):
    command(app, "ruff", "format", "--check", "--no-cache", ".")
    command(app, "ruff", "check", "--no-cache", ".")


def test_it_is_typed(app, mypy_cache):
    # Of files in one place mypy knows each by size and second, and applications are written faster than that.
    for path in app.rglob("*.py"):
        os.utime(path, (second := next(SECONDS), second))
    command(app, "mypy", "--cache-dir", str(mypy_cache))


@pytest.mark.timeout(3000)
def test_it_passes_its_own_tests(app):
    command(app, *PYTEST)


def test_bandit_finds_nothing(app):
    command(app, "bandit", "-q", "-ll", "-r", "shop")


def test_it_declares_what_it_imports(app):
    table = tomllib.loads((app / "pyproject.toml").read_text())
    required = {distribution(r) for r in table["project"]["dependencies"]}
    development = {distribution(r) for r in table["dependency-groups"]["dev"]}

    assert imported(app / "shop") <= required
    assert imported(app / "tests") <= required | development


def distribution(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-")


def imported(folder: Path) -> set[str]:
    """Give the distributions that the Python files below a folder import."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    own = {"shop", "tests", *sys.stdlib_module_names}
    return {providers()[name] for name in found - own}


@cache
def providers() -> dict[str, str]:
    """Give the distribution of each importable name; the shortest name where several share one."""
    return {
        name: min(owners, key=len).lower().replace("_", "-")
        for name, owners in packages_distributions().items()
    }


@pytest.fixture(scope="session")
def mypy_cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("mypy")
