"""Modules: imports of every kind lead to what they import, in Python's order."""

from __future__ import annotations

import pytest

from following import routes, unresolved

VIEWS = """
from flask import Blueprint
bp = Blueprint("shop", __name__)
@bp.route("/x")
def x(): ...
"""
MAKE = "from flask import Flask\napp = Flask(__name__, static_folder=None)\n"
FOUND = ["GET /x shop.x"]

IMPORTS = {
    "from a package": "from shop.views import bp as blueprint\napp.register_blueprint(blueprint)\n",
    "a module by its name": "import shop.views\napp.register_blueprint(shop.views.bp)\n",
    "a module under an alias": "import shop.views as v\napp.register_blueprint(v.bp)\n",
    "a submodule": "from shop import views\napp.register_blueprint(views.bp)\n",
    "a star": "from shop.views import *\napp.register_blueprint(bp)\n",
    "in a function": (
        "def register(app):\n    from shop.views import bp\n    app.register_blueprint(bp)\nregister(app)\n"
    ),
    "by a text": "from importlib import import_module\napp.register_blueprint(import_module('shop.views').bp)\n",
    "by a list of texts": (
        "import importlib\nfor name in ['views']:\n"
        "    app.register_blueprint(importlib.import_module(f'shop.{name}').bp)\n"
    ),
    "relative to a package": (
        "from importlib import import_module\napp.register_blueprint(import_module('.views', 'shop').bp)\n"
    ),
    "by a name that is not known": (
        "from importlib import import_module\nfor name in unknown:\n"
        "    app.register_blueprint(import_module('shop.' + name).bp)\n"
    ),
    "by werkzeug": (
        "from werkzeug.utils import import_string\napp.register_blueprint(import_string('shop.views:bp'))\n"
    ),
    "by what a package has": (
        "import importlib, pkgutil, shop\nfor _, name, is_package in pkgutil.iter_modules(shop.__path__):\n"
        "    app.register_blueprint(importlib.import_module('shop.' + name).bp)\n"
    ),
    "by what a package has, with a prefix": (
        "import importlib, pkgutil, shop\nfor info in pkgutil.walk_packages(shop.__path__, 'shop.'):\n"
        "    app.register_blueprint(importlib.import_module(info.name).bp)\n"
    ),
    "by werkzeug's walk": (
        "from werkzeug.utils import find_modules, import_string\nfor name in find_modules('shop', recursive=True):\n"
        "    app.register_blueprint(import_string(name).bp)\n"
    ),
    "by the files of a folder": (
        "import importlib, os\nhere = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'shop')\n"
        "for name in os.listdir(here):\n    if name.endswith('.py') and name != '__init__.py':\n"
        "        app.register_blueprint(importlib.import_module('shop.' + os.path.splitext(name)[0]).bp)\n"
    ),
    "by a pattern of files": (
        "import glob, importlib, os\nfor path in glob.glob(os.path.dirname(__file__) + '/shop/v*.py'):\n"
        "    name = os.path.basename(path)[:-3]\n"
        "    app.register_blueprint(importlib.import_module('shop.' + name).bp)\n"
    ),
    "if a file is there": (
        "import os\nfrom shop.views import bp\nhere = os.path.dirname(__file__)\n"
        "if os.path.isfile(here + '/shop/views.py') and os.path.isdir(here + '/shop')"
        " and not os.path.exists(here + '/none'):\n    app.register_blueprint(bp)\n"
    ),
    "by a walk over folders": (
        "import importlib, os\nhere = os.path.dirname(os.path.realpath(__file__))\n"
        "for folder, folders, files in os.walk(here):\n    for file in files:\n"
        "        parts = os.path.relpath(folder, here).replace(os.sep, '.').split('.') + [file[:-3]]\n"
        "        if parts[-1] == 'views':\n"
        "            app.register_blueprint(importlib.import_module('.'.join(parts)).bp)\n"
    ),
    "by Flask's own path": (
        "import importlib, os\nfrom flask.helpers import get_root_path\n"
        "for name in os.listdir(get_root_path('shop')):\n    if name == 'views.py':\n"
        "        app.register_blueprint(importlib.import_module('shop.views').bp)\n"
    ),
    "by a spec": (
        "import importlib.util, os\nspec = importlib.util.spec_from_file_location("
        "'v', os.path.join(os.path.dirname(__file__), 'shop/views.py'))\n"
        "module = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(module)\n"
        "app.register_blueprint(module.bp)\n"
    ),
    "by a finder's spec": (
        "import importlib.util, inspect, pkgutil, shop\n"
        "for finder, name, _ in pkgutil.iter_modules(shop.__path__, 'shop.'):\n"
        "    module = importlib.util.module_from_spec(finder.find_spec(name))\n"
        "    for _, found in inspect.getmembers(module, lambda thing: isinstance(thing, type(module.bp))):\n"
        "        app.register_blueprint(found)\n"
    ),
    "by a finder of old": (
        "import pkgutil, shop\nfor finder, name, _ in pkgutil.iter_modules(shop.__path__, 'shop.'):\n"
        "    app.register_blueprint(finder.find_module(name).load_module(name).bp)\n"
    ),
    "by a name that find_spec knows": (
        "import importlib.util\nspec = importlib.util.find_spec('shop.views')\n"
        "app.register_blueprint(importlib.util.module_from_spec(spec).bp)\n"
    ),
    "by its members": (
        "import inspect\nfrom flask import Blueprint\nfrom shop import views\n"
        "for name in dir(views):\n    found = getattr(views, name)\n"
        "    if not name.startswith('__') and isinstance(found, Blueprint):\n        app.register_blueprint(found)\n"
    ),
    "by its dictionary": "import shop.views\napp.register_blueprint(shop.views.__dict__['bp'])\n",
    "by globals": "from shop.views import bp\napp.register_blueprint(globals()['bp'])\n",
}


UNSURE = {"by a name that is not known": ["GET /x shop.x if for each of unknown"]}


@pytest.mark.parametrize("case", IMPORTS)
def test_a_blueprint_is_found_however_it_is_imported(case):
    files = {"app.py": MAKE + IMPORTS[case], "shop/__init__.py": "", "shop/views.py": VIEWS}

    assert routes(files) == UNSURE.get(case, FOUND)


@pytest.mark.parametrize(
    "init",
    [
        "from .views import bp",
        "from shop.views import bp",
        "from . import views\nbp = views.bp",
        "from .views import *",
        "__all__ = ['bp']\nfrom .views import bp",
    ],
)
def test_a_package_passes_a_name_on(init):
    files = {
        "app.py": MAKE + "from shop import bp\napp.register_blueprint(bp, url_prefix='/p')\n",
        "shop/__init__.py": init,
        "shop/views.py": VIEWS,
    }

    assert routes(files) == ["GET /p/x shop.x"]


def test_a_star_takes_what_all_names():
    files = {
        "app.py": MAKE + "from shop import *\napp.add_url_rule(RULE, _hidden, other)\n",
        "shop.py": "__all__ = ['RULE', '_hidden']\nRULE = '/x'\n_hidden = 'h'\ndef other(): ...\n",
    }

    assert routes(files) == ["GET /x h"]


def test_a_package_without_init_is_one():
    files = {
        "app.py": MAKE + "import a.b.views\napp.register_blueprint(a.b.views.bp)\n",
        "a/b/views.py": VIEWS,
    }

    assert routes(files) == FOUND
    files["app.py"] = MAKE + "from a.b import views\napp.register_blueprint(views.bp)\n"
    assert routes(files) == FOUND


def test_a_module_is_imported_for_its_effect_in_a_circle():
    files = {
        "shop/__init__.py": MAKE + "from shop import routes\n",
        "shop/routes.py": "from shop import app\n@app.route('/x')\ndef x(): ...\n",
    }

    assert routes(files) == ["GET /x x"]


def test_a_name_that_is_bound_further_down_is_bound_ahead_of_its_turn():
    files = {
        "a.py": MAKE
        + "from b import *\nimport os\nPREFIX = os.environ.get('P', '/p')\ndef join(x): return PREFIX + x\n",
        "b.py": "from a import app, join\n@app.route(join('/x'))\ndef x(): ...\n",
    }

    assert routes(files) == ["GET /p/x x"]


def test_the_same_name_in_two_folders_is_two_modules():
    files = {
        f"{folder}/{name}.py": source.format(folder)
        for folder in ("good", "bad")
        for name, source in (
            ("main", MAKE + "from views import bp\napp.register_blueprint(bp)\n"),
            ("views", VIEWS.replace('"/x"', '"/{}"')),
        )
    }

    assert routes(files) == ["GET /bad shop.x", "GET /good shop.x"]


def test_a_module_whose_name_is_not_known_is_named():
    source = (
        MAKE
        + "from importlib import import_module\nimport_module(unknown)\nimport_module('no.such.module')\n"
    )

    assert unresolved(source) == [
        "app.py:4 import_module(unknown): the module's name is only known at run time",
    ]


def test_tests_and_migrations_are_no_part_of_the_application():
    files = {
        "tests/test_app.py": MAKE + "app.add_url_rule('/x', 'x')\n",
        "conftest.py": MAKE + "app.add_url_rule('/y', 'y')\n",
        "migrations/versions/1.py": MAKE + "app.add_url_rule('/z', 'z')\n",
    }

    assert routes(files) == []


def test_current_app_is_the_application_that_is_being_made():
    files = {
        "app.py": (
            "from flask import Flask\ndef create_app():\n    app = Flask(__name__, static_folder=None)\n"
            "    with app.app_context():\n        import views\n    return app\n"
        ),
        "views.py": "from flask import current_app as app\n@app.route('/x')\ndef x(): ...\n",
    }

    assert routes(files) == ["GET /x x"]


def test_a_proxy_stands_for_what_it_gives():
    source = MAKE + (
        "from werkzeug.local import LocalProxy\ndef give(): return app\nproxy = LocalProxy(give)\n"
        "@proxy.route('/x')\ndef x(): ...\n"
    )

    assert routes(source) == ["GET /x x"]


def test_what_only_type_checkers_see_is_not_followed():
    source = MAKE + (
        "from typing import TYPE_CHECKING\nimport typing as t\nif TYPE_CHECKING or t.TYPE_CHECKING:\n"
        "    app.add_url_rule('/no', 'no')\nelse:\n    app.add_url_rule('/x', 'x')\n"
    )

    assert routes(source) == ["GET /x x"]
