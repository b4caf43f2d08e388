"""Templates move on, and projects follow: what nobody changed as if it were new, what somebody changed merged."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from flaskwright import bom, facts, fields, upgrade
from flaskwright import project as tree
from flaskwright.adoption import guest_options
from flaskwright.capabilities import MENU, SKELETON, Menu
from flaskwright.capability import Wanted, run
from flaskwright.errors import ProjectError, UsageError
from flaskwright.fields.features import upgrade as migration_of
from flaskwright.pristine import PATH, Pristine
from flaskwright.project import Project
from flaskwright.removal import remove
from flaskwright.upgrade import upgraded
from generation import RESOURCES, added, generated, wanted
from generation import written as put_down
from later import later, renamed, replaced, written

APPS = Path(__file__).parent / "apps"
HEALTH = "templates/[[package]]/health"
ROUTES, CHECKS, READINESS = (f"shop/health/{name}.py" for name in ("routes", "checks", "readiness"))
LIVE = '''@bp.get("/live")
def live() -> ResponseReturnValue:
    """Answer whenever this process can; a stopped database is no reason to restart."""
    return jsonify(status="alive")


'''
NEW = '''@bp.get("/started")
def started() -> ResponseReturnValue:
    """Answer once the application has started."""
    return jsonify(status="started", name=g.get("name", ""))


'''
LIMIT = 'edits.ensure_class_attribute(f"{factory.folder}/config.py", "Config", "HEALTH_LIMIT: int = 9"),'


def moved(routes):
    """What the later Flaskwright's `health` does otherwise; `routes` are changes of its addresses."""
    return (
        replaced(
            f"{HEALTH}/routes.py",
            *routes,
            (
                "import Blueprint, Response, current_app, jsonify",
                "import Blueprint, Response, current_app, g, jsonify",
            ),
            ("from .readiness import", "from .waiting import"),
        ),
        renamed(f"{HEALTH}/readiness.py", "waiting.py"),
        written(f"{HEALTH}/probes.py", '"""Probes."""\n\nPROBES = ("live", "ready")\n'),
        written("templates/tests/health/test_probes.py", "def test_probes() -> None: ...\n"),
        replaced(
            "templates/tests/health/test_health.py.jinja",
            ("health.readiness import", "health.waiting import"),
        ),
        replaced(
            "__init__.py",
            ('"HEALTH_TIMEOUT: int = 2"),', f'"HEALTH_TIMEOUT: int = 3"),\n        {LIMIT}'),
            ("A check may take", "`/health/started` answers once. A check may take"),
        ),
    )


@pytest.fixture
def moved_on(tmp_path):
    """The menu of the later Flaskwright: a function went, another one came, a third one has changed."""
    return later(
        tmp_path,
        health=moved([(LIVE, NEW), ('"Cache-Control"] = "no-store"', '"Cache-Control"] = "no-cache"')]),
    )


def fresh(menu, *names, resources=()):
    """Give a new project of a menu."""
    return run(menu, Project(), wanted(*names, resources=resources))


def edited(project, path, *pairs):
    """Change a file as its owner would."""
    text = project.text(path)
    for old, new in pairs:
        assert text.count(old) == 1, (path, old)
        text = text.replace(old, new)
    return project.put(path, text)


def differing(one, other):
    return {path for path in {*one.files, *other.files} if one.files.get(path) != other.files.get(path)}


# --- nothing moved on -----------------------------------------------------------------------------------------

SETS = [
    (),
    *((name,) for name in MENU if name not in SKELETON),
    tuple(name for name in MENU if name not in SKELETON),
    ("config:loader=flask-env", "health"),
    ("mail:backend=flask-mailman", "resource:layers=repository"),
]


@pytest.mark.parametrize("names", SETS, ids=lambda names: "+".join(names)[:40] or "skeleton")
def test_a_new_project_is_as_it_would_be_written_today(names):
    project = generated(*names, resources=tuple(RESOURCES) if len(names) > 1 else ())

    done = upgraded(Menu(), project)

    assert done.project.files == project.files
    assert (done.conflicts, done.project.steps) == ((), ())


def test_so_is_one_that_grew():
    project = generated("pages")
    for name in ("agents", "mail", "api", "login"):
        project = added(project, name)
    project = added(added(project, resources=("Category",)), "admin")

    assert upgraded(Menu(), project).project.files == project.files


def test_so_is_one_whose_resources_refer_to_what_the_record_lists_later():
    """The record lists resources by name; each is written after those that it refers to."""
    words = {"Zoo": ["name:string"], "Hall": ["zoo:ref(Zoo,cascade)"], "Animal": ["hall:ref(Hall)"]}
    declared = [fields.parse_resource(name, words[name]) for name in words]
    project = run(Menu(), Project(), replace(wanted("api", "pages"), resources=declared))

    assert upgraded(Menu(), project).project.files == project.files
    assert upgraded(Menu(), added(project, "admin")).project.files == added(project, "admin").files


def guest(name, *names):
    """Give a sample that Flaskwright did not make, with capabilities added to it one by one."""
    project = tree.read(APPS / name)
    options = guest_options(name, project)
    for index, capability_name in enumerate(names):
        first = {"app": options, "config": {}} if not index else {}
        project = run(Menu(), project, Wanted({**first, capability_name: {}}))
        project = replace(project, steps=())
    return project


@pytest.mark.parametrize("sample", sorted(path.name for path in APPS.iterdir()))
def test_so_is_what_was_added_to_a_project_of_another_making(sample):
    project = guest(sample, "limits", "health", "agents", "docker", "cache", "api")

    done = upgraded(Menu(), project)

    assert done.project.files == project.files
    assert (done.conflicts, done.project.steps) == ((), ())


def test_so_is_what_came_in_another_order():
    project = tree.read(APPS / "rest_restful").put("requirements.txt", "zope\nflask-restful\nflask\n")
    options = guest_options("site", project)
    for names in ({"app": options, "config": {}, "metrics": {}}, {"limits": {}}, {"cache": {}}):
        project = replace(run(Menu(), project, Wanted(names)), steps=())

    assert upgraded(Menu(), project).project.files == project.files


def test_what_its_owner_changed_is_no_difference():
    project = generated("health", "mail")
    project = edited(project, ROUTES, ("alive", "well")).drop(CHECKS).put("shop/mine.py", "x = 1\n")

    assert upgraded(Menu(), project).project.files == project.files


# --- templates moved on ---------------------------------------------------------------------------------------


def test_what_nobody_changed_is_as_if_it_were_new(moved_on):
    done = upgraded(moved_on, generated("health", "database"))

    assert done.project.files == fresh(moved_on, "health", "database").files
    assert (done.conflicts, done.project.steps) == ((), ())
    assert not done.project.has(READINESS)
    # The next one stands on this one.
    assert upgraded(moved_on, done.project).project.files == done.project.files


EDITS = {
    "function": (
        ROUTES,
        (
            "    results = readiness.ask(",
            '    current_app.logger.debug("asked")\n    results = readiness.ask(',
        ),
    ),
    "new function": (
        ROUTES,
        (
            "@bp.after_request",
            'def mine() -> str:\n    """Mine."""\n    return "mine"\n\n\n@bp.after_request',
        ),
    ),
    "docstring": (ROUTES, ('"""The two questions:', '"""My questions:')),
    "quotes": (
        ROUTES,
        ('"""Give the application its own readiness."""', "'''Give it, as I like it.'''  # mine"),
    ),
    "setting": (
        "shop/config.py",
        ("HEALTH_TIMEOUT: int = 2\n", "HEALTH_TIMEOUT: int = 2\n    MINE: int = 1\n"),
    ),
    "requirement": (
        "pyproject.toml",
        ('    "flask>=3.1,<4",\n', '    "flask>=3.1,<4",\n    "requests>=2",  # mine\n'),
    ),
    "read me": ("README.md", ("# Shop\n", "# My shop\n")),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("name", EDITS)
def test_what_its_owner_changed_elsewhere_survives(moved_on, name, newline):
    path, pair = EDITS[name]
    project = edited(generated("health"), path, pair)
    project = project.put_bytes(path, project.files[path].replace(b"\n", newline.encode()))

    done = upgraded(moved_on, project)

    expected = edited(
        fresh(moved_on, "health"), path, (pair[0].replace("= 2", "= 3"), pair[1].replace("= 2", "= 3"))
    )
    assert (done.conflicts, done.project.steps) == ((), ())
    assert done.project.files[path].decode() == expected.text(path).replace("\n", newline)
    assert differing(done.project, expected) <= {path}


def test_a_renamed_file_takes_its_owner_s_changes_along(moved_on):
    project = edited(
        generated("health"), READINESS, ("self.name = function.__name__", "self.name = function.__qualname__")
    )

    done = upgraded(moved_on, project)

    assert (done.conflicts, done.project.steps) == ((), ())
    assert not done.project.has(READINESS)
    assert "function.__qualname__" in done.project.text("shop/health/waiting.py")


def test_what_its_owner_deleted_stays_deleted(moved_on):
    project = generated("health").drop("shop/health/checks.py")
    project = edited(project, "README.md", ("`health/checks.py` lists", "It lists"))

    done = upgraded(moved_on, project)

    assert not done.project.has("shop/health/checks.py")
    assert done.project.steps == ()


# --- conflicts ------------------------------------------------------------------------------------------------


def git(folder, base, ours, theirs):
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_text(text)
    labels = [word for label in ("yours", "base", upgrade.SIDES.theirs) for word in ("-L", label)]
    command = ["git", "merge-file", "-p", *labels, "ours", "base", "theirs"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(
    ("path", "pair"),
    [
        ("README.md", ("A check may take", "Each check may take")),
        (ROUTES, ('"Cache-Control"] = "no-store"', '"Cache-Control"] = "private"')),
    ],
)
def test_a_conflict_is_shown_as_git_shows_it(tmp_path, moved_on, path, pair):
    base = generated("health")
    project = edited(base, path, pair)
    # What git compares has no other difference in reach.
    theirs = fresh(moved_on, "health")

    done = upgraded(moved_on, project)

    text = done.project.text(path)
    shown = re.compile(r"<<<<<<< yours\n.*?>>>>>>> [^\n]+\n", re.DOTALL)
    assert done.conflicts == (path,)
    assert shown.findall(text) == shown.findall(
        git(tmp_path, base.text(path), project.text(path), theirs.text(path))
    )
    assert pair[1] in text


def test_neighbours_of_what_both_changed_are_no_conflict(moved_on):
    path = "shop/config.py"
    project = edited(generated("health"), path, ("HEALTH_TIMEOUT: int = 2", "HEALTH_TIMEOUT: int = 5"))

    done = upgraded(moved_on, project)

    shown = upgrade.SIDES.marked("    HEALTH_TIMEOUT: int = 5\n", "    HEALTH_TIMEOUT: int = 3\n")
    assert done.conflicts == (path,)
    assert done.project.text(path) == fresh(moved_on, "health").text(path).replace(
        "    HEALTH_TIMEOUT: int = 3\n", shown
    )


def test_both_sides_of_a_deleted_function_are_shown(moved_on):
    project = edited(generated("health"), ROUTES, ('status="alive"', 'status="well"'))

    done = upgraded(moved_on, project)

    mine = LIVE.rstrip("\n").replace("alive", "well")
    assert done.conflicts == (ROUTES,)
    assert f"<<<<<<< yours\n{mine}\n=======\n>>>>>>> {upgrade.SIDES.theirs}\n" in done.project.text(ROUTES)
    assert NEW.rstrip("\n") in done.project.text(ROUTES)


def test_the_next_upgrade_leaves_a_solved_conflict_alone(moved_on):
    project = edited(generated("health"), ROUTES, ('status="alive"', 'status="well"'))

    solved = upgraded(moved_on, project).project.put(ROUTES, project.text(ROUTES))

    assert upgraded(moved_on, solved).project.files == solved.files


# --- files ----------------------------------------------------------------------------------------------------


def test_files_that_are_gone_new_or_no_text(tmp_path):
    picture = "shop/static/icon.png"
    menus = [
        later(
            tmp_path / str(number),
            health=[
                written("templates/[[package]]/static/icon.png", data),
                written("templates/[[package]]/static/note.txt", f"note {number}\n"),
                *(
                    [written("templates/gone.txt", "one\n"), written("templates/left.txt", "two\n")]
                    if not number
                    else []
                ),
                *([written("templates/new.txt", "three\n")] if number else []),
            ],
        )
        for number, data in enumerate((b"\x89PNG one", b"\x89PNG two"))
    ]
    project = fresh(menus[0], "health")
    untouched = upgraded(menus[1], project)
    mine = project.put_bytes(picture, b"\x89PNG mine").put("left.txt", "mine\n").put("new.txt", "four\n")
    mine = mine.drop("shop/static/note.txt")

    done = upgraded(menus[1], mine)

    assert untouched.project.files == fresh(menus[1], "health").files
    assert untouched.project.steps == ()
    assert {step.path: step.code for step in done.project.steps} == {
        picture: f"cp ../NEW/{picture} {picture}",
        "left.txt": "rm left.txt",
        "shop/static/note.txt": "note 1\n",
    }
    assert done.project.files[picture] == b"\x89PNG mine"
    assert done.project.text("left.txt") == "mine\n"
    assert not done.project.has("gone.txt")
    assert not done.project.has("shop/static/note.txt")
    assert done.conflicts == ("new.txt",)
    # Said once: what is asked for is the owner's from here on.
    again = upgraded(menus[1], replace(done.project, steps=()))
    assert again.project.files == done.project.files
    assert again.project.steps == ()


def test_empty_files_are_no_other_name_of_each_other(tmp_path):
    first, second = (
        later(tmp_path / name, health=[written(f"templates/[[package]]/{name}/__init__.py", "")])
        for name in ("one", "two")
    )
    project = fresh(first, "health").put("shop/one/__init__.py", "mine = 1\n")

    done = upgraded(second, project)

    assert done.project.text("shop/one/__init__.py") == "mine = 1\n"
    assert done.project.text("shop/two/__init__.py") == ""


def test_line_ends_of_another_machine_are_no_change():
    project = generated("health")

    done = upgraded(Menu(), project.put_bytes(ROUTES, project.files[ROUTES].replace(b"\n", b"\r\n")))

    assert b"\r\n" in done.project.files[ROUTES]


def test_a_file_in_another_style_keeps_it(moved_on):
    project = edited(
        generated("health"),
        ROUTES,
        ("import Blueprint, Response", "import (Blueprint,   Response"),
        ("jsonify\n", "jsonify)\n"),
    )

    text = upgraded(moved_on, project).project.text(ROUTES)

    assert "(Blueprint,   Response, current_app, g, jsonify)" in text


def test_what_no_longer_parses_is_merged_by_line(moved_on):
    project = edited(generated("health"), ROUTES, ('"""Answer 200', '"""Answer 200"""\n    <<<<<<<\n    """'))

    done = upgraded(moved_on, project)

    assert done.conflicts == ()
    assert "    <<<<<<<\n" in done.project.text(ROUTES)
    assert "no-cache" in done.project.text(ROUTES)


# --- requirements, hosts --------------------------------------------------------------------------------------

LIMITER = "flask-limiter>=9,<10"


@pytest.fixture
def bump(monkeypatch):
    """Let the tested set have another Flask-Limiter from now on."""
    today = bom.requirement

    def call():
        found = {"flask-limiter": LIMITER}
        monkeypatch.setattr(bom, "requirement", lambda name, *a, **k: found.get(name) or today(name, *a, **k))

    return call


def limiter(project, path):
    return [line for line in project.text(path).splitlines() if "flask-limiter" in line.lower()]


@pytest.mark.parametrize("sample", ["", "rest_restful", "main_module", "config_dict", "config_env"])
def test_a_requirement_follows(bump, sample):
    project = guest(sample, "limits", "health") if sample else generated("limits", "health")
    (path,) = {r.at.path for r in facts.read(project).requirements if r.name == "flask-limiter"}
    (old,) = limiter(project, path)
    bump()

    done = upgraded(Menu(), project)

    assert done.project.steps == ()
    assert differing(project, done.project) == {path, PATH}
    (new,) = limiter(done.project, path)
    assert done.project.text(path) == project.text(path).replace(old, new)
    assert ">=9,<10" in new
    assert upgraded(Menu(), done.project).project.files == done.project.files


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_a_host_s_encoding_and_line_ends_stay(bump, newline):
    host = tree.read(APPS / "rest_restful")
    latin = "# -*- coding: latin-1 -*-\n# Grüße\n".encode("latin-1") + host.files["api.py"]
    for path, data in (("api.py", latin), ("requirements.txt", host.files["requirements.txt"])):
        host = host.put_bytes(path, data.replace(b"\n", newline))
    asked = {"app": guest_options("site", host), "config": {}, "limits": {}}
    project = replace(run(Menu(), host, Wanted(asked)), steps=())
    mine = project.put_bytes("api.py", project.files["api.py"].replace("ü".encode("latin-1"), b"ue"))
    bump()

    done = upgraded(Menu(), mine)

    assert done.conflicts == ()
    assert done.project.files["api.py"] == mine.files["api.py"]
    assert LIMITER.encode() + newline in done.project.files["requirements.txt"]


def test_a_requirement_that_its_owner_pinned_is_a_conflict(bump):
    project = guest("rest_restful", "limits")
    (old,) = limiter(project, "requirements.txt")
    project = edited(project, "requirements.txt", (old, "flask-limiter==4.1"))
    assert upgraded(Menu(), project).project.files == project.files
    bump()

    done = upgraded(Menu(), project)

    assert done.conflicts == ("requirements.txt",)
    assert f"<<<<<<< yours\nflask-limiter==4.1\n=======\n{LIMITER}\n>>>>>>> " in done.project.text(
        "requirements.txt"
    )


def test_what_its_owner_took_out_of_a_host_stays_out(bump):
    project = guest("rest_restful", "limits", "health")
    call = next(line for line in project.text("api.py").splitlines() if "init_app(app)" in line)
    (old,) = limiter(project, "requirements.txt")
    project = edited(project, "api.py", (f"{call}\n", "")).put("requirements.txt", "flask\n")
    assert upgraded(Menu(), project).project.files == project.files
    bump()

    done = upgraded(Menu(), project)

    # It was taken out, and has changed: both are shown.
    assert call not in done.project.text("api.py")
    assert done.conflicts == ("requirements.txt",)
    assert old not in done.project.text("requirements.txt").replace(LIMITER, "")


def test_what_a_host_s_owner_changed_between_two_additions_stays(bump):
    project = guest("rest_restful", "limits")
    project = edited(project, "requirements.txt", ("flask-restful", "flask-restful>=0.3\nrequests"))
    project = replace(run(Menu(), project, Wanted({"health": {}, "cache": {}})), steps=())
    (old,) = limiter(project, "requirements.txt")
    bump()

    done = upgraded(Menu(), project)

    lines = done.project.text("requirements.txt").splitlines()
    assert sorted(lines) == sorted(project.text("requirements.txt").replace(old, LIMITER).splitlines())
    # What is recorded of the host's files is right again: it can be taken out.
    rest = remove(Menu(), done.project, ["limits"], SKELETON)
    assert "requests" in rest.text("requirements.txt")
    assert "flask-limiter" not in rest.text("requirements.txt").lower()


def test_where_its_owner_changed_the_same_lines_between_two_additions(bump):
    project = guest("rest_restful", "limits")
    (old,) = limiter(project, "requirements.txt")
    project = edited(project, "requirements.txt", (f"{old}\n", "flask-limiter\n# why\n"))
    project = replace(run(Menu(), project, Wanted({"cache": {}, "mail": {}})), steps=())
    bump()

    done = upgraded(Menu(), project)

    assert done.conflicts == ()
    assert done.project.files == project.files


def test_parts_in_a_host_follow(moved_on):
    project = guest("rest_restful", "health", "limits")

    done = upgraded(moved_on, project)

    assert (done.conflicts, done.project.steps) == ((), ())
    assert "no-cache" in done.project.text("parts/health/routes.py")
    assert not done.project.has("parts/health/readiness.py")
    assert done.project.has("parts/health/waiting.py")
    assert "HEALTH_LIMIT" in done.project.text("parts/config.py")
    assert "`/health/started`" in done.project.text("parts/README.md")
    assert differing(project, done.project) & {*tree.read(APPS / "rest_restful").files} == set()


def test_a_person_is_asked_once(tmp_path):
    project = tree.read(APPS / "rest_restful").put("Dockerfile", "# mine\n")
    asked = run(Menu(), project, Wanted({"app": guest_options("site", project), "config": {}, "docker": {}}))
    project = replace(asked, steps=())

    same = upgraded(Menu(), project)
    menu = later(tmp_path, docker=[DOCKER])
    changed = upgraded(menu, project)

    assert [step.path for step in asked.steps] == ["Dockerfile"]
    assert same.project.steps == ()
    assert same.project.files == project.files
    assert [step.path for step in changed.project.steps] == ["Dockerfile"]
    assert "# Another one" in changed.project.steps[0].code
    assert upgraded(menu, replace(changed.project, steps=())).project.steps == ()


def DOCKER(folder):  # noqa: N802 (a change, as the others are)
    path = next(folder.rglob("Dockerfile*"))
    path.write_text("# Another one\n" + path.read_text())


# --- migrations -----------------------------------------------------------------------------------------------

MORE = """        edits.add_migration(
            facts.migrations.folder,
            (*facts.migrations.heads,),
            "add mail rules",
            upgrade="op.create_table('mail_rules')",
            downgrade="op.drop_table('mail_rules')",
        ),
        edits.add_migration(
            facts.migrations.folder,
            (edits.revision_id("add mail rules", "op.create_table('mail_rules')", "op.drop_table('mail_rules')"),),
            "add mail filters",
            upgrade="op.create_table('mail_filters')",
            downgrade="op.drop_table('mail_filters')",
        ),
    )


CAPABILITY"""
OWN = '''"""Mine."""

revision = "mine"
down_revision = "HEAD"
'''


def outbox(project):
    return next(path for path in project.files if path.endswith("_add_outgoing_mail.py"))


@pytest.fixture
def more_tables(tmp_path):
    """A menu whose mails have two more tables."""
    return later(tmp_path, mail=[replaced("__init__.py", ("    )\n\n\nCAPABILITY", MORE))])


def test_a_new_migration_comes_after_those_that_are_there(more_tables):
    project = generated("mail", "database")
    project = project.put(
        "migrations/versions/mine.py", OWN.replace("HEAD", facts.read(project).migrations.heads[0])
    )

    done = upgraded(more_tables, project)

    new = [path for path in sorted(done.project.files) if path not in project.files]
    filters, rules = sorted(new, key=lambda path: path.rpartition("_")[2])
    found = facts.read(done.project).migrations
    assert done.project.steps == ()
    assert 'down_revision: str | None = "mine"' in done.project.text(rules)
    assert [revision.at.path for revision in found.revisions[-2:]] == [rules, filters]
    assert found.heads == (found.revisions[-1].id,)
    assert upgraded(more_tables, done.project).project.files == done.project.files


def test_a_new_migration_is_left_to_a_person_where_there_are_several_heads(more_tables):
    project = generated("mail", "database").put("migrations/versions/mine.py", OWN.replace("HEAD", "nothing"))

    done = upgraded(more_tables, project)

    assert {step.path.rpartition("_")[2] for step in done.project.steps} == {"rules.py", "filters.py"}
    assert "merge them first" in done.project.steps[0].reason


def test_a_new_migration_is_left_to_a_person_where_there_are_none(more_tables):
    project = generated("mail", "database")
    for path in list(project.under("migrations")):
        project = project.drop(path)

    done = upgraded(more_tables, project)

    assert {step.reason for step in done.project.steps} == {"The project has no migrations."}
    assert not any(done.project.under("migrations"))


def test_a_migration_that_is_there_stays_as_it_is(tmp_path):
    menu = later(
        tmp_path,
        mail=[replaced("__init__.py", ('"attempts", sa.Integer()', '"attempts", sa.BigInteger()'))],
    )
    project = generated("mail", "database")
    there = outbox(project)

    done = upgraded(menu, project)

    assert differing(project, done.project) == {PATH}
    (step,) = done.project.steps
    assert (step.path, step.code) == (there, "flask db migrate")
    again = upgraded(menu, replace(done.project, steps=()))
    assert again.project.files == done.project.files
    assert again.project.steps == ()
    # What comes later neither makes the table once more nor takes it for gone.
    more = run(menu, replace(done.project, steps=()), Wanted({"health": {}}))
    assert [path for path in more.files if "outgoing_mail" in path] == [there]
    assert there in remove(menu, replace(more, steps=()), ["health"], SKELETON).files


def test_a_resource_s_migration_stays_when_something_is_added(monkeypatch):
    project = generated("resource", resources=("Category",))
    there = next(path for path in project.files if path.endswith("_add_category.py"))
    surface = sys.modules["flaskwright.capabilities.resource.surface"]
    monkeypatch.setattr(surface, "upgrade", lambda resource: f"{migration_of(resource)}\n# more")
    menu = Menu()

    done = upgraded(menu, project)
    more = run(menu, replace(done.project, steps=()), Wanted({"api": {}}))

    assert [step.path for step in done.project.steps] == [there]
    assert [path for path in more.files if path.endswith("_add_category.py")] == [there]


# --- what cannot be upgraded ----------------------------------------------------------------------------------


def recorded(project, version):
    return replace(Pristine.of(project), version=version).into(project)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda project: project.drop(PATH),
            r"\.flaskwright, which says what .* is not there; take it back with git",
        ),
        (
            lambda project: project.put_bytes(PATH, b"x"),
            r"\.flaskwright, .* is damaged; take it back with git",
        ),
        (
            lambda project: project.put("pyproject.toml", ""),
            "pyproject.toml names nothing that Flaskwright built",
        ),
        (
            lambda project: project.put("pyproject.toml", "<<<<<<< yours\n" + project.text("pyproject.toml")),
            "pyproject.toml is not TOML",
        ),
        (
            lambda project: recorded(project, "99.1"),
            r"was written by Flaskwright 99\.1, which is newer than this one",
        ),
        (
            lambda project: edited(project, "pyproject.toml", ("health = {}", "healing = {}")),
            "The project has healing, which is not installed",
        ),
        (
            lambda project: edited(project, "pyproject.toml", ("health = {}", "health = { style = 1 }")),
            "health has no option 'style'",
        ),
    ],
)
def test_what_cannot_be_upgraded_is_said(change, message):
    with pytest.raises((ProjectError, UsageError), match=message):
        upgraded(Menu(), change(generated("health")))


# --- proof ----------------------------------------------------------------------------------------------------


@pytest.mark.apps
def test_an_upgraded_application_passes_its_own_tests(tmp_path):
    menu = later(tmp_path, health=moved([(LIVE, LIVE + NEW)]))
    project = generated("health", "database", "login", "mail", resources=tuple(RESOURCES))
    for name, (path, pair) in EDITS.items():
        if name != "quotes":  # no taste of ruff's
            project = edited(project, path, pair)

    done = upgraded(menu, project)
    root = put_down(done.project, tmp_path / "shop")

    assert (done.conflicts, done.project.steps) == ((), ())
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("FLASK_", "APP_ENV", "COV_", "PYTEST_"))
    }
    tools = [("pytest", "-q", "-p", "no:flask"), ("ruff", "check"), ("ruff", "format", "--check"), ("mypy",)]
    for tool in tools:
        command = [sys.executable, "-m", *tool]
        ran = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, (tool, ran.stdout[-3000:], ran.stderr[-2000:])
