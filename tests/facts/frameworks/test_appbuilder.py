"""Flask-AppBuilder: views and APIs, and the pages that its classes bring."""

from __future__ import annotations

import pytest

from following import unresolved, views

HEAD = """
from flask_appbuilder import AppBuilder, BaseView, ModelView, ModelRestApi, IndexView, expose, expose_api, has_access
from flask_appbuilder.api import BaseApi
"""

CASES = {
    "a view": (
        """
class Pages(BaseView):
    route_base = "/pages"
    @expose("/one/<string:name>")
    @has_access
    def one(self, name): ...
    @expose_api(name="read", url="/api/read", methods=["GET"])
    def api_read(self): ...
class Plain(BaseView):
    @expose("/x", methods=["POST"])
    def x(self): ...
builder = AppBuilder(app, session)
builder.add_view(Pages, "Pages")
builder.add_view_no_menu(Plain())
""",
        [
            "GET /pages/api/read Pages.api_read",
            "GET /pages/one/<string:name> Pages.one",
            "POST /plain/x Plain.x",
        ],
    ),
    "a model's API": (
        """
class Pets(ModelRestApi):
    resource_name = "pet"
    include_route_methods = {"get", "get_list", "extra"}
    @expose("/extra", methods=["POST"])
    def extra(self): ...
class Owners(ModelRestApi):
    version = "v2"
    exclude_route_methods = {"info", "delete", "put"}
builder = AppBuilder(app, session)
builder.add_api(Pets)
builder.add_api(Owners)
""",
        [
            "GET /api/v1/pet/ Pets.get_list",
            "GET /api/v1/pet/<int:pk> Pets.get",
            "GET /api/v2/owners/ Owners.get_list",
            "GET /api/v2/owners/<int:pk> Owners.get",
            "POST /api/v1/pet/extra Pets.extra",
            "POST /api/v2/owners/ Owners.post",
        ],
    ),
    "a model's view, only some of it": (
        """
class Pets(ModelView):
    include_route_methods = "list, show"
builder = AppBuilder(app, session)
builder.add_view(Pets, "Pets")
""",
        ["GET /pets/list/ Pets.list", "GET /pets/show/<pk> Pets.show"],
    ),
    "an API of one's own": (
        """
class Health(BaseApi):
    resource_name = "health"
    @expose("/")
    def get(self): ...
builder = AppBuilder()
builder.add_api(Health)
builder.init_app(app, session)
""",
        ["GET /api/v1/health/ Health.get"],
    ),
    "an index": (
        """
class Home(IndexView):
    @expose("/")
    def index(self): ...
builder = AppBuilder(indexview=Home)
builder.init_app(app, session)
""",
        ["GET / Home.index"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_appbuilder(case):
    source, expected = CASES[case]

    assert views(HEAD + source) == expected


def test_a_view_that_is_not_known_is_named():
    source = """
        from flask import Flask
        from flask_appbuilder import AppBuilder
        AppBuilder(Flask("x")).add_view(unknown)
        """

    call = "AppBuilder(Flask('x')).add_view(unknown)"
    assert unresolved(source) == [f"app.py:4 {call}: the view is only known at run time"]
