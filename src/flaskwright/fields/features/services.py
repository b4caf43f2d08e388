"""A resource's services: what is checked, who may do what, and which rows are read along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright.fields.code import imports_of
from flaskwright.fields.names import plural, snake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Ownership, Resource


def _target(field: Field, resource: Resource) -> tuple[str, str]:
    """Give the rows that a reference may lead to, as a query in code, and the import for it."""
    if field.target == "User":
        return "select(User)", "User"
    if field.target == resource.name:
        return "visible()", ""
    package = plural(snake(field.target or ""))
    return f"{package}.visible()", f"from ..{package} import services as {package}"


def services(
    resource: Resource, known: Mapping[str, Resource], owner: Ownership | None, *, roles: bool, layers: str
) -> dict[str, Any]:
    """Give the values that services take, their checks, and who the owner is."""
    references = [f for f in resource.given if f.kind.refers]
    targets = {f.name: _target(f, resource)[0] for f in references}
    directly = owner is not None and len(owner.path) == 1
    checks = []
    unique = [f.key for f in resource.given if f.unique]
    if unique:
        checks.append(f"check.unique({', '.join(map(repr, unique))})".replace("'", '"'))
    if resource.slug:
        checks.append(f'check.slug("{resource.slug.name}")')
    checks += [f'check.refers("{f.key}", {targets[f.name]})' for f in references]
    if owner and not directly and resource.parent:
        checks.append(f'check.keeps("{resource.parent.key}")')
    joins, column = _owner_query(resource, known, owner)
    return {
        "values": [
            (f.key, f.kind.annotation(f, resource).text) for f in resource.fields if f is not resource.owner
        ],
        "targets": targets,
        "checks": checks,
        "eager": _eager(resource),
        "owned_directly": directly,
        "owner_key": owner.key(resource.variable) if owner else "",
        "owner_joins": joins,
        "owner_column": column,
        **_layers(
            resource,
            _reading_imports(resource, owner, joins, roles=roles),
            _changing_imports(resource, references, owner, checks=bool(checks)),
            owned=owner is not None,
            layers=layers,
        ),
    }


def _layers(
    resource: Resource, reading: set[str], changing: set[str], *, owned: bool, layers: str
) -> dict[str, Any]:
    """Give the imports of each layer: with a repository, services pass on what it finds."""
    found = ["SORTED", "find", "get", "page", "visible"]
    found += ["by_slug"] * bool(resource.slug) + ["page_of"] * bool(resource.parent)
    own = ["Values", "assign", "create", "delete", "update"] + ["may_change"] * bool(owned)
    repository = {"from . import repositories", *(f"from .repositories import {name}" for name in found)}
    return {
        "layers": layers,
        "service_imports": sorted(changing | (reading if layers == "service" else repository)),
        "repository_imports": sorted({*reading, "from ..extensions import db"}),
        "exported": sorted([*found, *own]),
    }


def _owner_query(
    resource: Resource, known: Mapping[str, Resource], owner: Ownership | None
) -> tuple[list[tuple[str, str]], str]:
    """Give the joins that lead from a resource to its owner, and the column with the owner's id."""
    joins, at = [], resource
    for name in owner.path[:-1] if owner else ():
        target = known[next(f.target or "" for f in at.references if f.name == name)]
        joins.append((target.name, f"{at.name}.{name}"))
        at = target
    return joins, f"{at.name}.{owner.path[-1]}_id" if owner else ""


def _eager(resource: Resource) -> list[str]:
    """Give how a list reads along what its rows show: what they refer to, and no collection."""
    return [
        f"joinedload({resource.name}.{f.name}{'' if f.nullable else ', innerjoin=True'})"
        for f in resource.references
    ]


def _reading_imports(
    resource: Resource, owner: Ownership | None, joins: list[tuple[str, str]], *, roles: bool
) -> set[str]:
    """Give what finding rows needs."""
    lines = {
        "from flask_sqlalchemy.pagination import Pagination",
        "from sqlalchemy import Select, select",
        "from ..queries import only, paginate, search, sorted_by",
        f"from .models import {resource.name}",
        *["from sqlalchemy.orm import joinedload"] * bool(resource.references),
    }
    if owner and owner.private:
        lines |= {"from ..owners import actor_id", *["from ..owners import sees_all"] * roles}
        lines |= {f"from ..{plural(snake(target))}.models import {target}" for target, _ in joins}
    return lines


def _changing_imports(
    resource: Resource, references: list[Field], owner: Ownership | None, *, checks: bool
) -> set[str]:
    """Give what making, changing and deleting rows needs."""
    lines = {
        "from typing import Any, TypedDict, Unpack",
        "from sqlalchemy.exc import IntegrityError",
        "from ..database import transaction",
        "from ..errors import Conflict",
        "from ..extensions import db",
        f"from .models import {resource.name}",
        *["from ..queries import Check"] * checks,
        *["from ..queries import rows"] * bool(resource.collections),
        *["from ..slugs import free_slug"] * bool(resource.slug),
    }
    lines |= {_target(f, resource)[1] for f in references} - {"", "User"}
    lines |= set(imports_of(f.kind.annotation(f, resource) for f in resource.given))
    if any(f.target == "User" for f in references):
        lines |= {"from sqlalchemy import select", "from ..accounts.models import User"}
    if owner:
        lines |= {"from .. import owners", "from ..owners import require_change"}
        lines |= {"from ..owners import require_actor"} if len(owner.path) == 1 else set()
    return lines
