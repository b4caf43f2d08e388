"""What a change does to a running application is seen before it is made."""

from __future__ import annotations

import json
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from flaskwright import api
from flaskwright.capability import Wanted
from flaskwright.probe import Live, compare_behaviour, installer, try_change
from flaskwright.project import diff, read

APPS = Path(__file__).parents[1] / "apps"
APP = """
import os

import click
from flask import Flask, redirect
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config.update(SECRET_KEY="hunter2", SQLALCHEMY_DATABASE_URI="sqlite:///" + os.path.abspath("shop.db"))
db = SQLAlchemy(app)


class Item(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(20))


@app.get("/")
def index():
    return f"{Item.query.count()} items"


@app.get("/old")
def old():
    return redirect("/")


@app.get("/hidden")
def hidden():
    return "no", 403


@app.get("/<int:number>")
def show(number):
    return str(number)


@app.cli.command("seed")
def seed():
    click.echo("done")
"""


def shop(folder, code=APP, **files):
    folder.mkdir(exist_ok=True)
    (folder / "shop.py").write_text(code)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def tried(root, *replacements, code=None, **options):
    """Try a change that replaces texts in shop.py."""
    before = read(root)
    text = code or before.text("shop.py")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    after = before.put("shop.py", text)
    options = {"python": sys.executable} | options
    return try_change(root, diff(before, after), **options)


def test_nothing_changes_when_nothing_does(tmp_path):
    found = tried(shop(tmp_path), ("import os\n", "import os  # the system\n"))

    assert (found.state, found.reason, found.regressions) == ("compared", "", ())
    assert found.routes.same == 5
    assert found.answered == 3
    changes = (found.routes, found.headers, found.config, found.tables, found.commands, found.extensions)
    assert not any(change.new or change.gone or change.changed for change in changes)
    assert found.answers == ()


def test_what_is_new_is_named(tmp_path):
    more = (
        "\n\n@app.post('/items')\ndef create():\n    return ''\n\n\n"
        "app.config['PAGE'] = 20\napp.config['SECRET_KEY'] = 'hunter3'\n"
        "@app.after_request\ndef seal(response):\n    response.headers['X-Seal'] = '1'\n    return response\n\n\n"
        "class Tag(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n\n\n"
        "app.extensions['tagged'] = object()\n"
        "@app.cli.command('tidy')\ndef tidy():\n    pass\n"
    )
    found = tried(
        shop(tmp_path),
        code=APP.replace("    name = db", "    price = db.Column(db.Integer)\n    name = db") + more,
    )

    assert found.regressions == ()
    assert found.routes.new == ("POST /items",)
    assert (found.config.new, found.config.changed) == (("PAGE",), ("SECRET_KEY",))
    assert found.headers.new == ("X-Seal",)
    assert (found.tables.new, found.tables.changed) == (("tag",), ("item",))
    assert found.commands.new == ("tidy",)
    assert found.extensions.new == ("tagged",)
    assert "hunter" not in json.dumps(found.document)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "app = Flask(__name__)",
            "import nowhere",
            "it does not start any more: shop:app: ModuleNotFoundError",
        ),
        ("app = Flask(__name__)", "app = Flask(__name__)\nos._exit(3)", "it does not start any more: "),
        ('@app.get("/old")\n', "", "the route GET /old is gone"),
        ('@app.get("/old")\n', '@app.post("/old")\n', "the route GET /old is gone"),
        ('return redirect("/")', "return missing", "GET /old answers 500, it answered 302"),
        ('return "no", 403', "raise OSError", "GET /hidden answers 500, it answered 403"),
        ('return redirect("/")', 'return "", 401', "GET /old answers 401, it answered 302"),
        ('@app.cli.command("seed")', '@app.cli.command("sow")', "the command seed is gone"),
        ("    id = db", "    __tablename__ = 'things'\n    id = db", "the table item is gone"),
    ],
)
def test_what_works_no_longer_is_a_regression(tmp_path, old, new, said):
    found = tried(shop(tmp_path), (old, new))

    assert len(found.regressions) == 1
    assert found.regressions[0].startswith(said)
    assert found.document["regressions"] == list(found.regressions)


def test_another_status_that_is_no_worse_is_told(tmp_path):
    found = tried(shop(tmp_path), ('return "no", 403', 'return "yes"'))

    assert found.regressions == ()
    assert [(a.path, a.before, a.after) for a in found.answers] == [("/hidden", 403, 200)]


def test_a_limit_on_callers_stops_no_address(tmp_path):
    once = (
        "\n\nseen = set()\n@app.before_request\ndef limit():\n    from flask import abort, request\n"
        "    abort(429) if request.remote_addr in seen else seen.add(request.remote_addr)\n"
    )

    assert tried(shop(tmp_path), code=APP + once).regressions == ()


def test_addresses_are_asked_in_the_copy_alone(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    paths = [str(outside / name) for name in ("kept", "new", "new.db")]
    code = APP + (
        "\n\nimport sqlite3, subprocess\n"
        f"def write(): open({paths[0]!r}, 'w').close(); return ''\n"
        f"def remove(): os.remove({paths[0]!r}); return ''\n"
        f"def start(): subprocess.run(['touch', {paths[1]!r}]); return ''\n"
        f"def connect(): sqlite3.connect({paths[2]!r}).execute('create table t (x)'); return ''\n"
        "def inside(): open('notes.txt', 'w').close(); return ''\n"
        "for view in (write, remove, start, connect, inside):\n"
        "    app.add_url_rule(f'/{view.__name__}', view_func=view)\n"
    )
    root = shop(tmp_path / "shop", code)

    found = tried(root, ("def inside(): open('notes.txt', 'w').close()", "def inside(): missing"))

    assert found.regressions == ("GET /inside answers 500, it answered 200",)
    assert [(path.name, path.read_text()) for path in outside.iterdir()] == [("kept", "kept")]
    assert sorted(path.name for path in root.iterdir()) == ["shop.py"]


def test_an_address_that_never_answers_is_left_out(tmp_path):
    slow = "\n\n@app.get('/slow')\ndef slow():\n    while True: pass\n"
    found = tried(shop(tmp_path, APP + slow), ("import os\n", "import os  # the system\n"))

    assert found.answered == 3
    assert found.regressions == ()


def test_an_application_that_ends_the_process_has_said_what_it_is(tmp_path):
    code = APP + "\n\n@app.get('/exit')\ndef leave():\n    os._exit(1)\n"
    found = tried(shop(tmp_path, code), ('@app.get("/old")\n', ""))

    assert found.regressions == ("the route GET /old is gone",)


def test_what_does_not_run_as_it_is_is_not_compared(tmp_path):
    found = tried(shop(tmp_path, "raise ValueError('no key')\n" + APP), ("ValueError", "KeyError"))

    assert (found.state, found.regressions) == ("could not run", ())
    assert found.reason == "it does not run as it is: ValueError: no key"


def test_an_application_that_never_ran_is_no_regression():
    app = {"target": "a:app", "routes": (), "config": {}, "tables": {}, "commands": (), "extensions": {}}
    error = {"target": "b:app", "error": "KeyError", "message": "X", "place": ["b.py", 3]}
    before = Live("ran", apps=(app,), errors=(error,))
    broken = Live("failed", "no", errors=({**error, "target": "a:app"}, error))

    assert compare_behaviour(before, before).regressions == ()
    assert compare_behaviour(before, broken).regressions == (
        "it does not start any more: a:app: KeyError: X (b.py:3)",
    )


@pytest.mark.parametrize(
    ("message", "installed", "more"),
    [
        (
            "cannot import name 'ApplicationLimit' from 'flask_limiter' (/site-packages/flask_limiter/__init__.py)",
            "3.5.1",
            "; this is written for flask-limiter 4.1 and newer, the project runs with 3.5.1",
        ),
        (
            "module 'flask_limiter.util' has no attribute 'x'",
            "3.12",
            "; this is written for flask-limiter 4.1 and newer, the project runs with 3.12",
        ),
        ("cannot import name 'x' from 'flask_limiter'", "4.2.0", ""),
        ("cannot import name 'x' from 'flask_limiter'", None, ""),
        ("cannot import name 'x' from 'shop'", "3.5.1", ""),
        ("X", "3.5.1", ""),
    ],
)
def test_a_package_that_is_too_old_for_what_comes_in_is_named(message, installed, more):
    versions = {"Flask-Limiter": installed} if installed else {}
    error = {"target": "a:app", "error": "ImportError", "message": message, "place": []}
    before = Live("ran", apps=({"target": "a:app"},))

    found = compare_behaviour(before, Live("failed", python="3.11.7", versions=versions, errors=(error,)))

    assert found.boot == (f"a:app: ImportError: {message}{more}",)


def test_without_an_interpreter_there_is_none(tmp_path, monkeypatch):
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)

    assert tried(shop(tmp_path), ("import os\n", "import os  # it\n"), python=None) is None


def test_tests_that_passed_and_fail_are_a_regression(tmp_path):
    tests = (
        "import pytest\nfrom shop import app\n\ndef test_old():\n"
        "    assert app.test_client().get('/old').location == '/'\n\n"
        "def test_number():\n    assert app.test_client().get('/7').text == '7'\n\n"
        "def test_broken():\n    raise OSError\n\n@pytest.mark.skip\ndef test_later():\n    pass\n"
    )
    root = shop(tmp_path, test_shop=tests)
    found = tried(root, ('redirect("/")', 'redirect("/hidden")'), tests=True)

    assert found.regressions == ("the test test_shop.py::test_old fails, it passed",)
    assert found.tests.same == 3
    assert tried(root, ('redirect("/")', 'redirect("/hidden")')).regressions == ()


def test_tests_beside_the_application_run_too(tmp_path):
    old = (
        "from shop import app\n\ndef test_old():\n    assert app.test_client().get('/old').location == '/'\n"
    )
    root = shop(tmp_path, tests=old, test_shop="def test_it():\n    pass\n")

    found = tried(root, ('redirect("/")', 'redirect("/hidden")'), tests=True)

    assert found.regressions == ("the test tests.py::test_old fails, it passed",)
    assert found.tests.same == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [({}, "no tests were found"), ({"test_it": "import os\nos._exit(1)\n"}, "it ended without an answer")],
)
def test_tests_that_could_not_run_say_why(tmp_path, files, said):
    found = tried(shop(tmp_path, **files), ("import os\n", "import os  # it\n"), tests=True)

    assert (found.tests, found.untested, found.regressions) == (None, said, ())


@pytest.fixture
def wheels(tmp_path, monkeypatch):
    """Distributions that only an index of our own has; gives what makes one."""
    import zipfile  # noqa: PLC0415 (only here)

    index = tmp_path / "wheels"
    index.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    monkeypatch.setattr(installer.shutil, "which", lambda name: "/bin/false" if name == "uv" else name)

    def make(name, number="1.0", about=""):
        module = name.replace("-", "_")
        info = f"{module}-{number}.dist-info"
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n{about}"
        with zipfile.ZipFile(index / f"{module}-{number}-py3-none-any.whl", "w") as archive:
            archive.writestr(f"{module}.py", f"def init_app(app):\n    app.extensions['{module}'] = 1\n")
            archive.writestr(f"{info}/METADATA", head)
            archive.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(f"{info}/RECORD", "")

    return make


def sealed(root, required="flask\n"):
    """Try a change that brings a package along."""
    (root / "requirements.txt").write_text(required)
    before = read(root)
    code = before.text("shop.py").replace("db = ", "import flask_seal\nflask_seal.init_app(app)\ndb = ")
    after = before.put("shop.py", code).put("requirements.txt", f"{required}flask-seal>=1\n")
    return try_change(root, diff(before, after), python=sys.executable)


def test_packages_that_come_in_are_there_for_the_trial(tmp_path, wheels):
    wheels("flask-seal")
    root = shop(tmp_path / "shop")
    found = sealed(root)

    assert (found.state, found.reason) == ("compared", "")
    assert found.extensions.new == ("flask_seal",)
    assert sorted(path.name for path in root.iterdir()) == ["requirements.txt", "shop.py"]


@pytest.mark.usefixtures("wheels")
def test_packages_that_cannot_be_had_refuse_nothing(tmp_path):
    found = sealed(shop(tmp_path / "shop"))

    assert (found.state, found.reason, found.regressions) == (
        "could not run",
        "flask-seal is not installed yet",
        (),
    )


REFUSED = "its requirements can no longer be installed together: "


def test_packages_that_exclude_what_the_project_requires_are_refused(tmp_path, wheels):
    there = version("markupsafe")
    wheels("flask-seal", about="Requires-Dist: markupsafe<1\n")
    wheels("markupsafe", "0.9")
    wheels("markupsafe", there)

    found = sealed(shop(tmp_path / "shop"), f"flask\nmarkupsafe=={there}\n")

    assert found.regressions == (
        f"{REFUSED}flask-seal 1.0 depends on markupsafe<1, the project requires markupsafe=={there}",
    )


def test_packages_without_a_version_for_this_python_are_refused(tmp_path, wheels):
    wheels("flask-seal", "0.9")

    found = sealed(shop(tmp_path / "shop"))

    assert found.regressions == (f"{REFUSED}no version of flask-seal>=1 is for this Python",)


def test_packages_that_exclude_what_is_there_by_chance_come_with_another_version_of_that(tmp_path, wheels):
    there = version("iniconfig")
    wheels("flask-seal", about="Requires-Dist: iniconfig>=99\n")
    wheels("iniconfig", "99.0")
    wheels("iniconfig", there)

    found = sealed(shop(tmp_path / "shop"))

    assert (found.state, found.regressions) == ("compared", ())
    assert found.extensions.new == ("flask_seal",)
    assert version("iniconfig") == there


UV = """
error: No solution found when resolving dependencies
  cause: Because flask-seal>=1.0 depends on flask-ring<2 and flask-ring==2.0,
         we can conclude that flask-seal>=1.0 cannot be used.
"""


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (UV, "flask-seal>=1.0 depends on flask-ring<2 and flask-ring==2.0"),
        (UV.replace("depends on flask-ring<2", "was not found in the package registry"), ""),
        (f"{UV}\nhint: Packages were unavailable because the network was disabled.", ""),
    ],
)
def test_another_installer_has_its_own_words(tmp_path, monkeypatch, said, reason):
    uv = tmp_path / "uv"
    uv.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\nexit 1\n")
    uv.chmod(0o755)
    monkeypatch.setattr(installer.shutil, "which", lambda _name: str(uv))
    python = tmp_path / "python"

    assert installer.Installer(python, tmp_path / "packages").install(["flask-seal>=1"], {}) == reason


def test_a_requirement_that_was_never_installed_refuses_nothing(tmp_path):
    root = shop(tmp_path)
    (root / "requirements.txt").write_text("flask\nflask-nowhere\n")
    found = tried(root, ("import os\n", "import os\nimport flask_nowhere\n"))

    assert (found.state, found.reason) == ("could not run", "flask-nowhere is not installed yet")


def test_health_brings_its_routes_and_loses_none(tmp_path):
    root = shutil.copytree(APPS / "single_module", tmp_path / "app")
    plan = api.add(root, Wanted({"health": {}}))
    before = dict(read(root).files)

    found = api.behaviour(plan, python=sys.executable)

    assert found.routes.new == ("GET /health/live", "GET /health/ready")
    assert (found.routes.gone, found.routes.same, found.answered) == ((), 2, 1)
    assert found.regressions == ()
    assert dict(read(root).files) == before


def test_a_new_project_has_no_before():
    assert api.behaviour(api.create("shop", parent=Path("/nowhere")), python=sys.executable) is None
