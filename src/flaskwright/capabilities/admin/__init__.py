"""An admin with Flask-Admin: every row of every resource, for administrators only.

Its pages are written for this application: they look like the others, need no script of their own, and keep to the
content security policy. Every column can be edited, also floats, which Flask-Admin leaves out with SQLAlchemy 2.1.
Each change is noted, with the old values and the new ones, in the change's own transaction (`AdminChange`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright import edits
from flaskwright.capabilities.admin.testing import tests
from flaskwright.capability import Capability, NoOptions
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.facts import Facts, Record
    from flaskwright.fields import Resource
    from flaskwright.project import Project

README = """
`/admin` shows every row of every resource to users with the role `admin`, and lets them change it; the first page
shows the latest changes. What a view lists and offers stands in the feature's `admin.py`, in Flask-Admin's words;
`admin/resources.py` puts the views in order.
"""

MOMENT = 'sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")'
LISTED = 6  # columns in a list: more of them need a wider screen
WIDE = {"file", "image", "json", "many", "text", "uuid"}


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the admin, which is empty until a resource is there."""
    factory = facts.factory
    if factory is None or facts.migrations is None:
        return project
    folder = facts.folder
    navigation = f"{folder}/pages/navigation.py"
    return project.then(
        edits.add_templates(__name__, package=facts.package, prefix=_accounts(facts), people=facts.people),
        *(edits.ensure_requirement(name) for name in ("flask-admin", "flask-babel", "wtforms")),
        edits.ensure_untyped("flask_admin.*", "flask_babel.*", "wtforms.*"),
        # Flask-Admin fails where Flask-Babel is installed but not set up.
        edits.ensure_extension(
            f"{folder}/extensions.py",
            "from flask_babel import Babel",
            name="babel",
            value="Babel()",
            init="babel.init_app(app)",
            testing="{}",
        ),
        edits.ensure_init(factory, "admin"),
        edits.ensure_import(f"{folder}/models.py", "from .admin.models import AdminChange"),
        edits.ensure_list_item(f"{folder}/models.py", "__all__", '"AdminChange"'),
        edits.add_migration(
            facts.migrations.folder,
            facts.migrations.heads,
            "add admin changes",
            upgrade=edits.render(
                __name__, "upgrade.py.jinja", folder="migration", moment=MOMENT, people=facts.people
            ),
            downgrade=edits.render(__name__, "downgrade.py.jinja", folder="migration"),
            imports=("from sqlalchemy.dialects import mysql, postgresql",),
        ),
        edits.ensure_import(navigation, "from ..admin.access import has_link"),
        edits.ensure_list_item(navigation, "LINKS", 'Link("Admin", "admin.index", has_link)'),
        edits.ensure_section("README.md", "### Admin", README, under="## Inside"),
    )


def _accounts(facts: Facts) -> str:
    """Give the path of the accounts' pages."""
    return str(facts.record.capabilities.get("login", {}).get("prefix", "/account"))


def clash(facts: Facts, _options: NoOptions) -> str | None:
    """Say what an application has by the name or at the place of the admin, which Flask-Admin takes for its own."""
    named = [f"a blueprint admin at {b.at}" for b in facts.blueprints if b.name == "admin" and not b.parent]
    placed = [f"{r.rule} at {r.at}" for r in facts.routes if f"{r.rule}/".startswith("/admin/")]
    return next((f"the application has {found}." for found in named + placed), None)


def surface(
    project: Project, facts: Facts, _options: NoOptions, resource: Resource, _before: Record | None
) -> Project:
    """Give a resource its view."""
    views = f"{facts.folder}/admin/resources.py"
    package = resource.package
    name = f"{resource.name}Admin"
    return project.then(
        edits.add_templates(
            __name__, folder="resource", package=facts.package, **_context(resource), **tests(facts, resource)
        ),
        edits.ensure_import(views, f"from ..{package}.admin import {name}"),
        edits.ensure_list_item(views, "VIEWS", name),
    )


def _context(resource: Resource) -> dict[str, Any]:
    first = resource.label_field
    others = [f.name for f in resource.fields if f is not first and f.kind.name not in WIDE]
    columns = [first.name if first else "id", *others]
    return {
        "resource": resource,
        "label": first,
        "slug": resource.slug,
        "columns": columns[:LISTED],
        "searched": [f.name for f in resource.searchable],
    }


CAPABILITY = Capability(
    "admin",
    "An admin for every resource",
    NoOptions,
    apply,
    needs=("roles", "forms"),
    clash=clash,
    surface=surface,
    recognise=Signs(
        extensions=("flask_admin.Admin", "flask_appbuilder.AppBuilder"),
        requirements=("flask-admin", "flask-appbuilder"),
    ),
)
