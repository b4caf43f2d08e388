"""Flask-RESTful, Flask-RESTX, flask-smorest: APIs, namespaces, resources."""

from __future__ import annotations

import pytest

from following import routes, unresolved, views

CASES = {
    "RESTful": (
        """
        from flask_restful import Api, Resource
        api = Api(app, prefix="/api")
        class Item(Resource):
            def get(self, id): ...
            def delete(self, id): ...
        class Items(Resource):
            def get(self): ...
        api.add_resource(Item, "/items/<int:id>", "/i/<int:id>", endpoint="item")
        api.add_resource(Items, "/items", resource_class_kwargs={"a": 1}, methods=["GET", "POST"])
        @api.resource("/other")
        class Other(Resource):
            def put(self): ...
        """,
        [
            "DELETE,GET /api/i/<int:id> item", "DELETE,GET /api/items/<int:id> item", "GET,POST /api/items items",
            "PUT /api/other other",
        ],
    ),
    "RESTful on a blueprint, later": (
        """
        from flask_restful import Api, Resource
        bp = Blueprint("api", __name__, url_prefix="/v1")
        api = Api()
        class X(Resource):
            def get(self): ...
        api.add_resource(X, "/x")
        api.init_app(bp)
        app.register_blueprint(bp)
        """,
        ["GET /v1/x api.x"],
    ),
    "a subclass with a method of its own": (
        """
        from flask_restful import Api, Resource
        class OrgApi(Api):
            def add_org_resource(self, resource, *urls, **kwargs):
                return self.add_resource(resource, *["/org" + url for url in urls], **kwargs)
        api = OrgApi(app)
        class X(Resource):
            def get(self): ...
        api.add_org_resource(X, "/x", endpoint="x")
        """,
        ["GET /org/x x"],
    ),
    "a table of resources": (
        """
        from flask_restful import Api, Resource
        api = Api(app)
        class A(Resource):
            def get(self): ...
        class B(Resource):
            def post(self): ...
        for args in [(A, "/a"), (B, "/b", "/b2")]:
            api.add_resource(*args)
        """,
        ["GET /a a", "POST /b b", "POST /b2 b"],
    ),
    "RESTX": (
        """
        from flask_restx import Api, Namespace, Resource
        bp = Blueprint("api", __name__, url_prefix="/api/v1")
        api = Api(bp, version="1", doc="/docs")
        ns = Namespace("pets", description="Pets")
        @ns.route("")
        @ns.doc("x")
        class PetList(Resource):
            @ns.expect(unknown)
            def get(self): ...
            def post(self): ...
        @ns.route("/<int:id>")
        class PetItem(Resource):
            def get(self, id): ...
        api.add_namespace(ns, "/pets")
        other = api.namespace("other", path="/o")
        @other.route("/x", endpoint="given")
        class X(Resource):
            def get(self): ...
        own = Namespace("own")
        class Y(Resource):
            def get(self): ...
        own.add_resource(Y, "/y")
        api.add_namespace(own)
        app.register_blueprint(bp)
        """,
        [
            "GET /api/v1/o/x api.given", "GET /api/v1/own/y api.own_y", "GET /api/v1/pets/<int:id> api.pets_pet_item",
            "GET,POST /api/v1/pets api.pets_pet_list",
        ],
    ),
    "RESTX with two classes of one name": (
        """
        from flask_restx import Api, Resource
        api = Api(app)
        def make(n):
            class Thing(Resource):
                def get(self): ...
            return Thing
        api.add_resource(make(1), "/a")
        api.add_resource(make(2), "/b")
        """,
        ["GET /a thing", "GET /b thing_2"],
    ),
    "an API on nothing": (
        """
        from flask_restful import Api, Resource
        api = Api()
        class X(Resource):
            def get(self): ...
        api.add_resource(X, "/x")
        """,
        ["GET /x x (defined only)"],
    ),
    "smorest": (
        """
        from flask_smorest import Api
        from flask_smorest import Blueprint as SmorestBlueprint
        from flask.views import MethodView
        blp = SmorestBlueprint("pets", "pets", url_prefix="/pets", description="Pets")
        @blp.route("/")
        class Pets(MethodView):
            @blp.response(200, unknown)
            def get(self): ...
            @blp.arguments(unknown)
            def post(self, data): ...
        api = Api(app)
        api.register_blueprint(blp)
        """,
        ["GET,POST /pets/ pets.Pets"],
    ),
    "smorest, later": (
        """
        from flask_smorest import Api
        from flask_smorest import Blueprint as SmorestBlueprint
        blp = SmorestBlueprint("pets", "pets")
        @blp.route("/x")
        def x(): ...
        api = Api()
        api.register_blueprint(blp, url_prefix="/p")
        api.init_app(app)
        """,
        ["GET /p/x pets.x"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_apis(case):
    source, expected = CASES[case]

    assert views(source) == expected


def test_what_is_not_known_is_named():
    source = """
        from flask import Flask
        from flask_restx import Api
        app = Flask(__name__)
        api = Api(app)
        api.add_resource(unknown, "/x")
        api.add_namespace(unknown)
        """

    assert unresolved(source) == [
        "app.py:6 api.add_resource(unknown, '/x'): the resource is only known at run time",
        "app.py:7 api.add_namespace(unknown): the namespace is only known at run time",
    ]


def test_urls_that_are_not_known_are_dynamic():
    source = """
        from flask import Flask
        from flask_restful import Api, Resource
        app = Flask(__name__, static_folder=None)
        class X(Resource):
            def get(self): ...
        Api(app).add_resource(X, *unknown)
        """

    assert routes(source) == ["GET {?} x"]
