"""What an application stands on: by its environment, else by what the project says of itself."""

from __future__ import annotations

import pytest

from flaskwright.facts.ground import TESTED, TODAY, Ground, read_ground, read_pythons
from flaskwright.facts.requirements import read_requirements

POETRY = '[tool.poetry.dependencies]\npython = "^3.9"\n'


def ground(python="", installed=None, **files):
    """Read it from files whose names are written with __ for a dot."""
    found = {name.replace("__", "."): text.encode() for name, text in files.items()}
    requirements = [item for path, data in found.items() for item in read_requirements(path, data)]
    return read_ground(found, requirements, python, installed or {})


@pytest.mark.parametrize(
    ("files", "python"),
    [
        ({}, TODAY.python),
        ({"runtime__txt": "python-3.8.18\n"}, (3, 8)),
        ({"__python-version": "3.9\n"}, (3, 9)),
        ({"Dockerfile": "FROM docker.io/python:3.8-slim\nRUN true\n"}, (3, 8)),
        ({"Dockerfile": "FROM python:3.13\n"}, TODAY.python),
        # What lets today's Python in is no reason for older words.
        ({"pyproject__toml": '[project]\nrequires-python = ">=3.8"\n'}, TODAY.python),
        ({"pyproject__toml": POETRY}, TODAY.python),
        ({"setup__py": "setup(python_requires='>=3.8, <4')\n"}, TODAY.python),
        ({"setup__py": "setup(python_requires='>=3.8, <3.12')\n"}, TODAY.python),
        ({"setup__py": "setup(python_requires='>=3.8, <3.11')\n"}, (3, 8)),
        ({"setup__cfg": "[options]\npython_requires = <=3.9\n"}, (3, 9)),
        ({"pyproject__toml": '[project]\nrequires-python = "==3.10.*"\n'}, (3, 10)),
        ({"pyproject__toml": '[project]\nrequires-python = "~=3.9.2"\n'}, (3, 9)),
        ({"pyproject__toml": '[project]\nrequires-python = "~=3.9"\n'}, TODAY.python),
        ({"pyproject__toml": POETRY.replace("^", "~")}, (3, 9)),
        ({"pyproject__toml": POETRY.replace("^3.9", "3.9.*")}, (3, 9)),
        ({"Pipfile": '[requires]\npython_version = "3.8"\n'}, (3, 8)),
        ({"runtime__txt": "python-3.10.1\n", "pyproject__toml": POETRY}, (3, 10)),
        # A file that was forgotten when the project moved on.
        ({"runtime__txt": "python-3.8.18\n", "pyproject__toml": POETRY}, TODAY.python),
        (
            {
                "runtime__txt": "python-3.8.18\n",
                "Dockerfile": "FROM python:3.10\n",
                "pyproject__toml": POETRY,
            },
            (3, 10),
        ),
        ({"Dockerfile": "FROM python:3.6\n", "setup__py": "setup(python_requires='>=3.9')\n"}, TODAY.python),
        ({"pyproject__toml": "[project]\nrequires-python = 3\n"}, TODAY.python),
        ({"pyproject__toml": "[project\n"}, TODAY.python),
    ],
)
def test_the_python_that_a_project_says(files, python):
    assert ground(**files).python == python


@pytest.mark.parametrize(
    ("line", "flask"),
    [
        ("flask", TODAY.flask),
        ("Flask==1.1.2", (1, 1)),
        ("Flask ~= 2.0.3", (2, 0)),
        ("Flask>=0.12,<1.0", (0, 12)),
        ("Flask<2", (1, 1)),
        ("Flask<3", TODAY.flask),
        ("Flask<2.1", (2, 0)),
        ("Flask<=1.1.4", (1, 1)),
        ("Flask>=1.0", TODAY.flask),
        ("Flask==3.1.0", TODAY.flask),
    ],
)
def test_the_flask_that_requirements_hold_back(line, flask):
    assert ground(requirements__txt=f"{line}\n").flask == flask


@pytest.mark.parametrize(
    ("line", "wtforms"),
    [
        ("wtforms", TODAY.wtforms),
        ("WTForms==3.1.1", (3, 1)),
        ("WTForms~=3.2.1", (3, 2)),
        ("wtforms<3", (2, 99)),
    ],
)
def test_the_wtforms_that_requirements_hold_back(line, wtforms):
    assert ground(requirements__txt=f"{line}\n").wtforms == wtforms


def test_the_environment_knows_best():
    files = {"runtime__txt": "python-3.8.18\n", "requirements__txt": "flask==1.1.2\n"}

    assert ground("3.12.1", {"flask": "3.1.3"}, **files) == TODAY
    assert ground("3.9.18", {"flask": "2.0.3"}) == Ground((3, 9), (2, 0), (3, 2))
    assert ground("3.12.1", {}, **files).flask == (1, 1)
    assert ground("3.12.1", {"flask": "3.1.3", "wtforms": "3.2.1"}).wtforms == (3, 2)


@pytest.mark.parametrize(
    ("files", "pythons"),
    [
        ({}, TESTED),
        ({".python-version": "3.12.1\n", "setup.py": "setup(python_requires='>=3.8')\n"}, ((3, 12),)),
        ({"runtime.txt": "python-3.9.2\n"}, ((3, 9),)),
        (
            {"runtime.txt": "python-3.9.2\n", "setup.cfg": "[options]\npython_requires = >=3.12\n"},
            ((3, 12), (3, 13)),
        ),
        ({"Dockerfile": "FROM python:3.11\n"}, TESTED),
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.12,<4"\n'}, ((3, 12), (3, 13))),
        ({"pyproject.toml": '[project]\nrequires-python = "==3.12.*"\n'}, ((3, 12),)),
        ({"pyproject.toml": POETRY.replace("^3.9", "^3.12")}, ((3, 12), (3, 13))),
        ({"pyproject.toml": POETRY.replace("^3.9", ">=3.9,<3.13")}, ((3, 11), (3, 12))),
        ({"Pipfile": '[requires]\npython_version = "3.11"\n'}, ((3, 11),)),
        ({"setup.py": "setup(python_requires='>=3.8, <3.11')\n"}, TESTED),
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.14"\n'}, ((3, 14),)),
        ({"pyproject.toml": '[project]\nrequires-python = "~=3.12"\n'}, ((3, 12), (3, 13))),
    ],
)
def test_the_pythons_to_run_it_on(files, pythons):
    assert read_pythons({path: text.encode() for path, text in files.items()}) == pythons
