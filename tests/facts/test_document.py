from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from flaskwright import facts
from flaskwright.facts.document import document
from flaskwright.facts.schema import schema
from flaskwright.project import Project

DOCUMENTED = Path(__file__).parents[2] / "docs" / "inspect.schema.json"

SHOP = """
from flask import Blueprint, Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
bp = Blueprint("shop", __name__, url_prefix="/shop")


class Product(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    maker_id = db.Column(db.ForeignKey("maker.id"), nullable=True)


@bp.route("/<int:number>", methods=["GET", "POST"])
def show(number):
    return str(number)


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "hunter2"
    db.init_app(app)
    app.register_blueprint(bp)
    return app
"""


@pytest.fixture
def said():
    project = (
        Project()
        .put("shop.py", SHOP)
        .put("broken.py", "def (")
        .put("requirements.txt", "flask>=3\n")
        .put("templates/base.html", "{% block main %}{% endblock %}")
    )
    return document(facts.read(project))


def test_it_is_json_and_follows_the_schema(said):
    again = json.loads(json.dumps(said))

    jsonschema.validate({"project": "/shop", **again}, schema())


def test_the_schema_is_documented():
    assert json.loads(DOCUMENTED.read_text()) == json.loads(json.dumps(schema())), "run script/docs"


def test_a_route_has_its_place(said):
    route = next(r for r in said["routes"] if r["endpoint"] == "shop.show")

    assert (route["rule"], route["methods"]) == ("/shop/<int:number>", ["GET", "POST"])
    assert (route["file"], route["dynamic"], route["condition"]) == ("shop.py", False, [])


def test_secrets_are_masked(said):
    assert "hunter2" not in json.dumps(said)
    assert [s["value"] for s in said["config"] if s["key"] == "SECRET_KEY"] == ["'********'"]


def test_what_cannot_be_read_is_named(said):
    assert [(p["file"], p["line"]) for p in said["problems"]] == [("broken.py", 1)]
