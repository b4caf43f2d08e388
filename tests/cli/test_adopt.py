"""`flaskwright adopt`: a table with evidence, one confirmation, a record that `add` keeps to."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from terminal import on_terminal
from trees import snapshot

from flaskwright import api, facts, fields
from flaskwright.capability import Wanted
from flaskwright.edits import without_record
from flaskwright.errors import UsageError

APPS = Path(__file__).parent.parent / "apps"
APP = """\
from flask import Flask

from ext import cache, mail

app = Flask(__name__)
cache.init_app(app)
mail.init_app(app)


@app.get("/health")
def health():
    return "yes"
"""
EXT = """\
from flask_caching import Cache
from flask_mail import Mail

cache = Cache()
mail = Mail()
"""
PYPROJECT = '[project]\nname = "site"\ndependencies = ["flask"]\n\n[tool.ruff]\nline-length = 100\n'
ADOPTED = '[tool.flaskwright.adopted]\ncache = "ext.py"\nhealth = "app.py"\nmail = "ext.py"\n'


@pytest.fixture
def site(here, monkeypatch):
    """A project of somebody else."""
    root = here / "site"
    root.mkdir()
    (root / "app.py").write_text(APP)
    (root / "ext.py").write_text(EXT)
    (root / "requirements.txt").write_text("flask\nflask-caching\nflask-limiter\nflask-mail\n")
    monkeypatch.chdir(root)
    return root


def record(root):
    return facts.read(api.load(root)).record


def wanted(*names, **options):
    return Wanted(dict.fromkeys(names, options))


# --- the command -------------------------------------------------------------------------------------------------


def test_the_table_says_what_where_and_how_sure(cli, site):
    before = snapshot(site)

    result = cli("adopt", "--dry-run")

    assert (result.code, result.err) == (0, "")
    rows = [line.split() for line in result.out.splitlines()]
    assert ["cache", "certain", "ext.py:4", "flask_caching.Cache"] in rows
    assert ["health", "certain", "app.py:10", "the", "route", "/health"] in rows
    assert ["limits", "required,", "not", "used", "requirements.txt:3", "flask-limiter"] in rows
    assert "Nothing was written." in result.out
    assert snapshot(site) == before


def test_what_is_agreed_to_is_recorded_and_can_be_undone(cli, site):
    before = snapshot(site)

    result = cli("adopt", "--yes")

    assert result.code == 0
    assert result.out.endswith("✓ Recorded.\n")
    assert (site / "pyproject.toml").read_text() == ADOPTED
    again = cli("adopt", "--yes")
    assert again.out.endswith("It is all recorded already; nothing to do.\n")
    assert cli("undo", "--yes").code == 0
    assert snapshot(site) == before


def test_json_has_every_sign(cli, site):
    result = cli("adopt", "--json")

    assert (result.code, result.json["written"]) == (0, False)
    parts = {part["capability"]: part for part in result.json["found"]}
    assert parts["mail"] == {
        "capability": "mail",
        "title": "Mail that is never lost",
        "certainty": "certain",
        "recorded": True,
        "signs": [{"path": "ext.py", "line": 5, "what": "flask_mail.Mail", "certainty": "certain"}],
    }
    assert (parts["limits"]["certainty"], parts["limits"]["recorded"]) == ("required, not used", False)
    assert not (site / "pyproject.toml").exists()
    assert cli("adopt", "--json", "--yes").json["written"]
    assert (site / "pyproject.toml").read_text() == ADOPTED


def test_one_that_is_something_else_is_left_out(cli, site):
    assert cli("adopt", "--yes", "--without", "health", "--without", "mail").code == 0
    assert dict(record(site).adopted) == {"cache": "ext.py"}


def test_another_folder_is_named(cli, site, here, monkeypatch):
    monkeypatch.chdir(here)
    assert cli("adopt", "site", "--yes").code == 0
    assert (site / "pyproject.toml").read_text() == ADOPTED


def test_many_signs_are_counted(cli, site):
    routes = "".join(f"\n\n@app.get('/live/{n}')\ndef live{n}():\n    return ''\n" for n in range(4))
    (site / "app.py").write_text(APP + routes)
    assert "and 2 more" in cli("adopt", "--dry-run").out


def test_nothing_to_record_is_said(cli, site):
    (site / "app.py").write_text("from flask import Flask\n\napp = Flask(__name__)\n")
    (site / "ext.py").unlink()
    result = cli("adopt")
    assert result.code == 0
    assert "required, not used" in result.out
    assert result.out.endswith("There is nothing to record.\n")


def test_what_is_gone_goes_from_the_record(cli, site):
    cli("adopt", "--yes")
    (site / "ext.py").write_text(EXT.replace("flask_caching", "own_cache"))
    assert cli("adopt", "--yes").code == 0
    assert dict(record(site).adopted) == {"health": "app.py", "mail": "ext.py"}


def test_a_person_is_asked(site):
    code, seen = on_terminal(["adopt"], [("Apply?", "yes")], cwd=site)
    assert code == 0, seen
    assert (site / "pyproject.toml").read_text() == ADOPTED


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere"], "nowhere is no folder; give the folder of a Flask project."),
        (["--without", "cahce"], "There is no capability 'cahce'; did you mean cache?"),
        ([], "There is nobody to ask: say --yes"),
    ],
)
def test_mistakes_are_one_line(cli, site, words, says):
    before = snapshot(site)
    result = cli("adopt", *words)
    assert result.code == 2
    assert says in result.err
    assert result.err.count("\n") == 1
    assert snapshot(site) == before


def test_a_folder_without_an_application_is_refused(cli, here):
    (here / "a.py").write_text("import os\n")
    result = cli("adopt", "--yes")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "No Flask application was found in" in result.err


@pytest.mark.usefixtures("site")
def test_uncommitted_changes_are_refused(cli):
    subprocess.run(["git", "init", "-q"], check=True)
    assert "has changes that are not committed" in cli("adopt", "--yes").err
    assert cli("adopt", "--yes", "--allow-dirty").code == 0


# --- what `add` and `remove` make of it ---------------------------------------------------------------------------


def test_what_is_there_is_not_built_a_second_time(cli, site):
    cli("adopt", "--yes")
    before = snapshot(site)
    result = cli("add", "cache", "--yes", "--no-probe")
    assert result.code == 0
    assert result.err == "cache is there already at ext.py:4; say --anyway for another one beside it.\n"
    assert result.out == "It is all there already; nothing to do.\n"
    assert snapshot(site) == before


def test_what_else_is_asked_for_is_built(cli, site):
    cli("adopt", "--yes")
    result = cli("add", "cache", "compression", "--yes", "--no-probe")
    assert result.code == 0
    assert "cache is there already at ext.py:4" in result.err
    assert set(record(site).capabilities) == {"app", "config", "compression"}
    assert record(site).adopted["cache"] == "ext.py"


def test_who_insists_gets_another_one(cli, site):
    cli("adopt", "--yes")
    assert cli("add", "cache", "--anyway", "--yes", "--no-probe").err == ""
    assert "cache" in record(site).capabilities


def test_options_for_what_is_there_are_a_mistake(site):
    (site / "app.py").write_text(APP + "\n\nfrom flask_cors import CORS\nCORS(app)\n")
    api.apply_plan(api.adopt(site)[0])
    with pytest.raises(
        UsageError, match=r"cors is there already at app.py:16; say --anyway for one with options"
    ):
        api.add(site, wanted("cors", path="/x/"))


def test_what_can_stand_on_it_does(caplog, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = shutil.copytree(APPS / "package_extensions", tmp_path / "site")
    api.apply_plan(api.adopt(root)[0])
    assert "database" in record(root).adopted

    plan = api.add(root, wanted("database"))

    assert "database stands on what is there at src/blog/extensions.py:3." in caplog.text
    assert "from blog.extensions import db" in plan.after.text("src/blog/parts/extensions.py")


def test_what_comes_because_it_is_needed_is_said(site, caplog):
    api.apply_plan(api.adopt(site)[0])

    plan = api.add(site, wanted("docker"))

    assert "health, which docker needs, comes beside what is there at app.py:10." in caplog.text
    assert "health" in plan.capabilities


def test_what_is_gone_since_is_built(site, caplog):
    api.apply_plan(api.adopt(site)[0])
    (site / "ext.py").write_text(EXT.replace("flask_caching", "own_cache"))
    assert "cache" in api.add(site, wanted("cache")).capabilities
    assert not caplog.text


def test_what_was_not_adopted_is_said_where_it_is_certain(site, caplog):
    assert "cache" in api.add(site, wanted("cache")).capabilities
    assert "The project has cache of its own at ext.py:4; `flaskwright adopt` records that." in caplog.text


@pytest.mark.usefixtures("site")
def test_the_project_s_own_is_not_removed(cli):
    cli("adopt", "--yes")
    cli("add", "compression", "--yes", "--no-probe")
    result = cli("remove", "cache", "--yes")
    assert result.code == 2
    assert "cache in ext.py is the project's own; take it out by hand." in result.err


@pytest.mark.parametrize("text", [None, PYPROJECT])
def test_what_was_added_since_is_removed_without_a_trace(site, text):
    if text:
        (site / "pyproject.toml").write_text(text)
    api.apply_plan(api.adopt(site)[0])
    before = snapshot(site)
    api.apply_plan(api.add(site, wanted("compression", "limits", "docker")))
    api.apply_plan(api.remove(site, ["docker", "gunicorn", "health", "limits"]))
    assert set(record(site).adopted) == {"cache", "health", "mail"}
    api.apply_plan(api.remove(site, ["compression"]))
    assert snapshot(site) == before


# --- a record that was lost ---------------------------------------------------------------------------------------


def test_a_lost_record_comes_back_from_the_pristine_copies(cli, here):
    made = cli("new", "shop", "--with", "health,mail:backend=flask-mailman", "--no-install")
    assert made.code == 0, made.err
    root = here / "shop"
    api.apply_plan(api.add(root, Wanted(resources=[fields.parse_resource("Tag", ["name:string(80)"])])))
    before = snapshot(root)
    path = root / "pyproject.toml"
    path.write_text(without_record(path.read_text()))
    assert not record(root).capabilities

    result = cli("adopt", str(root), "--yes")

    assert "built by Flaskwright, whose record was lost: app, config," in result.out
    assert snapshot(root) == before


def test_an_application_of_ours_can_have_something_of_its_owner_s(cli, shop):
    (shop / "shop/own.py").write_text("from flask_caching import Cache\n\ncache = Cache()\n")
    assert cli("adopt", "--yes").code == 0
    assert record(shop).adopted["cache"] == "shop/own.py"
    assert cli("add", "cache", "--yes", "--no-probe").err.startswith(
        "cache is there already at shop/own.py:3;"
    )
