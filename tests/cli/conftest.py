"""Run the command line in this process, in a folder of its own."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from flaskwright import api
from flaskwright.cli.program import run


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    for name in ("CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path.parent / f"{tmp_path.name}-{name.lower()}"))
    return tmp_path


@pytest.fixture
def cli(here, capsys):  # noqa: ARG001 (never in the repository)
    """Run a command line; gives exit code, stdout, stderr and the JSON that was printed."""

    def call(*args):
        code = run([str(arg) for arg in args])
        out, err = capsys.readouterr()
        data = json.loads(out) if "--json" in args else None
        return SimpleNamespace(code=code, out=out, err=err, json=data)

    return call


@pytest.fixture(scope="session")
def skeleton():
    """The plan of the smallest project."""
    return api.create("shop", parent=Path("/nowhere"))


@pytest.fixture
def shop(here, skeleton, monkeypatch):
    """The smallest project, as the folder that commands run in."""
    root = here / "shop"
    api.apply_plan(api.Plan(root, skeleton.before, skeleton.after))
    monkeypatch.chdir(root)
    return root
