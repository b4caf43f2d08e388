from __future__ import annotations

import pytest
from reading import read

from flaskwright import bom

APP = """
from flask import Flask
from flask_admin import Admin
from flask_login import LoginManager
from flask_script import Manager
from flask_rare import Rare

login = LoginManager()
rare = Rare()
app = Flask(__name__)
admin = Admin(app)
login.init_app(app)
"""


def packages(**files):
    names = {"requirements_txt": "requirements.txt", "uv_lock": "uv.lock"}
    return {p.name: p for p in read({names[name]: text for name, text in files.items()}).packages}


def test_extensions_say_how_they_are_kept():
    found = read({"app.py": APP, "requirements.txt": "flask-login\nflask-script==2.0.6\n"})

    assert {e.distribution: (e.status, e.successor, bool(e.initialised)) for e in found.extensions} == {
        "flask-admin": ("maintained", None, True),
        "flask-login": ("quiet", None, True),
        "flask-rare": ("unknown", None, False),
    }
    known = {p.name: p for p in found.packages}
    assert (known["flask-script"].state, known["flask-script"].locked) == ("abandoned", "2.0.6")
    assert (known["flask-admin"].required, known["flask-login"].required) == (None, "")


def test_a_lock_wins_over_limits():
    found = packages(
        requirements_txt="flask>=1\n", uv_lock='[[package]]\nname = "flask"\nversion = "3.1.0"\n'
    )

    assert (found["flask"].required, found["flask"].locked) == (">=1", "3.1.0")
    assert found["flask"].tested == bom.package("flask").version


@pytest.mark.parametrize(
    ("requirements", "breaks"),
    [
        ("flask-script\nflask\n", True),
        ("flask-script\nflask<2\n", False),
        ("flask-script\nflask<2.0.0\n", False),
        ("flask-script\nflask<=2.0\n", True),
        ("flask-script\nflask==1.1.4\n", False),
        ("flask-script\nflask==2.*\n", True),
        ("flask-script\nflask==1.*\n", False),
        ("flask-script\nflask~=1.0\n", False),
        ("flask-script\nflask~=1.0.2\n", False),
        ("flask-script\nflask>=1,!=1.1,<3\n", True),
        ("flask-script\n", False),
        ("flask-login==0.6.2\nwerkzeug==3.0.1\n", True),
        ("flask-login==0.6.3\nwerkzeug==3.0.1\n", False),
        ("flask-login<0.6\nwerkzeug\n", True),
        ("flask-login\nwerkzeug\n", False),
        ("flask-smorest\nflask-compress\n", True),
    ],
)
def test_pairs_that_break(requirements, breaks):
    found = packages(requirements_txt=requirements)

    assert any(p.breaks for p in found.values()) is breaks
    assert {b.other for p in found.values() for b in p.breaks} <= set(found)


@pytest.mark.parametrize(
    ("limits", "breaks"),
    [("^1.0", False), ("^2.0", True), ("^0.12", False), ("~1", False), ("~1.1", False), ("*", True)],
)
def test_limits_as_poetry_writes_them(limits, breaks):
    table = f'[tool.poetry.dependencies]\nflask-script = "*"\nflask = "{limits}"\n'

    found = read({"pyproject.toml": table}).packages

    assert any(p.breaks for p in found) is breaks


def test_the_older_name_of_a_distribution():
    code = "from flask_security import Security\nsecurity = Security(app)\n"

    def name(requirements):
        return read({"app.py": code, "requirements.txt": requirements}).extensions[0].distribution

    assert (name("flask-security-too\n"), name("flask-security\n")) == (
        "flask-security-too",
        "flask-security",
    )


def test_the_table_of_pairs_is_about_known_names():
    for pair in bom.pairs():
        assert pair.problem
        assert pair.fix
        assert len(pair.packages) == 2
        assert any(bom.kept(side.partition(">")[0].partition("<")[0]) for side in pair.packages)
