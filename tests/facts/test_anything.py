"""Whatever stands in a project's files: it is read or reported, and never an error of ours."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flaskwright import facts
from flaskwright.facts.schema import schema
from flaskwright.project import Project

DEEP = "x = " + "(" * 5000 + ")" * 5000
APP = b"from flask import Flask\napp = Flask(__name__)\n@app.get('/here')\ndef here(): ...\n"


def document(**files):
    return facts.document(facts.Facts(Project(files)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"def (", "does not parse"),
        (b"x = 1\0", "does not parse"),
        (b"\xff\xfe\xfa", "not utf-8"),
        (b"# coding: nonsense\nx = 1\n", "not nonsense text"),
        (b"# coding: utf-7\nx = '+AGE-'\n", "single spelling"),
        (b"x = 1\n" * 600_000, "larger than 3 MB"),
        (DEEP.encode(), "does not parse"),
        (b"x = " + b"-" * 200_000 + b"1", "does not parse"),
        (b"\tx = 1\n  y = 2\n", "does not parse"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_and_the_rest_is_read(data, message):
    said = document(**{"bad.py": data, "app.py": APP})

    assert [p["file"] for p in said["problems"]] == ["bad.py"]
    assert message in said["problems"][0]["message"]
    assert "/here" in {route["rule"] for route in said["routes"]}


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": b"from b import *\nfrom b import x\n", "b.py": b"from a import *\nfrom a import x\n"},
        {"a.py": b"import a\nfrom a import a as a\n"},
        {
            "p/__init__.py": b"from p.q import *\nfrom . import q\n",
            "p/q.py": b"from p import *\nfrom . import q\n",
        },
        {"a.py": b"class A(B): pass\nclass B(A): pass\nclass C(C): pass\nx = x\ny = z\nz = y\n"},
        {
            "templates/a.html": b"{% extends 'a.html' %}{% include 'b.html' %}",
            "templates/b.html": b"{% include 'a.html' %}",
        },
        {"pyproject.toml": b"[project]\ndependencies = 3\n[tool]\nflaskwright = 1\npoetry = []\n"},
        {"Pipfile": b"packages = 1\n", "setup.cfg": b"\xff[options]\ninstall_requires = \xff\n"},
        {"": b"", "/": b"", ".py": b"x = 1", "a/.py": b"", "templates/": b""},
        {"requirements.txt": b"==\n-e\n[x]\n" + b"a" * 100_000},
    ],
)
def test_circles_and_nonsense_end(files):
    json.dumps(document(**{**files, "app.py": APP}))


PIECES = st.sampled_from(
    [
        "from flask import Flask, Blueprint\n", "app = Flask(__name__)\n", "bp = Blueprint('b', __name__, url_prefix=p)\n",
        "def create_app(config=None):\n    app = Flask(__name__)\n    app.config.from_object(config)\n    return app\n",
        "class A(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n    x = db.relationship(*y)\n",
        "db = SQLAlchemy()\n", "t = db.Table('t', *columns, db.Column('id', db.Integer))\n", "app.register_blueprint(*bps, **k)\n",
        "@app.route(f'/{x}', methods=[*m])\ndef v(**k): return render_template(n, **k)\n", "from . import *\n", "from .. import x\n",
        "app.config.update(**{**d}, A=1)\n", "class C(BaseSettings):\n    x: int = 1\n", "class F(FlaskForm):\n    a = StringField(*v)\n",
        "@celery.task(**o)\ndef t(): ...\n", "@app.cli.command(*n)\ndef c(): ...\n", "x: int\n", "a = b = c = lambda: a\n",
        "revision = 1\n", "class M(*bases, metaclass=x): ...\n", "for i in range(9): app.add_url_rule(f'/{i}', str(i), v)\n",
        "setup(install_requires=[*x, 'flask'])\n", "__table_args__ = (UniqueConstraint(*c), {})\n", "config = {k: v for k in z}\n",
    ]
)  # fmt: skip
NAMES = st.sampled_from(
    ["app.py", "config.py", "p/__init__.py", "p/m.py", "models.py", "setup.py", "tests/test_a.py", "migrations/env.py",
     "migrations/versions/a.py", "templates/a.html", "pyproject.toml", "requirements.txt", "Pipfile", "compose.yml", ".env"]
)  # fmt: skip
CODE = st.lists(PIECES, max_size=8).map(lambda pieces: "".join(pieces).encode())
FILES = st.dictionaries(
    NAMES, st.one_of(CODE, st.binary(max_size=80), st.text(max_size=80).map(str.encode)), max_size=5
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FILES)
def test_no_project_makes_us_fail(files):
    said = document(**files)

    assert set(schema()["required"]) - {"project"} <= set(said)
    json.dumps(said)
