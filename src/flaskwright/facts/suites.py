"""Tests: the files that hold them, how many, and the fixtures of pytest."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.names import Modules, dotted, statements
from flaskwright.facts.place import Place

if TYPE_CHECKING:
    from flaskwright.facts.source import Source

_FILE = re.compile(r"(^|/)(test_[^/]*|[^/]*_tests?|tests?|conftest)\.py$")

_FOLDER = re.compile(r"(?:.*/)?tests?(?=/)")


@dataclass(frozen=True)
class Suite:
    """A file of tests; `kind` is "pytest" or "unittest", `fixtures` are those that it defines."""

    path: str
    kind: str
    tests: tuple[str, ...]
    fixtures: tuple[str, ...]
    at: Place


def read_suites(modules: Modules) -> tuple[Suite, ...]:
    """Find the files of tests and of pytest's fixtures."""
    return tuple(modules.each(Suite, _in_file))


def _in_file(modules: Modules, path: str) -> Iterator[Suite]:
    if _FILE.search(path) or "/tests/" in f"/{path}":
        kind, tests, fixtures = _of(modules.source(path))
        if tests or fixtures:
            yield Suite(path, kind, tests, fixtures, Place(path, 1))


@lru_cache(maxsize=8192)
def _of(source: Source) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    tests: list[str] = []
    fixtures: list[str] = []
    for node in source.tree.body:
        functions = statements(node) if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for function in functions:
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                if function.name.startswith("test"):
                    tests.append(prefix + function.name)
                elif any(_is_fixture(decorator) for decorator in function.decorator_list):
                    fixtures.append(function.name)
    kind = "unittest" if "TestCase" in source.text and "import pytest" not in source.text else "pytest"
    return kind, tuple(tests), tuple(fixtures)


def _is_fixture(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return (dotted(called) or "").rpartition(".")[2] in {"fixture", "yield_fixture"}


def tests_folder(paths: Iterable[str]) -> str:
    """Give the folder named "test" or "tests" that holds most test files; "tests" where there is none."""
    found: Counter[str] = Counter()
    for path in paths:
        if _FILE.search(path) and (folder := _FOLDER.match(path)):
            found[folder[0]] += 1
    return min(found, key=lambda folder: (folder.count("/"), -found[folder], folder), default="tests")
