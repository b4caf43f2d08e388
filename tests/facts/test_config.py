from __future__ import annotations

import pytest
from reading import read

from flaskwright.facts.config import environment_of

CLASSES = """
import os

class Config:
    SECRET_KEY = os.environ.get("KEY") or "dev"
    PAGE: int = 10
    not_a_key = 1

    if os.environ.get("CI"):
        CACHE = "null"
    else:
        CACHE = "redis"


class DevelopmentConfig(Config):
    DEBUG = True


class ProductionConfig(Config):
    PAGE = 50


class Everywhere(Config):
    PAGE = 1


config = {"development": DevelopmentConfig, "staging": Everywhere, "default": DevelopmentConfig}
"""


def test_a_key_has_a_value_for_each_environment():
    config = read({"config.py": CLASSES}).config

    holds = {
        environment.name: {key: setting.value for key, setting in environment.settings.items()}
        for environment in config.environments
    }
    assert {name: found["PAGE"] for name, found in holds.items()} == {
        "development": "10", "production": "50", "staging": "1",
    }  # fmt: skip
    assert holds["development"]["DEBUG"] == "True"
    assert "DEBUG" not in holds["production"]
    assert (config.style, config.path, config.module) == ("class", "config.py", "config")


def test_a_setting_says_where_it_comes_from():
    config = read({"config.py": CLASSES}).config

    secret = config.get("SECRET_KEY")
    assert (secret.source, secret.owner, secret.variables) == ("class", "Config", ("KEY",))
    assert [s.condition for s in config.settings if s.key == "CACHE"] == [
        "os.environ.get('CI')", "not os.environ.get('CI')",
    ]  # fmt: skip
    assert config.get("PAGE", "ProductionConfig").environment == "production"
    assert config.get("PAGE", "Nobody") is None


@pytest.mark.parametrize(
    ("files", "keys"),
    [
        ({"app.py": "app = Flask(__name__)\napp.config['A_KEY'] = 1\n"}, ["A_KEY"]),
        ({"app.py": "app.config['lower'] = 1\nother.config['lower2'] = 1\n"}, ["lower"]),
        ({"app.py": "app.config.update(A_KEY=1, lower=2)\n"}, ["A_KEY"]),
        ({"app.py": "app.config.update({'A_KEY': 1})\n"}, ["A_KEY"]),
        ({"app.py": "app.config.update(dict({'A_KEY': 1}, B_KEY=2))\n"}, ["A_KEY", "B_KEY"]),
        ({"app.py": "D = {'A_KEY': 1}\napp.config.from_mapping(D)\n"}, ["A_KEY"]),
        ({"app.py": "app.config.setdefault('A_KEY', 1)\n"}, ["A_KEY"]),
        ({"app.py": "app.config.setdefault(name, 1)\napp.config[name] = 2\n"}, []),
        ({"app.py": "from flask import Flask\nconfig['A_KEY'] = 1\nconfig.B_KEY = 1\n"}, ["A_KEY", "B_KEY"]),
        ({"app.py": "config['A_KEY'] = 1\n"}, []),
        ({"settings.py": "A_KEY = 1\n_B_KEY, C_KEY = 1, 2\nlower = 1\n"}, ["A_KEY", "C_KEY", "_B_KEY"]),
        ({"settings.py": "try:\n    A_KEY = 1\nexcept ImportError:\n    B_KEY = 1\n"}, ["A_KEY", "B_KEY"]),
        ({"settings.py": "from version import V_KEY, lower\n", "version.py": "V_KEY = 1\n"}, ["V_KEY"]),
        ({"settings.py": "from version import *\n", "version.py": "V_KEY = 1\n"}, ["V_KEY"]),
        ({"a.py": "class MyConfig:\n    def __init__(self):\n        self.A_KEY = 1\n"}, ["A_KEY"]),
        ({"a.py": "class C(BaseConfig):\n    A_KEY = 1\n"}, ["A_KEY"]),
        ({"a.py": "MyConfig(A_KEY=1, lower=2)\n"}, ["A_KEY"]),
        ({"a.py": "class Options:\n    A_KEY = 1\n\napp.config.from_object(Options)\n"}, ["A_KEY"]),
        ({"a.py": "app.config.from_object('values')\n", "values.py": "A_KEY = 1\n"}, ["A_KEY"]),
        ({"a.py": "app.config.from_object('values.Own')\n", "values.py": "class Own:\n    A_KEY = 1\n"}, ["A_KEY"]),
        ({"a.py": "import values\napp.config.from_object(values)\n", "values.py": "A_KEY = 1\n"}, ["A_KEY"]),
        ({"a.py": "app.config.from_object(__name__)\napp.config.from_object('gone.Away')\n"}, []),
        ({"a.py": "app.config.from_file('c.toml', load=tomllib.load)\n", "c.toml": "A_KEY = 1\nb = 2\n"}, ["A_KEY"]),
        ({"a.py": "app.config.from_json('c.json')\n", "x/c.json": '{"A_KEY": 1}'}, ["A_KEY"]),
        ({"a.py": "app.config.from_json('c.json')\n", "c.json": "{"}, []),
        ({"a.py": "app.config.from_pyfile('c.cfg')\n", "c.cfg": "A_KEY = 1\n"}, ["A_KEY"]),
        ({"a.py": "app.config.from_pyfile(path)\napp.config.from_pyfile('none.cfg')\n"}, []),
        ({"a.py": "app.config.from_file('c.yaml', load=y)\n", "c.yaml": "A_KEY: 1\n"}, []),
    ],
)  # fmt: skip
def test_keys_are_found_wherever_they_are_set(files, keys):
    assert list(read(files).config.keys) == keys


@pytest.mark.parametrize(
    ("value", "variables"),
    [
        ("os.environ['A']", ("A",)),
        ("os.environ.get('A', os.getenv('B'))", ("A", "B")),
        ("env.str('A')", ("A",)),
        ("env('A', default=1)", ("A",)),
        ("config('A')", ("A",)),
        ("os.environ[name]", ()),
        ("d['A']", ()),
    ],
)
def test_the_environment_s_variables(value, variables):
    assert read({"config.py": f"A_KEY = {value}\n"}).config.get("A_KEY").variables == variables


def test_pydantic_s_fields_are_settings():
    code = "class Settings(BaseSettings):\n    page: int = 3\n    SECRET_KEY: str\n    LIMIT: int = 1\n"

    found = read({"settings.py": code}).config

    assert [(s.key, s.value, s.variables) for s in found.settings] == [
        ("LIMIT", "1", ()), ("page", "3", ("PAGE",)), ("SECRET_KEY", "", ("SECRET_KEY",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "style"),
    [
        ("app.config.from_prefixed_env()\n", "env"),
        ("app.config.from_object(x)\n", "object"),
        ("app.config['A_KEY'] = 1\n", "dict"),
        ("", "none"),
    ],
)
def test_the_style(code, style):
    assert read({"app.py": code}).config.style == style


def test_a_module_for_an_environment():
    config = read({"config/production.py": "A_KEY = 1\n", "config/__init__.py": "A_KEY = 2\n"}).config

    assert [(e.name, e.owner, e.settings["A_KEY"].value) for e in config.environments] == [
        ("production", "", "1")
    ]
    assert config.style == "module"


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("ProdConfig", "production"), ("test_settings", "testing"), ("StagingConfig", "staging"),
        ("DevConfig", "development"), ("CIConfig", "ci"), ("Config", ""), ("ProductListConfig", ""),
    ],
)  # fmt: skip
def test_names_of_environments(name, environment):
    assert environment_of(name) == environment


APP = "from flask import Flask\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("files", "keys"),
    [
        # Beside what is loaded by its name, a file that is only called so is none.
        (
            {
                "app.py": APP + "app.config.from_object('shop.settings')\n",
                "shop/settings/__init__.py": "from shop.settings.money import TAX\nPAGE = 1\n",
                "shop/settings/money.py": "TAX = 1\nROUNDING = 2\n",
                "shop/utils/config.py": "SEPARATOR = ','\n",
            },
            ["PAGE", "TAX"],
        ),
        # An environment's file may be chosen when it runs.
        (
            {
                "app.py": APP + "app.config.from_object('config.default')\n",
                "config/default.py": "PAGE = 1\n",
                "config/production.py": "SIZE = 1\n",
            },
            ["PAGE", "SIZE"],
        ),
        ({"app.py": APP + "app.config.from_pyfile('settings.py')\n", "settings.py": "PAGE = 1\n"}, ["PAGE"]),
        # What stands beside classes only helps them.
        ({"config.py": "PREFIX = 'sqlite://'\nclass Config:\n    URL = PREFIX\n"}, ["URL"]),
        # Constants of an enumeration, of views, and of a blueprint that is called so.
        ({"types.py": "from enum import StrEnum\nclass ConfigTypes(StrEnum):\n    SCORE = 'score'\n"}, []),
        ({"views.py": "class FtsConfigurationView(View):\n    NODE = 'fts'\n"}, []),
        ({"settings.py": "from flask import Blueprint\nNAME = 'x'\nbp = Blueprint(NAME, __name__)\n"}, []),
    ],
)
def test_only_what_is_loaded_is_a_setting(files, keys):
    assert list(read(files).config.keys) == keys


def test_what_code_sets_has_its_condition():
    code = (
        APP
        + "if app.debug:\n    app.config['AA'] = 1\nelse:\n    app.config.update(BB=1)\n"
        + "def setup(app):\n    with app.app_context():\n        if fast:\n            app.config.setdefault('CC', 1)\n"
        + "match size:\n    case 1:\n        app.config['DD'] = 1\ntry:\n    app.config['EE'] = 1\n"
        + "except OSError:\n    app.config['FF'] = 1\n"
    )

    assert {s.key: s.condition for s in read({"app.py": code}).config.settings} == {
        "AA": "app.debug", "BB": "not app.debug", "CC": "fast", "DD": "", "EE": "", "FF": "",
    }  # fmt: skip
