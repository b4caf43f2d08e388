from __future__ import annotations

import ast
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from flaskwright import facts, project
from flaskwright.errors import UsageError
from flaskwright.probe import Live, compare, find_interpreter, probe, run, side_by_side

APP = """
from flask import Blueprint, Flask

bp = Blueprint("shop", __name__, url_prefix="/shop")


@bp.get("/<int:number>")
def show(number):
    return str(number)


def create_app():
    app = Flask(__name__)
    app.config.from_mapping(SECRET_KEY="hunter2-hunter2", DATABASE_URL="postgresql://me:hunter2@db/x", PAGE=20)
    app.register_blueprint(bp)
    app.before_request(lambda: None)
    app.add_template_filter(str.upper, "loud")
    return app
"""


def looked_at(folder: Path, code: str, **options):
    (folder / "shop.py").write_text(code)
    return probe(folder, facts.read(project.read(folder)), python=sys.executable, **options)


def test_an_application_says_what_it_is(tmp_path):
    live = looked_at(tmp_path, APP)

    assert live.state == "ran", live.reason
    app = live.apps[0]
    route = next(r for r in app["routes"] if r["endpoint"] == "shop.show")
    assert (route["rule"], route["path"], route["line"]) == ("/shop/<int:number>", "shop.py", 7)
    assert app["blueprints"] == [{"name": "shop", "module": "shop", "prefix": "/shop", "subdomain": None}]
    assert app["filters"] == ["loud"]
    assert app["hooks"]["before_request"][0]["function"].endswith("create_app.<locals>.<lambda>")
    assert app["config"]["PAGE"] == {"type": "int", "value": 20, "default": False}
    assert app["config"]["DEBUG"] == {"type": "bool", "value": False, "default": True}
    assert live.versions["flask"]


def test_a_factory_that_wants_arguments_is_served_somewhere(tmp_path):
    (tmp_path / "wsgi.py").write_text("from shop import create_app\napp = create_app('production')\n")
    code = APP.replace("def create_app():", "def create_app(environment):")

    live = looked_at(tmp_path, code)

    assert live.state == "ran", live.reason
    assert [app["target"] for app in live.apps] == ["shop:create_app"]


def test_an_application_that_another_one_serves_is_found(tmp_path):
    root = tmp_path / "shop"
    root.mkdir()
    (root / "shop.py").write_text("""
from flask import Flask


class Server:
    def __init__(self, name):
        self.app = Flask(name)

    def __call__(self, environ, start_response):
        return self.app(environ, start_response)


server = Server(__name__)
""")
    copy = run.Copy(root, tmp_path, Path(sys.executable))

    said = copy.run(run.INSIDE, {"targets": [("shop", "server")], "served": None, "ask": False}, 60)

    assert (said["errors"], [app["target"] for app in said["apps"]]) == ([], ["shop:server"])


def test_an_application_that_is_started_in_a_folder_of_its_own(tmp_path):
    folder = tmp_path / "site" / "app"
    folder.mkdir(parents=True)
    (folder / "app.py").write_text("import rows\nfrom flask import Flask\n\napp = Flask(__name__)\n")
    (folder / "rows.py").write_text("")
    found = facts.read(project.read(folder.parent))

    assert probe(folder.parent, found, python=sys.executable).state == "ran"


KEEPS_NOTES = """
import sqlite3
from flask import Flask

connection = sqlite3.connect(NAME, uri=True)
connection.execute("INSERT INTO notes VALUES ('changed')")
connection.execute("CREATE TABLE more (text)")
connection.commit()
again = sqlite3.dbapi2.connect(database=PATH)
assert again.execute("SELECT text FROM notes").fetchall() == [("changed",)]
assert sqlite3.connect(":memory:").execute("SELECT 1").fetchone() == (1,)
app = Flask(__name__)
"""


@pytest.mark.parametrize("form", ["{path}", "file:{path}?mode=rwc", "file://{path}"])
def test_a_database_outside_of_the_project_is_read_and_not_changed(tmp_path, form):
    outside, root = tmp_path / "real.db", tmp_path / "site"
    root.mkdir()
    with closing(sqlite3.connect(outside)) as connection:
        connection.execute("CREATE TABLE notes (text)")
        connection.commit()
    before = outside.read_bytes()
    code = KEEPS_NOTES.replace("NAME", repr(form.format(path=outside))).replace("PATH", repr(str(outside)))

    assert looked_at(root, code).state == "ran"
    assert outside.read_bytes() == before
    assert looked_at(root, code).state == "ran"  # each run begins with what is really there


def test_no_secret_is_told(tmp_path):
    live = looked_at(tmp_path, APP)

    assert "hunter2" not in json.dumps([dict(app) for app in live.apps])
    assert live.apps[0]["config"]["SECRET_KEY"]["length"] == len("hunter2-hunter2")


def test_an_application_at_a_module_s_top_that_runs_itself(tmp_path):
    code = "from flask import Flask\napp = Flask(__name__)\napp.run(port=1)\n"

    assert looked_at(tmp_path, code).state == "ran"


def test_a_failure_has_its_place(tmp_path):
    live = looked_at(tmp_path, "from flask import Flask\napp = Flask(__name__)\n\nraise ValueError('no')\n")

    assert (live.state, live.reason) == ("failed", "ValueError: no")
    assert live.errors[0]["place"] == ["shop.py", 4]


@pytest.mark.parametrize(
    "line",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "raise SystemExit(3)",
    ],
)
def test_what_leaves_or_exits_is_a_failure(tmp_path, line):
    live = looked_at(tmp_path, f"from flask import Flask\napp = Flask(__name__)\n{line}\n")

    assert live.state == "failed"


def test_what_never_ends_could_not_run(tmp_path):
    live = looked_at(
        tmp_path, "from flask import Flask\napp = Flask(__name__)\nwhile True: pass\n", seconds=2
    )

    assert (live.state, live.reason) == ("could not run", "it was not done after 2 seconds")


def test_an_interpreter_that_dies_could_not_run(tmp_path):
    code = (
        "import os\nfrom flask import Flask\napp = Flask(__name__)\nprint('out', flush=True)\nos._exit(9)\n"
    )

    assert looked_at(tmp_path, code).state == "could not run"


def test_the_project_is_not_written_to(tmp_path):
    code = APP + "\nopen('written.txt', 'w').close()\n"

    assert looked_at(tmp_path, code).state == "ran"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop.py"]


def test_without_an_application_or_an_interpreter(tmp_path, monkeypatch):
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    nothing = facts.read(project.read(tmp_path))

    assert probe(tmp_path, nothing, python=sys.executable).reason == "no application and no factory was found"
    assert "no virtual environment" in probe(tmp_path, nothing).reason
    with pytest.raises(UsageError, match="no Python 'python9'"):
        probe(tmp_path, nothing, python="python9")


def test_the_interpreter_is_the_project_s_own(tmp_path, monkeypatch):
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    for folder in ("active", "venv", ".venv"):
        python = tmp_path / folder / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.symlink_to(sys.executable)

        assert find_interpreter(tmp_path) == python


def test_a_tool_knows_where_it_keeps_the_interpreter(tmp_path, monkeypatch):
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    tools = tmp_path / "tools"
    tools.mkdir()
    poetry = tools / "poetry"
    poetry.write_text(f"#!/bin/sh\necho {sys.executable}\n")
    poetry.chmod(0o755)
    monkeypatch.setenv("PATH", str(tools), prepend=":")
    root = tmp_path / "project"
    root.mkdir()

    assert find_interpreter(root) is None
    (root / "poetry.lock").touch()
    assert find_interpreter(root) == Path(sys.executable)
    poetry.write_text("#!/bin/sh\nexit 1\n")
    assert find_interpreter(root) is None


def test_settings_extensions_and_tables_are_compared(tmp_path):
    (tmp_path / "shop.py").write_text(
        "import sys, flask_login\nfrom flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\n"
        "app = Flask(__name__)\napp.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite://'\napp.config['PAGE'] = 1\n"
        "db = SQLAlchemy(app)\n"
        "app.extensions |= {'hidden': getattr(sys.modules['flask_login'], 'LoginManager')()}\n"
        "late = dict(id=db.Column(db.Integer, primary_key=True))\ntype(chr(76), (db.Model,), late)\n"
        "class TestConfig:\n    ONLY_HERE = 1\n"
        "class Item(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n"
        "class Other(db.Model):\n    __tablename__ = 'others'\n    id = db.Column(db.Integer, primary_key=True)\n"
        "db.metadata.remove(db.metadata.tables['others'])\n"
    )
    found = facts.read(project.read(tmp_path))
    live = probe(tmp_path, found, python=sys.executable)

    assert live.state == "ran", live.reason
    named = {(d.noun, d.name, d.only): d.reason for d in compare(found, live)}
    assert named["setting", "ONLY_HERE", "source"] == "only in testing"
    assert ("setting", "PAGE", "source") not in named
    assert named["setting", "SQLALCHEMY_ECHO", "running"]
    assert named["extension", "hidden", "running"] == "from flask_login"
    assert ("table", "others", "source") in named
    assert ("table", "l", "running") in named
    counts = {noun: (source, running) for noun, source, running in side_by_side(found, live)}
    assert counts["tables"] == (2, 2)
    assert compare(found, Live("failed")) == ()


def test_what_the_application_started_is_ended(tmp_path):
    late = tmp_path / "late"
    code = (
        "import subprocess, sys\nfrom flask import Flask\napp = Flask(__name__)\n"
        "script = 'import sys, time; time.sleep(3); open(sys.argv[1], chr(119))'\n"
        f"subprocess.Popen([sys.executable, '-c', script, {str(late)!r}])\n"
    )

    assert looked_at(tmp_path, code).state == "ran"
    time.sleep(4)
    assert not late.exists()


def test_names_are_not_looked_up(tmp_path):
    code = "import socket\nfrom flask import Flask\napp = Flask(__name__)\nsocket.getaddrinfo('example.com', 80)\n"

    assert looked_at(tmp_path, code).reason.startswith("ConnectionRefusedError")


def test_an_answer_that_is_none_could_not_run(tmp_path):
    code = (
        "import sys, json\nfrom flask import Flask\napp = Flask(__name__)\n"
        "order = json.load(open(sys.argv[1]))\nopen(order['answer'], 'w').write('{}')\n"
        "print('the last line', flush=True)\nimport os; os._exit(0)\n"
    )

    assert looked_at(tmp_path, code).state == "could not run"


def test_data_caches_and_pipes_are_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "LARGEST_FILE", 1000)
    (tmp_path / "large.bin").write_bytes(b"0" * 2000)
    (tmp_path / ".venv").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "lost").symlink_to("nowhere")
    code = (
        "import os\nfrom flask import Flask\napp = Flask(__name__)\n"
        "app.config['SEEN'] = ' '.join(sorted(os.listdir('.')))\n"
    )

    live = looked_at(tmp_path, code)

    assert live.apps[0]["config"]["SEEN"]["value"] == "lost shop.py"


def test_variables_of_the_project_s_own_files_are_set(tmp_path):
    (tmp_path / ".env").write_text("SHOP_TOKEN=of-the-shop\nDATABASE_URL=postgresql://nowhere/shop\n")
    (tmp_path / ".flaskenv").write_text("SHOP_TOKEN=second\nSHOP_PAGE=20\n")
    code = APP.replace("PAGE=20)", 'SHOP=os.environ["SHOP_TOKEN"], PAGE=int(os.environ["SHOP_PAGE"]))')

    live = looked_at(tmp_path, f"import os\n{code}\nassert 'nowhere' not in os.environ['DATABASE_URL']\n")

    assert live.state == "ran", live.reason
    config = live.apps[0]["config"]
    assert (config["SHOP"]["value"], config["PAGE"]["value"]) == ("of-the-shop", 20)


def test_what_serves_an_application_makes_it_where_nothing_else_can(tmp_path):
    code = APP.replace("    app = Flask(__name__)", "    app = Flask(os.environ['SHOP_NAME'])")
    (tmp_path / "wsgi.py").write_text(
        "import os\n\nos.environ['SHOP_NAME'] = 'shop'\n\nfrom shop import create_app\n\napp = create_app()\n"
    )

    live = looked_at(tmp_path, f"import os\n{code}")

    assert live.state == "ran", live.reason
    assert [app["target"] for app in live.apps] == ["wsgi:app"]
    assert [error["target"] for error in live.errors] == ["shop:create_app"]


def test_an_interpreter_that_does_not_start(tmp_path):
    (tmp_path / "shop.py").write_text(APP)
    python = tmp_path / "python"
    python.write_text("#!/nowhere/python\n")
    python.chmod(0o755)

    live = probe(tmp_path, facts.read(project.read(tmp_path)), python=str(python))

    assert "does not start" in live.reason


def test_uv_s_environment_may_have_another_name(tmp_path, monkeypatch):
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "own")
    python = tmp_path / "own" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)

    assert find_interpreter(tmp_path) == python


def test_the_script_inside_speaks_python_3_7():
    ast.parse(run.INSIDE.read_text(), feature_version=(3, 7))


@pytest.mark.slow
def test_it_works_on_python_3_8_and_flask_1_0(tmp_path):
    found = [*Path.home().glob(".pyenv/versions/3.8.*/bin/python3.8"), *Path("/usr/bin").glob("python3.8")]
    if not found:
        pytest.skip("there is no Python 3.8 on this machine")
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([found[0], "-m", "venv", tmp_path / "venv"], check=True)
    old = ("flask==1.0.4", "werkzeug<1", "jinja2<3", "markupsafe<2.1", "itsdangerous<2", "click<8")
    subprocess.run([python, "-m", "pip", "install", "-q", *old], check=True)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "shop.py").write_text(APP.replace("@bp.get(", "@bp.route("))

    live = probe(folder, facts.read(project.read(folder)), python=str(python))

    assert (live.state, live.python[:3], live.versions["flask"]) == ("ran", "3.8", "1.0.4")
    assert "/shop/<int:number>" in {route["rule"] for route in live.apps[0]["routes"]}
