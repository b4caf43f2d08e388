"""What a host has already for what is asked for stays as it is, and is asked about."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from browser import browser
from flaskwright import facts
from flaskwright.adoption import guest_options
from flaskwright.capabilities import SKELETON, Menu
from flaskwright.capability import Wanted, run
from flaskwright.errors import UsageError
from flaskwright.project import Project
from flaskwright.removal import remove
from generation import split, written
from running import PYTEST, command

MODULE = "from flask import Flask\n\napp = Flask(__name__)\n"
FACTORY = (
    "from flask import Flask\n\n\ndef create_app(settings):\n    app = Flask(__name__)\n    return app\n"
)


def host(app=MODULE, **files):
    project = Project().put("app.py", app).put("requirements.txt", "flask\n")
    for path, text in files.items():
        project = project.put(path, text)
    return project


def added(project, *names):
    """Add capabilities to a host that may have a guest already."""
    wanted = dict(map(split, names))
    if facts.read(project).record.guest is None:
        wanted = {"app": guest_options("site", project), "config": {}, **wanted}
    return run(Menu(), project, Wanted(wanted))


@pytest.mark.parametrize(
    ("name", "path", "absent"),
    [
        ("gunicorn", "gunicorn.conf.py", "tests/added/test_gunicorn.py"),
        ("docker", "Dockerfile", "tests/added/test_docker.py"),
        ("docker", ".dockerignore", "tests/added/test_docker.py"),
        ("docker", "compose.yaml", "tests/added/test_docker.py"),
        ("ci", ".github/workflows/ci.yml", "tests/added/test_ci.py"),
        ("agents", "AGENTS.md", "tests/added/test_agents.py"),
    ],
)
def test_a_file_of_the_host_is_asked_about_with_the_code(name, path, absent):
    done = added(host(**{path: "# of its owner\n"}), name)

    (step,) = done.steps
    assert step.path == path
    assert done.text(path) == "# of its owner\n"
    assert len(step.code.splitlines()) > 5
    assert not done.has(absent)
    assert added(done, name) == done


def test_services_under_another_name_are_asked_about():
    done = added(host(**{"docker-compose.yml": "services: {}\n"}), "docker")

    assert [step.path for step in done.steps] == ["docker-compose.yml"]
    assert "healthcheck.py" in done.text("Dockerfile")
    assert not done.has("compose.yaml")


def test_services_of_the_host_s_tests_are_none_of_the_application():
    done = added(host(**{"tests/docker-compose.yml": "services: {}\n"}), "docker")

    assert not done.steps
    assert done.has("compose.yaml")


def test_the_services_nearest_to_the_root_are_asked_about():
    files = dict.fromkeys(("a/compose.yml", "docker-compose.yml", "b/c/compose.yml"), "services: {}\n")

    assert [step.path for step in added(host(**files), "docker").steps] == ["docker-compose.yml"]


def test_what_is_to_be_pasted_has_all_that_is_asked_for():
    one, other = (
        added(host(**{"gunicorn.conf.py": "# mine\n"}), *names).steps
        for names in (("logging", "gunicorn"), ("gunicorn", "logging"))
    )

    assert one == other
    assert len(one) == 1
    assert "parts.logs.formatter" in one[0].code


def test_a_factory_that_wants_to_be_told_something_is_asked_about():
    done = added(host(FACTORY), "gunicorn")

    (step,) = done.steps
    assert (step.path, step.code) == ("wsgi.py", "from app import create_app\n\napp = create_app(...)\n")
    assert 'wsgi_app = "wsgi:app"' in done.text("gunicorn.conf.py")


@pytest.mark.parametrize(
    "app",
    [
        MODULE.replace("\napp", "from flask_cors import CORS\n\napp") + "CORS(app)\n",
        MODULE + 'app.config["CORS_ORIGINS"] = "*"\n',
    ],
    ids=["extension", "setting"],
)
def test_a_host_that_lets_origins_in_goes_on_doing_so(app):
    done = added(host(app), "cors", "api")

    assert [step.path for step in done.steps] == ["app.py"]
    assert "CORS(app, origins=" in done.steps[0].code
    assert not done.has("parts/cors.py")
    assert "CORS_ORIGINS" not in done.text("parts/config.py")


def test_forms_are_checked_by_what_the_host_has_of_flask_wtf(tmp_path):
    folder = written(added(host(MODULE + "app.secret_key = 'k' * 40\n"), "forms"), tmp_path)
    ask = """
import flask_wtf

# Before 1.3 it took no argument.
new = flask_wtf.CSRFProtect.protect
flask_wtf.CSRFProtect.protect = lambda self: new(self)

from app import app
from parts.csrf import give_token

app.add_url_rule("/change", view_func=give_token, endpoint="change", methods=["GET", "POST"])
client = app.test_client()
token = client.get("/change").json["csrf_token"]
headers = {"X-CSRFToken": token}
print(client.post("/change").status_code, client.post("/change", headers=headers).status_code)
"""

    done = subprocess.run([sys.executable, "-c", ask], cwd=folder, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "400 200"


def test_an_api_with_accounts_asks_for_the_tokens_of_the_host_s_flask_wtf(tmp_path):
    protected = "from flask_wtf import CSRFProtect\n\napp.secret_key = 'k' * 40\ncsrf = CSRFProtect(app)\n"
    folder = written(added(host(MODULE + protected), "forms", "login", "api"), tmp_path)

    ask = "from app import app\nprint(app.test_client().get('/api/docs').status_code)\n"
    done = subprocess.run([sys.executable, "-c", ask], cwd=folder, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "200"


def test_a_root_that_is_a_package_is_not_imported_from():
    done = added(host(**{"__init__.py": ""}), "health")

    assert "\nimport parts\n\nparts.init_app(app)\n" in done.text("app.py")


def test_the_parts_are_bound_to_the_flask_application_inside_a_connexion_one():
    done = added(host("import connexion\n\nserver = connexion.App(__name__)\n"), "health")

    assert done.text("app.py").endswith("\nimport parts\n\nparts.init_app(server.app)\n")
    assert facts.read(done).target.name == "app:server"


def test_forms_choose_in_the_way_of_the_wtforms_that_is_there():
    """It has had `SelectChoice` since 3.3; `tests/sample_form.py` is what a host's own environment tries."""
    texts = {
        pin: "".join(
            text.decode()
            for path, text in added(host(**{"requirements.txt": f"flask\n{pin}\n"}), "admin").files.items()
            if path.endswith(".py")
        )
        for pin in ("wtforms==3.1.1", "wtforms==3.3.2")
    }

    has = {pin: "from wtforms.fields.choices import" in text for pin, text in texts.items()}
    assert has == {"wtforms==3.1.1": False, "wtforms==3.3.2": True}
    with pytest.raises(UsageError, match=r"forms cannot be added here: .* WTForms 3\.0 and newer"):
        added(host(**{"requirements.txt": "flask\nwtforms==2.3.3\n"}), "forms")


NAMES = """
app.secret_key = "k" * 40
app.jinja_env.globals.update(asset=lambda _: "theirs", csp_nonce=lambda: "theirs", url_with=lambda: "theirs")
app.jinja_env.filters.update(date=lambda _: "theirs", plural=lambda _: "theirs")
app.jinja_env.tests["past"] = lambda _: True
"""


def test_what_the_host_s_templates_call_stays_the_host_s(tmp_path):
    folder = written(added(host(MODULE + NAMES), "pages"), tmp_path)
    ask = """
from flask import render_template, render_template_string
from app import app

with app.test_request_context("/"):
    print(render_template_string("{{ asset('a') }} {{ csp_nonce() }} {{ url_with() }} {{ 1|date }} {{ 1|plural }}"))
    print("theirs" in render_template("parts/base.html"), "/assets/app." in render_template("parts/base.html"))
"""

    done = subprocess.run([sys.executable, "-c", ask], cwd=folder, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-2:] == ["theirs theirs theirs theirs theirs", "False True"]


def test_files_of_the_host_are_neither_served_nor_pruned_with_those_of_the_parts():
    """Some keep theirs by a hash and a name, too, in the folder that many call UPLOAD_FOLDER."""
    done = added(host(MODULE + "app.config['UPLOAD_FOLDER'] = '/srv/files'\n"), "uploads")

    assert 'PARTS_UPLOAD_FOLDER: str = "parts-uploads"' in done.text("parts/config.py")
    assert 'config["PARTS_UPLOAD_FOLDER"]' in done.text("parts/uploads/storage.py")
    assert 'Blueprint("parts_uploads", __name__, url_prefix="/parts-uploads")' in done.text(
        "parts/uploads/routes.py"
    )


@pytest.mark.apps
@pytest.mark.browser
def test_a_host_that_stacks_its_forms_stacks_none_of_ours():
    done = added(host(), "pages")
    files = ("vendor/pico.classless.min", "css/tokens", "css/frame", "css/components")
    styles = "".join(f"<style>{done.text(f'parts/static/{name}.css')}</style>" for name in files)
    theirs = "<style>.content form { display: flex; flex-direction: column; }</style>"
    form = '<form class="toolbar"><input type="search" style="flex: 1 1 12rem"><button>Search</button></form>'

    with browser() as chromium:
        page = chromium.new_page()
        page.set_content(f'{theirs}{styles}<div class="content"><div class="parts">{form}</div></div>')
        height = page.evaluate("document.querySelector('input').offsetHeight")

    assert height < 80


@pytest.mark.apps
@pytest.mark.browser
@pytest.mark.parametrize(
    ("color", "theme"),
    [("#fff", "light"), ("#272b30", "dark"), ("transparent", "light"), ("rgb(0 0 0 / 10%)", "light")],
)
def test_the_parts_are_light_or_dark_as_what_the_host_paints_behind_them(color, theme):
    done = added(host(), "pages")

    with browser() as chromium:
        page = chromium.new_page()
        page.set_content(
            f'<main style="background: {color}"><div class="parts" data-theme="light"></div></main>'
        )
        page.add_script_tag(content=done.text("parts/static/vendor/htmx.min.js"))
        page.add_script_tag(content=done.text("parts/static/app.js"))
        page.add_style_tag(content=done.text("parts/static/vendor/pico.classless.min.css"))

        assert page.evaluate("getComputedStyle(document.querySelector('.parts')).colorScheme") == theme


HOOKS = {
    "before_request": "app.before_request(lambda: redirect('/login'))\n",
    "url_value_preprocessor": "app.url_value_preprocessor(lambda *_: abort(redirect('/login')))\n",
}


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("name", ["logging", "metrics"])
def test_a_hook_of_the_host_may_answer_every_request(hook, name, tmp_path):
    app = MODULE.replace("import Flask", "import Flask, abort, redirect") + HOOKS[hook]
    folder = written(added(host(app), name), tmp_path)
    ask = (
        "from app import app\n"
        "answer = app.test_client().get('/')\n"
        "print(answer.status_code, 'X-Request-ID' in answer.headers)\n"
    )

    done = subprocess.run([sys.executable, "-c", ask], cwd=folder, capture_output=True, text=True, check=True)

    known = (hook, name) == ("before_request", "logging")
    assert done.stdout.splitlines()[-1].split() == ["302", str(known)]


def test_a_blueprint_of_the_same_name_leaves_the_host_s_its_name():
    theirs = "from flask import Blueprint\n\nbp = Blueprint('health', __name__)\n"
    project = host(**{"status.py": theirs})

    done = added(project, "health")

    assert not done.steps
    assert '    app.register_blueprint(health.bp, name="parts_health")\n' in done.text("parts/__init__.py")
    assert added(done, "health").files == done.files


@pytest.mark.parametrize(
    ("wanted", "name", "files"),
    [
        # Pages link to each other by the name of their blueprint.
        (("database", "pages", "forms", "mail", "login"), "accounts", {}),
        # A blueprint has one name only there.
        (("health",), "health", {"requirements.txt": "flask==1.1.4\n"}),
    ],
)
def test_a_blueprint_of_the_same_name_is_in_the_way_of_one_that_is_called_by_it(wanted, name, files):
    theirs = f"from flask import Blueprint\n\nbp = Blueprint('{name}', __name__)\n"

    with pytest.raises(UsageError, match=f"The application has a blueprint {name} in status.py"):
        added(host(**{"status.py": theirs} | files), *wanted)


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        ("bp = Blueprint('admin', __name__, url_prefix='/back')\n", "a blueprint admin at app.py:5"),
        ("@app.get('/admin/users')\ndef users():\n    return ''\n", "/admin/users at app.py:5"),
    ],
)
def test_an_admin_of_the_host_s_own_keeps_its_name_and_its_place(theirs, reason):
    app = MODULE.replace("import Flask", "import Blueprint, Flask") + f"\n{theirs}"

    with pytest.raises(UsageError, match=f"admin cannot be added here: the application has {reason}"):
        added(host(app), "admin")


ENV = "from alembic import context\n"


def test_migrations_of_another_database_are_not_mixed_with_ours():
    with pytest.raises(UsageError, match=r"database cannot be added here: .* in migrations"):
        added(host(**{"migrations/env.py": ENV}), "database")


def test_migrations_of_the_database_that_is_adopted_go_on():
    """Also where it is the first thing that comes in."""
    made = "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\n\napp = Flask(__name__)\n"

    done = added(host(f"{made}db = SQLAlchemy(app)\n", **{"migrations/env.py": ENV}), "database", "mail")

    assert done.text("migrations/env.py") == ENV
    assert any(p.startswith("migrations/versions/") for p in done.files)


def test_migrations_of_another_database_stay_beside_ours():
    theirs = {"alembic/env.py": ENV, "alembic/versions/1_a.py": "revision = '1'\ndown_revision = None\n"}

    done = added(added(host(**theirs), "database"), "mail")

    assert not done.steps
    assert {p for p in done.files if p.startswith("alembic/")} == {*theirs}
    assert any(p.startswith("migrations/versions/") for p in done.files)


EXTRA = '[project]\nname = "x"\ndependencies = []\noptional-dependencies.full = ["redis"]\n'


@pytest.mark.parametrize(
    ("path", "text", "added_to"),
    [
        # What one may install with the host, or only for its tests, is not there where it runs.
        ("pyproject.toml", EXTRA, "pyproject.toml"),
        ("requirements-dev.txt", "redis\n", "requirements.txt"),
        ("requirements-docker.txt", "redis\n", None),
    ],
)
def test_what_runs_is_required_where_the_host_runs(path, text, added_to):
    done = added(host(**{path: text}), "cache")

    new = {p for p in ("pyproject.toml", "requirements.txt") if "redis>=" in done.text(p)}
    assert new == ({added_to} if added_to else set())


def test_a_blueprint_in_the_host_s_tests_is_in_nobody_s_way():
    theirs = "from flask import Blueprint\n\nbp = Blueprint('health', __name__)\n"

    assert added(host(**{"tests/test_health.py": theirs}), "health").steps == ()


@pytest.mark.parametrize(
    ("files", "copied", "command"),
    [
        ({"requirements.txt": ""}, "requirements.txt ./", "uv pip install --requirements requirements.txt"),
        (
            {"requirements.txt": "-r base.txt\n", "requirements-x.txt": "x\n", "requirements-dev.txt": "y\n"},
            "requirements-x.txt requirements.txt ./",
            "uv pip install --requirements requirements.txt",
        ),
        (
            {"requirements/base.txt": ""},
            "requirements requirements",
            "uv pip install --requirements requirements/base.txt",
        ),
        (
            {"setup.py": "setup(install_requires=['flask'])\n"},
            ". .",
            "uv pip install --requirements setup.py",
        ),
        ({"pyproject.toml": "[tool.poetry]\n"}, "pyproject.toml poetry.lock* ./", "uvx poetry install"),
        ({"pyproject.toml": "[tool.pdm]\n", "pdm.lock": ""}, "pyproject.toml pdm.lock* ./", "uvx pdm sync"),
        ({"Pipfile": "[packages]\n"}, "Pipfile Pipfile.lock* ./", "uvx pipenv install"),
        ({"pyproject.toml": "[tool.uv]\n", "uv.lock": ""}, "pyproject.toml uv.lock ./", "uv sync --locked"),
    ],
)
def test_an_image_is_made_in_the_host_s_own_way(files, copied, command):
    project = Project().put("app.py", MODULE).put("templates/a.html", "").put("docs/conf.py", "")
    for path, text in files.items():
        project = project.put(path, text)

    done = added(project, "docker")

    assert f"\nCOPY {copied}\n" in done.text("Dockerfile")
    assert command in done.text("Dockerfile")
    listed = {line for line in done.text(".dockerignore").splitlines() if line.startswith("!")}
    assert {"!app.py", "!parts", "!templates"} <= listed
    assert not {"!docs", "!tests", "!requirements-dev.txt"} & listed


@pytest.mark.parametrize(
    ("files", "image", "tested"),
    [
        ({}, "3.13", ["3.11", "3.12", "3.13"]),
        ({"pyproject.toml": '[project]\nname = "site"\nversion = "1"\nrequires-python = ">=3.12"\n'},
         "3.13", ["3.12", "3.13"]),
        ({".python-version": "3.12.4\n"}, "3.12", ["3.12"]),
        ({"runtime.txt": "python-3.10.13\n"}, "3.10", ["3.10"]),
    ],
)  # fmt: skip
def test_the_image_and_the_tests_run_on_the_host_s_python(files, image, tested):
    done = added(host(**files), "docker", "ci")

    assert not done.steps
    assert f"FROM python:{image}-slim AS build\n" in done.text("Dockerfile")
    assert f"python: {json.dumps(tested)}\n" in done.text(".github/workflows/ci.yml")


def test_what_is_removed_goes_also_where_the_host_has_changed_since():
    grown = added(host(), "docker", "ci", "limits")
    assert "redis:" in grown.text("compose.yaml")
    # The image would be described in another way today.
    changed = grown.put("billing/__init__.py", "").put("requirements-test.txt", "pytest\n")

    done = remove(Menu(), changed, ["limits"], SKELETON)

    assert done.steps == ()
    assert "redis:" not in done.text("compose.yaml")
    assert done.text(".dockerignore") == grown.text(".dockerignore")
    rest = remove(Menu(), done, ["ci", "docker", "gunicorn", "health"], SKELETON)
    assert rest.steps == ()
    assert set(rest.files) - {"pyproject.toml"} == {
        "app.py",
        "billing/__init__.py",
        "requirements.txt",
        "requirements-test.txt",
    }
    assert rest.text("app.py") == MODULE


@pytest.mark.apps
@pytest.mark.parametrize(
    ("name", "distribution", "made"),
    [
        (
            "database",
            "flask-sqlalchemy",
            "from flask_sqlalchemy import SQLAlchemy\n\n{app}db = SQLAlchemy(app)\n",
        ),
        ("mail", "flask-mail", "from flask_mail import Mail\n\n{app}mail = Mail(app)\n"),
        (
            "mail:backend=flask-mailman",
            "flask-mailman",
            "from flask_mailman import Mail\n\n{app}mail = Mail(app)\n",
        ),
    ],
)
def test_what_the_module_of_the_application_has_is_shared(name, distribution, made, tmp_path):
    app = 'app = Flask(__name__)\napp.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"\n'
    code = f"from flask import Flask\n{made.format(app=app)}"
    done = added(host(code, **{"requirements.txt": f"flask\n{distribution}\n"}), name)
    assert done.steps == ()
    root = written(done, tmp_path / "site")

    ran = subprocess.run(
        [sys.executable, "-m", *PYTEST],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout[-5000:]
    assert added(done, name) == done


@pytest.mark.apps
def test_a_host_may_bind_its_migrations_where_it_starts_and_have_none_yet(tmp_path):
    package = (
        "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\n\n\n"
        "def create_app():\n    app = Flask(__name__)\n"
        '    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"\n    db.init_app(app)\n    return app\n'
    )
    start = (
        "from flask_migrate import Migrate\n\nfrom site_app import create_app, db\n\n"
        "app = create_app()\nMigrate(app, db)\n"
    )
    project = Project().put("site_app/__init__.py", package).put("run.py", start)
    project = project.put("requirements.txt", "flask\nflask-sqlalchemy\nflask-migrate\n")
    done = added(project, "health", "database")
    assert done.steps == ()
    root = written(done, tmp_path / "site")

    command(root, *PYTEST, "tests/added")


def test_mail_is_sent_in_the_way_of_the_host():
    ext = {"ext.py": "from flask_mailman import Mail\n\nmail = Mail()\n"}

    with pytest.raises(
        UsageError, match=r"sends with flask-mailman \(ext.py:3\); say mail:backend=flask-mailman"
    ):
        added(host(**ext), "mail:backend=flask-mail")
    record = facts.read(added(host(**ext), "mail")).record
    assert record.capabilities["mail"] == {"backend": "flask-mailman"}


def test_mail_is_sent_by_an_object_of_our_own_where_nothing_can_import_the_host_s():
    text = FACTORY.replace("    return app", "    app.mail = Mail(app)\n    return app")
    made = added(host(f"from flask_mail import Mail\n{text}"), "mail")

    assert not made.steps
    assert "mail.init_app(app)" in made.text("parts/extensions.py")
