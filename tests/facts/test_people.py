"""The people who sign in: whose model that is, and why it cannot be referred to where that is so."""

from __future__ import annotations

import pytest
from reading import read

from flaskwright.facts.people import KNOWN_BY, OURS, required, unfit

RECORD = (
    '[tool.flaskwright.capabilities.app]\npackage = "web.parts"\nguest = "web/parts"\ntests = "tests/added"\n'
)
APP = """
from flask import Flask
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
login = LoginManager()


def create_app():
    app = Flask(__name__)
    db.init_app(app)
    login.init_app(app)
    return app
"""
KEY = "id = db.Column(db.Integer, primary_key=True)"
EMAIL = "email = db.Column(db.String(80), unique=True)"


def model(*lines, bases="UserMixin, db.Model", name="User"):
    body = "\n".join(f"    {line}" for line in lines)
    return f"from web import db\nfrom flask_login import UserMixin\n\n\nclass {name}({bases}):\n{body}\n"


def project(models, app=APP, **more):
    files = {"pyproject.toml": RECORD, "web/__init__.py": app, "web/models.py": models}
    return read(files | {path.replace("__", "/") + ".py": text for path, text in more.items()})


@pytest.mark.parametrize(
    ("lines", "reference", "known_by"),
    [
        ((KEY, EMAIL), "user.id", "email"),
        (('__tablename__ = "people"', KEY, "username = db.Column(db.String(80), unique=True)"), "people.id", "username"),
        ((KEY, "email = db.Column(db.String(80))", "login = db.Column(db.String(9), unique=True)"), "user.id", "login"),
        ((KEY, "email = db.Column(db.String(80))", "login = db.Column(db.String(9))"), "user.id", "email"),
        (
            (KEY, "email = db.Column(db.String(80))", "name = db.Column(db.String(9))", '__table_args__ = (db.UniqueConstraint("name"),)'),
            "user.id",
            "name",
        ),
        (('id = db.Column("user_id", db.Integer(), primary_key=True)', EMAIL), "user.user_id", "email"),
        (("id: Mapped[int] = mapped_column(primary_key=True)", "email: Mapped[str] = mapped_column(unique=True)"), "user.id", "email"),
        (('_mail = db.Column("email", db.String(80))', "name = db.Column(db.Text)", KEY), "user.id", "name"),
    ],
)  # fmt: skip
def test_others_refer_to_the_application_s_own_model(lines, reference, known_by):
    people = project(model(*lines)).people

    assert people.adopted
    assert (people.model, people.module) == ("User", "web.models")
    assert (people.reference, people.known_by, people.named) == (reference, known_by, True)
    assert people.by_address is (known_by == "email")


def test_a_model_without_a_name_gets_an_address():
    people = project(model(KEY, "phone = db.Column(db.String(80))")).people

    assert people.adopted
    assert not people.named
    assert people.known_by == KNOWN_BY[0]


def test_accounts_that_are_written_are_no_host_s():
    assert project(model(KEY, EMAIL), web__parts__accounts__passwords="").people is OURS
    assert read({"web/__init__.py": APP, "web/models.py": model(KEY, EMAIL)}).people is OURS
    assert project("", app="from flask import Flask\napp = Flask(__name__)\n").people is OURS
    assert not OURS.adopted


NO_LOGIN = APP.replace("LoginManager", "Nothing")
SECURITY = APP.replace("from flask_login import LoginManager", "from flask_security import Security").replace(
    "LoginManager()", "Security()"
)


@pytest.mark.parametrize(
    ("models", "app", "reason"),
    [
        (model(KEY, EMAIL), NO_LOGIN, "(User at web/models.py:5), which are not signed in by Flask-Login."),
        (model(KEY, EMAIL), SECURITY, "accounts are those of Flask-Security (login at web/__init__.py:"),
        (
            model(KEY, EMAIL),
            SECURITY.replace("login = Security()", "").replace("login.init_app", "Security"),
            "accounts are those of Flask-Security (web/__init__.py:",
        ),
        ("", APP, "what login at web/__init__.py:7 loads is no model that can be told."),
        (model(KEY, EMAIL), APP.replace("SQLAlchemy()", "object()"), "not kept by Flask-SQLAlchemy."),
        (model(KEY, EMAIL) + "\n\nclass Admin(UserMixin, db.Model):\n    " + KEY, APP, "and others: Admin at web/models.py:10."),
        (model("__abstract__ = True", KEY), APP, "whose table cannot be told."),
        (model(KEY.replace("Integer", "String(36)"), EMAIL), APP, "not numbered by one Integer column."),
        (model(KEY, KEY.replace("id", "other"), EMAIL), APP, "not numbered by one Integer column."),
        (model('id = db.Column(db.Integer, db.ForeignKey("party.id"), primary_key=True)'), APP, "not numbered by one"),
        (model(KEY.replace("id", "user_id"), EMAIL), APP, "whose key is called user_id and not id."),
        (model('__bind_key__ = "people"', KEY, EMAIL), APP, "in another database or schema."),
        (model('__table_args__ = {"schema": "auth"}', KEY, EMAIL), APP, "in another database or schema."),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_said_with_its_place(models, app, reason):
    found = project(models, app=app)

    assert reason in (unfit(found) or "")
    assert found.people is OURS


def test_a_row_for_tests_has_what_must_not_be_null():
    found = project(
        model(
            KEY,
            EMAIL,
            "name = db.Column(db.String(80), nullable=False)",
            "handle = db.Column(db.String(80), nullable=False, unique=True)",
            "number = db.Column(db.Integer, nullable=False, unique=True)",
            "active = db.Column(db.Boolean, default=False)",
            "staff = db.Column(db.Boolean(), nullable=False)",
            "visits = db.Column(db.Integer, default=0, nullable=False)",
            "since = db.Column(db.DateTime, nullable=False)",
            "secret = db.Column(db.LargeBinary(64), nullable=False)",
            "note = db.Column(db.Text)",
            'team_id = db.Column(db.Integer, db.ForeignKey("team.id"), nullable=False)',
            "shade = db.Column(Shade, nullable=False)",
        )
    )
    values, unknown = required(found, found.people)

    assert values == {
        "email": 'Sequence(lambda n: f"user{n}@example.com")',
        "name": '""',
        "handle": 'Sequence(lambda n: f"{n}")',
        "number": "Sequence(lambda n: n)",
        "active": "True",
        "staff": "False",
        "since": "LazyFunction(datetime.now)",
        "secret": 'b""',
    }
    assert [item.name for item in unknown] == ["team_id", "shade"]
