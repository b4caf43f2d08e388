"""Calls: arguments reach the function, what it gives comes back, and decorators are seen through."""

from __future__ import annotations

import pytest

from following import routes, views

CASES = {
    "a helper that takes the application": (
        """
        def register(site, prefix="/x", *rules, methods=None, **more):
            for rule in rules:
                site.add_url_rule(prefix + rule, more["name"] + rule[1:], methods=methods)
        register(app, "/a", "/b", "/c", methods=["POST"], name="n")
        """,
        ["POST /a/b nb", "POST /a/c nc"],
    ),
    "stars and double stars": (
        """
        args = ("/a", "a")
        options = {"methods": ["PUT"]}
        app.add_url_rule(*args, **options)
        """,
        ["PUT /a a"],
    ),
    "closures and lambdas": (
        """
        def maker(prefix):
            def rule(name):
                return f"{prefix}/{name}"
            return rule
        api = maker("/api")
        up = lambda text: text.upper()
        app.add_url_rule(api(up("x")), "x")
        """,
        ["GET /api/X x"],
    ),
    "functools": (
        """
        from functools import partial, wraps, lru_cache
        def join(a, b, c):
            return a + b + c
        @lru_cache
        def prefix():
            return "/p"
        app.add_url_rule(partial(join, prefix(), c="/c")("/b"), "x")
        """,
        ["GET /p/b/c x"],
    ),
    "decorators that wrap": (
        """
        from functools import wraps
        def login_required(view):
            @wraps(view)
            def wrapper(*args, **kwargs):
                return view(*args, **kwargs)
            return wrapper
        def roles(*names):
            def decorate(view):
                def inner(*args):
                    return view(*args)
                inner.__name__ = view.__name__
                return inner
            return decorate
        @app.route("/a")
        @login_required
        def a(): ...
        @app.route("/b")
        @roles("admin")
        def b(): ...
        @app.route("/c")
        @unknown.decorator(3)
        def c(): ...
        """,
        ["GET /a a", "GET /b b", "GET /c c"],
    ),
    "a decorator of the project's own that ends in a route": (
        """
        def page(rule, **options):
            def decorate(view):
                app.add_url_rule("/pages" + rule, view.__name__, view, **options)
                return view
            return decorate
        @page("/a", methods=["GET", "POST"])
        def a(): ...
        """,
        ["GET,POST /pages/a a"],
    ),
    "a decorator that is an object": (
        """
        class logged:
            def __init__(self, view):
                self.view = view
            def __call__(self, *args):
                return self.view(*args)
        @app.route("/a")
        @logged
        def a(): ...
        """,
        ["GET /a a"],
    ),
    "stacked routes, defaults and other endpoints": (
        """
        @app.route("/", defaults={"page": 1})
        @app.route("/<int:page>", endpoint="paged")
        def index(page): ...
        """,
        ["GET / index", "GET /<int:page> paged"],
    ),
    "generators": (
        """
        def rules():
            yield "/a", "a"
            yield from [("/b", "b")]
        for rule, name in rules():
            app.add_url_rule(rule, name)
        """,
        ["GET /a a", "GET /b b"],
    ),
    "recursion": (
        """
        def register(tree, prefix=""):
            for name, inner in tree.items():
                app.add_url_rule(f"{prefix}/{name}", f"{prefix[1:]}{name}")
                register(inner, f"{prefix}/{name}")
        register({"a": {"b": {}}, "c": {}})
        """,
        ["GET /a a", "GET /a/b ab", "GET /c c"],
    ),
    "functions as values": (
        """
        def a(): ...
        def b(): ...
        HANDLERS = {"/a": a, "/b": b}
        for rule, handler in HANDLERS.items():
            app.add_url_rule(rule, view_func=handler)
        """,
        ["GET /a a", "GET /b b"],
    ),
    "methods that a function carries": (
        """
        def a(): ...
        a.methods = ["put"]
        app.add_url_rule("/a", view_func=a)
        """,
        ["PUT /a a"],
    ),
    "async views": (
        """
        @app.get("/a")
        async def a():
            return await something()
        """,
        ["GET /a a"],
    ),
    "a view wrapped where it is registered": (
        """
        def a(): ...
        app.add_url_rule("/a", view_func=csrf.exempt(a))
        """,
        ["GET /a a"],
    ),
    "an argument of an unknown call is no view": (
        """
        class Schema: ...
        @app.post("/a")
        @app.input(Schema)
        @app.output(Schema, status_code=201)
        def a(): ...
        """,
        ["POST /a a"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_functions(case):
    source, expected = CASES[case]

    assert views(source) == expected


def test_a_factory_is_followed_with_its_helpers():
    source = """
        from flask import Flask, Blueprint

        bp = Blueprint("shop", __name__)

        @bp.route("/x")
        def x(): ...

        def register_blueprints(app, prefix):
            app.register_blueprint(bp, url_prefix=prefix)

        def create_app(config=None, prefix="/shop"):
            app = Flask(__name__, static_folder=None)
            register_blueprints(app, prefix)
            return app
        """

    assert routes(source) == ["GET /shop/x shop.x"]


def test_a_caller_that_knows_the_arguments_is_followed():
    source = """
        from flask import Flask

        def create_app(prefix):
            app = Flask(__name__, static_folder=None)
            app.add_url_rule(prefix + "/x", "x")
            return app

        def main():
            create_app("/api").run()
        """

    assert routes(source) == ["GET /api/x x"]


def test_a_method_that_makes_the_application_is_followed():
    source = """
        from flask import Flask

        class Server:
            prefix = "/ui"

            def __init__(self, name):
                self.app = Flask(name, static_folder=None)

                @self.app.route(self.prefix + "/stats")
                def stats(): ...

        class Maker:
            @classmethod
            def make(cls):
                app = Flask(__name__, static_folder=None)
                app.add_url_rule("/made", "made")
                return app

            @staticmethod
            def other():
                app = Flask(__name__, static_folder=None)
                app.add_url_rule("/other", "other")
                return app

            def third(self):
                app = Flask(__name__, static_folder=None)
                app.add_url_rule("/third", "third")
                return app
        """

    assert routes(source) == ["GET /made made", "GET /other other", "GET /third third", "GET /ui/stats stats"]


def test_what_nothing_calls_is_defined_only():
    source = """
        from flask import Flask, Blueprint

        def init_app(app, bp):
            app.add_url_rule("/a", "a")
            @bp.route("/b")
            def b(): ...
        """

    assert routes(source) == ["GET /a a (defined only)", "GET /b b (defined only)"]


def test_a_factory_that_hands_arguments_to_another_of_its_name_comes_first():
    files = {
        "shop/__init__.py": """
            from flask import Blueprint
            from shop import factory

            bp = Blueprint("shop", __name__)
            bp.add_url_rule("/x", "x")

            def create_app(config=None):
                app = factory.create_app(config, blueprints=(bp,))
                return app
            """,
        "shop/factory.py": """
            from flask import Flask

            def create_app(config=None, blueprints=None):
                app = Flask(__name__, static_folder=None)
                for blueprint in blueprints or ():
                    app.register_blueprint(blueprint)
                return app
            """,
    }

    assert routes(files) == ["GET /x shop.x"]


def test_commands_that_only_use_the_application_are_not_followed():
    source = """
        from flask import Flask

        def create_app(name="shop"):
            app = Flask(name, static_folder=None)
            app.add_url_rule("/x", "x")
            return app

        def command():
            if unknown:
                return
            app = create_app("command")
            with app.app_context():
                work()
        """

    assert routes(source) == ["GET /x x"]


def test_the_application_of_a_module_that_a_function_gives():
    files = {
        "shop/__init__.py": """
            from flask import Flask
            app = Flask(__name__, static_folder=None)

            def create_app():
                work()
                return app
            """,
        "shop/main.py": """
            from flask import Blueprint
            from shop import create_app
            bp = Blueprint("shop", __name__)
            bp.add_url_rule("/x", "x")

            def main():
                app = create_app()
                app.register_blueprint(bp)
            """,
    }

    assert routes(files) == ["GET /x shop.x"]


def test_a_method_that_registers_on_the_modules_application_is_followed():
    source = """
        from functools import partial
        from flask import Flask, Blueprint
        app = Flask(__name__, static_folder=None)
        bp = Blueprint("api", __name__)
        bp.add_url_rule("/x", "x")

        class Server:
            def run(self):
                self.listen(unknown)
                self._setup()

            def _setup(self):
                for register in [partial(app.register_blueprint, bp, url_prefix="/api")]:
                    register()
        """

    assert routes(source) == ["GET /api/x api.x"]


def test_what_another_modules_application_may_be_given_is_defined_only():
    files = {
        "server.py": "from flask import Flask\napp = Flask(__name__, static_folder=None)\n",
        "plugin.py": """
            from server import app

            def create_app(app=app):
                app.add_url_rule("/users", "users")
                return app
            """,
    }

    assert routes(files) == ["GET /users users (defined only)"]
