from __future__ import annotations

import gc
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from flaskwright import facts
from flaskwright.facts import keeping, source
from flaskwright.facts.keeping import OF_ALL, OF_CODE, keep, remembered, restore
from flaskwright.facts.packing import NotFacts, unpacked
from flaskwright.project import Project
from flaskwright.project.cache import Cache

FILES = {
    "shop/__init__.py": (
        "from flask import Flask, Blueprint, render_template\nfrom flask_sqlalchemy import SQLAlchemy\n"
        "from flask_wtf import FlaskForm\nfrom wtforms import StringField\n"
        "db = SQLAlchemy()\nbp = Blueprint('b', __name__, url_prefix='/b')\n"
        "class Item(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n    up = db.relationship('Item')\n"
        "class Form(FlaskForm):\n    name = StringField()\n"
        "@bp.get('/<int:n>')\ndef show(n):\n    return render_template('a.html')\n"
        "def create_app():\n    app = Flask(__name__)\n    app.config['PAGE'] = 1\n    app.register_blueprint(bp)\n"
        "    db.init_app(app)\n    return app\n"
    ),
    "shop/templates/a.html": "{% extends 'b.html' %}",
    "requirements.txt": "flask-script\nflask\n",
    "broken.py": "def (",
    "migrations/env.py": "import alembic",
    "migrations/versions/a.py": "revision = 'a'\ndown_revision = None\n",
    "tests/test_a.py": "def test_x(): ...\n",
    "Procfile": "web: gunicorn x\n",
}


@pytest.fixture
def store(tmp_path, monkeypatch):
    found = Cache(tmp_path / "facts")
    monkeypatch.setattr(keeping, "open_cache", lambda: found)
    return found


def project(**more):
    made = Project()
    for path, text in {**FILES, **more}.items():
        made = made.put(path, text)
    return made


@pytest.mark.parametrize("nouns", [OF_CODE, OF_ALL], ids=["code", "all"])
def test_facts_come_back_as_they_were(nouns):
    read = facts.Facts(project())
    again = facts.Facts(Project())

    assert restore(again, nouns, keep(read, nouns))

    for noun in nouns:
        assert getattr(again, noun) == getattr(read, noun), noun


def test_every_noun_of_the_document_is_kept():
    read = facts.Facts(project())
    again = facts.Facts(Project())
    for nouns in (OF_CODE, OF_ALL):
        assert restore(again, nouns, keep(read, nouns))

    assert facts.document(again) == facts.document(read)


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.pop("apps"),
        lambda table: table.update(more=[]),
        lambda table: table.update(apps=1),
        lambda table: table.update(apps=[1]),
        lambda table: table.update(apps=[["a"]]),
        lambda table: table["apps"][0].__setitem__(0, 3),
        lambda table: table["apps"][0].__setitem__(-1, ["x", True]),
        lambda table: table["apps"][0].__setitem__(4, 1.5),
        lambda table: table.update(config={}),
    ],
)
def test_what_does_not_fit_is_no_fact(change):
    table = json.loads(keep(facts.Facts(project()), OF_CODE))
    change(table)
    again = facts.Facts(Project())

    assert not restore(again, OF_CODE, json.dumps(table).encode())
    assert "apps" not in vars(again)


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b"cos\nsystem\n(S'x'\ntR."])
def test_other_bytes_are_no_facts(data):
    assert not restore(facts.Facts(Project()), OF_CODE, data)


def test_the_second_run_parses_nothing(store, monkeypatch):
    first = facts.document(remembered(project()))
    source.parse.cache_clear()
    monkeypatch.setattr(source.ast, "parse", lambda *_: pytest.fail("it was parsed again"))

    assert facts.document(remembered(project())) == first
    assert len(list(store.folder.iterdir())) == 3


def parsed(monkeypatch):
    """Count what is parsed from here on."""
    source.parse.cache_clear()
    found = []
    parse = source.ast.parse
    monkeypatch.setattr(source.ast, "parse", lambda *a, **k: found.append(a[0]) or parse(*a, **k))
    return found


@pytest.mark.usefixtures("store")
def test_a_changed_template_leaves_the_code_alone(monkeypatch):
    remembered(project())
    texts = parsed(monkeypatch)
    changed = project(**{"shop/templates/a.html": "{% block new %}{% endblock %}"})

    assert remembered(changed).templates.get("a.html").blocks == ("new",)
    assert not texts


MORE = {
    "shop/other.py": "from shop.models import Base\nclass Other(Base):\n    __tablename__ = 'others'\n",
    "shop/models.py": "from shop import db\nclass Base(db.Model):\n    __abstract__ = True\n    id = db.Column(db.Integer)\n",
    "shop/circle.py": "from shop.other import *\nfrom shop.circle import nothing\n",
    "shop/commands.py": "import click\n@click.command()\ndef tidy(): ...\n",
    "shop/lonely.py": "x = 1\n",
}


@pytest.mark.parametrize(
    "change",
    [
        {"shop/lonely.py": "x = 2\n"},
        {
            "shop/lonely.py": "from flask import Flask\napp = Flask(__name__)\n@app.get('/alone')\ndef alone(): ...\n"
        },
        {
            "shop/lonely.py": "from shop.commands import tidy\nfrom shop import app\napp.cli.add_command(tidy)\n"
        },
        {"shop/models.py": "class Base:\n    pass\n"},
        {"shop/models.py": "def ("},
        {"shop/new.py": "class Late: ...\n"},
        {"shop/circle/__init__.py": "from shop.models import *\n"},
        {"shop/templates/a.html": "{% if"},
        {"shop/templates/new.html": "{{ x }}"},
        {"shop/__init__.py": FILES["shop/__init__.py"].replace("'/b'", "'/other'").replace("PAGE", "PAGES")},
        {"config.py": "DEBUG = True\n"},
        {"requirements.txt": "flask-login\n"},
    ],
)
@pytest.mark.usefixtures("store")
def test_a_changed_file_gives_what_reading_all_of_them_gives(change):
    before, after = project(**MORE), project(**{**MORE, **change})
    remembered(before)

    assert facts.document(remembered(after)) == facts.document(facts.Facts(after))
    assert facts.document(remembered(before)) == facts.document(facts.Facts(before))


@pytest.mark.usefixtures("store")
def test_a_changed_file_is_read_with_those_that_look_into_it(monkeypatch):
    remembered(project(**MORE))
    texts = parsed(monkeypatch)
    changed = MORE["shop/models.py"].replace("Integer", "String")
    found = remembered(project(**{**MORE, "shop/models.py": changed}))

    assert found.model("Other").column("id").type == "db.String"
    assert changed in texts
    assert MORE["shop/other.py"] in texts
    assert MORE["shop/lonely.py"] not in texts
    assert MORE["shop/commands.py"] not in texts


@pytest.mark.usefixtures("store")
def test_a_changed_module_is_read_again():
    remembered(project())
    found = remembered(project(**{"shop/more.py": "from flask import Flask\napp = Flask(__name__)\n"}))

    assert "shop.more" in {app.module for app in found.apps}


def test_a_damaged_entry_is_replaced(store):
    remembered(project())
    for path in store.folder.iterdir():
        path.write_bytes(b"x")

    assert remembered(project()).apps
    assert all(store.get(path.name) for path in store.folder.iterdir())


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"[[],{}]", b"[[],[]]", b"[3,{}]", b'[[["a"]],{}]', b'[[],{"x":[[0],[]]}]',
        b'[[["",""]],{"x":3}]', b'[[["",""]],{"x":[[0],[[0,"",[7],[]]]]}]', b"[" * 100_000,
        b'[[["",""]],{"flaskwright.facts.models._in_file":[[],[[0,"",[],[3]]]]}]',
    ],
)  # fmt: skip
def test_damaged_portions_are_read_again(store, data):
    first = facts.document(remembered(project()))
    for path in store.folder.iterdir():
        store.put(path.name, data)

    assert facts.document(remembered(project())) == first


def test_facts_of_another_kind_are_read_again(store):
    remembered(project())
    for path in store.folder.iterdir():
        store.put(path.name, store.get(path.name).replace(b'"Item"', b"33"))

    assert remembered(project()).model("Item")


def test_several_at_once_keep_what_is_right(store):
    projects = [project(**{"shop/lonely.py": f"SIZE = {number}\n"}) for number in range(8)]
    expected = [facts.document(facts.Facts(one)) for one in projects]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: facts.document(remembered(one)), projects * 3))

    assert found == expected * 3
    assert not list(store.folder.glob(".new-*"))


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(keeping, "open_cache", lambda: Cache(tmp_path / "file" / "facts"))

    assert remembered(project()).apps


def test_pairs_have_their_own_kinds():
    assert unpacked(tuple[int, str], [1, "a"]) == (1, "a")
    for wrong in ([1], ["a", 1], [1, "a", 2], "ab"):
        with pytest.raises(NotFacts):
            unpacked(tuple[int, str], wrong)


def test_collecting_stays_off_where_it_was_off(store):
    gc.disable()
    try:
        remembered(project())
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert store.folder.is_dir()
