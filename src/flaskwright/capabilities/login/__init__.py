"""Accounts with Flask-Login: register, confirm, log in and out, and everything that keeps an account its owner's.

Passwords are hashed with argon2id and anew when its parameters change; common ones are refused, offline. Each browser
has a session on the server, listed and ended under "devices", with an idle and an absolute end. Staying logged in is
opt-in, and its cookie changes with each use, so a copied one is noticed. A second factor (TOTP, recovery codes) is
there for who wants it. Links in mails work once, for 30 minutes, and opening them alone changes nothing. No answer and
no time tells who has an account; guessing is slowed down without locking the owner out; what matters asks for the
password again. Every event goes into an audit trail. `flask user …` looks after the accounts.

`login:prefix=/me` puts the pages there instead of at `/account`.

An application that has Flask-Login with a model of its own keeps both: nothing of this is written, and what is added
(roles, the admin, rows with an owner) refers to that model by its own names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright import edits
from flaskwright.capability import Capability
from flaskwright.errors import UsageError
from flaskwright.facts.people import fit, required, unfit
from flaskwright.project import ManualStep
from flaskwright.recognition import Certainty, Sign, Signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flaskwright.facts import Factory, Facts, Migrations
    from flaskwright.project import Edit, Project

REQUIREMENTS = (
    "argon2-cffi", "cryptography", "email-validator", "flask-login", "itsdangerous", "markupsafe", "pyotp", "segno",
    "wtforms",
)  # fmt: skip
MODELS = ("AccountEvent", "RecoveryCode", "Throttle", "User", "UserSession", "UserToken")
PREFIX = re.compile(r"(/[a-z0-9]+([-_][a-z0-9]+)*)+")

MOMENT = 'sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")'
SAMPLE_PASSWORD = "ada likes to see it work"  # noqa: S105 (of sample rows, in development)

SETTINGS = (
    ("Config", "PASSWORD_HASH_MEMORY_KIB: int = 64 * 1024"),
    ("Config", "PASSWORD_HASH_PASSES: int = 3"),
    ("Config", "REMEMBER_DAYS: int = 30"),
    ("Config", "SESSION_HOURS: int = 24"),
    ("Config", "SESSION_IDLE_MINUTES: int = 120"),
    ("Testing", "PASSWORD_HASH_MEMORY_KIB = 8"),
    ("Testing", "PASSWORD_HASH_PASSES = 1"),
)
MENU = '{% include "accounts/menu.html" %}'


@dataclass(frozen=True)
class Options:
    """`prefix`: where the pages of accounts are."""

    prefix: str = "/account"

    def __post_init__(self) -> None:
        if not PREFIX.fullmatch(self.prefix):
            raise UsageError(
                f"login:prefix={self.prefix} is not possible; give a path like /account or /my/account."
            )


def apply(project: Project, facts: Facts, options: Options) -> Project:
    """Write the accounts, their tables, their settings and their tests."""
    factory = facts.factory
    if factory is None or facts.migrations is None:
        return project
    if facts.people.adopted:
        return _adopted(project, facts, factory)
    folder = factory.folder
    return project.then(
        edits.add_templates(
            __name__, package=factory.package, prefix=options.prefix, password=SAMPLE_PASSWORD
        ),
        *(edits.ensure_requirement(name) for name in REQUIREMENTS),
        edits.ensure_untyped("flask_login.*", "wtforms.*"),
        # Without its context processor, which would load the user for every page.
        edits.ensure_extension(
            f"{folder}/extensions.py",
            "from flask_login import LoginManager",
            name="login_manager",
            value="LoginManager()",
            init="login_manager.init_app(app, add_context_processor=False)",
        ),
        edits.ensure_init(factory, "accounts"),
        edits.ensure_blueprint(factory, "accounts"),
        *(edits.ensure_class_attribute(f"{folder}/config.py", name, code) for name, code in SETTINGS),
        *_tables(folder, facts.migrations, guest=facts.record.guest is not None),
        edits.ensure_text(f"{folder}/templates/layout/header.html", MENU, after="{# account menu #}"),
        edits.ensure_fixtures("login"),
        edits.ensure_section(
            "README.md",
            "### Accounts",
            edits.render(
                __name__, "section.md.jinja", folder="readme", prefix=options.prefix, password=SAMPLE_PASSWORD
            ),
            under="## Inside",
        ),
    )


def _adopted(project: Project, facts: Facts, factory: Factory) -> Project:
    """Give the parts the accounts of the application by the names that ours would have."""
    tests, people = facts.record.guest.tests if facts.record.guest else "", facts.people
    application, users = f"{tests}/application.py", f"{tests}/factories/accounts.py"
    values, unknown = required(facts, people)
    readme = edits.render(__name__, "adopted.md.jinja", folder="readme", people=people)
    if facts.user_model and facts.migrations and not people.named:
        project = project.then(
            edits.ensure_text_column(facts.user_model, facts.migrations, people.known_by, 254)
        )
    for item in unknown:
        reason = (
            f"What {item.name} ({item.column.at}) may be cannot be told: give UserFactory a value for it."
        )
        project = project.ask(ManualStep(users, reason, f"    {item.name} = ..."))
    return project.then(
        edits.add_templates(__name__, only={"[[package]]/accounts/rows.py"}),
        edits.add_templates(
            __name__, folder="adopted", package=factory.package, people=people, values=values
        ),
        edits.ensure_requirement("flask-login"),
        edits.ensure_init(factory, "accounts"),
        edits.ensure_fixtures("login"),
        edits.ensure_import(application, "from . import signing_in"),
        edits.ensure_statement(application, "signing_in.init_app(app)", into="create_app"),
        edits.ensure_section("README.md", "### Accounts", readme, under="## Inside"),
    )


def clash(facts: Facts, options: Options) -> str | None:
    """Say what is unusual about the accounts that an application has, or what stands in the place of ours."""
    if reason := unfit(facts):
        return reason
    for route in facts.routes if facts.user_model is None else ():
        if f"{route.rule}/".startswith(f"{options.prefix}/"):
            return f"{route.rule} at {route.at} is in its way; choose another place, as in login:prefix=/me."
    return None


def _tables(folder: str, migrations: Migrations, *, guest: bool) -> list[Edit]:
    """Make the models known, and write their migration and their sample rows."""
    models, seeding = f"{folder}/models.py", f"{folder}/seeding.py"
    return [
        edits.ensure_import(models, f"from .accounts.models import {', '.join(MODELS)}"),
        *(edits.ensure_list_item(models, "__all__", f'"{name}"') for name in MODELS),
        edits.add_migration(
            migrations.folder,
            migrations.heads,
            "add accounts",
            upgrade=edits.render(
                __name__, "upgrade.py.jinja", folder="migration", moment=MOMENT, guest=guest
            ),
            downgrade=edits.render(__name__, "downgrade.py.jinja", folder="migration"),
            imports=("from sqlalchemy.dialects import mysql",),
        ),
        edits.ensure_import(seeding, "from .accounts.models import User"),
        edits.ensure_import(seeding, "from .accounts.seed import users"),
        edits.ensure_list_item(seeding, "SEEDS", "Seed(User, users)"),
    ]


def people(facts: Facts) -> Iterator[Sign]:
    """Give the model of those who sign in."""
    if model := facts.user_model:
        yield Sign(model.at, f"the model {model.name}", Certainty.LIKELY)


CAPABILITY = Capability(
    "login",
    "Accounts: sign in, two-factor, devices",
    Options,
    apply,
    needs=("database", "forms", "mail"),
    uses=("errors",),
    recognise=Signs(
        extensions=("flask_login.LoginManager", "flask_security.Security", "flask_user.UserManager"),
        hints=(
            "authlib.integrations.flask_client.OAuth",
            "flask_httpauth.HTTPBasicAuth",
            "flask_httpauth.HTTPTokenAuth",
            "flask_jwt_extended.JWTManager",
        ),
        requirements=("flask-login", "flask-security", "flask-security-too"),
        also=people,
    ),
    clash=clash,
    adopts=fit,
)
