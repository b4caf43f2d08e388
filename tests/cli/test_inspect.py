from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest
from sample import FILES, write
from terminal import on_terminal

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "inspect.schema.json").read_text())


@pytest.fixture
def strange(here):
    return write(here / "strange")


def test_the_summary(cli, strange):
    result = cli("inspect", strange)

    assert result.code == 0
    for told in (
        "shop:create_app  Flask made by create_app()",
        "shop.inner",
        "/shop/inner",
        "flask-script is abandoned; instead: Flask's own command line (app.cli)",
        "flask and flask-script: it imports flask._compat",
        "Item, Tag",
        "migrations: 2 migrations, heads a, b, missing lost",
        "ProductionConfig (production) 3",
        "most extend base.html",
        "missing: gone.html, lost.html",
        "0 forms, 0 tasks, 1 commands, 1 tests in 1 files",
        "procfile",
        "broken.py:1",
    ):
        assert told in result.out, told


def test_the_summary_says_what_only_the_running_program_knows(cli, here):
    calls = "".join(f"app.register_blueprint(load({number}))\n" for number in range(30))
    (here / "plugged").mkdir()
    (here / "plugged" / "app.py").write_text(f"from flask import Flask\napp = Flask(__name__)\n{calls}")
    result = cli("inspect", here / "plugged")

    assert "Only known when it runs  30" in result.out
    assert "app.py:3" in result.out
    assert "the blueprint is only known at run time" in result.out
    assert "and 6 more" in result.out


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("--routes", ["/shop/<int:number>", "shop.show", "shop/views.py:4", "if ", "not registered"]),
        ("--models", ["Item", "→ tag.id", "many Tag through tagged", "unique (name)", "a table of its own"]),
        ("--config", ["os.environ.get('KEY') or '********'", "KEY", "production", "config.py:3"]),
        ("--templates", ["page.html", "base.html", "Not there", "lost.html"]),
        (
            "--extensions",
            ["flask-sqlalchemy", "never initialised", "==2.0.6", "breaks with flask: it imports"],
        ),
    ],
)
def test_sections(cli, strange, section, told):
    result = cli("inspect", strange, section)

    assert result.code == 0
    for text in told:
        assert text in result.out, text
    assert "hunter2" not in result.out


def test_json_follows_the_schema(cli, strange):
    result = cli("inspect", strange, "--json")

    jsonschema.validate(result.json, SCHEMA)
    assert "hunter2" not in result.out
    held = next(e for e in result.json["environments"] if e["name"] == "production")
    assert (held["settings"]["PAGE"], held["settings"]["SECRET_KEY"]) == (
        "50", "os.environ.get('KEY') or '********'",
    )  # fmt: skip
    assert [m["heads"] for m in result.json["migrations"]] == [["a", "b"]]
    assert [t["name"] for t in result.json["tables"]] == ["tagged"]
    assert result.json["version"] == 1


def test_twice_is_once(cli, strange):
    first = cli("inspect", strange, "--json").json

    assert cli("inspect", strange, "--json").json == first
    (strange / "more.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    assert cli("inspect", strange, "--json").json != first


def test_nothing_is_written_to_the_project(cli, strange):
    cli("inspect", strange)

    assert {p.relative_to(strange).as_posix() for p in strange.rglob("*") if p.is_file()} == set(FILES)


def test_a_folder_without_an_application(cli, here):
    result = cli("inspect", here)

    assert result.code == 0
    assert "No Flask application was found here." in result.out


@pytest.mark.parametrize("path", ["nowhere", "file"])
def test_what_is_no_folder_is_refused(cli, here, path):
    (here / "file").touch()

    result = cli("inspect", path)

    assert (result.code, "folder" in result.err) == (2, True)


def test_many_blueprints_are_cut_short(cli, here):
    code = "from flask import Flask, Blueprint\napp = Flask(__name__)\n" + "".join(
        f"b{n} = Blueprint('b{n}', __name__)\n@b{n}.get('/{n}')\ndef v{n}(): ...\napp.register_blueprint(b{n})\n"
        for n in range(30)
    )
    (here / "app.py").write_text(code)

    assert "and 7 more" in cli("inspect", here).out


def test_a_page(cli, strange, here):
    result = cli("inspect", strange, "--html", here / "page.html")

    page = (here / "page.html").read_text()
    assert result.code == 0
    assert "page.html is written" in result.out
    assert "hunter2" not in page
    assert "</script><script>alert" not in page
    assert cli("inspect", strange, "--html", here / "no" / "page.html").code != 0


LIVE = {
    "app.py": (
        "from flask import Flask\napp = Flask(__name__)\napp.config['PAGE'] = 1\napp.config['LATE'] = 2\n"
        "del app.config['LATE']\n@app.get('/here')\ndef here(): return ''\n"
        "def hidden(name): app.add_url_rule(*[eval(name)] * 2, here)\nhidden(\"'/' + 'hidden'\")\n"
    )
}


def test_live_names_each_difference(cli, here):
    (here / "app.py").write_text(LIVE["app.py"])

    result = cli("inspect", here, "--python", sys.executable)

    assert result.code == 0, result.out
    assert "in the source  running" in result.out
    lines = [line.split() for line in result.out.splitlines()]
    assert ["source", "setting", "LATE"] in lines
    assert any(line[:4] == ["running", "route", "GET", "/hidden"] for line in lines)
    data = cli("inspect", here, "--live", "--python", sys.executable, "--json").json
    jsonschema.validate(data, SCHEMA)
    assert data["live"]["state"] == "ran"


def test_live_tells_where_it_failed(cli, here):
    (here / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n1 / 0\n")

    result = cli("inspect", here, "--python", sys.executable)

    assert result.code == 1
    assert "failed: ZeroDivisionError" in result.out
    assert "app.py:3" in result.out


def test_on_a_terminal(strange):
    code, seen = on_terminal(["inspect", str(strange)], cwd=strange)

    assert code == 0
    assert "shop:create_app" in seen
