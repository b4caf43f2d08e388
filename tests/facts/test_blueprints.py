"""Blueprints: where they are made, where they are registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright import facts
from following import APP, project

if TYPE_CHECKING:
    from flaskwright.facts.blueprints import Blueprint


def read(source: str) -> list[Blueprint]:
    return list(facts.read(project(APP + source)).blueprints)


def test_a_registered_one():
    [found] = read("bp = Blueprint('shop', __name__, url_prefix='/s')\napp.register_blueprint(bp)\n")

    assert (found.name, found.variable, found.module, found.url_prefix) == ("shop", "bp", "app", "/s")
    assert [str(at) for at in found.registered] == ["app.py:4"]
    assert (found.app, found.parent, found.made_by) == ("app.py:app", "", "flask.Blueprint")


def test_one_that_is_not_registered():
    [found] = read("bp = Blueprint('shop', __name__, url_prefix='/s')\n")

    assert (found.registered, found.app, found.url_prefix) == ((), "", "/s")


def test_one_in_another():
    inner, outer = read(
        "def make():\n    return Blueprint('inner', __name__, url_prefix='/i')\n"
        "outer = Blueprint('outer', __name__, url_prefix='/o')\nouter.register_blueprint(make())\n"
        "app.register_blueprint(outer)\n"
    )

    assert (inner.name, inner.parent, inner.url_prefix) == ("inner", "outer", "/o/i")
    assert (outer.name, outer.parent, outer.url_prefix) == ("outer", "", "/o")


def test_one_registered_twice_keeps_both_places():
    found = read(
        "def make(app):\n    app.register_blueprint(bp)\nbp = Blueprint('shop', __name__)\n"
        "make(app)\nmake(Flask('two'))\napp.register_blueprint(bp, name='again', url_prefix='/a')\n"
    )

    assert [(b.name, b.url_prefix) for b in found] == [("again", "/a"), ("shop", None)]
    assert [str(at) for b in found for at in b.registered] == ["app.py:8", "app.py:4"]


def test_a_subclass_and_an_extension_say_who_makes_them():
    found = read(
        "from flask_admin import Admin\nclass Module(Blueprint): ...\nbp = Module('m', __name__)\nAdmin(app)\n"
    )

    assert [(b.name, b.made_by) for b in found] == [("m", "app.Module"), ("admin", "flask_admin")]


def test_a_name_that_is_not_known():
    [found] = read("bp = Blueprint('a' + unknown, __name__)\nif unknown:\n    app.register_blueprint(bp)\n")

    assert (found.name, found.condition) == ("a{?}", ("unknown",))


def test_what_stands_in_for_something_unknown_is_none():
    assert read("def init(bp):\n    @bp.route('/x')\n    def x(): ...\n") == []
