"""Plans: what a command would do, before it does it."""

import logging
import subprocess
import sys

import pytest

from flaskwright import api, facts, fields, spec
from flaskwright.capability import Wanted
from flaskwright.delivery.git import GitState
from flaskwright.errors import ProjectError, ResourceError, UsageError
from flaskwright.project import Project, commit, read
from flaskwright.project.journal import STAGE, Change, Journal, digest


@pytest.fixture
def shop(tmp_path):
    api.apply_plan(api.create("shop", parent=tmp_path))
    return tmp_path / "shop"


def test_a_plan_touches_nothing(tmp_path):
    plan = api.create("shop", spec.wanted(["logging"]), parent=tmp_path)
    assert plan.fresh
    assert plan.root == tmp_path / "shop"
    assert plan.capabilities == ("app", "config", "logging")
    assert plan.resources == ()
    assert "structlog" in plan.packages
    assert "pytest (dev)" in plan.packages
    assert plan.diff.removed == plan.diff.changed == ()
    assert list(tmp_path.iterdir()) == []


def test_a_plan_is_applied_once(tmp_path):
    plan = api.create("shop", parent=tmp_path)
    assert api.apply_plan(plan).paths == plan.diff.paths
    assert read(tmp_path / "shop").files == plan.after.files
    with pytest.raises(ProjectError):
        api.apply_plan(plan)


def test_new_with_two_equals_new_and_add(tmp_path, shop):
    api.apply_plan(api.add(shop, spec.wanted(["logging"])))
    at_once = api.create("shop", spec.wanted(["logging"]), parent=tmp_path / "elsewhere")
    assert read(shop).files == at_once.after.files


def test_what_is_there_already_gives_no_difference(shop):
    plan = api.add(shop, spec.wanted(["config"]))
    assert not plan.fresh
    assert not plan.diff
    assert plan.capabilities == ()
    assert list(plan.commands()) == []


def test_the_name_makes_a_title(tmp_path):
    plan = api.create("corner_shop", parent=tmp_path)
    assert plan.after.text("README.md").startswith("# Corner Shop\n")


@pytest.mark.parametrize("place", [".", "shop", "tests/load"])
def test_the_root_is_found_from_any_folder(shop, place):
    assert api.find_root(shop / place) == shop.resolve()


def test_a_folder_of_nobody_is_no_project(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")
    with pytest.raises(UsageError, match="is no project that Flaskwright made"):
        api.find_root(tmp_path)


def test_a_resource_that_refers_to_nothing_is_refused_by_name(shop):
    with pytest.raises(ResourceError, match="there is no resource Nope") as caught:
        api.add(shop, spec.resource(["Product", "name:string", "thing:ref(Nope)"]))
    assert caught.value.resource == "Product"


def test_a_resource_comes_with_what_it_needs(tmp_path):
    wanted = Wanted(resources=spec.resource(["Tag", "name:string(40)"]).resources)
    plan = api.create("shop", wanted, parent=tmp_path)
    assert plan.resources == ("Tag",)
    assert {"resource", "database"} <= set(plan.capabilities)
    assert plan.migrations
    assert ".venv/bin/flask db upgrade" in plan.commands(installed=True)


def test_a_resource_with_other_fields_is_refused(tmp_path):
    api.apply_plan(api.create("shop", spec.resource(["Tag", "name:string(40)"]), parent=tmp_path))
    same = api.add(tmp_path / "shop", spec.resource(["Tag", "name:string(40)"]))
    assert not same.diff
    assert not same.steps
    with pytest.raises(ResourceError, match="Tag is there already with other fields"):
        api.add(tmp_path / "shop", spec.resource(["Tag", "name:string(50)"]))


def test_a_requirement_with_other_limits_is_a_package_to_fetch(tmp_path):
    before = Project().put("pyproject.toml", '[project]\ndependencies = ["flask>=3,<4", "redis>=5"]\n')
    plan = api.Plan(
        tmp_path, before, before.put("pyproject.toml", before.text("pyproject.toml").replace("=5", "=6"))
    )

    assert plan.packages == ("redis",)


@pytest.fixture
def careless(tmp_path, monkeypatch):
    """Give a project that keeps its migrations and its examples of settings out of git."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = tmp_path / "site"
    root.mkdir()
    (root / "app.py").write_text("from flask import Flask\n\napp = Flask(__name__)\n")
    (root / "requirements.txt").write_text("flask\n")
    (root / ".gitignore").write_text("migrations\n.env*\n")
    return root


def test_what_git_leaves_out_is_named_and_found_again(careless):
    plan = api.add(careless, spec.wanted(["database"]))
    assert ".env.example" in plan.ignored
    assert "migrations/env.py" in plan.ignored
    assert "app.py" not in plan.ignored
    api.apply_plan(plan)

    book = Wanted({}, [fields.parse_resource("Book", ["title:string(80)!"])])
    api.apply_plan(api.add(careless, book))

    assert not api.add(careless, book).diff
    found = {path.stem[13:]: path for path in (careless / "migrations/versions").glob("*.py")}
    assert sorted(found) == ["add_book", "start"]
    assert f'down_revision: str | None = "{found["start"].name[:12]}"' in found["add_book"].read_text()
    assert "DATABASE_URL" in (careless / ".env.example").read_text()


def test_what_git_leaves_out_goes_with_the_rest(careless):
    before = {path: path.read_bytes() for path in careless.rglob("*") if path.is_file()}
    api.apply_plan(api.add(careless, spec.wanted(["database"])))

    api.apply_plan(api.undo(careless))

    assert {path: path.read_bytes() for path in careless.rglob("*") if path.is_file()} == before


def test_git_stands_in_the_plan(shop):
    assert api.add(shop, spec.wanted(["config"])).git is GitState.NONE


def test_an_interrupted_write_is_ended_and_said(shop, caplog):
    path = "README.md"
    before = read(shop)
    after = before.put(path, "half\n")
    (shop / STAGE).mkdir()
    (shop / STAGE / "0.old").write_bytes(before.files[path])
    changes = (
        Change(path, digest(before.files[path]), digest(after.files[path])),
        Change("later.txt", None, digest(b"never\n")),
    )
    Journal(changes, ()).save(shop)
    (shop / path).write_text("half\n")
    with caplog.at_level(logging.WARNING, logger="flaskwright"):
        assert api.load(shop).files == before.files
    assert [record.getMessage() for record in caplog.records] == [
        "An earlier run was cut short: its write is now taken back."
    ]


def test_what_the_user_did_meanwhile_is_said(shop, caplog):
    before = read(shop)
    (shop / STAGE).mkdir()
    Journal((Change("README.md", digest(b"a"), digest(b"b")),), ()).save(shop)
    with caplog.at_level(logging.WARNING, logger="flaskwright"):
        assert api.load(shop).files == before.files
    assert "README.md was changed since and is left as it is" in caplog.text


def test_verify_takes_any_folder(tmp_path, monkeypatch, shop):
    asked = []
    monkeypatch.setattr("flaskwright.delivery.verify.verify", lambda root, *_rest: asked.append(root))
    api.verify(shop / "tests")
    other = tmp_path / "other"
    other.mkdir()
    api.verify(other)
    assert asked == [shop.resolve(), other.resolve()]


def test_the_record_keeps_options_that_differ(tmp_path):
    plan = api.create("shop", spec.wanted(["config:loader=flask-env"]), parent=tmp_path)
    assert facts.read(plan.after).record.capabilities["config"] == {"loader": "flask-env"}


def test_a_change_under_our_feet_is_refused(shop):
    plan = api.add(shop, spec.wanted(["logging"]))
    commit(read(shop), read(shop).put("README.md", "mine\n"), shop)
    with pytest.raises(ProjectError, match=r"README\.md has changed since"):
        api.apply_plan(plan)


def test_the_package_itself_gives_the_api():
    import flaskwright  # noqa: PLC0415 (what is tested)

    assert flaskwright.create is api.create
    assert {name: getattr(flaskwright, name) for name in flaskwright.__all__} == {
        name: getattr(api, name) for name in flaskwright.__all__
    }
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = flaskwright.nothing


def test_the_package_itself_loads_nothing():
    code = "import sys, flaskwright; print([name for name in sys.modules if name.startswith('flaskwright.')])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
