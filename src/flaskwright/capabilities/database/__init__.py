"""A database: SQLAlchemy 2 models, migrations, sample rows, and tests that leave nothing behind.

SQLite in development; PostgreSQL, MariaDB or MySQL by `DATABASE_URL`. `database.py` has what models are made of,
with column types that mean the same on all of them; `connections.py` reaches the database and answers its errors;
`flask db …` migrates, `flask seed` fills empty tables. Every test runs inside a transaction that is rolled back, also
through views that commit.

A project that has Flask-SQLAlchemy already keeps it: models then live among its tables, and its migrations go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.edits import FactoryLike
    from flaskwright.facts import Facts, Migrations
    from flaskwright.project import Edit, Project

FOLDER = "migrations"  # Flask-Migrate's own choice
DRIVERS = ("psycopg[binary]", "pymysql")
# What says where a database is and how it behaves: that of a host does so already.
OWN = (
    "[[package]]/connections.py.jinja",
    "tests/test_connections.py.jinja",
    "tests/test_database.py.jinja",
    "tests/test_migrations.py.jinja",
    "tests/test_seeding.py.jinja",
)
REQUIREMENTS = ("alembic", "flask-migrate", "flask-sqlalchemy", "psycopg[binary]", "pymysql", "sqlalchemy")

README = """
Models live in the features' `models.py` and derive from `Model` in `database.py`. After a change of a model:

```sh
.venv/bin/flask db migrate -m "add a price"   # writes a migration: read it
.venv/bin/flask db upgrade                    # runs it
.venv/bin/flask seed                          # fills empty tables with sample rows
```

`DATABASE_URL` says which database it is: `postgresql://…`, `mysql://…`, or `sqlite:///file` in `instance/`, which is
the default. The tests use SQLite in memory, or what `TEST_DATABASE_URL` says.
"""


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the database's modules, its migrations and its fixtures; adopt the database that a host has."""
    factory = facts.factory
    if factory is None or not facts.folder:
        return project
    package, guest = facts.package, facts.record.guest
    adopted = facts.host_extension("SQLAlchemy") is not None
    migrations = facts.migrations if adopted else None
    theirs = migrations or facts.host_extension("Migrate")

    def wanted(path: str) -> bool:
        return not (adopted and path in OWN) and not (migrations and path.startswith(f"{FOLDER}/"))

    return project.then(
        edits.add_templates(__name__, only=wanted, package=package, adopted=adopted),
        *([edits.add_templates(__name__, folder="adopted", package=package)] if adopted else ()),
        *(edits.ensure_requirement(name) for name in REQUIREMENTS if not adopted or name not in DRIVERS),
        edits.ensure_requirement("factory-boy", group="dev"),
        *_extensions(f"{facts.folder}/extensions.py", adopted=adopted),
        *(_migrated(guest.tests, migrations) if guest and theirs else ()),
        edits.ensure_untyped("flask_migrate.*"),
        *(edits.ensure_init(factory, name) for name in ("models", "seeding")),
        edits.ensure_fixtures("database"),
        *(() if adopted else _connections(facts, factory)),
        edits.ensure_section("README.md", "### Database", README, under="## Inside"),
    )


def clash(facts: Facts, _options: NoOptions) -> str | None:
    """Say where migrations lie that belong to another kind of database: ours would come among them."""
    migrations = facts.migrations
    if migrations is None or migrations.folder != FOLDER or facts.extension("SQLAlchemy") is not None:
        return None
    return f"the application has migrations in {FOLDER}/ that are not of a Flask-SQLAlchemy."


def _extensions(path: str, *, adopted: bool) -> list[Edit]:
    """Make the database, or take the host's."""
    base = [] if adopted else [edits.ensure_import(path, "from .database import Base")]
    return [
        *base,
        edits.ensure_extension(
            path,
            "from flask_sqlalchemy import SQLAlchemy",
            name="db",
            value="SQLAlchemy(model_class=Base)",
            init="db.init_app(app)",
            testing='{"SQLALCHEMY_DATABASE_URI": "sqlite://"}',
        ),
        edits.ensure_extension(
            path,
            "from flask_migrate import Migrate",
            name="migrate",
            value="Migrate()",
            init="migrate.init_app(app, db)",
            shared=False,
        ),
    ]


def _migrated(tests: str, migrations: Migrations | None) -> list[Edit]:
    """Give the tests' own application the migrations that the host has."""
    path = f"{tests}/application.py"
    folder = migrations.folder if migrations else FOLDER
    directory = f', directory="{folder}"' if folder != FOLDER else ""
    return [
        edits.ensure_import(path, "from flask_migrate import Migrate"),
        edits.ensure_statement(path, f"Migrate(app, extensions.db{directory})", into="create_app"),
    ]


def _connections(facts: Facts, factory: FactoryLike) -> list[Edit]:
    """Say where the database is and how it is reached: a host's own says so itself."""
    return [
        edits.ensure_settings(
            facts.folder or "", "DATABASE_POOL_SIZE: int = 5", 'SQLALCHEMY_DATABASE_URI: str = ""'
        ),
        edits.ensure_init(factory, "connections"),
        edits.ensure_env(
            ".env.example",
            "DATABASE_URL",
            f"postgresql://localhost/{(facts.package or '').partition('.')[0]}",
            "Where the database is; without it, a SQLite file in instance/",
        ),
    ]


CAPABILITY = Capability(
    "database",
    "SQLAlchemy models, migrations, seed data",
    apply=apply,
    needs=("app", "config"),
    uses=("errors",),
    clash=clash,
    adopts=lambda _facts: True,
    recognise=Signs(
        extensions=(
            "flask_sqlalchemy.SQLAlchemy",
            "flask_sqlalchemy_lite.SQLAlchemy",
            "flask_migrate.Migrate",
            "flask_alembic.Alembic",
        ),
        hints=("sqlalchemy.create_engine", "sqlalchemy.engine_from_config"),
        requirements=("flask-alembic", "flask-migrate", "flask-sqlalchemy", "sqlalchemy"),
    ),
)
