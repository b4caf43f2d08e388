"""AGENTS.md follows the project, in any order, and keeps what its owner wrote."""

from __future__ import annotations

import pytest

from flaskwright.adoption import guest_options
from flaskwright.capabilities import MENU, SKELETON, Menu
from flaskwright.capabilities.agents import CAPABILITY, CONTENTS, OF_GUEST
from flaskwright.capability import Wanted, run
from flaskwright.project import Project
from generation import added, generated

CHOICES = ("database", "docker", "ci", "logging", "headers")


def text(project):
    return project.text("AGENTS.md")


def test_it_lists_what_is_there_and_nothing_else():
    found = text(generated("agents", "logging"))

    assert "`shop/logs.py`" in found
    assert "`migrations/versions/`" not in found
    assert found.startswith("# Shop, for coding agents\n\nA small shop.")


@pytest.mark.parametrize("names", [CHOICES, tuple(reversed(CHOICES))], ids=["one way", "the other"])
def test_the_order_of_arrival_does_not_matter(names):
    project = generated("agents")
    for name in names:
        project = added(project, name)

    assert not project.steps
    assert text(project) == text(generated("agents", *CHOICES))


def test_resources_are_listed_in_alphabetical_order():
    project = generated("agents", "resource", resources=("Category",))
    project = added(project, resources=("Product",))

    assert "- `shop/categories/`: Categories\n- `shop/products/`: Products\n" in text(project)
    assert text(project) == text(generated("agents", "resource", resources=("Category", "Product")))


def test_its_owner_s_words_stay():
    project = generated("agents")
    own = text(project) + "- Speak of customers, never of users.\n"

    project = added(project.put("AGENTS.md", own), "database")

    assert not project.steps
    assert "Speak of customers" in text(project)
    assert "`shop/models.py`" in text(project)


def test_a_deleted_index_stays_deleted():
    project = added(generated("agents").drop("AGENTS.md"), "database")

    assert not project.has("AGENTS.md")
    assert not project.steps


def test_it_is_short_with_everything():
    names = [name for name in MENU if name not in SKELETON]
    resources = ("Category", "Product")

    assert len(text(generated(*names, resources=resources)).encode()) <= 8192


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_every_path_is_there_with_its_capability(name):
    project = generated(name, "agents") if name not in SKELETON else generated("agents")

    for path in CONTENTS[name].get("paths", ()):
        path = path.format(package="shop")  # noqa: PLW2901 (the same path)
        assert project.has(path) or list(project.under(path)), path


def test_what_is_said_belongs_to_capabilities_that_exist():
    assert {*CONTENTS, *OF_GUEST} <= set(MENU)
    assert {key for table in (CONTENTS, OF_GUEST) for said in table.values() for key in said} == {
        "commands",
        "paths",
        "rules",
    }
    assert set(CAPABILITY.joins) == set(MENU) - {"agents"}
    assert Menu()["agents"] is CAPABILITY


def test_a_host_s_own_index_is_left_alone():
    project = (
        Project()
        .put("app.py", "from flask import Flask\napp = Flask(__name__)\n")
        .put("AGENTS.md", "Mine.\n")
    )
    wanted = {"app": guest_options("mine", project), "config": {}, "agents": {}, "health": {}}

    done = run(Menu(), project, Wanted(wanted))

    assert done.text("AGENTS.md") == "Mine.\n"
    assert not done.has("tests/added/test_agents.py")
    assert [step.path for step in done.steps] == ["AGENTS.md"]
    assert "- `parts/health/checks.py`: " in done.steps[0].code
