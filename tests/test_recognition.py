"""What a project has already is recognised by its use, with the place and how sure that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from flaskwright import facts
from flaskwright.adoption import guest_options, recognise
from flaskwright.capabilities import SKELETON, Menu
from flaskwright.capability import Wanted, run
from flaskwright.errors import UsageError
from flaskwright.project import Project
from flaskwright.recognition import Certainty, Signs
from generation import added, generated

APP = "from flask import Flask\n\napp = Flask(__name__)\n"
ENV = "import logging.config\nfrom alembic import context\nlogging.config.fileConfig('x')\n"
MODEL = """from flask_sqlalchemy import SQLAlchemy
from guards import role_required

db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    password_hash = db.Column(db.Text)


"""
CERTAIN, LIKELY, UNUSED = Certainty


def project(code="", app=APP, **files):
    made = Project().put("app.py", app + code)
    for path, text in files.items():
        made = made.put(path, text)
    return made


def seen(made):
    return {part.name: part for part in recognise(Menu(), made)}


def route(rule):
    return f"\n\n@app.get('{rule}')\ndef view():\n    return 'yes'\n"


EXTENSIONS = [
    ("admin", "flask_admin", "Admin"),
    ("api", "flask_restful", "Api"),
    ("api", "flask_restx", "Api"),
    ("api", "flask_smorest", "Api"),
    ("cache", "flask_caching", "Cache"),
    ("compression", "flask_compress", "Compress"),
    ("cors", "flask_cors", "CORS"),
    ("database", "flask_migrate", "Migrate"),
    ("database", "flask_sqlalchemy", "SQLAlchemy"),
    ("forms", "flask_wtf", "CSRFProtect"),
    ("headers", "flask_talisman", "Talisman"),
    ("limits", "flask_limiter", "Limiter"),
    ("login", "flask_login", "LoginManager"),
    ("login", "flask_security", "Security"),
    ("mail", "flask_mail", "Mail"),
    ("mail", "flask_mailman", "Mail"),
    ("metrics", "prometheus_flask_exporter", "PrometheusMetrics"),
    ("roles", "flask_principal", "Principal"),
    ("roles", "flask_security", "Security"),
]


@pytest.mark.parametrize(("name", "package", "class_name"), EXTENSIONS)
def test_an_extension_is_certain_where_it_meets_the_application(name, package, class_name):
    code = f"from {package} import {class_name}\n\nit = {class_name}()\nit.init_app(app)\n"

    part = seen(project(code))[name]

    assert (part.certainty, str(part.at)) == (CERTAIN, "app.py:6")
    assert part.signs[0].what == f"{package}.{class_name}"


@pytest.mark.parametrize(("name", "package", "class_name"), EXTENSIONS)
def test_an_extension_that_is_not_seen_to_meet_it_is_likely(name, package, class_name):
    made = project(**{"ext.py": f"from {package} import {class_name}\n\nit = {class_name}()\n"})

    part = seen(made)[name]

    assert (part.certainty, str(part.at)) == (LIKELY, "ext.py:3")


@pytest.mark.parametrize(
    ("name", "code", "certainty", "line"),
    [
        ("cache", "from cachelib import SimpleCache\ncache = SimpleCache()\n", LIKELY, 5),
        ("cors", "from flask_cors import cross_origin\n\n\n@cross_origin()\ndef f(): ...\n", CERTAIN, 7),
        ("cors", "x = {'Access-Control-Allow-Origin': '*'}\n", LIKELY, 4),
        ("cors", "from flask_cors import CORS\nCORS(bp)\n", LIKELY, 5),
        ("database", "from sqlalchemy import create_engine\ncreate_engine('sqlite://')\n", LIKELY, 5),
        ("forms", "from flask_wtf import FlaskForm\n\n\nclass Login(FlaskForm): ...\n", CERTAIN, 7),
        ("headers", "a = {'X-Frame-Options': 'DENY'}\nb = {'Content-Security-Policy': ''}\n", LIKELY, 4),
        ("health", route("/health"), CERTAIN, 6),
        ("health", route("/healthz"), CERTAIN, 6),
        ("health", route("/api/v1/health"), CERTAIN, 6),
        ("health", route("/health/live"), CERTAIN, 6),
        ("health", route("/readyz"), CERTAIN, 6),
        ("logging", "from logging.config import dictConfig\ndictConfig({})\n", CERTAIN, 5),
        ("logging", "import logging.config\nlogging.config.fileConfig('x')\n", CERTAIN, 5),
        ("logging", "import logging\nlogging.basicConfig()\n", LIKELY, 5),
        ("logging", "import structlog\nstructlog.configure()\n", CERTAIN, 5),
        ("logging", "from loguru import logger\nlogger.info('x')\n", LIKELY, 4),
        ("login", "from flask_jwt_extended import JWTManager\njwt = JWTManager(app)\n", LIKELY, 5),
        ("mail", "import smtplib\nsmtplib.SMTP('x')\n", LIKELY, 5),
        ("metrics", "import prometheus_client\nprometheus_client.start_http_server(8000)\n", CERTAIN, 5),
        ("metrics", "from prometheus_client import Counter\nc = Counter('a', 'b')\n", LIKELY, 5),
        ("sentry", "import sentry_sdk\nsentry_sdk.init('x')\n", CERTAIN, 5),
        ("sentry", "from raven.contrib.flask import Sentry\nSentry(app)\n", CERTAIN, 5),
        ("uploads", "from flask import request\n\n\ndef f():\n    return request.files['x']\n", LIKELY, 8),
    ],
)
def test_code_is_recognised(name, code, certainty, line):
    part = seen(project(code))[name]

    assert (part.certainty, str(part.at)) == (certainty, f"app.py:{line}")
    assert part.there


@pytest.mark.parametrize(
    ("name", "path", "text", "line"),
    [
        ("agents", "AGENTS.md", "# Agents\n", 1),
        ("agents", "CLAUDE.md", "# Agents\n", 1),
        ("ci", ".github/workflows/ci.yml", "on: push\n", 1),
        ("ci", ".gitlab-ci.yml", "test: {}\n", 1),
        ("docker", "Dockerfile", "FROM python\n", 1),
        ("docker", "docker-compose.yml", "services: {}\n", 1),
        ("gunicorn", "gunicorn.conf.py", "bind = ''\n", 1),
        ("gunicorn", "Procfile", "release: x\nweb: gunicorn app:app\n", 2),
        ("gunicorn", "Dockerfile", "FROM python\n# gunicorn\nCMD gunicorn app:app\n", 3),
        ("gunicorn", "boot.sh", "#!/bin/sh\nexec /usr/bin/gunicorn -b :80 app:app\n", 2),
        ("gunicorn", "bin/docker-entrypoint", "# gunicorn serves\n  gunicorn app:app\n", 2),
    ],
)
def test_a_file_is_recognised(name, path, text, line):
    part = seen(project(**{path: text}))[name]

    assert (part.certainty, str(part.at)) == (CERTAIN, f"{path}:{line}")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("cache", project(**{"tests/c.py": "import flask_caching\n"})),
        ("cache", project(**{"examples/app.py": "from flask_caching import Cache\nc = Cache(app)\n"})),
        ("docker", project(**{".dockerignore": "*\n"})),
        ("docker", project(**{"examples/Dockerfile": "FROM python\n"})),
        ("gunicorn", project(**{"boot.sh": "# gunicorn\npip install gunicorn\n"})),
        ("headers", project("a = {'X-Frame-Options': 'DENY'}\n")),
        ("health", project(route("/healthy-food"))),
        ("logging", project("import logging\nlog = logging.getLogger()\n")),
        ("logging", project(**{"migrations/env.py": ENV, "migrations/versions/1_a.py": "revision = '1'\n"})),
        ("api", project(route("/api/one") + route("/api/two"))),
        ("uploads", project("files = []\nfiles.append(1)\n")),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not_recognised(name, made):
    assert name not in seen(made)


def test_several_routes_of_an_api_are_likely():
    part = seen(project("".join(route(f"/api/{n}") for n in range(3))))["api"]

    assert part.certainty is LIKELY


def test_a_layout_is_likely():
    files = {
        "templates/base.html": "{% block content %}{% endblock %}",
        "templates/a.html": '{% extends "base.html" %}',
    }

    assert str(seen(project(**files))["pages"].at) == "templates/base.html:1"


def test_guards_and_people_are_likely():
    code = f"{MODEL}@app.get('/x')\n@role_required('admin')\ndef view():\n    return ''\n"

    found = seen(project(code, **{"guards.py": "def role_required(name): ...\n"}))

    assert (found["login"].certainty, found["login"].signs[0].what) == (LIKELY, "the model User")
    assert (found["roles"].certainty, found["roles"].signs[0].what) == (LIKELY, "the guard role_required")


def test_a_requirement_alone_is_no_sign():
    part = seen(project(**{"requirements.txt": "flask\nflask-caching\n"}))["cache"]

    assert (part.certainty, part.there, str(part.at)) == (UNUSED, False, "requirements.txt:2")
    assert UNUSED == "required, not used"


def test_a_requirement_that_is_used_is_not_shown_twice():
    code = "from flask_caching import Cache\ncache = Cache(app)\n"

    part = seen(project(code, **{"requirements.txt": "flask-caching\n"}))["cache"]

    assert [str(sign.at) for sign in part.signs] == ["app.py:5"]


def test_the_surest_sign_stands_first():
    code = "import smtplib\nfrom flask_mail import Mail\nsmtplib.SMTP()\nmail = Mail(app)\n"

    signs = seen(project(code))["mail"].signs

    assert [(sign.certainty, sign.at.line) for sign in signs] == [(CERTAIN, 7), (LIKELY, 6)]


def test_what_flaskwright_wrote_is_no_sign():
    assert set(seen(generated("health", "cache"))) <= {"pages"}
    host = project(**{"requirements.txt": "flask\n"})
    wanted = {"app": guest_options("site", host), "config": {}, "health": {}, "cache": {}, "docker": {}}
    assert seen(run(Menu(), host, Wanted(wanted))) == {}


def test_what_an_owner_added_to_an_application_of_ours_is():
    mine = generated("health").put("shop/own.py", "from flask_caching import Cache\n\ncache = Cache()\n")

    assert str(seen(mine)["cache"].at) == "shop/own.py:3"
    assert "cache" not in seen(added(mine, "cache"))


def test_without_an_application_there_is_nothing_to_adopt():
    nothing = Project(root=Path("/nowhere/site")).put("a.py", "import os\n")

    with pytest.raises(UsageError, match="No Flask application was found in site"):
        recognise(Menu(), nothing)


@pytest.mark.parametrize("name", [name for name in Menu() if name not in {*SKELETON, "resource"}])
def test_every_capability_can_be_recognised(name):
    assert Menu()[name].recognise is not None
    assert [*Menu()[name].recognise(facts.read(Project()))] == []


def test_signs_of_nothing_are_none():
    assert [*Signs()(facts.read(project()))] == []
