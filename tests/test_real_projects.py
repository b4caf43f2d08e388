"""The facts of real projects that nobody here wrote, against what their applications registered when they ran.

Wheels come from PyPI once (pip download without dependencies) and are read as archives: nothing of them is installed
or run. tests/real holds what each has.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import pytest

from flaskwright import facts
from flaskwright.project import Project

ROOT = Path(__file__).parent.parent
EXPECTED = sorted((ROOT / "tests" / "real").glob("*.toml"))
CACHE = ROOT / ".cache" / "projects"
FLOOR = 0.97

pytestmark = pytest.mark.real


def wheel(distribution, version):
    """Give the file of a wheel; downloads it when it is not there yet."""
    folder = CACHE / f"{distribution}-{version}"
    if not list(folder.glob("*.whl")):
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
            "--dest", str(folder), f"{distribution}=={version}",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode and os.environ.get("CI") != "true":
            pytest.skip(f"{distribution} cannot be downloaded: {done.stderr[-200:]}")
        assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@cache
def read(path):
    expected = tomllib.loads(path.read_text())
    with zipfile.ZipFile(wheel(expected["distribution"], expected["version"])) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    return expected, facts.Facts(Project(files))


def found(read_, noun):
    if noun == "routes":
        verbs = {}
        for route in read_.routes:
            verbs.setdefault(route.rule, set()).update(route.methods)
        return verbs
    return {
        "blueprints": lambda: {blueprint.name for blueprint in read_.blueprints},
        "tables": lambda: set(read_.tables),
        "settings": lambda: set(read_.config.keys),
        "extensions": lambda: {extension.package for extension in read_.extensions},
    }[noun]()


def has(there, noun, item):
    if noun != "routes":
        return item in there
    methods, _, rule = item.partition(" ")
    return set(methods.split("/")) <= there.get(rule, set())


@pytest.mark.parametrize("noun", ["routes", "blueprints", "tables", "settings", "extensions"])
@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_facts_agree_with_the_running_application(path, noun):
    expected, read_ = read(path)
    there = found(read_, noun)

    missing = [item for item in expected[noun] if not has(there, noun, item)]

    assert len(missing) <= (1 - FLOOR) * len(expected[noun]), missing


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_every_file_is_read(path):
    _expected, read_ = read(path)

    assert facts.document(read_)["routes"]
    assert not [problem for problem in read_.problems if "does not parse" in problem.message]
