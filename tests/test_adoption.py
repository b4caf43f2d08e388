"""Where the parts of a project go that Flaskwright did not make, or why there is no such place."""

from __future__ import annotations

import pytest

from flaskwright import api, facts
from flaskwright.adoption import guest_options
from flaskwright.capability import Wanted
from flaskwright.errors import UsageError
from flaskwright.project import Project
from running import PYTEST, command

FACTORY = "from flask import Flask\n\n\ndef create_app():\n    app = Flask(__name__)\n    return app\n"
MODULE = "from flask import Flask\n\napp = Flask(__name__)\n"
LOCAL = "from flask import Flask\n\n\ndef main():\n    app = Flask(__name__)\n    app.run()\n"


def files(**texts):
    project = Project()
    for path, text in texts.items():
        project = project.put(path.replace("__in__", "/") + ".py", text)
    return project


@pytest.mark.parametrize(
    ("project", "package", "folder"),
    [
        (files(app=MODULE), "parts", "parts"),
        (files(app=FACTORY), "parts", "parts"),
        (files(blog__in____init__=FACTORY), "blog.parts", "blog/parts"),
        (Project().put("src/blog/__init__.py", FACTORY), "blog.parts", "src/blog/parts"),
        (Project().put("web/__init__.py", "").put("web/main.py", MODULE), "web.parts", "web/parts"),
        (files(app=MODULE, parts=""), "app_parts", "app_parts"),
        (Project().put("app.py", MODULE).put("parts/x.txt", ""), "app_parts", "app_parts"),
        (files(app=MODULE, parts="", app_parts=""), "more_parts", "more_parts"),
        (
            Project().put("blog/__init__.py", FACTORY).put("blog/parts.py", "").put("parts.py", ""),
            "blog.app_parts",
            "blog/app_parts",
        ),
    ],
)
def test_parts_lie_beside_the_application_s_modules(project, package, folder):
    assert guest_options("my-site", project) == {
        "package": package,
        "title": "My Site",
        "guest": folder,
        "tests": "tests/added",
    }


@pytest.mark.parametrize(
    ("ignored", "app", "folder"),
    [
        ({".gitignore": "eggs/\nparts/\n"}, "blog/__init__.py", "blog/app_parts"),
        ({".gitignore": "/parts/\n"}, "blog/__init__.py", "blog/parts"),
        ({".gitignore": "/parts/\n"}, "app.py", "app_parts"),
        ({"blog/.gitignore": "parts\n"}, "blog/__init__.py", "blog/app_parts"),
        ({".gitignore": "parts/\n", "blog/.gitignore": "!parts/\n"}, "blog/__init__.py", "blog/parts"),
    ],
)
def test_parts_lie_where_git_sees_them(ignored, app, folder):
    project = Project().put(app, FACTORY)
    for path, text in ignored.items():
        project = project.put(path, text)

    assert guest_options("blog", project)["guest"] == folder


def test_tests_lie_where_the_project_keeps_them():
    project = Project().put("app.py", MODULE).put("test/test_app.py", "def test(): ...\n")

    assert guest_options("site", project)["tests"] == "test/added"


@pytest.mark.parametrize(
    ("project", "says"),
    [
        (Project(), "No Flask application was found in site"),
        (files(app="print('hello')\n"), "No Flask application was found in site"),
        (files(app=LOCAL), r"The application at app\.py:5 is made where parts cannot be bound to it"),
        (
            files(app=MODULE, parts="", app_parts="", more_parts=""),
            "site has or ignores all of parts, app_parts, more_parts",
        ),
    ],
)
def test_no_place_is_said(project, says):
    with pytest.raises(UsageError, match=says):
        guest_options("site", project)


@pytest.mark.parametrize(
    ("files", "home"),
    [
        ({"backend/app.py": MODULE, "backend/requirements.txt": ""}, "backend"),
        ({"backend/app.py": MODULE, "backend/pyproject.toml": "[project]\n"}, "backend"),
        ({"backend/src/app.py": MODULE, "backend/setup.py": "", "package.json": ""}, "backend"),
        ({"backend/app/__init__.py": FACTORY, "backend/requirements/prod.txt": ""}, "backend"),
        ({"backend/app.py": MODULE, "backend/requirements.txt": "", "requirements.txt": ""}, ""),
        ({"backend/app.py": MODULE, "backend/pyproject.toml": "[tool.ruff]\n"}, ""),
        ({"backend/app.py": MODULE, "requirements.txt": ""}, ""),
        # The folder of a package is no project.
        ({"shop/__init__.py": FACTORY, "shop/requirements.txt": ""}, ""),
        ({"app.py": MODULE, "worker/requirements.txt": ""}, ""),
        ({"worker/requirements.txt": ""}, ""),
    ],
)
def test_a_repository_may_hold_the_project_beside_others(files, home):
    project = Project()
    for path, text in files.items():
        project = project.put(path, text)

    assert facts.read(project).home == home


def test_what_is_added_to_a_repository_goes_into_the_project_that_it_holds(tmp_path):
    files = {
        "README.md": "",
        "web/package.json": "{}",
        "api/app.py": MODULE,
        "api/requirements.txt": "flask\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)

    plan = api.add(tmp_path, Wanted({"cache": {}}))
    assert plan.root == tmp_path / "api"
    api.apply_plan(plan)
    assert "flask-caching" in (tmp_path / "api" / "requirements.txt").read_text()
    command(tmp_path / "api", *PYTEST, "tests/added")
    assert api.find_root(tmp_path) == tmp_path / "api"
    assert not api.upgrade(tmp_path).diff

    api.apply_plan(api.undo(tmp_path))
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {path for path in there if "__pycache__" not in path} == {*files}


def test_added_tests_find_an_application_in_a_folder_of_its_own(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "app.py").write_text(MODULE)
    (tmp_path / "requirements.txt").write_text("flask\n")

    api.apply_plan(api.add(tmp_path, Wanted({"health": {}})))

    assert (tmp_path / "site" / "parts" / "health" / "routes.py").is_file()
    command(tmp_path, *PYTEST, "tests/added")
