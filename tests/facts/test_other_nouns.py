from __future__ import annotations

import pytest
from reading import read

FORMS = {
    "shop/__init__.py": "",
    "shop/parts.py": (
        "from flask_wtf import FlaskForm\nfrom wtforms import StringField\n"
        "class Named(FlaskForm):\n    name = StringField('Name', validators=[DataRequired(), v.Length(max=3)])\n"
    ),
    "shop/forms.py": (
        "from wtforms import Form, fields\nfrom flask_security import LoginForm\nfrom .parts import Named\n"
        "class Item(Named):\n    price = fields.DecimalField('Price', [number])\n    save = SubmitField()\n    note = 1\n"
        "class Plain(Form):\n    pass\nclass Sign(LoginForm):\n    pass\nclass Made(factory(Form)):\n    pass\n"
        "class NoForm(FormBuilder):\n    pass\nclass Circle(Circle):\n    pass\nclass Odd(x[0]):\n    pass\n"
    ),
}


def test_forms_with_their_fields():
    found = {form.name: form for form in read(FORMS).forms}

    assert set(found) == {"Named", "Item", "Plain", "Sign"}
    assert [(f.name, f.type, f.validators) for f in found["Item"].fields] == [
        ("name", "StringField", ("DataRequired", "Length")),
        ("price", "DecimalField", ("number",)),
        ("save", "SubmitField", ()),
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from celery import shared_task\n@shared_task\ndef f(): ...\n", [("tasks.f", "celery")]),
        ("from celery import shared_task\n@shared_task(name='x', bind=True)\ndef f(): ...\n", [("x", "celery")]),
        ("from shop import celery\n@celery.task()\ndef f(): ...\n", [("tasks.f", "celery")]),
        ("from x import app\nimport celery.schedules\n@app.task\ndef f(): ...\n", [("tasks.f", "celery")]),
        ("from huey import RedisHuey\nqueue = RedisHuey()\n@queue.task()\ndef f(): ...\n", [("tasks.f", "huey")]),
        ("from rq.decorators import job\n@job('low')\ndef f(): ...\n", [("tasks.f", "rq")]),
        ("import dramatiq\n@dramatiq.actor\nasync def f(): ...\n", [("tasks.f", "dramatiq")]),
        ("from flask_apscheduler import APScheduler\ns = APScheduler()\n@s.scheduled_job('cron')\ndef f(): ...\n",
         [("tasks.f", "apscheduler")]),
        ("from other import task\n@task\ndef f(): ...\n", []),
        ("@x.task\ndef f(): ...\n", []),
        ("@property\ndef f(): ...\n", []),
    ],
)  # fmt: skip
def test_tasks(code, expected):
    assert [(t.name, t.queue) for t in read({"tasks.py": code}).tasks] == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": "from flask import Flask\n@app.cli.command('seed')\ndef f(): ...\n"}, [("seed", "app.cli")]),
        ({"a.py": "import flask\n@bp.cli.command()\ndef add_user_command(): ...\n"}, [("add-user", "bp.cli")]),
        ({"a.py": "import flask\n@bp.cli.command(name='x')\ndef f(): ...\n"}, [("x", "bp.cli")]),
        ({"a.py": "import click, flask\n@click.command('x')\ndef f(): ...\napp.cli.add_command(f)\n"}, [("x", "")]),
        ({"a.py": "import click, flask\n@click.command('x')\ndef f(): ...\n", "b.py": "from a import f\napp.cli.add_command(f)\n"},
         [("x", "")]),
        ({"a.py": "import click, flask\n@click.command('x')\ndef f(): ...\n"}, []),
        ({"a.py": "from flask_script import Manager\n@manager.command\ndef f(): ...\n"}, [("f", "manager")]),
        ({"a.py": "@bot.command()\ndef f(): ...\n"}, []),
    ],
)  # fmt: skip
def test_commands(files, expected):
    assert [(c.name, c.group) for c in read(files).commands] == expected


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        ("tests/test_a.py", "def test_x(): ...\nclass TestY:\n    def test_z(self): ...\n", ("pytest", ("test_x", "TestY.test_z"), ())),
        ("tests/conftest.py", "import pytest\n@pytest.fixture\ndef app(): ...\n@pytest.fixture(scope='x')\ndef db(): ...\n",
         ("pytest", (), ("app", "db"))),
        ("test.py", "class A(unittest.TestCase):\n    def test_b(self): ...\n", ("unittest", ("A.test_b",), ())),
    ],
)  # fmt: skip
def test_tests(path, code, expected):
    assert [(s.kind, s.tests, s.fixtures) for s in read({path: code}).suites] == [expected]


def test_other_functions_are_no_tests():
    assert read({"app.py": "def test_x(): ...\n", "tests/help.py": "def make(): ...\n"}).suites == ()


@pytest.mark.parametrize(
    ("path", "text", "kind", "commands", "variables"),
    [
        ("Dockerfile", "FROM python\nCMD gunicorn \\\n  shop:app\n", "docker", ("gunicorn shop:app",), ()),
        ("deploy/web.Dockerfile", "", "docker", (), ()),
        ("docker-compose.prod.yml", "services:\n  web:\n    command: gunicorn x\n    other: 1\n", "compose", ("gunicorn x",), ()),
        ("compose.yaml", "services:\n  web:\n    command: >\n      long\n", "compose", (), ()),
        ("Procfile", "web: gunicorn x\nworker: celery y\n", "procfile", ("gunicorn x", "celery y"), ()),
        ("app.json", '{"scripts": {"postdeploy": "flask db upgrade"}}', "heroku", ("flask db upgrade",), ()),
        ("app.json", "{", "heroku", (), ()),
        ("app.json", "[]", "heroku", (), ()),
        ("gunicorn.conf.py", "workers = 2\n", "gunicorn", (), ()),
        ("uwsgi.ini", "[uwsgi]\n", "uwsgi", (), ()),
        ("deploy/nginx/site.conf", "", "nginx", (), ()),
        ("wsgi.py", "", "wsgi", (), ()),
        ("shop.service", "[Service]\nExecStart=/bin/gunicorn\n", "systemd", ("/bin/gunicorn",), ()),
        ("supervisord.conf", "[program:x]\ncommand=gunicorn x\n", "supervisor", ("gunicorn x",), ()),
        (".github/workflows/ci.yml", "on: push\n", "ci", (), ()),
        ("fly.toml", "", "platform", (), ()),
        (".env.example", "A_KEY=hunter2\nexport B=\n# C=1\n", "environment", (), ("A_KEY", "B")),
        ("k8s/web.yaml", "apiVersion: apps/v1\nkind: Deployment\n", "kubernetes", (), ()),
        ("main.tf", "", "terraform", (), ()),
        ("chart/Chart.yaml", "", "helm", (), ()),
    ],
)  # fmt: skip
def test_deployment(path, text, kind, commands, variables):
    found = read({path: text}).deployment

    assert [(d.kind, d.commands, d.variables) for d in found] == [(kind, commands, variables)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("data.yaml", "apiVersion: x\nkind: Person\n"),
        ("openapi.yml", "openapi: 3.0\n"),
        ("app.py", ""),
        ("x.md", ""),
    ],
)
def test_other_files_ship_nothing(path, text):
    assert read({path: text}).deployment == ()


def test_no_secret_of_a_command_is_told():
    text = "web: run --db postgres://me:hunter2@db/x\n"

    assert "hunter2" not in read({"Procfile": text}).deployment[0].commands[0]


REVISION = '"""{title}\n\nMore.\n"""\nrevision = "{id}"\ndown_revision = {down}\n'


def migrations(**revisions):
    files = {
        f"migrations/versions/{name}.py": REVISION.format(title=f"Make {name}", id=name, down=down)
        for name, down in revisions.items()
    }
    return read({"migrations/env.py": "from alembic import context\n", **files}).migrations


def test_migrations_in_their_order():
    found = migrations(c="'b'", b="'a'", a=None)

    assert [(r.id, r.title) for r in found.revisions] == [("a", "Make a"), ("b", "Make b"), ("c", "Make c")]
    assert (found.folder, found.heads, found.missing) == ("migrations", ("c",), ())


@pytest.mark.parametrize(
    ("revisions", "heads", "missing"),
    [
        ({"a": None, "b": "'a'", "c": "'a'"}, ("b", "c"), ()),
        ({"a": None, "b": "'a'", "c": "'a'", "d": "('b', 'c')"}, ("d",), ()),
        ({"b": "'lost'"}, ("b",), ("lost",)),
        ({"a": "'b'", "b": "'a'"}, (), ()),
        ({"a": "call()"}, ("a",), ()),
    ],
)
def test_heads_and_what_is_missing(revisions, heads, missing):
    found = migrations(**revisions)

    assert (found.heads, found.missing) == (heads, missing)


def test_other_files_of_versions_are_no_migrations():
    files = {
        "env.py": "import alembic",
        "versions/a.py": "x = 1\n",
        "versions/b.py": "revision = 3\n",
        "versions/c.txt": "",
    }

    assert read(files).migrations.revisions == ()
    assert read({"env.py": "x = 1"}).migrations is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from flask_mail import Mail\nmail = Mail()\n", [("Mail", "mail", 0)]),
        ("from flask_mail import Mail\nmail = Mail()\nmail.init_app(app)\n", [("Mail", "mail", 1)]),
        ("from flask_mail import Mail\nMail(app=app)\n", [("Mail", "", 1)]),
        (
            "from flask_mail import Mail\nclass Post(Mail):\n    pass\npost = Post(app)\n",
            [("Mail", "post", 1)],
        ),
        ("from flask_wtf import FlaskForm\nform = FlaskForm()\n", []),
        ("from celery import Celery\nworker = Celery('x')\n", [("Celery", "worker", 0)]),
        ("from mail import Mail\nmail = Mail()\n", []),
        (
            "from flask_restful import Api\napi = Api(bp)\nlater = Api()\n",
            [("Api", "api", 1), ("Api", "later", 0)],
        ),
        # Fields, arguments and permissions are no extensions, wherever they are made.
        (
            "from flask_restful import fields\nrow = {'at': fields.DateTime(app), 'in': fields.Nested(row)}\n",
            [],
        ),
        ("from flask_restx.reqparse import RequestParser\nparser = RequestParser()\n", []),
        ("from flask_principal import Permission, RoleNeed\nadmin = Permission(RoleNeed('admin'))\n", []),
        (
            "from flask_assets import Bundle, Environment\njs = Bundle('a.js')\nassets = Environment()\n",
            [("Environment", "assets", 0)],
        ),
        (
            "import flask_marshmallow\nma = flask_marshmallow.Marshmallow()\nname = ma.String()\n",
            [("Marshmallow", "ma", 0)],
        ),
        ("from flask_appbuilder import SQLA\ndb = SQLA()\n", [("SQLAlchemy", "db", 0)]),
        (
            "from flask_appbuilder import AppBuilder\nbuilder = AppBuilder(app)\n",
            [("Babel", "", 1), ("JWTManager", "", 1), ("AppBuilder", "builder", 1)],
        ),
    ],
)
def test_extensions(code, expected):
    assert [
        (e.class_name, e.name, len(e.initialised)) for e in read({"app.py": "# Flask\n" + code}).extensions
    ] == expected
