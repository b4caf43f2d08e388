"""Templates and edits find their place in a project that Flaskwright did not make."""

from __future__ import annotations

import pytest

from flaskwright import edits, facts
from flaskwright.edits.destination import Destination
from flaskwright.edits.guest import ensure_guest, ensure_resources, ensure_skeleton, take_layout
from flaskwright.facts import Guest
from flaskwright.project import Project

IN_PACKAGE = Destination(Guest("blog.parts", "src/blog/parts", "tests/added"))
IN_ROOT = Destination(Guest("parts", "parts", "tests/added"))
OURS = Destination(None)

FACTORY = "from flask import Flask\n\n\ndef create_app():\n    app = Flask(__name__)\n    return app\n"
MODULE = "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get('/')\ndef index():\n    return ''\n"
RECORD = (
    "[tool.flaskwright.capabilities]\n"
    'app = {{ package = "{}", title = "Blog", guest = "{}", tests = "tests/added" }}\n'
)
INIT = (
    "from flask import Flask\n\nfrom . import config, extensions\n\n\n"
    "def init_app(app: Flask) -> None:\n    config.init_app(app)\n    extensions.init_app(app)\n"
)


def guest(package="blog.parts", folder="blog/parts", **files):
    """Make a project with a guest package and these files in it."""
    project = Project().put("pyproject.toml", RECORD.format(package, folder))
    project = project.put(f"{folder}/__init__.py", INIT).put("blog/__init__.py", FACTORY)
    for name, text in files.items():
        project = project.put(name.replace("__", "/") + ".html", text)
    return project


def twice(project, *verbs):
    """Apply edits twice, which must equal once."""
    once = project.then(*verbs)
    assert once.then(*verbs) == once
    return once


# --- destinations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "path", "expected"),
    [
        (OURS, "[[package]]/mail/outbox.py", ("", "[[package]]/mail/outbox.py")),
        (IN_PACKAGE, "[[package]]/mail/outbox.py", ("src/blog/parts", "mail/outbox.py")),
        (IN_PACKAGE, "[[package]]/templates/mail/hello.txt", ("src/blog/parts", "templates/mail/hello.txt")),
        (IN_PACKAGE, "[[package]]/templates/base.html", ("src/blog/parts", "templates/parts/base.html")),
        (
            IN_PACKAGE,
            "[[package]]/templates/macros/a.html",
            ("src/blog/parts", "templates/parts/macros/a.html"),
        ),
        (IN_PACKAGE, "tests/mail/test_outbox.py", ("tests/added", "mail/test_outbox.py")),
        (IN_PACKAGE, "gunicorn.conf.py", ("", "gunicorn.conf.py")),
    ],
)
def test_a_template_s_file_has_its_place(place, path, expected):
    assert place.split(path) == expected


@pytest.mark.parametrize(
    ("place", "path", "expected"),
    [
        (OURS, "README.md", "README.md"),
        (IN_PACKAGE, "README.md", "src/blog/parts/README.md"),
        (IN_PACKAGE, "tests/conftest.py", "tests/added/conftest.py"),
        (IN_PACKAGE, "src/blog/parts/config.py", "src/blog/parts/config.py"),
        (IN_PACKAGE, "src/blog/parts/templates/base.html", "src/blog/parts/templates/parts/base.html"),
        (IN_ROOT, "pyproject.toml", "pyproject.toml"),
    ],
)
def test_a_file_that_an_edit_names_has_its_place(place, path, expected):
    assert place.path(path) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "tests/added/test_a.py",
            "from tests.fixtures.mail import Mailbox\n",
            "from .fixtures.mail import Mailbox\n",
        ),
        ("tests/added/a/test_a.py", "from tests.a.b import c\n", "from ..a.b import c\n"),
        ("tests/added/test_a.py", "    from tests import factories\n", "    from . import factories\n"),
        (
            "tests/added/test_a.py",
            "from blog.parts import create_app\n",
            "from .application import create_app\n",
        ),
        (
            "tests/added/a/test_a.py",
            "from blog.parts import create_app, mail\n",
            "from blog.parts import mail\n\nfrom ..application import create_app\n",
        ),
        ("tests/added/test_a.py", "R = Path(__file__).parent.parent\n", "R = Path(__file__).parents[2]\n"),
        ("tests/added/a/test_a.py", "R = Path(__file__).parent.parent\n", "R = Path(__file__).parents[3]\n"),
        ("src/blog/parts/a.py", "from tests import x\n", "from tests import x\n"),
        ("src/blog/parts/a.html", '{% extends "base.html" %}\n', '{% extends "parts/base.html" %}\n'),
        ("src/blog/parts/a.py", "render('errors/error.html')\n", "render('parts/errors/error.html')\n"),
        ("src/blog/parts/a.html", '{% extends "mail/base.html" %}\n', '{% extends "mail/base.html" %}\n'),
        ("src/blog/parts/a.html", "{{ asset('a.js') }}\n", "{{ parts_asset('a.js') }}\n"),
        ("src/blog/parts/a.html", "{{ n | plural('day') }}\n", "{{ n | parts_plural('day') }}\n"),
        ("src/blog/parts/a.html", "{{ my.asset('a.js') }}\n", "{{ my.asset('a.js') }}\n"),
        (
            "src/blog/parts/a.html",
            "asset('a.js') {{ x|upper|date }}",
            "asset('a.js') {{ x|upper|parts_date }}",
        ),
        (
            "src/blog/parts/a.html",
            "{% if u is not permitted('a') %}{{ '/' is external }}{% endif %}",
            "{% if u is not parts_permitted('a') %}{{ '/' is parts_external }}{% endif %}",
        ),
        ("src/blog/parts/a.py", 'jinja_env.globals["asset"] = x\n', 'jinja_env.globals["parts_asset"] = x\n'),
        (
            "src/blog/parts/a.py",
            '"""Say `{% if has_role(x) %}`."""\n\nhas_role(1)\n',
            '"""Say `{% if parts_has_role(x) %}`."""\n\nhas_role(1)\n',
        ),
        ("notes.txt", '"base.html"\n', '"base.html"\n'),
    ],
)
def test_a_guest_s_files_have_its_names(path, text, expected):
    assert IN_PACKAGE.text(path, text.encode()).decode() == expected
    assert OURS.text(path, text.encode()).decode() == text


def test_templates_know_whose_guest_they_are():
    assert IN_ROOT.context({"a": 1}) == {
        "guest": "parts",
        "python": (3, 11),
        "flask": (2, 3),
        "wtforms": (3, 3),
        "a": 1,
    }
    assert OURS.context({})["guest"] == ""


def test_what_is_added_to_a_guest_s_template_and_said_of_it_has_its_names():
    project = guest(blog__parts__templates__parts__base="{# styles #}\n")
    project = project.put("blog/parts/README.md", "# Parts\n")

    done = twice(
        project,
        edits.ensure_text("blog/parts/templates/base.html", "{{ asset('a.css') }}", after="{# styles #}"),
        edits.ensure_section("README.md", "## Pages", "`asset('a.css')` gives its name."),
    )

    assert "{{ parts_asset('a.css') }}" in done.text("blog/parts/templates/parts/base.html")
    assert "`parts_asset('a.css')` gives" in done.text("blog/parts/README.md")


# --- the call of the guest -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "package", "expected"),
    [
        (
            "blog/__init__.py",
            FACTORY,
            "blog.parts",
            (
                "from flask import Flask\n\nfrom blog import parts\n\n\ndef create_app():\n"
                "    app = Flask(__name__)\n    parts.init_app(app)\n    return app\n"
            ),
        ),
        ("app.py", MODULE, "parts", MODULE + "\n\nimport parts\n\nparts.init_app(app)\n"),
        (
            "blog/__init__.py",
            FACTORY.replace("\n\n\ndef", "\n\ndb = SQLAlchemy()\n\n\ndef"),
            "blog.parts",
            (
                "from flask import Flask\n\ndb = SQLAlchemy()\n\n\ndef create_app():\n    app = Flask(__name__)\n"
                "    from blog import parts\n\n    parts.init_app(app)\n    return app\n"
            ),
        ),
    ],
    ids=["factory", "module", "a factory beside objects that the parts may import"],
)
def test_the_host_calls_its_guest_once_it_is_complete(path, text, package, expected):
    project = Project().put(path, text)

    done = twice(project, ensure_guest(facts.read(project).host, package))

    assert done.steps == ()
    assert [line for line in done.text(path).splitlines() if line] == [
        line for line in expected.splitlines() if line
    ]


def test_a_host_that_cannot_be_read_is_asked():
    project = Project().put("app.py", MODULE)
    host = facts.read(project).host

    (step,) = project.put("app.py", "def broken(:\n").then(ensure_guest(host, "parts")).steps

    assert step.code == "import parts\n\nparts.init_app(app)"


# --- what the guest gets when it is used ---------------------------------------------------------------------


def test_a_module_of_the_skeleton_comes_when_it_is_used():
    project = guest()

    done = twice(project, ensure_skeleton(facts.read(project).factory, "blog.parts", "errors"))

    assert "errors.init_app(app)" in done.text("blog/parts/__init__.py")
    assert "HTTPException, handle" not in done.text("blog/parts/errors.py")


def test_a_project_of_ours_has_the_skeleton():
    project = Project().put("blog/__init__.py", FACTORY)

    assert project.then(ensure_skeleton(facts.read(project).factory, "blog", "errors")) == project
    assert project.then(ensure_resources) == project


PAGES = {
    "blog__templates__layout": "<main>{% block content %}{% endblock %}</main>{% block js %}{% endblock %}",
    "blog__templates__home": '{% extends "layout.html" %}{% block content %}Hi{% endblock %}',
}
WITH_MAIN = {
    "blog__templates__layout": "{% block head %}{% endblock %}{% block main %}{% endblock %}",
    "blog__templates__home": '{% extends "layout.html" %}{% block main %}Hi{% endblock %}',
}


@pytest.mark.parametrize(
    ("files", "has", "stand_in"),
    [
        ({}, "<!doctype html>", None),
        (
            PAGES,
            "{% block content %}\n  {% block parts_head %}{% endblock %}\n  {% block parts_main %}{% endblock %}\n",
            "js",
        ),
        (WITH_MAIN, '{% extends "layout.html" %}\n', "main"),
    ],
    ids=["a layout of its own", "the host's", "the host's, with the same blocks"],
)
def test_pages_of_parts_stand_in_the_host_s_layout(files, has, stand_in):
    project = guest(**files)

    done = twice(project, ensure_skeleton(facts.read(project).factory, "blog.parts", "layout"))

    assert has in done.text("blog/parts/templates/parts/base.html")
    assert done.has("tests/added/templates/layout.html") == bool(files)
    if stand_in:
        assert f"{{% block {stand_in} %}}" in done.text("tests/added/templates/layout.html")


@pytest.mark.parametrize(
    "bring",
    [
        lambda factory: ensure_skeleton(factory, "blog.parts", "layout"),
        lambda _: take_layout("flaskwright.capabilities.pages", title="Blog"),
    ],
    ids=["plain", "rich"],
)
def test_the_host_s_layout_keeps_its_name_and_its_block(bring):
    """They may be called as ours are."""
    project = guest(
        blog__templates__base="{% block head %}{% endblock %}{% block main %}{% endblock %}",
        blog__templates__home='{% extends "base.html" %}{% block main %}Hi{% endblock %}',
    )

    done = twice(project, bring(facts.read(project).factory))

    text = done.text("blog/parts/templates/parts/base.html")
    assert '{% extends "base.html" %}' in text
    assert "{% block main %}" in text
    assert "{% block parts_main %}" in text


@pytest.mark.parametrize(
    ("files", "arguments"),
    [
        ([], None),
        (["templates/mail/hello.txt"], {'template_folder="templates"'}),
        (["static/a.css"], {'static_folder="static"', 'static_url_path="/parts/static"'}),
        (
            ["static/a.css", "templates/a.html"],
            {'template_folder="templates"', 'static_folder="static"', 'static_url_path="/parts/static"'},
        ),
    ],
)
def test_templates_and_static_files_are_found(files, arguments):
    project = guest()
    for name in files:
        project = project.put(f"blog/parts/{name}", "")

    done = twice(project, ensure_resources)

    if arguments is None:
        assert done == project
        return
    text = done.text("blog/parts/resources.py")
    assert {argument for argument in arguments if argument in text} == arguments
    assert text.count("=") == len(arguments) + 1
    assert "app.register_blueprint(resources.bp)" in done.text("blog/parts/__init__.py")


@pytest.mark.parametrize(
    ("project", "path", "expected"),
    [
        (
            guest().put("tests/added/conftest.py", 'FIXTURES = ["app"]\n'),
            "tests/added/conftest.py",
            '["app", "mail"]',
        ),
        (
            Project().put("tests/conftest.py", 'pytest_plugins = ["tests.fixtures.app"]\n'),
            "tests/conftest.py",
            '["tests.fixtures.app", "tests.fixtures.mail"]',
        ),
    ],
    ids=["guest", "ours"],
)
def test_fixtures_are_listed(project, path, expected):
    assert expected in twice(project, edits.ensure_fixtures("mail")).text(path)
