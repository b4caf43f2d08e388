"""What was added can be removed: nothing is left, and nothing of the owner's is lost."""

from __future__ import annotations

import pytest

from flaskwright import facts, fields
from flaskwright.adoption import guest_options
from flaskwright.capabilities import SKELETON, Menu
from flaskwright.capability import Wanted, run
from flaskwright.errors import ProjectError, UsageError
from flaskwright.pristine import PATH, Pristine
from flaskwright.project import Project
from flaskwright.removal import remove
from flaskwright.upgrade import upgraded
from generation import RESOURCES, added, generated

ALONE = ("health", "headers", "logging", "gunicorn", "ci", "agents", "mail", "database", "api")


def removed(project, *names):
    return remove(Menu(), project, names, SKELETON)


@pytest.mark.parametrize("name", ALONE)
def test_added_and_removed_is_as_it_was(name):
    start = generated("pages")
    grown = added(start, name)
    record = set(_record(grown)) - set(_record(start))

    done = removed(grown, *record)

    assert done.files == start.files


def _record(project):
    return facts.read(project).record.capabilities


def test_one_of_several_goes_and_the_others_stay():
    done = removed(generated("health", "logging", "headers"), "logging")

    assert done.steps == ()
    assert done.files == generated("health", "headers").files


def test_resources_follow():
    resources = tuple(RESOURCES)
    done = removed(generated("resource", "api", resources=resources), "api")

    assert {path for path in done.files if "api" in path} == set()
    assert "add_category" in " ".join(done.files)
    assert [step.code for step in done.steps] == ["flask db downgrade 5ac49b9d4413"]


def test_what_comes_after_a_migration_comes_after_the_one_before_it():
    start = added(generated("database", "mail"), "resource", resources=("Category",))
    mail = next(path for path in start.files if "outgoing_mail" in path)
    category = next(path for path in start.files if path.endswith("add_category.py"))
    before = mail.rpartition("/")[2].partition("_")[0]
    assert f'down_revision: str | None = "{before}"' in start.text(category)

    done = removed(start, "mail")

    assert mail not in done.files
    assert 'down_revision: str | None = "5ac49b9d4413"' in done.text(category)
    assert "take it back there first" in done.steps[0].reason


def test_what_its_owner_changed_stays():
    start = generated("pages")
    grown = added(start, "health")
    mine = grown.text("shop/health/checks.py") + "\n# mine\n"
    readme = grown.text("README.md").replace("# Shop", "# My shop")
    grown = grown.put("shop/health/checks.py", mine).put("README.md", readme)

    done = removed(grown, "health")

    assert done.text("shop/health/checks.py") == mine
    assert [step.path for step in done.steps] == ["shop/health/checks.py"]
    assert done.text("README.md") == start.text("README.md").replace("# Shop", "# My shop")
    assert "shop/health/routes.py" not in done.files


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("helth",), "did you mean health"),
        (("mail",), "mail is not there"),
        (("app",), "app is what all the rest stands on"),
        (("database",), "resource needs database; remove both: flaskwright remove resource database"),
        (("resource",), "resource has Category; these are code of yours by now"),
    ],
)
def test_what_cannot_go_is_refused(names, message):
    with pytest.raises(UsageError, match=message):
        removed(generated("resource", "health", resources=("Category",)), *names)


def test_without_the_copies_nothing_is_removed():
    with pytest.raises(ProjectError, match="is not there; take it back with git"):
        removed(generated("health").drop(PATH), "health")


def test_what_another_version_wrote_is_not_removed_by_this_one():
    project = generated("health")
    kept = Pristine.of(project)
    other = Pristine({**kept.files, "shop/hooks.py": b"other\n"}, version="0.0.1").into(project)

    with pytest.raises(
        ProjectError,
        match=r"written by Flaskwright 0\.0\.1 \(shop/hooks\.py differs\); run `flaskwright upgrade` first",
    ):
        removed(other, "health")


def test_a_host_keeps_the_record_of_its_resources():
    host = Project().put("app.py", "from flask import Flask\n\napp = Flask(__name__)\n")
    asked = {"app": guest_options("site", host), "config": {}, "resource": {}, "health": {}}
    resource = fields.parse_resource("Category", RESOURCES["Category"])
    grown = run(Menu(), host, Wanted(asked, [resource]))

    done = removed(grown, "health")

    assert facts.read(done).record.resources == facts.read(grown).record.resources
    assert facts.read(done).record.resources


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\x1f\x8b\x08nonsense"])
def test_rubbish_is_no_copy(data):
    assert Pristine.of(generated("health").put_bytes(PATH, data)) == Pristine()


@pytest.mark.parametrize("first", ["health", "limits"])
def test_the_record_goes_from_a_host_whose_pyproject_nothing_else_has_changed(first):
    text = '[project]\nname = "site"\ndependencies = ["flask"]\n\n[tool.ruff]\nline-length = 100\n'
    host = (
        Project()
        .put("app.py", "from flask import Flask\n\napp = Flask(__name__)\n")
        .put("pyproject.toml", text)
    )
    wanted = {"app": guest_options("site", host), "config": {}, "health": {}, "limits": {}}
    grown = run(Menu(), host, Wanted(wanted))

    less = removed(grown, first)

    assert set(_record(less)) == {"app", "config", "health", "limits"} - {first}
    assert removed(less, *({"health", "limits"} - {first})).files == host.files


def test_once_upgraded_it_is_removed():
    project = generated("health", "logging")
    kept = Pristine.of(project)
    older = Pristine({**kept.files, "shop/hooks.py": b"other\n"}, version="0.0.1").into(
        project.put("shop/hooks.py", "other\n")
    )

    assert removed(upgraded(Menu(), older).project, "health").files == generated("logging").files
