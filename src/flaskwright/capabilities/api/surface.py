"""What the API gives a resource: its schema, its addresses, its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright import edits
from flaskwright.fields.features import api

if TYPE_CHECKING:
    from flaskwright.facts import Facts, Record
    from flaskwright.fields import Resource
    from flaskwright.project import Project


def surface(
    project: Project, facts: Facts, _options: Any, resource: Resource, before: Record | None
) -> Project:
    """Write a resource's schema, addresses and tests, and list it in the API's first version."""
    package = resource.package
    v1 = f"{facts.folder}/api/v1.py"
    people = ("login", "roles")
    was = {name: name in before.capabilities for name in people} if before is not None else None
    values = {**api(facts, resource), **{name: facts.has(name) for name in people}}
    return project.then(
        edits.add_templates(__name__, folder="resource", was=was, package=facts.package, **values),
        edits.ensure_import(v1, f"from ..{package} import api as {package}"),
        edits.ensure_list_item(v1, "PARTS", f"{package}.bp"),
    )
