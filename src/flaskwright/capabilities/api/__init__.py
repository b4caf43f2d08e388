"""A REST API with flask-smorest: `/api/v1`, described by OpenAPI 3.1 and at `/api/docs`.

Every resource has a list (by page or, so that no insert shifts it, by the last item seen; filters, sorting, sparse
fields; JSON and CSV), and can be created, shown, changed and deleted. `ETag` and `If-Match` keep changes from being
overwritten unseen (412; 428 without one), an `Idempotency-Key` makes a repeated POST do its work once. Errors are
problem documents; 422 (not valid) and 409 (contradicts what is stored) name the fields. A new version is a value in
`api/__init__.py` beside the old one, which then says since when it is deprecated and when it ends. `schemathesis.toml`
lets Schemathesis run with all of its checks.

With `login`, changes need a signed-in user and the CSRF token; without, the API is open to everybody who reaches it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from flaskwright import edits
from flaskwright.capabilities.api.surface import surface
from flaskwright.capability import Capability
from flaskwright.recognition import Certainty, Signs, routes_like

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

REQUIREMENTS = ("apispec", "flask-smorest", "marshmallow", "webargs")

README = """
`/api/docs` describes the API for people, `/api/v1/openapi.json` for programs. {access}

| to | send |
| --- | --- |
| read page by page | `GET /api/v1/…`, then the address in `next` |
| filter, sort, choose fields | `?name=…&price.gte=5&sort=-price&fields=id,name` |
| get a table | `Accept: text/csv` |
| change what you have seen | the item's `ETag` in `If-Match`, or `*` |
| create something once | an `Idempotency-Key` of your own |

`.venv/bin/flask api prune-keys` forgets old idempotency keys: run it once a day.
"""
OPEN = "Without accounts, everybody who reaches it may change everything: do not serve it to the world like that."
CLOSED = (
    "Changes need a signed-in user: the session's cookie, and in `X-CSRFToken` the token that `{}` gives."
)

UPGRADE = """
op.create_table(
    "idempotency_key",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("caller", sa.String(length=40), nullable=False),
    sa.Column("key", sa.String(length=128), nullable=False),
    sa.Column("fingerprint", sa.String(length=64), nullable=False),
    sa.Column("status", sa.Integer(), nullable=False),
    sa.Column(
        "headers",
        sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
        nullable=False,
    ),
    sa.Column("body", sa.Text(), nullable=False),
    sa.Column(
        "created_at",
        sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb"),
        nullable=False,
    ),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
    sa.UniqueConstraint("caller", "key", name=op.f("uq_idempotency_key_caller_key")),
)
op.create_index(op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"])
"""
DOWNGRADE = 'op.drop_table("idempotency_key")'


@dataclass(frozen=True)
class Options:
    """`style`: the library that the API is made with."""

    style: Literal["smorest"] = "smorest"


def apply(project: Project, facts: Facts, _options: Options) -> Project:
    """Write the API, which is empty until a resource is there."""
    factory = facts.factory
    if factory is None or facts.migrations is None:
        return project
    folder = facts.folder
    return project.then(
        edits.add_templates(__name__, **_context(facts)),
        *(edits.ensure_requirement(name) for name in REQUIREMENTS),
        edits.ensure_untyped("flask_smorest.*"),
        edits.ensure_init(factory, "api"),
        edits.ensure_settings(folder or "", _title(facts)),
        edits.ensure_import(f"{folder}/models.py", "from .api.models import IdempotencyKey"),
        edits.ensure_list_item(f"{folder}/models.py", "__all__", '"IdempotencyKey"'),
        edits.add_migration(
            facts.migrations.folder,
            facts.migrations.heads,
            "add idempotency keys",
            upgrade=UPGRADE,
            downgrade=DOWNGRADE,
            imports=("from sqlalchemy.dialects import mysql, postgresql",),
        ),
        edits.ensure_section("README.md", "### API", _readme(facts), under="## Inside"),
    )


def join_forms(project: Project, facts: Facts, _options: Options) -> Project:
    """Leave the token of forms to the API itself."""
    return project.then(edits.add_templates(__name__, was={"forms": False}, **_context(facts)))


def join_login(project: Project, facts: Facts, _options: Options) -> Project:
    """Let only users change something."""
    return project.then(
        edits.add_templates(__name__, was={"login": False}, **_context(facts)),
        edits.add_templates(__name__, folder="login", package=facts.package, people=facts.people),
        edits.reword("README.md", OPEN, _closed(facts)),
    )


def join_limits(project: Project, facts: Facts, _options: Options) -> Project:
    """Count every request, reads too."""
    return project.then(
        edits.add_templates(__name__, was={"limits": False}, **_context(facts)),
        edits.add_templates(__name__, folder="limits", package=facts.package),
        edits.ensure_settings(facts.folder or "", 'RATELIMIT_API: str = "300 per minute"'),
    )


def _context(facts: Facts) -> dict[str, Any]:
    has = {name: facts.has(name) for name in ("forms", "limits", "login")}
    return {"package": facts.package, "people": facts.people, **has}


def _title(facts: Facts) -> str:
    title = str(facts.record.capabilities.get("app", {}).get("title", "App"))
    return f"API_TITLE: str = {json.dumps(title, ensure_ascii=False)}"


def _readme(facts: Facts) -> str:
    return README.format(access=_closed(facts) if facts.has("login") else OPEN)


def _closed(facts: Facts) -> str:
    guest = facts.record.guest
    return CLOSED.format(f"/{guest.name}/csrf-token" if guest else "/csrf-token")


CAPABILITY = Capability(
    "api",
    "A REST API with OpenAPI",
    Options,
    apply,
    needs=("database",),
    uses=("errors", "layout"),
    joins={"forms": join_forms, "limits": join_limits, "login": join_login},
    surface=surface,
    recognise=Signs(
        extensions=(
            "flask_apispec.FlaskApiSpec",
            "flask_restful.Api",
            "flask_restplus.Api",
            "flask_restx.Api",
            "flask_smorest.Api",
        ),
        names=("apiflask.APIFlask", "connexion.FlaskApp", "flask_openapi3.OpenAPI"),
        also=routes_like(r"^/api/", Certainty.LIKELY, least=3),
        requirements=("apiflask", "connexion", "flask-restful", "flask-restx", "flask-smorest"),
    ),
)
