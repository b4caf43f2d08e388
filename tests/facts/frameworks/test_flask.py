"""Flask's own: routes, blueprints, nesting, static files, settings."""

from __future__ import annotations

import pytest

from flaskwright import facts
from following import APP, project, routes, unresolved, views

CASES = {
    "shortcuts": (
        """
        @app.get("/a")
        def a(): ...
        @app.post("/b")
        def b(): ...
        @app.put("/c")
        def c(): ...
        @app.patch("/d")
        def d(): ...
        @app.delete("/e")
        def e(): ...
        """,
        ["DELETE /e e", "GET /a a", "PATCH /d d", "POST /b b", "PUT /c c"],
    ),
    "methods however they are written": (
        """
        METHODS = {"get", "post"}
        @app.route("/a", methods=METHODS)
        def a(): ...
        @app.route("/b", methods=("put",))
        def b(): ...
        """,
        ["GET,POST /a a", "PUT /b b"],
    ),
    "a rule without a view": (
        """
        app.add_url_rule("/", endpoint="index")
        @app.endpoint("index")
        def index(): ...
        app.add_url_rule("/build", "build", build_only=True)
        """,
        ["GET / index", "GET /build build"],
    ),
    "prefixes of blueprints": (
        """
        a = Blueprint("a", __name__, url_prefix="/a")
        b = Blueprint("b", __name__, None, None, None, "/b")
        c = Blueprint("c", __name__)
        d = Blueprint("d", __name__, url_prefix="/old")
        e = Blueprint("e", __name__)
        e.url_prefix = "/e"
        for bp in (a, b, c, d, e):
            bp.add_url_rule("/x", "x")
            bp.add_url_rule("/", "root")
        app.register_blueprint(a)
        app.register_blueprint(b)
        app.register_blueprint(c, url_prefix="/c/")
        app.register_blueprint(d, url_prefix="/d", name="other")
        app.register_blueprint(e)
        """,
        [
            "GET /a/ a.root", "GET /a/x a.x", "GET /b/ b.root", "GET /b/x b.x", "GET /c/ c.root", "GET /c/x c.x",
            "GET /d/ other.root", "GET /d/x other.x", "GET /e/ e.root", "GET /e/x e.x",
        ],
    ),
    "blueprints in blueprints": (
        """
        def construct(name):
            bp = Blueprint(name, __name__, url_prefix="/" + name)
            @bp.route("")
            def index(): ...
            return bp
        outer = construct("outer")
        outer.register_blueprint(construct("inner"))
        app.register_blueprint(outer, url_prefix="/o")
        """,
        ["GET /o outer.index", "GET /o/inner outer.inner.index"],
    ),
    "one blueprint in two places": (
        """
        bp = Blueprint("bp", __name__)
        bp.add_url_rule("/x", "x")
        app.register_blueprint(bp)
        app.register_blueprint(bp, url_prefix="/v2", name="v2")
        """,
        ["GET /v2/x v2.x", "GET /x bp.x"],
    ),
    "subdomains": (
        """
        bp = Blueprint("api", __name__, subdomain="api")
        bp.add_url_rule("/x", "x")
        app.register_blueprint(bp)
        app.add_url_rule("/y", "y", subdomain="www")
        """,
        ["GET /x api.x at api", "GET /y y at www"],
    ),
    "not registered": (
        """
        bp = Blueprint("lonely", __name__, url_prefix="/l")
        bp.add_url_rule("/x", "x")
        app.register_blueprint(unknown)
        """,
        ["GET /l/x lonely.x (defined only)"],
    ),
    "registered in a condition": (
        """
        bp = Blueprint("bp", __name__)
        bp.add_url_rule("/x", "x")
        if app.config["FEATURE"]:
            app.register_blueprint(bp)
        """,
        ["GET /x bp.x if app.config['FEATURE']"],
    ),
    "registered in a loop over all globals": (
        """
        bp_a = Blueprint("a", __name__)
        bp_a.add_url_rule("/a", "x")
        for name, value in list(globals().items()):
            if isinstance(value, Blueprint):
                app.register_blueprint(value)
        """,
        ["GET /a a.x"],
    ),
    "APIFlask": (
        """
        from apiflask import APIFlask, APIBlueprint
        from flask.views import MethodView
        api = APIFlask(__name__, static_folder=None)
        bp = APIBlueprint("pets", __name__, url_prefix="/pets", tag="Pet")
        @bp.get("/<int:id>")
        @bp.output(Schema)
        def pet(id): ...
        api.register_blueprint(bp)
        @api.route("/things")
        class Things(MethodView):
            def get(self): ...
            @api.input(Schema)
            def post(self, data): ...
        """,
        ["GET /pets/<int:id> pets.pet", "GET,POST /things Things"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_flask(case):
    source, expected = CASES[case]

    assert views(source) == expected


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        ("Flask(__name__)", "/static/<path:filename>"),
        ("Flask(__name__, static_url_path='/s')", "/s/<path:filename>"),
        ("Flask(__name__, static_url_path='')", "/<path:filename>"),
        ("Flask(__name__, static_folder='assets')", "/assets/<path:filename>"),
        ("Flask(__name__, static_folder='../a/b/')", "/b/<path:filename>"),
        ("Flask(__name__, static_folder=unknown)", "/static/<path:filename>"),
        ("Flask(__name__, static_folder=None)", None),
        ("Blueprint('b', __name__, static_folder='s', url_prefix='/p')", "/s/<path:filename>"),
        ("Blueprint('b', __name__, static_folder='s', static_url_path='/t')", "/t/<path:filename>"),
    ],
)
def test_static_files(made, rule):
    found = facts.read(project(f"from flask import Flask, Blueprint\nmade = {made}\n")).routes

    assert [r.rule.removeprefix("/p") for r in found] == ([] if rule is None else [rule])


SETTINGS = {
    "a key": "app.config['PREFIX'] = '/p'",
    "update": "app.config.update(PREFIX='/p')",
    "update with a dictionary": "app.config.update({'PREFIX': '/p'})",
    "from_mapping": "app.config.from_mapping(PREFIX='/p')",
    "from_object": "class Config:\n    PREFIX = '/p'\napp.config.from_object(Config)",
    "a subclass": "class Base:\n    PREFIX = '/p'\nclass Config(Base): ...\napp.config.from_object(Config)",
    "an object": "class C:\n    def __init__(self):\n        self.PREFIX = '/p'\napp.config.from_object(C())",
    "a text": "app.config.from_object('settings.Config')",
    "a text with a colon": "app.config.from_object('settings:Config')",
    "a module": "import settings\napp.config.from_object(settings)",
    "a module by its name": "app.config.from_object('settings')",
    "a table of classes": "import settings\nT = {'dev': settings.Config}\napp.config.from_object(T[unknown])",
    "from_pyfile": "app.config.from_pyfile('settings.py')",
    "setdefault": "app.config.setdefault('PREFIX', '/p')",
    "one after the other": "app.config['PREFIX'] = '/old'\napp.config['PREFIX'] = '/p'",
}


@pytest.mark.parametrize("case", SETTINGS)
def test_settings_build_rules(case):
    files = {
        "app.py": f"{APP}{SETTINGS[case]}\napp.add_url_rule(app.config['PREFIX'] + '/x', 'x')\n",
        "settings.py": "PREFIX = '/p'\nclass Config:\n    PREFIX = '/p'\n",
    }

    assert routes(files) == ["GET /p/x x"]


@pytest.mark.parametrize(
    ("expression", "rule"),
    [
        ("app.config.get('PREFIX', '/d')", "/d/x"),
        ("app.config.get('PREFIX')", "{?}/x"),
        ("app.config['PREFIX']", "{?}/x"),
        ("app.config.PREFIX", "{?}/x"),
        ("app.config.get_namespace('P')", "{?}/x"),
        ("app.config[unknown]", "{?}/x"),
        ("app.config.pop('PREFIX', '/d')", "/d/x"),
        ("'/a' if app.config.get('DEBUG', False) else '/b'", "/b/x"),
        ("dict(app.config.items()).get('PREFIX', '/d')", "/d/x"),
    ],
)
def test_a_setting_that_is_not_there(expression, rule):
    assert views(f"prefix = {expression}\napp.add_url_rule(prefix + '/x', 'x')\n") == [f"GET {rule} x"]


def test_what_a_setting_changes_is_said_with_the_rule():
    source = """
        import os
        PREFIX = os.environ.get("PREFIX")
        def rule(path):
            if PREFIX:
                return "/<org>" + path
            return path
        @app.route(rule("/x"))
        def x(): ...
        """
    [route] = facts.read(project(APP + source.replace("\n        ", "\n"))).routes

    assert (route.rule, route.otherwise, route.condition) == ("/x", ("/<org>/x",), ())


def test_several_applications_are_kept_apart():
    source = """
        from flask import Flask
        one = Flask("one", static_folder=None)
        two = Flask("two", static_folder=None)
        one.add_url_rule("/x", "x")
        two.add_url_rule("/x", "x")
        """

    assert [r.app for r in facts.read(project(source)).routes] == ["app.py:one", "app.py:two"]


def test_a_blueprint_that_only_the_running_program_knows_is_named():
    assert unresolved(APP + "app.register_blueprint(unknown())\n") == [
        "app.py:3 app.register_blueprint(unknown()): the blueprint is only known at run time"
    ]
