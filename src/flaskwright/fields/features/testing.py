"""What the tests of a resource's model and services need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright.fields.code import Code, code, imports_of
from flaskwright.fields.features.model import models_of
from flaskwright.fields.names import snake
from flaskwright.fields.resource import ownership

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.facts import Facts
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Ownership, Resource

# Types that Python and every database sort alike.
COMPARABLE = frozenset({"integer", "bigint", "decimal", "float", "date", "datetime", "time"})


def tests(
    facts: Facts, resource: Resource, known: Mapping[str, Resource], owner: Ownership | None
) -> dict[str, Any]:
    """Give the factory, two sets of values, and which rules there are to break."""
    factory = [f.factory(resource) for f in resource.fields]
    feature = f"{facts.package}.{resource.package}"
    base = code("", f"from {feature}.models import {resource.name}")
    samples: list[list[tuple[str, Code]]] = [[], []]
    for field in resource.given:
        for row, sample in zip(samples, field.samples(resource), strict=True):
            row.append((field.key, sample.python))
    made = [_made(field, resource, known) for field in resource.given if field.kind.refers]
    others = [target for field in resource.given if (target := field.target) and target != resource.name]
    modules = {t: models_of(facts, t).removeprefix("..").removesuffix(".models") for t in others}
    sorts = [f.name for f in resource.sortable if f.kind.name in COMPARABLE]
    return {
        "factory_imports": imports_of([base, *factory, *(p for row in samples for _, p in row)], feature),
        "target_factories": [f"from .{module} import {target}Factory" for target, module in modules.items()],
        "factory_lines": [f.text for f in factory if f],
        "samples": [[(key, piece.text) for key, piece in row] for row in samples],
        "made": made,
        "mine": f"{'__'.join(owner.path)}=user" if owner else "",
        "unique": [(f.name, f.key) for f in resource.given if f.unique or f is resource.slug],
        "required": [f.column for f in resource.fields if f.column and not f.empty and f.default is None],
        "nullable_factories": [
            f"from tests.factories.{'accounts' if t == 'User' else modules[t]} import {t}Factory"
            for t in dict.fromkeys(f.target or "" for f in resource.references if f.nullable)
            if t == "User" or t in modules
        ],
        "comparable": sorts,
        "comparable_set": "{" + ", ".join(f'"{name}"' for name in sorts) + "}",
        "reference_keys": [
            (f.key, "[NOWHERE]" if f.kind.name == "many" else "NOWHERE")
            for f in resource.given
            if f.kind.refers
        ],
        "needle": needle(resource),
    }


def _made(field: Field, resource: Resource, known: Mapping[str, Resource]) -> tuple[str, str, bool]:
    """Give the variable, the factory's call, and whether a second one is needed, for a test's valid values."""
    target = field.target or ""
    above = ownership(known[target], known) if target in known else None
    mine = ownership(resource, known) is not None
    call = f"{target}Factory({'__'.join(above.path)}=user)" if above and mine else f"{target}Factory()"
    many = field.kind.name == "many"
    return (snake(target) if many else field.name), call, not many


def needle(resource: Resource) -> str:
    """Give a text, in code, that the first searched field takes and no factory makes."""
    field = resource.searchable[0] if resource.searchable else None
    if field is None:
        return ""
    if field.kind.name == "email":
        return '"needle@example.org"'
    if field.kind.name == "url":
        return '"https://needle.example.org/"'
    if field.kind.name == "slug":
        return '"needle"'
    size = field.kind.most(field)  # type: ignore[attr-defined] # a text
    least = field.kind.least(field)  # type: ignore[attr-defined] # a text
    return '"' + "needle"[:size].ljust(least, "e") + '"'
