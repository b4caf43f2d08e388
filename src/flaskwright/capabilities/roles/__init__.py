"""Roles and permissions, denied by default: what no line and no decorator opens is refused to everybody.

`roles/policy.py` says in one list who may use which blueprint or endpoint; `@role_required` and `@permission_required`
narrow single views. A route that is in neither answers nobody, so a decorator that stands above its route opens
nothing. Your suite tries every role at every route, and fails for one that declares nothing. Templates ask
`{% if current_user is permitted("products:write") %}`. Rights are rows, read once in a request that asks for them;
whoever's rights change is logged out everywhere, and each change is noted. `flask user grant ada@example.com admin`
makes the first administrator, `flask roles routes` shows who may do what. In a project that Flaskwright did not make,
what was there before stays open until a line or a decorator says who may use it.

Every resource without an owner gets a permission of its own, without which the API changes none of its rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flaskwright import edits, fields
from flaskwright.capability import Capability, NoOptions
from flaskwright.recognition import Certainty, Sign, Signs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flaskwright.facts import Facts, Record
    from flaskwright.fields import Resource
    from flaskwright.project import Edit, Project

# What each capability has for everybody: its endpoints and blueprints. A guest has some by other names.
OPEN = {
    "api": ("api_docs",),
    "forms": ("contact", "csrf_token"),
    "health": ("health",),
    "mail": ("mail_preview",),
    "metrics": ("metrics",),
    "pages": ("pages",),
    "uploads": ("uploads",),
}
OPEN_OF_GUEST = OPEN | {"forms": ("{}_csrf",), "pages": ("{}_assets",), "uploads": ("{}_uploads",)}
ADMIN = 'role("admin")'
MODELS = ("Role", "RoleChange", "RolePermission")
TABLES = ("role", "role_change", "role_permission", "user_role")
# Sessions that a change of rights ends are those of our own accounts.
OF_SESSIONS = ("tests/roles/test_sessions.py.jinja",)
MOMENT = 'sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")'


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the guard, its policy, the tables of roles, and the tests."""
    factory = facts.factory
    if factory is None or facts.migrations is None:
        return project
    folder, people = factory.folder, facts.people
    models, seeding = f"{folder}/models.py", f"{folder}/seeding.py"
    who = "ada@example.com" if people.by_address else "ada"
    readme = edits.render(__name__, "section.md.jinja", folder="readme", people=people, who=who)
    return project.then(
        edits.add_templates(
            __name__,
            only=lambda path: not (people.adopted and path in OF_SESSIONS),
            package=factory.package,
            people=people,
        ),
        edits.ensure_init(factory, "roles"),
        edits.ensure_import(models, f"from .roles.models import {', '.join(MODELS)}"),
        *(edits.ensure_list_item(models, "__all__", f'"{name}"') for name in MODELS),
        edits.add_migration(
            facts.migrations.folder,
            facts.migrations.heads,
            "add roles",
            upgrade=edits.render(
                __name__, "upgrade.py.jinja", folder="migration", moment=MOMENT, people=people
            ),
            downgrade=edits.render(__name__, "downgrade.py.jinja", folder="migration"),
            imports=("from sqlalchemy.dialects import mysql",),
        ),
        *_seeded(seeding, "Role", "roles"),
        # The first administrator is one of our sample users.
        *(() if people.adopted else _seeded(seeding, "RoleChange", "changes")),
        edits.ensure_fixtures("roles"),
        edits.ensure_section("README.md", "### Roles", readme, under="## Inside"),
    )


def _seeded(path: str, model: str, rows: str) -> list[Edit]:
    return [
        edits.ensure_import(path, f"from .roles.models import {model}"),
        edits.ensure_import(path, f"from .roles.seed import {rows}"),
        edits.ensure_list_item(path, "SEEDS", f"Seed({model}, {rows})"),
    ]


def clash(facts: Facts, _options: NoOptions) -> str | None:
    """Say what an application has by the name of one of our tables or classes: SQLAlchemy takes each once."""
    for model in facts.models:
        if model.name in MODELS or model.table in TABLES:
            return f"the application has {model.name} at {model.at}, and roles of its own are not read."
    for table in facts.core_tables:
        if table.name in TABLES:
            return f"the application has the table {table.name} at {table.at}."
    return None


def _join(other: str) -> Callable[[Project, Facts, NoOptions], Project]:
    def join(project: Project, facts: Facts, _options: NoOptions) -> Project:
        guest = facts.record.guest
        names = [name.format(guest.name) for name in OPEN_OF_GUEST[other]] if guest else OPEN[other]
        return project.then(*(_rule(facts, name, "ANYBODY") for name in names))

    return join


def join_admin(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Keep the admin to administrators."""
    return project.then(_rule(facts, "admin", ADMIN))


def surface(
    project: Project, facts: Facts, _options: NoOptions, resource: Resource, _before: Record | None
) -> Project:
    """Declare who may change a resource: its owner, else whoever has the permission."""
    known = {other.name: other for other in fields.resources(facts.record)}
    package, owner = resource.package, fields.ownership(resource, known)
    read, write = "USERS" if owner and owner.private else "ANYBODY", "USERS"
    if owner is None:
        write = f'permission("{package}:write")'
        about = f"Create, change and delete {resource.titles.lower()}"
        code = f'Permission("{package}:write", "{about}")'
        path = f"{facts.folder}/roles/permissions.py"
        project = project.then(edits.ensure_list_item(path, "PERMISSIONS", code))
    if project.has(f"{facts.folder}/{package}/routes.py"):
        pages = [_rule(facts, f"{package}.{name}", read) for name in ("index", "show")]
        project = project.then(_rule(facts, package, write), *(pages if read != write else ()))
    if facts.has("api"):
        project = project.then(_rule(facts, f"v1.{package}", read, write if read != write else ""))
    if facts.has("admin"):
        project = project.then(_rule(facts, f"admin_{resource.table}", ADMIN))
    return project


def _rule(facts: Facts, name: str, reading: str, changes: str = "") -> Edit:
    """Give the edit that adds a line to the policy, and imports what it names."""
    policy = f"{facts.folder}/roles/policy.py"
    code = f'Rule("{name}", {reading}' + (f", changes={changes})" if changes else ")")
    words = [word for word in ("permission", "role", "USERS") if re.search(rf"\b{word}\b(?!:)", code)]
    imports = [edits.ensure_import(policy, f"from .requirements import {word}") for word in words]
    return edits.together(policy, code, *imports, edits.ensure_list_item(policy, "POLICY", code))


def guarded(facts: Facts) -> Iterator[Sign]:
    """Give the routes that ask for a role or a permission."""
    for route in facts.routes:
        for guard in route.guards:
            if re.search(r"(?i)role|permission|admins?_(only|required)", guard):
                yield Sign(route.at, f"the guard {guard}", Certainty.LIKELY)


CAPABILITY = Capability(
    "roles",
    "Roles and permissions, denied by default",
    NoOptions,
    apply,
    needs=("login",),
    uses=("errors",),
    clash=clash,
    joins={**{name: _join(name) for name in OPEN}, "admin": join_admin},
    surface=surface,
    recognise=Signs(
        extensions=("flask_allows2.Allows", "flask_principal.Principal", "flask_security.Security"),
        requirements=("flask-principal",),
        also=guarded,
    ),
)
