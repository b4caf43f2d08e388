"""What to type next fits the tools of the project."""

from __future__ import annotations

import pytest

from flaskwright import facts
from flaskwright.delivery.next_steps import next_steps
from flaskwright.project import Project

MODULE = {"app.py": "from flask import Flask\napp = Flask(__name__)\n"}
PACKAGE = {"src/blog/__init__.py": "from flask import Flask\ndef make_app():\n    return Flask(__name__)\n"}
PROJECT = '[project]\nname = "blog"\ndependencies = []\n'
EXTRAS = "[project.optional-dependencies]\ndev = []\ntest = []\nfast = []\n"


def steps(root, files, *changed, migrate=False):
    project = Project()
    for path, text in files.items():
        project = project.put(path, text)
    return list(next_steps(root, facts.read(project), changed, install=bool(changed), migrate=migrate))


@pytest.mark.parametrize(
    ("files", "changed", "expected"),
    [
        (MODULE | {"requirements.txt": ""}, ["requirements.txt"], ["pip install -r requirements.txt"]),
        (
            MODULE | {"requirements.txt": "", "requirements-dev.txt": ""},
            ["app.py", "requirements-dev.txt"],
            ["pip install -r requirements-dev.txt"],
        ),
        (
            MODULE | {"requirements.txt": "-r requirements/prod.txt\n", "requirements/prod.txt": "flask\n"},
            ["requirements/prod.txt"],
            ["pip install -r requirements.txt"],
        ),
        (
            MODULE | {"requirements.in": "", "requirements.txt": ""},
            ["requirements.in"],
            ["pip-compile requirements.in", "pip install -r requirements.txt"],
        ),
        (MODULE | {"pyproject.toml": PROJECT}, ["pyproject.toml"], ["pip install -e ."]),
        (MODULE | {"pyproject.toml": PROJECT, "uv.lock": ""}, ["pyproject.toml"], ["uv sync"]),
        (
            MODULE | {"pyproject.toml": PROJECT + EXTRAS, "uv.lock": ""},
            ["pyproject.toml"],
            ["uv sync --extra dev --extra test"],
        ),
        (
            MODULE | {"pyproject.toml": PROJECT + EXTRAS + "[tool.poetry]\n"},
            ["pyproject.toml"],
            ['poetry install --extras "dev test"'],
        ),
        (MODULE | {"pyproject.toml": "[tool.poetry]\n"}, ["pyproject.toml"], ["poetry install"]),
        (
            MODULE | {"pyproject.toml": "[tool.poetry]\n", "poetry.lock": ""},
            ["pyproject.toml"],
            ["poetry lock", "poetry install"],
        ),
        (MODULE | {"Pipfile": "", "Pipfile.lock": ""}, ["Pipfile"], ["pipenv install --dev"]),
    ],
)
def test_packages_come_by_the_project_s_own_tool(tmp_path, files, changed, expected):
    found = steps(tmp_path, files, *changed)

    assert found[:-1] == expected
    assert found[-1].endswith("python -m pytest")


def test_commands_run_among_the_packages(tmp_path):
    poetry = PACKAGE | {"pyproject.toml": "[tool.poetry]\n"}

    assert steps(tmp_path, poetry) == []
    assert steps(tmp_path, poetry, "pyproject.toml", migrate=True) == [
        "poetry install",
        "poetry run flask --app src/blog:make_app db upgrade",
        "poetry run python -m pytest",
    ]


@pytest.mark.parametrize("folder", ["venv/bin", ".venv/Scripts"])
def test_programs_come_from_the_environment_that_is_there(tmp_path, folder):
    (tmp_path / folder).mkdir(parents=True)

    assert steps(tmp_path, MODULE | {"requirements.txt": ""}, "requirements.txt", migrate=True) == [
        f"{folder}/pip install -r requirements.txt",
        f"{folder}/flask db upgrade",
        f"{folder}/python -m pytest",
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app.py", "flask db upgrade"),
        ("wsgi.py", "flask db upgrade"),
        ("blog.py", "flask --app blog:app db upgrade"),
        ("blog/__init__.py", "flask --app blog:app db upgrade"),
        # The flask command finds it where it starts, and nowhere else.
        ("site/app.py", "flask --app site/app:app db upgrade"),
        ("site/blog/web.py", "flask --app site/blog/web:app db upgrade"),
    ],
)
def test_the_application_is_named_where_it_is_not_found(tmp_path, path, expected):
    files = {path: MODULE["app.py"], "site/blog/__init__.py": ""}

    assert steps(tmp_path, files, migrate=True) == [expected]
