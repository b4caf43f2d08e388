from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edits.support import assert_tidy, project
from flaskwright.edits import ensure_blueprint, ensure_extension, ensure_import, ensure_init, together
from flaskwright.project import Project

INIT = '''"""Shop."""

from flask import Flask

from . import config, extensions


def create_app() -> Flask:
    """Build the application."""
    app = Flask(__name__)

    config.init_app(app)
    extensions.init_app(app)

    return app
'''
EXTENSIONS = '''"""Extensions."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind the extensions to the application."""
'''


@dataclass(frozen=True)
class Factory:
    path: str = "shop/__init__.py"
    name: str = "create_app"
    app: str = "app"


SHOP = project({"shop/__init__.py": INIT, "shop/extensions.py": EXTENSIONS})
CSRF = ensure_extension(
    "shop/extensions.py",
    "from flask_wtf import CSRFProtect",
    name="csrf",
    value="CSRFProtect()",
    init="csrf.init_app(app)",
)
DB = ensure_extension(
    "shop/extensions.py",
    "from flask_sqlalchemy import SQLAlchemy",
    name="db",
    value="SQLAlchemy()",
    init="db.init_app(app)",
)
LIMITER = ensure_extension(
    "shop/extensions.py",
    "from flask_limiter import Limiter",
    name="limiter",
    value='Limiter(\n    get_remote_address,\n    strategy="moving-window",\n)',
    init="limiter.init_app(app)",
)


def all_done(start, *edits):
    done = start.then(*edits)
    assert done.steps == ()
    assert done.then(*edits).files == done.files
    return done


def test_the_project_of_the_tests():
    assert set(SHOP.files) == {"shop/__init__.py", "shop/extensions.py", "tests/__init__.py"}


def test_an_extension_is_imported_made_and_bound():
    text = all_done(SHOP, DB, CSRF).text("shop/extensions.py")
    assert (
        text
        == '''"""Extensions."""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

csrf = CSRFProtect()
db = SQLAlchemy()


def init_app(app: Flask) -> None:
    """Bind the extensions to the application."""
    csrf.init_app(app)
    db.init_app(app)
'''
    )
    assert_tidy(text)


def test_an_instance_that_is_there_stays():
    text = EXTENSIONS.replace("\n\n\ndef", "\n\ndb = mine()\n\n\ndef")
    done = all_done(SHOP.put("shop/extensions.py", text), DB)
    assert done.text("shop/extensions.py") == text + "    db.init_app(app)\n"


def test_without_an_init_app_the_factory_binds_it():
    start = SHOP.put("shop/extensions.py", '"""Extensions."""\n')
    edit = ensure_extension(
        "shop/extensions.py",
        "from flask_sqlalchemy import SQLAlchemy",
        name="db",
        value="SQLAlchemy()",
        init="db.init_app(app)",
        factory=Factory(),
    )
    done = all_done(start, edit)
    assert done.text("shop/extensions.py").endswith("SQLAlchemy\n\ndb = SQLAlchemy()\n")
    assert "from .extensions import db\n" in done.text("shop/__init__.py")
    assert "    extensions.init_app(app)\n    db.init_app(app)\n\n    return app" in done.text(
        "shop/__init__.py"
    )
    assert start.then(DB).steps[0].code == (
        "from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\n\ndb.init_app(app)"
    )


def test_a_single_file_has_instance_and_factory_in_one():
    text = "from flask import Flask\n\n\ndef make():\n    application = Flask(__name__)\n    return application\n"
    edit = ensure_extension(
        "app.py",
        "from flask_sqlalchemy import SQLAlchemy",
        name="db",
        value="SQLAlchemy()",
        init="db.init_app(application)",
        factory=Factory("app.py", "make", "application"),
    )
    done = all_done(Project().put("app.py", text), edit).text("app.py")
    assert "\ndb = SQLAlchemy()\n\n\ndef make():\n" in done
    assert "    db.init_app(application)\n    return application\n" in done
    assert_tidy(done)


def test_a_part_that_is_unsure_leaves_all_as_it_was():
    start = SHOP.put(
        "shop/extensions.py", EXTENSIONS.replace("\n\n\ndef", "\n\n\ndef CSRFProtect(): ...\n\n\ndef")
    )
    done = start.then(CSRF)
    assert done.files == start.files
    assert len(done.steps) == 1
    assert "CSRFProtect means something else" in done.steps[0].reason
    assert "csrf.init_app(app)" in done.steps[0].code


def test_a_module_gets_its_import_and_its_call():
    done = all_done(SHOP, ensure_init(Factory(), "mail"), ensure_init(Factory(), "logs", "overrides"))
    text = done.text("shop/__init__.py")
    assert "from . import config, extensions, logs, mail\n" in text
    assert (
        "    config.init_app(app)\n    logs.init_app(app, overrides)\n    extensions.init_app(app)\n"
        "    mail.init_app(app)\n" in text
    )
    assert all_done(done, ensure_init(Factory(), "logs")).files == done.files
    assert_tidy(text)


def test_a_blueprint_is_registered_once_whatever_its_options():
    done = all_done(SHOP, ensure_blueprint(Factory(), "pages", arguments='url_prefix="/p"'))
    assert 'app.register_blueprint(pages.bp, url_prefix="/p")' in done.text("shop/__init__.py")
    assert done.then(ensure_blueprint(Factory(), "pages")).files == done.files


@pytest.mark.parametrize(
    ("path", "module", "code"),
    [
        ("shop/__init__.py", "pages", "from . import pages"),
        ("shop/__init__.py", "api.v1", "from .api import v1"),
        ("shop/factory.py", "pages", "from . import pages"),
        ("main.py", "pages", "import pages"),
        ("main.py", "api.v1", "from api import v1"),
        ("loose/main.py", "pages", "import pages"),
    ],
)
def test_the_import_fits_the_place_of_the_factory(path, module, code):
    text = "from flask import Flask\n\n\ndef create_app():\n    app = Flask(__name__)\n    return app\n"
    done = all_done(project().put(path, text), ensure_blueprint(Factory(path), module))
    assert f"{code}\n" in done.text(path)
    last = module.rpartition(".")[2]
    assert (
        f"    app = Flask(__name__)\n\n    app.register_blueprint({last}.bp)\n    return app\n"
        in done.text(path)
    )


TUTORIAL = """import os

from flask import Flask


def create_app(test_config=None):
    app = Flask(__name__, instance_relative_config=True)
    app.config.from_mapping(SECRET_KEY="dev")

    @app.route("/hello")
    def hello():
        return "Hello"

    from . import db
    db.init_app(app)

    from . import auth
    app.register_blueprint(auth.bp)

    return app
"""


def test_a_factory_that_imports_inside_of_itself_goes_on_so():
    done = all_done(project({"shop/__init__.py": TUTORIAL}), ensure_blueprint(Factory(), "blog"))
    assert done.text("shop/__init__.py") == TUTORIAL.replace(
        "(auth.bp)\n", "(auth.bp)\n\n    from . import blog\n\n    app.register_blueprint(blog.bp)\n"
    )


def test_a_module_that_makes_objects_is_not_imported_around():
    text = INIT.replace("\n\n\ndef", "\n\ndb = SQLAlchemy()\n\n\ndef")
    done = all_done(project({"shop/__init__.py": text}), ensure_blueprint(Factory(), "blog"))
    assert (
        "    extensions.init_app(app)\n\n    from . import blog\n\n    app.register_blueprint(blog.bp)\n\n"
        "    return app\n" in done.text("shop/__init__.py")
    )
    assert_tidy(done.text("shop/__init__.py"))


def test_a_factory_that_is_not_there_asks():
    done = SHOP.then(ensure_blueprint(Factory(name="build"), "pages"))
    assert done.files == SHOP.files
    assert done.steps[0].code == "from . import pages\n\napp.register_blueprint(pages.bp)"
    assert (
        SHOP.then(ensure_init(Factory(path="no.py"), "pages")).steps[0].reason == "The file does not exist."
    )


VERBS = [
    DB,
    CSRF,
    LIMITER,
    *(ensure_blueprint(Factory(), name) for name in ("pages", "accounts", "catalog")),
    *(ensure_init(Factory(), name) for name in ("mail", "logs", "hooks", "own")),
    ensure_import("shop/extensions.py", "from .database import Base"),
]


@settings(max_examples=30, deadline=None)
@given(verbs=st.lists(st.sampled_from(VERBS), unique=True, min_size=2), data=st.data())
def test_any_order_of_arrival_gives_the_same_application(verbs, data):
    one = all_done(SHOP, *verbs)
    assert all_done(SHOP, *data.draw(st.permutations(verbs))).files == one.files
    assert_tidy(one.text("shop/__init__.py"), one.text("shop/extensions.py"))


def test_together_is_all_or_one_step():
    edit = together(
        "shop/mod.py",
        "the code",
        ensure_import("shop/__init__.py", "import os"),
        ensure_import("shop/no.py", "import os"),
    )
    done = SHOP.then(edit)
    assert done.files == SHOP.files
    assert [(s.path, s.code) for s in done.steps] == [("shop/mod.py", "the code")]
