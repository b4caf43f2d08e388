"""Every step of the checklist passes what is good, fails what is broken, and says why."""

from __future__ import annotations

import sys

import pytest

from flaskwright.delivery.checklist import CHECKLIST
from flaskwright.delivery.report import State
from flaskwright.delivery.verify import verify
from flaskwright.errors import UsageError
from generation import generated, written

APP = """
from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "Hello"


@app.get("/<int:number>")
def one(number):
    return str(number)


@app.after_request
def guard(response):
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
"""
TEST = "def test_it():\n    assert True\n"


@pytest.fixture
def make(tmp_path):
    """Give a function that writes a small project, good but for what is given."""

    def make(app=APP, **files):
        root = tmp_path / "small"
        (root / "tests").mkdir(parents=True)
        for name, text in {"app.py": app, "tests/test_it.py": TEST, **files}.items():
            if text is not None:
                (root / name).write_text(text)
        return root

    return make


def states(report):
    return {step.name: step.state for step in report.steps}


def run(root, *steps):
    report = verify(root, sys.executable, steps or None)
    return report, {step.name: step for step in report.steps}


@pytest.mark.apps
def test_a_generated_application_is_proven(tmp_path):
    root = written(generated("gunicorn", "health", "headers", "database", "logging"), tmp_path / "shop")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    told = []

    report = verify(root, sys.executable, tell=told.append)

    assert {step.name for step in report.steps if step.state is not State.PASSED} == set(), report.as_dict()
    assert [step.name for step in report.steps] == [item.name for item in CHECKLIST]
    assert told == list(report.steps)
    assert report.good
    assert report.exit_code == 0
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.apps
def test_a_small_application_of_somebody_else_is_proven(make):
    report, steps = run(make())

    assert report.good, report.as_dict()
    assert steps["migrate"].state is State.NOT_NEEDED
    assert steps["health"].state is State.NOT_NEEDED
    assert steps["boot"].evidence.said == "3 routes, 1 to open without a value"
    assert steps["pages"].evidence.details == ("200 /",)
    assert "2 of 2 requests" in steps["stop"].evidence.said


def test_without_an_interpreter_nothing_is_proven(make):
    report = verify(make())

    assert set(states(report).values()) == {State.COULD_NOT_RUN}
    assert report.steps[0].evidence.said == "the project has no .venv; install it first"
    assert report.steps[1].evidence.said == "needs the step interpreter"
    assert report.exit_code == 1


def test_an_interpreter_that_is_not_there(make):
    report = verify(make(), "/no/such/python", ["interpreter"])

    assert report.steps[0].evidence.said == "/no/such/python is not there; install it first"


def test_an_unknown_step_is_refused(make):
    root = make()

    with pytest.raises(UsageError, match="did you mean stop"):
        verify(root, sys.executable, ["stopp"])
    with pytest.raises(UsageError, match="there are interpreter, boot"):
        verify(root, sys.executable, ["qqqq"])


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no folder"):
        verify(tmp_path / "nothing")


def test_only_the_steps_that_are_asked_for_are_run(make):
    report, _ = run(make(), "boot")

    assert list(states(report)) == ["interpreter", "boot"]
    assert report.good


def test_no_application(make):
    _, steps = run(make(app="print('nothing')\n"), "boot")

    assert steps["boot"].state is State.COULD_NOT_RUN


def test_an_application_that_does_not_start(make):
    _, steps = run(make(app=APP + "\nraise RuntimeError('no key')\n"), "boot")

    assert steps["boot"].state is State.FAILED
    assert steps["boot"].evidence.said == "app:app does not start: RuntimeError: no key"


def test_an_application_in_debug_mode(make):
    _, steps = run(make(app=APP + "\napp.debug = True\n"), "boot")

    assert steps["boot"].state is State.FAILED
    assert "debug" in steps["boot"].evidence.said


def test_settings_of_the_user_s_are_not_seen(make, monkeypatch):
    monkeypatch.setenv("STRIPE_KEY", "live")
    checks = "\nimport os\nfrom pathlib import Path\nassert 'STRIPE_KEY' not in os.environ\n"
    checks += "assert not Path('.env').exists()\n"

    _, steps = run(make(app=APP + checks, **{".env": "STRIPE_KEY=live\n"}), "boot")

    assert steps["boot"].state is State.PASSED, steps["boot"]


def test_failing_tests(make):
    _, steps = run(make(**{"tests/test_it.py": "def test_it():\n    assert 1 == 2\n"}), "tests")

    assert steps["tests"].state is State.FAILED
    assert "1 failed" in steps["tests"].evidence.said
    assert any("assert 1 == 2" in line for line in steps["tests"].evidence.details)


def test_no_tests(make):
    _, steps = run(make(**{"tests/test_it.py": None}), "tests")

    assert steps["tests"].state is State.COULD_NOT_RUN


@pytest.mark.apps
def test_a_broken_page_and_a_missing_header_and_a_careless_cookie(make):
    more = """

@app.get("/broken")
def broken():
    raise RuntimeError("this page is broken")


@app.get("/cookie")
def cookie():
    response = app.make_response("cookie")
    response.set_cookie("cart", "7")
    return response
"""
    report, steps = run(make(app=APP.replace("X-Frame-Options", "X-Other") + more), "pages", "headers")

    assert steps["pages"].state is State.FAILED
    assert steps["pages"].evidence.said == "1 broken: /broken"
    assert "500 /broken" in steps["pages"].evidence.details
    assert steps["headers"].evidence.details == (
        "other sites may put it into a frame (/)",
        "the cookie cart is not secure (/cookie)",
        "the cookie cart is not httponly (/cookie)",
        "the cookie cart is not samesite (/cookie)",
    )
    assert not report.good


@pytest.mark.apps
def test_an_application_that_writes_into_its_tree_and_loses_requests(make):
    writing = APP.replace('return "Hello"', 'open("visits.txt", "a").write("1"); return "Hello"')

    _, steps = run(
        make(
            app=writing, **{"gunicorn.conf.py": "worker_class = 'sync'\nworkers = 1\ngraceful_timeout = 1\n"}
        ),
        "stop",
        "tree",
    )

    assert steps["tree"].evidence.details == ("visits.txt",)
    assert steps["stop"].state is State.FAILED
    assert "of 2 requests under way were answered" in steps["stop"].evidence.said


@pytest.mark.apps
def test_a_server_that_does_not_start(make):
    _, steps = run(make(**{"gunicorn.conf.py": "worker_class = 'nonsense'\n"}), "pages")

    assert steps["serve"].state is State.FAILED
    assert "nonsense" in steps["serve"].evidence.said
    assert steps["pages"].state is State.COULD_NOT_RUN


@pytest.mark.apps
def test_models_that_no_migration_knows(tmp_path):
    root = written(generated("database"), tmp_path / "shop")
    (root / "shop" / "models.py").write_text(
        (root / "shop" / "models.py").read_text()
        + "\n\nimport sqlalchemy as sa\nfrom .database import Base\n"
        + "sa.Table('forgotten', Base.metadata, sa.Column('id', sa.Integer, primary_key=True))\n"
    )

    _, steps = run(root, "models")

    assert steps["migrate"].state is State.PASSED
    assert steps["models"].state is State.FAILED
    assert "forgotten" in " ".join(steps["models"].evidence.details)


@pytest.mark.apps
def test_a_migration_that_fails(tmp_path):
    root = written(generated("database"), tmp_path / "shop")
    (version,) = (root / "migrations" / "versions").glob("*.py")
    version.write_text(version.read_text().replace('"""Change nothing."""', 'raise RuntimeError("stuck")', 1))

    _, steps = run(root, "models")

    assert steps["migrate"].state is State.FAILED
    assert steps["models"].state is State.COULD_NOT_RUN
