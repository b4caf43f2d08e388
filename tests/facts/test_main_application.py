"""The main application is found first, and those of tests only when they are asked for."""

from __future__ import annotations

import pytest

from flaskwright import facts
from flaskwright.project import Project

FACTORY = "from flask import Flask\n\n\ndef create_app():\n    app = Flask(__name__)\n    return app\n"
OWN_CLASS = "from flask import Flask as Web\n\n\nclass ShopApp(Web):\n    pass\n"


def read(**files):
    project = Project()
    for path, text in files.items():
        project = project.put(path.replace("__", "/") + ".py", text)
    return facts.read(project)


def test_the_factory_of_the_tests_is_listed_and_not_chosen():
    found = read(conftest=FACTORY, shop__app=FACTORY)

    assert [app.path for app in found.apps] == ["shop/app.py", "conftest.py"]
    assert found.factory.path == "shop/app.py"


def test_an_application_that_only_examples_have_is_chosen():
    assert read(examples__one=FACTORY, shop="import flask\n").factory.path == "examples/one.py"


def test_an_extension_of_the_tests_is_not_chosen():
    made = "from flask_login import LoginManager\n\nmanager = LoginManager()\n"
    found = read(conftest=made.replace("()", "(app)"), shop__extensions=made)

    assert len(found.extensions) == 2
    assert found.extension("LoginManager").path == "shop/extensions.py"
    assert read(conftest=made).extension("LoginManager").path == "conftest.py"


@pytest.mark.parametrize(
    ("main", "made"),
    [
        ("from flask import Flask\n\napp = Flask(__name__)\n", "flask.Flask"),
        ("import flask\n\napp = flask.Flask(__name__)\n", "flask.Flask"),
        ("from flask import Flask as F\n\napp: F = F(__name__)\n", "flask.Flask"),
        ("from kind import ShopApp\n\napp = ShopApp(__name__)\n", "kind.ShopApp"),
        ("from kind import *\n\napp = ShopApp(__name__)\n", "kind.ShopApp"),
        ("import kind\n\napp = kind.ShopApp(__name__)\n", "kind.ShopApp"),
        ("from kind import Web as App\n\napp = App(__name__)\n", "flask.Flask"),
        ("from flask import Flask\n\n\nclass Own(Flask):\n    pass\n\n\napp = Own(__name__)\n", "main.Own"),
    ],
)
def test_an_application_is_found_whatever_its_class_is_called(main, made):
    assert [app.app_class for app in read(kind=OWN_CLASS, main=main).apps] == [made]


@pytest.mark.parametrize(
    "main",
    [
        "from flask import Blueprint\n\nFlask = 1\nbp = Blueprint('it', __name__)\n",
        "from flask import Flask\n\n\ndef make():\n    pass\n\n\nmade = make()\n",
        "from flask import Flask\n\nclasses = {}\nit = classes.get(Flask)\n",
        "def Flask():\n    pass\n\n\napp = Flask()\n",
    ],
)
def test_what_is_no_application_is_not_one(main):
    assert read(kind=OWN_CLASS, main=main).apps == ()
