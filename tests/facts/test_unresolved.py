from __future__ import annotations

import pytest

from flaskwright import facts
from flaskwright.facts.abstract import machine
from flaskwright.project import Project

START = """
import importlib, os, plugins
from flask import Blueprint, Flask
from flask_admin import Admin
from flask_appbuilder import AppBuilder
from flask_restful import Api
from flask_restx import Api as XApi
from flask_sqlalchemy import SQLAlchemy
from flask_login import LoginManager
import connexion

db = SQLAlchemy()
login = LoginManager()


def create_app():
    app = Flask(__name__)
    api = Api(app)
    xapi = XApi(app)
    admin = Admin(app)
    builder = AppBuilder(app, db.session)
    served = connexion.FlaskApp(__name__)
"""


def read(body, **files):
    made = Project().put("app.py", START + body)
    for path, text in files.items():
        made = made.put(f"{path}.py", text)
    return facts.Facts(made)


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("app.register_blueprint(plugins.load('a'))", "the blueprint is only known at run time"),
        ("api.add_resource(plugins.load('a'), '/known')", "the resource is only known at run time"),
        ("xapi.add_namespace(plugins.load('a'))", "the namespace is only known at run time"),
        ("admin.add_view(plugins.load('a'))", "the view is only known at run time"),
        ("builder.add_api(plugins.load('a'))", "the view is only known at run time"),
        ("served.add_api('there.yml')", "the OpenAPI file was not found in the project"),
        ("importlib.import_module(os.environ['PLUGIN'])", "the module's name is only known at run time"),
        ("extension.init_app(app)", "what is initialised is only known at run time"),
        ("app.url_map.add(plugins.rule())", "nothing that was followed calls this"),
    ],
)
def test_what_only_the_running_program_knows_is_said_with_its_place(call, why):
    found = read(f"    for extension in plugins.all():\n        {call}\n    return app\n").unresolved

    assert [(str(one.at), one.call, one.why) for one in found] == [
        (f"app.py:{START.count(chr(10)) + 2}", call, why)
    ]


def test_what_is_known_is_resolved():
    body = (
        "    bp = Blueprint('bp', __name__)\n    bp.add_url_rule('/a', 'a', lambda: '')\n"
        "    app.register_blueprint(bp)\n    importlib.import_module('from.outside')\n"
        "    app.add_url_rule(os.environ['RULE'], 'b', lambda: '')\n    return app\n"
    )
    found = read(body)

    assert found.unresolved == ()
    assert [route.endpoint for route in found.routes if route.dynamic] == ["b"]


def test_a_registration_that_is_never_met_is_said():
    found = read(
        "    return app\n\n\nclass Part:\n    def later(self, site):\n        site.add_url_rule('/a', 'a')\n"
    )

    assert [one.call for one in found.unresolved] == ["site.add_url_rule('/a', 'a')"]


def test_a_method_of_the_projects_own_that_registers_is_met():
    body = (
        "    own = Own('own', __name__)\n    own.add_url_rule('/a', 'a', lambda: '')\n"
        "    app.register_blueprint(own)\n    return app\n\n\n"
        "class Own(Blueprint):\n    def add_url_rule(self, *given, **more):\n"
        "        return super().add_url_rule(*given, **more)\n"
    )

    assert read(body).unresolved == ()


def test_tests_and_migrations_register_nothing():
    other = (
        "from flask import Flask\ndef later(site):\n    return [s.add_url_rule('/a') for s in site.others]\n"
    )
    found = read("    return app\n", **{"tests/test_a": other, "migrations/versions/a": other})

    assert found.unresolved == ()


def test_extensions_in_a_loop_are_initialised():
    found = read("    for extension in (db, login):\n        extension.init_app(app)\n    return app\n")
    places = {e.name: [at.line for at in e.initialised] for e in found.extensions}

    assert places["db"] == places["login"] == [START.count("\n") + 2]
    assert found.unresolved == ()


def test_what_could_not_be_followed_is_a_problem(monkeypatch):
    monkeypatch.setattr(machine, "MOST_STEPS", 10)

    assert ["the program is too long" in one.message for one in read("    return app\n").problems] == [True]
