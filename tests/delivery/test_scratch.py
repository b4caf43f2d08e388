"""What runs in a scratch copy sees nothing of the user's, and can be stopped."""

from __future__ import annotations

import sys
import time

import pytest

from flaskwright.delivery import scratch
from flaskwright.delivery.report import Evidence, Report, State, Step


@pytest.fixture
def copied(tmp_path):
    """Give a scratch copy of a project with everything that must not be copied."""
    root = tmp_path / "root"
    for name in (
        "app.py",
        ".env",
        ".git/config",
        ".venv/bin/python",
        "instance/data.sqlite3",
        "shop/x.pyc",
        "shop/__init__.py",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (root / "link").symlink_to("/etc/hosts")
    folder = tmp_path / "scratch"
    folder.mkdir()
    return scratch.copy(root, folder, {"APP_ENV": "production"})


def test_only_the_source_is_copied(copied):
    assert set(copied.files()) == {"app.py", "shop/__init__.py", "link"}
    assert (copied.tree / "link").is_symlink()


def test_the_environment_is_made_up(copied, monkeypatch):
    monkeypatch.setenv("FLASK_SECRET_KEY", "mine")

    production = copied.environment(production=True)

    assert "FLASK_SECRET_KEY" not in production
    assert production["HOME"] == str(copied.folder / "home")
    assert production["APP_ENV"] == "production"
    assert "APP_ENV" not in copied.environment(production=False)


def test_what_takes_too_long_is_stopped_with_its_children(copied):
    code = "import subprocess, sys; print('begun', flush=True); subprocess.run(['sleep', '60'])"
    started = time.monotonic()

    answer = copied.run(sys.executable, "-c", code, seconds=1)

    assert time.monotonic() - started < 20
    assert answer.code is None
    assert answer.lines == ("begun",)


def test_a_database_outside_is_never_changed(copied, tmp_path):
    outside = tmp_path / "real.db"
    outside.write_bytes(b"")
    code = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall())"

    assert copied.run(sys.executable, "-c", code, str(outside), "CREATE TABLE notes (text)").last == "[]"
    assert copied.run(sys.executable, "-c", code, str(outside), "SELECT * FROM notes").last == "[]"
    assert outside.read_bytes() == b""


def test_an_answer_tells_its_last_word(copied):
    answer = copied.run(sys.executable, "-c", "print('one\\n\\ntwo\\n\\n'); raise SystemExit(3)")

    assert (answer.code, answer.last) == (3, "two")
    assert answer.command.startswith("python -c print(")
    assert copied.run(sys.executable, "-c", "").last == "nothing"


def test_changes_are_seen_and_data_is_not(copied):
    before = copied.files()
    (copied.tree / "instance").mkdir()
    (copied.tree / "instance" / "data.sqlite3").write_text("data")
    assert copied.files() == before

    (copied.tree / "app.py").write_text("changed")
    assert copied.files() != before


def test_keys_are_new_every_time():
    one, other = (scratch.production_settings("sqlite://") for _ in range(2))

    assert one["FLASK_SECRET_KEY"] != other["FLASK_SECRET_KEY"]
    assert len(one["FLASK_SECRET_KEY"]) >= 32


def test_the_project_s_own_python_is_found(tmp_path):
    assert scratch.interpreter(tmp_path, None) is None
    assert scratch.interpreter(tmp_path, "/no/such") is None
    assert str(scratch.interpreter(tmp_path, sys.executable)) == sys.executable

    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    assert scratch.interpreter(tmp_path, None) == tmp_path / ".venv/bin/python"


def step(state):
    return Step("boot", "It starts", state, 1.234, Evidence("python", "said", ("a",)))


@pytest.mark.parametrize(
    ("states", "good"),
    [
        ([State.PASSED], True),
        ([State.PASSED, State.NOT_NEEDED], True),
        ([State.PASSED, State.FAILED], False),
        ([State.PASSED, State.COULD_NOT_RUN], False),
        ([], False),
    ],
)
def test_what_could_not_run_is_never_good(states, good):
    report = Report("shop", tuple(step(state) for state in states))

    assert report.good is good
    assert report.exit_code == (0 if good else 1)


def test_a_report_is_plain_data():
    data = Report("shop", (step(State.FAILED),)).as_dict()

    assert data["counts"] == {"passed": 0, "failed": 1, "could not run": 0, "not needed": 0}
    assert data["steps"] == [
        {
            "name": "boot",
            "title": "It starts",
            "state": "failed",
            "seconds": 1.23,
            "ran": "python",
            "said": "said",
            "details": ("a",),
        }
    ]
