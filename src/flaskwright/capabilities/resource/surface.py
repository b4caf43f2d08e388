"""What every resource has: its model, its table, its services, its sample rows, its tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from flaskwright import edits, fields
from flaskwright.errors import UsageError
from flaskwright.fields.features import downgrade, feature, of_people, upgrade

if TYPE_CHECKING:
    from flaskwright.facts import Facts, Record
    from flaskwright.fields import Resource
    from flaskwright.project import Edit, Project

MODULE = __name__.rpartition(".")[0]


@dataclass(frozen=True)
class Options:
    """`layers`: whether services find and store rows themselves, or through a repository."""

    layers: Literal["service", "repository"] = "service"


def surface(
    project: Project, facts: Facts, options: Options, resource: Resource, before: Record | None
) -> Project:
    """Write a resource, or let its files follow when a capability arrived since (`before`)."""
    known = {other.name: other for other in fields.resources(facts.record)}
    users, uploads = facts.user_model is not None, facts.has("uploads")
    fields.check_known(resource, known, users=users, uploads=uploads)
    layers = options.layers
    now = _context(facts, resource, known, roles=facts.has("roles"), layers=layers)
    was = None
    if before is not None:
        was = _context(facts, resource, known, roles="roles" in before.capabilities, layers=layers)
    folders = ["model", *["repository"] * (layers == "repository"), *["owned"] * (now["owner"] is not None)]
    project = project.then(*(edits.add_templates(MODULE, folder=name, was=was, **now) for name in folders))
    project = project.then(*_shared(facts, resource, known, was, now), *_registered(facts, resource))
    if before is not None:
        return project
    return project.then(
        *_collections(facts, resource, known, roles=now["roles"]), _migration(facts, resource)
    )


def _context(
    facts: Facts, resource: Resource, known: dict[str, Resource], *, roles: bool, layers: str
) -> dict[str, Any]:
    found = feature(facts, resource, known, roles=roles, layers=layers)
    return {**found, "reading": edits.render(MODULE, "reading.py.jinja", folder="parts", **found)}


def _shared(
    facts: Facts,
    resource: Resource,
    known: dict[str, Resource],
    was: dict[str, object] | None,
    now: dict[str, object],
) -> list[Edit]:
    """Write the modules that only some resources need."""
    found = []
    if resource.slug:
        found.append(edits.add_templates(MODULE, folder="slugs", package=facts.package))
    if resource.uploads:
        found.append(edits.add_templates(MODULE, folder="pictures", package=facts.package))
    if fields.ownership(resource, known):
        was = was and {"roles": was["roles"]}
        found.append(
            edits.add_templates(MODULE, folder="owners", was=was, package=facts.package, roles=now["roles"])
        )
        found.append(edits.ensure_fixtures("owners"))
    return found


def _registered(facts: Facts, resource: Resource) -> list[Edit]:
    models, seeding = f"{facts.folder}/models.py", f"{facts.folder}/seeding.py"
    return [
        edits.ensure_import(models, f"from .{resource.package}.models import {resource.name}"),
        edits.ensure_list_item(models, "__all__", f'"{resource.name}"'),
        edits.ensure_import(seeding, f"from .{resource.package}.models import {resource.name}"),
        edits.ensure_import(seeding, f"from .{resource.package}.seed import {resource.package}"),
        edits.ensure_list_item(seeding, "SEEDS", f"Seed({resource.name}, {resource.package})"),
    ]


def _collections(facts: Facts, resource: Resource, known: dict[str, Resource], *, roles: bool) -> list[Edit]:
    """Give what others go away with the collection of them: its model follows."""
    parents = {f.target or "" for f in resource.references if "cascade" in f.flags} - {resource.name}
    others = {name: other for name, other in known.items() if name != resource.name}
    return [
        edits.add_templates(
            MODULE,
            folder="model",
            only=lambda path: path.endswith("/models.py.jinja"),
            was=feature(facts, known[parent], others, roles=roles),
            **feature(facts, known[parent], known, roles=roles),
        )
        for parent in sorted(parents)
    ]


def _migration(facts: Facts, resource: Resource) -> Edit:
    migrations = facts.migrations
    if migrations is None:
        raise UsageError("The project has no migrations; add database first.")
    code = of_people(facts, upgrade(resource))
    dialects = [name for name in ("mysql", "postgresql") if re.search(rf"\b{name}\.[A-Z]", code)]
    return edits.add_migration(
        migrations.folder,
        migrations.heads,
        f"add {resource.title.lower()}",
        upgrade=code,
        downgrade=downgrade(resource),
        imports=(f"from sqlalchemy.dialects import {', '.join(dialects)}",),
    )
