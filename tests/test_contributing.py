"""The examples of CONTRIBUTING.md work as they stand there."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import textwrap
from pathlib import Path

import pytest

from flaskwright import facts, fields
from flaskwright.capabilities import SKELETON, Menu
from flaskwright.capability import Wanted, run
from flaskwright.fields import types
from flaskwright.project import Project
from generation import generated

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
BLOCKS = re.findall(r"```(python|jinja)\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def humans(tmp_path, monkeypatch):
    folder = tmp_path / "humans_example"
    template = folder / "templates" / "[[package]]" / "humans.py.jinja"
    template.parent.mkdir(parents=True)
    (folder / "__init__.py").write_text(BLOCKS[0][1])
    template.write_text(BLOCKS[1][1])
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("humans_example").CAPABILITY
    del sys.modules["humans_example"]


def test_the_capability_works(humans):
    menu = {**{name: Menu()[name] for name in SKELETON}, "humans": humans}

    project = run(menu, generated(), Wanted({"humans": {"team": "Ada and Grace"}}))

    assert not project.steps
    assert 'TEAM = "Ada and Grace"' in project.text("shop/humans.py")
    assert "app.register_blueprint(humans.bp)" in project.text("shop/__init__.py")
    assert [route.rule for route in facts.read(project).routes] == ["/static/<path:filename>", "/humans.txt"]
    assert run(menu, project, Wanted({"humans": {}})) == project


def test_the_field_type_works(monkeypatch):
    scope: dict[str, object] = {"__name__": "percent"}
    exec(compile(BLOCKS[2][1], "percent.py", "exec"), scope)  # noqa: S102 (the example itself)
    monkeypatch.setattr(types, "TYPES", {**types.TYPES, "percent": scope["TYPE"]})
    resource = fields.parse_resource("Errand", ["name:string(80)", "done:percent:=0"])
    field = resource.fields[1]

    assert str(field) == "done:percent:=0"
    assert "max=100" in str(field.form(resource))
    assert ast.parse(str(field.model(resource)))
    assert field.display("errand").endswith(" %")


def test_the_check_works():
    scope: dict[str, object] = {"__name__": "testing_in_production"}
    exec(compile(BLOCKS[3][1], "testing_in_production.py", "exec"), scope)  # noqa: S102 (the example itself)
    check, (bad, good) = scope["CHECK"], re.findall(r"(?:Bad|Good):\n((?:    .*\n)+)", BLOCKS[3][1])

    def found(code):
        return list(check.find(facts.read(Project().put("config.py", textwrap.dedent(code)))))

    assert [(finding.at.path, finding.at.line) for finding in found(bad)] == [("config.py", 2)]
    assert found(good) == []


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:src|tests|capabilities|edits|fields)/[\w/.]+)`", TEXT)))
)
def test_every_path_exists(path):
    place = ROOT / path if path.startswith(("src", "tests")) else ROOT / "src" / "flaskwright" / path

    assert place.exists() or "humans" in path or "percent" in path or "NAME" in path or "testing_in" in path
