"""Where servers find the application, and how its packages are installed."""

from __future__ import annotations

import pytest
from reading import read

FACTORY = "from flask import Flask\ndef create_app({}):\n    app = Flask(__name__)\n    return app\n"
MODULE = "from flask import Flask\napp = Flask(__name__)\n"
PACKAGE = {"src/blog/__init__.py": FACTORY.format("config=None")}
PROJECT = '[project]\nname = "blog"\ndependencies = []\n'


CALLED = "from app import create_app as make\n\nserver = make({})\nserver.run, other = 1, 2\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, None),
        ({"app.py": MODULE}, ("app:app", "")),
        ({"app.py": FACTORY.format("")}, ("app:create_app()", "")),
        ({"app.py": FACTORY.format("*, debug=False")}, ("app:create_app()", "")),
        ({"app.py": FACTORY.format("settings")}, None),
        ({"app.py": FACTORY.format("*, settings")}, None),
        ({"app.py": FACTORY.format("settings"), "run.py": CALLED}, ("run:server", "")),
        ({"app.py": FACTORY.format("settings"), "tests/run.py": CALLED}, None),
        ({"app.py": FACTORY.format("settings"), "run.py": CALLED.replace("app", "flask")}, None),
        (PACKAGE, ("blog:create_app()", "src")),
        ({"web/main.py": MODULE, "web/__init__.py": ""}, ("web.main:app", "")),
        # What its owner says goes before what we find.
        (PACKAGE | {"wsgi.py": "from blog import create_app\napp = create_app()\n"}, ("wsgi:app", "")),
        (PACKAGE | {"wsgi.py": "from blog import server as application\n"}, ("wsgi:application", "")),
        (PACKAGE | {"wsgi.py": "server = 1\n"}, ("blog:create_app()", "src")),
        (PACKAGE | {".flaskenv": "FLASK_APP=site.py\n", "site.py": "app = 1\n"}, ("site:app", "")),
        (PACKAGE | {".flaskenv": 'export FLASK_APP="gone"\n'}, ("blog:create_app()", "src")),
        (PACKAGE | {"Procfile": "web: gunicorn -w 4 run:site\n", "run.py": "site = 1\n"}, ("run:site", "")),
        (PACKAGE | {"Procfile": "web: gunicorn elsewhere:app\n"}, ("blog:create_app()", "src")),
        (
            PACKAGE | {"Dockerfile": 'CMD ["gunicorn", "-b", "0.0.0.0:80", "blog:create_app()"]\n'},
            ("blog:create_app()", "src"),
        ),
        (
            PACKAGE | {"Procfile": "web: gunicorn --bind unix:/tmp/socket.sock blog:create_app()\n"},
            ("blog:create_app()", "src"),
        ),
    ],
)
def test_where_the_application_is(files, expected):
    target = read(files).target

    assert (target and (target.name, target.folder)) == expected


@pytest.mark.parametrize(
    ("files", "install", "run"),
    [
        ({}, "pip install -r requirements.txt", ""),
        ({"requirements.txt": "flask\n"}, "pip install -r requirements.txt", ""),
        ({"requirements.in": "flask\n"}, "pip install -r requirements.in", ""),
        (
            {
                "requirements.in": "",
                "requirements.txt": "",
                "dev-requirements.in": "",
                "dev-requirements.txt": "",
            },
            "pip install -r requirements.txt -r dev-requirements.txt",
            "",
        ),
        (
            {"requirements/prod.txt": "", "requirements/dev.txt": "", "tools/sub/requirements-dev.txt": ""},
            "pip install -r requirements/prod.txt -r requirements/dev.txt",
            "",
        ),
        ({"pyproject.toml": PROJECT, "requirements.txt": ""}, "pip install -e .", ""),
        (
            {"pyproject.toml": PROJECT + "[dependency-groups]\ndev = []\ndocs = []\n"},
            "pip install -e . --group dev",
            "",
        ),
        (
            {"pyproject.toml": PROJECT + "[project.optional-dependencies]\ntest = []\nredis = []\n"},
            "pip install -e .[test]",
            "",
        ),
        (
            {"pyproject.toml": '[project]\nname = "a"\ndynamic = ["dependencies"]\n', "requirements.txt": ""},
            "pip install -r requirements.txt",
            "",
        ),
        ({"pyproject.toml": '[project]\nname = "a"\n'}, "pip install -e .", ""),
        ({"setup.py": "setup()", "requirements-dev.txt": ""}, "pip install -e . -r requirements-dev.txt", ""),
        ({"pyproject.toml": PROJECT, "uv.lock": ""}, "uv sync", "uv run "),
        ({"pyproject.toml": "[tool.poetry]\n"}, "poetry install", "poetry run "),
        ({"pyproject.toml": PROJECT, "pdm.lock": ""}, "pdm install", "pdm run "),
        ({"Pipfile": ""}, "pipenv install --dev", "pipenv run "),
        ({"Pipfile": "", "Pipfile.lock": ""}, "pipenv sync --dev", "pipenv run "),
        ({"pyproject.toml": "[tool.poetry\n", "Pipfile": ""}, "pipenv install --dev", "pipenv run "),
    ],
)
def test_how_packages_are_installed(files, install, run):
    packaging = read(files).packaging

    assert packaging.install == install
    assert packaging.run == run
