"""`flaskwright add` shows a plan, asks once, writes all or nothing."""

import subprocess
import sys

import pytest
from terminal import on_terminal
from trees import snapshot

from flaskwright import api, facts
from flaskwright.project import read

KILLED = """
import os, signal, sys
from flaskwright.cli.program import run
real = os.replace
count = 0
def replace(*args, **kwargs):
    global count
    count += 1
    if count == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)
os.replace = replace
run(sys.argv[1:])
"""


def commit_all(root):
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    subprocess.run(["git", *identity, "commit", "-qm", "Start"], cwd=root, check=True)


def test_writes_and_says_what_to_type_next(cli, shop, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    result = cli("add", "logging", "--yes")
    assert (result.code, result.err) == (0, "")
    assert "  builds     logging\n" in result.out
    assert "  packages   structlog\n" in result.out
    assert "+ shop/logs.py" in result.out
    assert "+    logs.init_app(app)\n" in result.out
    assert ".venv/bin/python -m pip install" in result.out
    assert "Undo: flaskwright undo" in result.out
    assert (shop / "shop/logs.py").exists()
    assert "logging" in facts.read(read(shop)).record.capabilities


def test_the_way_to_a_project_inside_of_the_folder_is_said(cli, tmp_path, monkeypatch):
    (tmp_path / "web api").mkdir()
    (tmp_path / "web api" / "app.py").write_text("from flask import Flask\n\napp = Flask(__name__)\n")
    (tmp_path / "web api" / "requirements.txt").write_text("flask\n")
    monkeypatch.chdir(tmp_path)

    result = cli("add", "health", "--yes")

    assert result.code == 0
    assert result.out.index("cd 'web api'") < result.out.index("python -m pytest")


def test_twice_equals_once(cli, shop):
    assert cli("add", "logging", "--yes").code == 0
    once = snapshot(shop)
    result = cli("add", "logging", "--yes")
    assert (result.code, result.out) == (0, "It is all there already; nothing to do.\n")
    assert snapshot(shop) == once


def test_layers_are_chosen_with_the_first_resource(cli, shop):
    assert cli("add", "resource", "Product", "name:string", "--layers", "repository", "--yes").code == 0
    assert cli("add", "resource", "Tag", "name:string", "--yes").code == 0
    refused = cli("add", "resource", "Color", "name:string", "--layers", "service", "--yes")

    assert all((shop / f"shop/{name}/repositories.py").exists() for name in ("products", "tags"))
    assert refused.code == 2
    assert "resource is there already, with layers=repository; options are chosen once." in refused.err


def test_works_in_a_folder_of_the_project(cli, shop, monkeypatch):
    monkeypatch.chdir(shop / "tests")
    assert cli("add", "logging", "--yes").code == 0
    assert (shop / "shop/logs.py").exists()


def test_a_dry_run_writes_nothing(cli, shop):
    before = snapshot(shop)
    result = cli("add", "logging", "--dry-run")
    assert result.code == 0
    assert result.out.endswith("Nothing was written (--dry-run).\n")
    assert snapshot(shop) == before


def test_json_writes_only_with_yes(cli, shop):
    before = snapshot(shop)
    data = cli("add", "logging", "--json").json
    assert data["written"] is False
    assert data["capabilities"] == ["logging"]
    assert data["git"] == "none"
    assert snapshot(shop) == before
    data = cli("add", "logging", "--json", "--yes").json
    assert data["written"] is True
    assert data["files"]["added"][0].startswith("shop/")
    assert snapshot(shop) != before
    assert cli("add", "logging", "--json", "--yes").json["written"] is False


def test_the_diff_of_the_plan_is_what_is_written(cli, shop):
    data = cli("add", "logging", "--json").json
    before = snapshot(shop)
    subprocess.run(["git", "apply"], input=data["diff"], text=True, check=True)
    patched = snapshot(shop)
    subprocess.run(["git", "apply", "-R"], input=data["diff"], text=True, check=True)
    assert snapshot(shop) == before
    cli("add", "logging", "--yes")
    assert snapshot(shop) == patched


def test_where_nobody_answers_it_wants_to_be_told(cli, shop):
    before = snapshot(shop)
    result = cli("add", "logging")
    assert result.code == 2
    assert "say --yes to apply the plan" in result.err
    assert snapshot(shop) == before


@pytest.mark.parametrize(
    ("answer", "written"), [("", True), ("yes", True), ("n", False), ("no", False), ("x", False)]
)
def test_one_question_on_a_terminal(shop, answer, written):
    code, seen = on_terminal(["add", "logging"], [("Apply?", answer)], cwd=shop)
    assert code == 0
    assert seen.count("Apply?") == 1
    assert (shop / "shop/logs.py").exists() is written
    assert ("Nothing was written." in seen) is not written


def test_the_question_can_show_the_whole_diff(shop):
    code, seen = on_terminal(["add", "logging"], [("Apply?", "d"), ("Apply?", "n")], cwd=shop)
    assert code == 0
    assert "+++ b/shop/logs.py" in seen
    assert not (shop / "shop/logs.py").exists()


def test_ctrl_c_in_the_question_changes_nothing(shop):
    before = snapshot(shop)
    code, seen = on_terminal(["add", "logging"], [("Apply?", "\x03")], cwd=shop)
    assert code == 130
    assert "Stopped." in seen
    assert snapshot(shop) == before


def test_a_clean_repository_can_be_undone(cli, shop):
    commit_all(shop)
    before = snapshot(shop)
    result = cli("add", "logging", "--yes")
    assert "Undo: flaskwright undo" in result.out
    assert cli("undo", "--yes").code == 0
    assert snapshot(shop) == before


def test_a_dirty_repository_needs_to_be_allowed(cli, shop):
    commit_all(shop)
    (shop / "README.md").write_text("mine\n")
    assert cli("add", "logging", "--yes").code == 2
    result = cli("add", "logging", "--yes", "--allow-dirty")
    assert result.code == 0


def test_a_file_that_changes_while_the_plan_is_read_is_not_overwritten(cli, shop, monkeypatch):
    real = api.apply_plan

    def late(plan, what):
        (shop / "shop/config.py").write_text("mine\n")
        return real(plan, what)

    monkeypatch.setattr(api, "apply_plan", late)
    result = cli("add", "logging", "--yes")
    assert result.code == 2
    assert "shop/config.py has changed since the project was read; nothing was written" in result.err
    assert (shop / "shop/config.py").read_text() == "mine\n"
    assert not (shop / "shop/logs.py").exists()


def test_after_a_kill_the_next_command_takes_back_what_was_half_done(cli, shop):
    before = snapshot(shop)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, "add", "logging", "--yes"], capture_output=True, check=False
    )
    assert killed.returncode == -9
    assert snapshot(shop) != before
    result = cli("add", "logging", "--dry-run")
    assert result.code == 0
    assert "An earlier run was cut short: its write is now taken back." in result.err
    assert snapshot(shop) == before


def test_a_specification_adds_what_is_missing(cli, shop):
    (shop.parent / "spec.toml").write_text('[app]\nname = "ignored"\nwith = ["config", "logging"]\n')
    result = cli("add", "--spec", "../spec.toml", "--yes", "--json")
    assert result.json["capabilities"] == ["logging"]


SITE = "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get('/')\ndef index():\n    return 'hi'\n"


@pytest.fixture
def site(here, monkeypatch):
    """A project that Flaskwright did not make, as the folder that commands run in."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    root = here / "site"
    root.mkdir()
    (root / "app.py").write_text(SITE)
    (root / "requirements.txt").write_text("flask\n")
    monkeypatch.chdir(root)
    return root


def dropped(plan):
    """Give a plan that drops a route as well, as no capability does."""
    text = plan.after.text("app.py").replace("@app.get('/')\n", "")
    return api.Plan(plan.root, plan.before, plan.after.put("app.py", text), plan.git)


def test_the_plan_says_what_changes_in_behaviour(cli, site):
    before = snapshot(site)
    result = cli("add", "health", "--dry-run", "--python", sys.executable)

    assert result.code == 0
    assert "  behaviour  2 routes new, 2 routes as before" in result.out
    assert "    + GET /health/live\n" in result.out
    assert snapshot(site) == before
    found = cli("add", "health", "--json", "--yes", "--python", sys.executable).json
    assert found["written"] is True
    assert found["behaviour"]["routes"]["new"] == ["GET /health/live", "GET /health/ready"]
    assert found["behaviour"]["regressions"] == []


def test_what_works_no_longer_is_refused_unless_it_is_allowed(cli, site, monkeypatch):
    before, real = snapshot(site), api.add
    monkeypatch.setattr(api, "add", lambda *args, **options: dropped(real(*args, **options)))
    words = ("add", "health", "--yes", "--python", sys.executable)

    refused, told = cli(*words), cli(*words, "--json")

    assert (refused.code, told.code) == (1, 1)
    assert "✗ the route GET / is gone" in refused.out
    assert "Refused: what works now would not. Nothing was written." in refused.out
    assert told.json["written"] is False
    assert told.json["behaviour"]["regressions"] == ["the route GET / is gone"]
    assert snapshot(site) == before
    allowed = cli(*words, "--allow-regression")
    assert allowed.code == 0
    assert "✗ the route GET / is gone" in allowed.out
    assert "✓ Written" in allowed.out


def test_what_does_not_start_is_refused(cli, site, monkeypatch):
    real = api.add

    def broken(*args, **options):
        plan = real(*args, **options)
        return api.Plan(plan.root, plan.before, plan.after.put("app.py", "import nowhere\n"), plan.git)

    monkeypatch.setattr(api, "add", broken)
    result = cli("add", "health", "--yes", "--python", sys.executable)

    assert result.code == 1
    assert "  behaviour  does not start\n" in result.out
    assert "ModuleNotFoundError: No module named 'nowhere' (app.py:1)" in result.out
    assert (site / "app.py").read_text() == SITE


def test_without_an_interpreter_the_plan_says_so(cli, site):
    assert (
        "behaviour  not looked at: the project has no virtual environment"
        in cli("add", "health", "--dry-run").out
    )
    assert "behaviour" not in cli("add", "health", "--dry-run", "--no-probe").out
    assert cli("add", "health", "--json").json["behaviour"] is None
    refused = cli("add", "health", "--python", "python9")
    assert (refused.code, site.joinpath("parts").exists()) == (2, False)
    assert "no Python 'python9'" in refused.err


def test_what_could_not_run_refuses_nothing(cli, site):
    (site / "app.py").write_text(SITE + "raise OSError('no disk')\n")
    result = cli("add", "health", "--yes", "--python", sys.executable)

    assert result.code == 0
    assert "behaviour  could not run: it does not run as it is: OSError: no disk" in result.out
    assert "✓ Written" in result.out


def test_the_project_s_own_tests_are_run_when_asked_for(cli, site, monkeypatch):
    (site / "test_site.py").write_text(
        "from app import app\n\n\ndef test_index():\n    assert app.test_client().get('/').text == 'hi'\n"
    )
    words = ("add", "health", "--dry-run", "--tests", "--python", sys.executable)
    assert "1 test as before" in cli(*words).out
    real = api.add

    def changed(*args, **options):
        plan = real(*args, **options)
        text = plan.after.text("app.py").replace("'hi'", "'ho'")
        return api.Plan(plan.root, plan.before, plan.after.put("app.py", text), plan.git)

    monkeypatch.setattr(api, "add", changed)
    result = cli(*words)
    assert result.code == 1
    assert "✗ the test test_site.py::test_index fails, it passed" in result.out
