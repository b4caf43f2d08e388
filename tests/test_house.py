"""The rules of the house, as far as a test can keep them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "flaskwright"
TEMPLATES = set(SRC.glob("capabilities/*/*/**/*.py"))
MODULES = sorted(set(SRC.rglob("*.py")) - TEMPLATES)
CAPABILITIES = sorted(p.parent for p in SRC.glob("capabilities/*/__init__.py"))

# Who may import what, by the first part of the path below src/flaskwright.
ONLY_IN = {
    "ast": {"facts", "edits"},
    "tomlkit": {"edits"},
    "jinja2": {"edits", "facts/jinja.py"},
    "libcst": {"codemods"},
    "subprocess": {"probe", "delivery", "edits/format.py"},
    "rich": {"cli"},
    "click": {"cli"},
    "socket": {"probe", "delivery"},
    "shutil": {"project", "probe", "delivery", "edits/format.py"},
    "tempfile": {"project", "probe", "delivery", "edits/format.py"},
}
# What makes a function impure: no capability, field type or check has any of it.
IMPURE = {"os", "time", "random", "secrets", "subprocess", "socket", "shutil", "tempfile", "urllib", "io"}
PURE = ("capabilities", "fields", "checks", "codemods", "capability.py", "check.py")
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


def name(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def within(path: Path, places: set[str] | tuple[str, ...]) -> bool:
    return any(name(path) == place or name(path).startswith(f"{place}/") for place in places)


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def test_imports_point_down():
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())",
    ]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_library_is_used_only_where_it_lives(path):
    wrong = {lib for lib, places in ONLY_IN.items() if lib in imports(path) and not within(path, places)}

    assert not wrong


@pytest.mark.parametrize("path", [p for p in MODULES if within(p, PURE)], ids=name)
def test_what_builds_and_finds_is_pure(path):
    called = {
        node.func.id
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert not imports(path) & IMPURE
    assert not called & {"open", "print", "input", "exec", "eval", "__import__"}


@pytest.mark.parametrize("path", [p for p in MODULES if not within(p, ("cli",))], ids=name)
def test_only_the_faces_print(path):
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]

    assert not [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]


@pytest.mark.parametrize(
    "path", [p for p in MODULES if not within(p, ("project", "delivery", "probe", "cli"))], ids=name
)
def test_only_project_writes(path):
    if name(path) == "edits/format.py":  # its scratch folder is not the project
        return
    written = [
        node.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"write_text", "write_bytes", "unlink", "mkdir", "rename", "touch", "rmdir"}
    ]

    assert not written


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_names_say_what_a_module_is_for(path):
    assert not {path.stem, *path.parent.parts} & FORBIDDEN_NAMES


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_sizes(path):
    lines = path.read_text().count("\n")
    long = [
        f"{f.name}: {f.end_lineno - f.lineno + 1}"
        for f in functions(path)
        if f.end_lineno - f.lineno + 1 > 40
    ]

    assert lines <= (120 if within(path, ("checks",)) else 400)
    assert not long


def written_lines(path: Path) -> int:
    """Count the lines that a template writes: those that only choose between others are none."""
    return sum(not re.fullmatch(rb"\[%[^%]*%\]", line.strip()) for line in path.read_bytes().splitlines())


@pytest.mark.parametrize("folder", CAPABILITIES, ids=lambda p: p.name)
def test_a_capability_is_small(folder):
    code = [p for p in MODULES if p.is_relative_to(folder)]
    templates = [
        p for p in folder.rglob("*") if p.is_file() and p not in code and "__pycache__" not in p.parts
    ]
    long = {
        p.relative_to(folder).as_posix(): lines
        for p in templates
        if not ({"vendor", "vendored"} & set(p.parts) or ".min." in p.name)
        and p.suffix != ".txt"
        and (lines := written_lines(p)) > 150
    }

    assert sum(p.read_text().count("\n") for p in code) <= 200
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_an_ignore_gives_its_reason(path):
    bare = [
        line.strip()
        for line in path.read_text().splitlines()
        if re.search(r"#\s*(noqa|type: ignore|pragma: no cover)", line)
        and not re.search(
            r"#\s*(noqa: [A-Z0-9, ]+\(.+|type: ignore\[[\w, -]+\]\s*#.+|pragma: no cover\s*[(#].+)", line
        )
    ]

    assert not bare


def test_starting_up_loads_nothing_heavy():
    code = "import sys, flaskwright.cli; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert not {"jinja2", "tomlkit", "rich", "libcst", "ruff"} & set(loaded)
