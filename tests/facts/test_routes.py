"""What a route tells beside its rule: who may reach it, CSRF state, limits, templates, models, places."""

from __future__ import annotations

import pytest

from flaskwright import facts
from flaskwright.facts.routes import Parameter, Route, parameters
from following import APP, project

HEAD = (
    APP
    + """
import jwt_extended
from functools import wraps
from flask import abort, g, redirect, render_template, session, url_for
from flask.views import MethodView
from flask_login import current_user, login_required
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)


def newest():
    return db.session.scalars(db.select(Post))


def staff(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        if not current_user.is_authenticated:
            abort(403)
        return view(*args, **kwargs)

    return wrapper


def timed(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        return view(*args, **kwargs)

    return wrapper
"""
)


def route(body: str, rule: str = "/x", head: str = HEAD) -> Route:
    """Give the one route of a rule."""
    [found] = [r for r in facts.read(project(head + body)).routes if r.rule == rule]
    return found


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("/a", ()),
        ("/<name>", (Parameter("name", "default"),)),
        ("/<int:a>/<path:b>", (Parameter("a", "int"), Parameter("b", "path"))),
        ("/<any(a, b):kind>", (Parameter("kind", "any", "a, b"),)),
        (
            "/<string(length=2):code>-<uuid:id>",
            (Parameter("code", "string", "length=2"), Parameter("id", "uuid")),
        ),
    ],
)
def test_parameters(rule, expected):
    assert parameters(rule) == expected


GUARDS = {
    "no decorator": ("@app.route('/x')\ndef x(): ...", ()),
    "login_required": ("@app.route('/x')\n@login_required\ndef x(): ...", ("login_required",)),
    "above the route it has no effect": ("@login_required\n@app.route('/x')\ndef x(): ...", ()),
    "one of several routes": (
        "@app.route('/y')\n@login_required\n@app.route('/x')\n@staff\ndef x(): ...",
        ("staff",),
    ),
    "with arguments": ("@app.route('/x')\n@roles_required('admin')\ndef x(): ...", ("roles_required",)),
    "optional": ("@app.route('/x')\n@jwt_required(optional=True)\ndef x(): ...", ()),
    "for people who are not signed in": ("@app.route('/x')\n@anonymous_user_required\ndef x(): ...", ()),
    "one of the project's own": ("@app.route('/x')\n@staff\ndef x(): ...", ("staff",)),
    "one that does something else": ("@app.route('/x')\n@timed\ndef x(): ...", ()),
    "a method": ("@app.route('/x')\n@auth.login_required\ndef x(): ...", ("auth.login_required",)),
    "principal's": ("@app.route('/x')\n@admin.require(403)\ndef x(): ...", ("admin.require",)),
    "at the registration": (
        "def x(): ...\napp.add_url_rule('/x', view_func=login_required(x))",
        ("login_required",),
    ),
    "positional at the registration": (
        "def x(): ...\napp.add_url_rule('/x', 'x', login_required(timed(x)))",
        ("login_required",),
    ),
    "of a class": (
        (
            "class X(MethodView):\n    decorators = [login_required]\n    def get(self): ...\n"
            "app.add_url_rule('/x', view_func=X.as_view('x'))"
        ),
        ("login_required",),
    ),
    "of a class's base": (
        (
            "class B(MethodView):\n    method_decorators = (login_required,)\nclass X(B):\n    def get(self): ...\n"
            "app.add_url_rule('/x', view_func=X.as_view('x'))"
        ),
        ("login_required",),
    ),
    "of a method": (
        (
            "class X(MethodView):\n    @login_required\n    def get(self): ...\n"
            "app.add_url_rule('/x', view_func=X.as_view('x'))"
        ),
        ("login_required",),
    ),
    "before every request": (
        (
            "@app.before_request\ndef check():\n    if not current_user.is_authenticated:\n"
            "        return redirect(url_for('login'))\n@app.route('/x')\ndef x(): ..."
        ),
        ("before_request:check",),
    ),
    "before every request, by the session": (
        (
            "def check():\n    if not session.get('user_id'):\n        abort(401)\napp.before_request(check)\n"
            "@app.route('/x')\ndef x(): ..."
        ),
        ("before_request:check",),
    ),
    "before a blueprint's": (
        (
            "bp = Blueprint('bp', __name__)\n@bp.before_request\n@login_required\ndef check(): ...\n"
            "@bp.route('/x')\ndef x(): ...\napp.register_blueprint(bp)"
        ),
        ("before_request:check",),
    ),
    "before another blueprint's": (
        (
            "bp = Blueprint('bp', __name__)\n@bp.before_request\n@login_required\ndef check(): ...\n"
            "app.register_blueprint(bp)\n@app.route('/x')\ndef x(): ..."
        ),
        (),
    ),
    "a blueprint's for the whole application": (
        (
            "bp = Blueprint('bp', __name__)\n@bp.before_app_request\ndef check():\n    if g.user.is_anonymous:\n"
            "        raise Forbidden\napp.register_blueprint(bp)\n@app.route('/x')\ndef x(): ..."
        ),
        ("before_app_request:check",),
    ),
    "one that only counts": (
        (
            "@app.before_request\ndef seen():\n    if current_user.is_authenticated:\n        current_user.ping()\n"
            "@app.route('/x')\ndef x(): ..."
        ),
        (),
    ),
    "Flask-Admin's": (
        (
            "from flask_admin import Admin, BaseView, expose\nclass V(BaseView):\n"
            "    def is_accessible(self): ...\n    @expose('/')\n    def index(self): ...\n"
            "Admin(app).add_view(V(url='/x'))"
        ),
        ("is_accessible",),
    ),
}


@pytest.mark.parametrize("case", GUARDS)
def test_guards(case):
    body, expected = GUARDS[case]

    found = [r for r in facts.read(project(HEAD + body + "\n")).routes if r.rule in {"/x", "/x/"}]
    assert [r.guards for r in found] == [expected]


PROTECT = "from flask_wtf import CSRFProtect\ncsrf = CSRFProtect(app)\n"
CSRF = {
    "nothing is changed": ("@app.get('/x')\ndef x(): ...", "safe"),
    "nothing protects": ("@app.post('/x')\ndef x(): ...", "none"),
    "the form's own token": ("@app.post('/x')\ndef x():\n    if form.validate_on_submit(): ...", "form"),
    "protected": (PROTECT + "@app.post('/x')\ndef x(): ...", "protected"),
    "protected later": (
        (
            "from flask_wtf.csrf import CSRFProtect\ncsrf = CSRFProtect()\ndef extend(app):\n    csrf.init_app(app)\n"
            "extend(app)\n@app.post('/x')\ndef x(): ..."
        ),
        "protected",
    ),
    "exempt": (PROTECT + "@app.post('/x')\n@csrf.exempt\ndef x(): ...", "exempt"),
    "exempt in a call": (PROTECT + "@app.post('/x')\ndef x(): ...\ncsrf.exempt(x)", "exempt"),
    "another is exempt": (PROTECT + "@csrf.exempt\ndef y(): ...\n@app.post('/x')\ndef x(): ...", "protected"),
    "an exempt blueprint": (
        PROTECT + "bp = Blueprint('bp', __name__)\n@bp.post('/x')\ndef x(): ...\n"
        "app.register_blueprint(bp)\ncsrf.exempt(bp)",
        "exempt",
    ),
    "an exempt class": (
        PROTECT + "class X(MethodView):\n    def post(self): ...\nview = csrf.exempt(X.as_view('x'))\n"
        "app.add_url_rule('/x', view_func=view)",
        "exempt",
    ),
    "SeaSurf": (
        "from flask_seasurf import SeaSurf\nSeaSurf(app)\n@app.post('/x')\ndef x(): ...",
        "protected",
    ),
}


@pytest.mark.parametrize("case", CSRF)
def test_csrf(case):
    body, expected = CSRF[case]

    assert route(body + "\n").csrf == expected


def test_limits():
    body = "@app.route('/x')\n@limiter.limit('5/minute')\n@limiter.shared_limit(LIMIT, 'all')\n@other(3)\ndef x(): ...\n"

    assert route(body).limits == ("5/minute", "LIMIT, all")


TEMPLATES = {
    "by its name": ("return render_template('x.html', a=1)", ("x.html",)),
    "by a keyword": ("return render_template(template_name_or_list='x.html')", ("x.html",)),
    "one of two": (
        "return render_template('a.html') if a else render_template('b.html')",
        ("a.html", "b.html"),
    ),
    "not known": ("return render_template(name)", ("{?}",)),
    "of something else": ("return form.render('label')", ()),
    "a theme's": ("return theme.render('x.html')", ("x.html",)),
    "none": ("return render_template()", ()),
}


@pytest.mark.parametrize("case", TEMPLATES)
def test_templates(case):
    body, expected = TEMPLATES[case]

    assert route(f"@app.route('/x')\ndef x():\n    {body}\n").templates == expected


@pytest.mark.parametrize(("name", "expected"), [("'x.html'", "x.html"), ("unknown", "{?}"), (None, "{?}")])
def test_a_template_that_a_class_names(name, expected):
    attribute = "" if name is None else f"    template = {name}\n"
    body = (
        f"class X(MethodView):\n{attribute}    def get(self):\n        return render_template(self.template)\n"
        "app.add_url_rule('/x', view_func=X.as_view('x'))\n"
    )

    assert route(body).templates == (expected,)


MODELS = {
    "a query": ("return User.query.all()", ("User",)),
    "the session": ("return db.session.get(Post, id), db.select(User)", ("Post", "User")),
    "in a function that is called": ("return newest()", ("Post",)),
    "a local name": ("models = []\n    return models", ()),
}


@pytest.mark.parametrize("case", MODELS)
def test_models(case):
    body, expected = MODELS[case]

    assert route(f"@app.route('/x')\ndef x():\n    {body}\n").models == expected


def test_models_of_a_lambda_and_of_another_module():
    files = {
        "app.py": APP + "import models\napp.add_url_rule('/x', 'x', lambda: models.User.query.all())\n",
        "models.py": "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n"
        "class User(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n",
    }
    [found] = facts.read(project(files)).routes

    assert found.models == ("User",)


def test_decorators_are_in_order_and_places_are_those_of_the_view():
    found = route("\n@staff\n@app.route('/x')\n@timed\n@a.b(1)\ndef x(): ...\n")

    assert found.decorators == ("staff", "app.route", "timed", "a.b")
    assert (found.at.path, found.registered.line - found.at.line) == ("app.py", 1)
    assert (found.view, found.app, found.blueprint) == ("x", "app.py:app", None)


def test_a_registration_that_is_not_known_is_a_dynamic_route_with_its_place():
    read = facts.read(
        project(APP + "app.add_url_rule(unknown(), 'x')\napp.add_url_rule('/' + unknown(), other())\n")
    )

    assert [(r.rule, r.endpoint, r.dynamic, str(r.registered)) for r in read.routes] == [
        ("{?}", "x", True, "app.py:3"),
        ("/{?}", "{?}", True, "app.py:4"),
    ]


def test_a_rule_is_declared_behind_the_methods_that_a_class_overrides():
    found = route(
        "\nclass Module(Blueprint):\n    def add_url_rule(self, rule, *args, **kwargs):\n"
        "        super().add_url_rule('/m' + rule, *args, **kwargs)\n"
        "bp = Module('m', __name__)\nbp.add_url_rule('/x', 'x')\napp.register_blueprint(bp)\n",
        "/m/x",
        APP,
    )

    assert str(found.registered) == "app.py:8"
