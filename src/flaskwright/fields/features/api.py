"""What the API gives a resource: its schema, its addresses, and bodies for their tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright.fields.code import imports_of
from flaskwright.fields.features.sending import sending
from flaskwright.fields.resource import ownership, resources

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

# How a value is written in JSON, by the field's type; others are written as they are.
WRITTEN = {
    "date": "{}.isoformat()",
    "datetime": "{}.isoformat()",
    "decimal": 'f"{{{}:f}}"',
    "enum": "{}.value",
    "file": "link({})",
    "image": "link({})",
    "time": "{}.isoformat()",
    "uuid": "str({})",
}
SCHEMA_IMPORTS = {
    "from typing import Any",
    "from marshmallow import fields, validate",
    "from ..api.schemas import LARGEST_KEY, ApiSchema",
}


def api(facts: Facts, resource: Resource) -> dict[str, Any]:
    """Give everything that a resource's schema, addresses and their tests are made of."""
    links = [
        (field.key, *(f"{table}.c.{column}" for column in field.kind.columns(field, resource)))  # type: ignore[attr-defined] # `many` has them
        for field in resource.collections
        if (table := field.kind.table(field, resource))  # type: ignore[attr-defined] # the same
    ]
    return {
        "resource": resource,
        "schema": [line for field in resource.fields if (line := schema_line(field, resource))],
        "imports": schema_imports(resource),
        "columns": [(field.key, written(field)) for field in resource.fields if field.column],
        "links": links,
        "tables": sorted({link[1].partition(".")[0] for link in links}),
        "searched": [field.name for field in resource.searchable],
        "write": "write" if links else "write_row",
        **_tests(facts, resource),
    }


def schema_line(field: Field, resource: Resource) -> str:
    """Give the field's line in the schema: what a client sends, or what it only reads."""
    if field is resource.owner:
        return (
            f"{field.key} = fields.Integer(dump_only=True, validate=validate.Range(min=1, max=LARGEST_KEY))"
        )
    code = field.schema(resource)
    empty = ", allow_none=True" if field.empty else ""
    return code.text if code else f"{field.name} = fields.String(dump_only=True{empty})"


def schema_imports(resource: Resource) -> list[str]:
    """Give the imports of the schema's module, of which some stand in it already."""
    found = set(imports_of(field.schema(resource) for field in resource.given))
    found = {line for line in found if not line.startswith("from marshmallow ")} | SCHEMA_IMPORTS
    if resource.uploads:
        found.add("from ..uploads import link")
    if resource.collections:
        found.add(f"from .models import {resource.name}")
    return sorted(found)


def written(field: Field) -> str:
    """Give the expression that writes a row's value in JSON."""
    value = f"row.{field.column}"
    text = WRITTEN.get(field.kind.name, "{}").format(value)
    return f"{text} if {value} is not None else None" if field.empty and text != value else text


def _tests(facts: Facts, resource: Resource) -> dict[str, Any]:
    """Give what the template of a resource's tests needs."""
    known = {other.name: other for other in resources(facts.record)}
    owner = ownership(resource, known)
    common = sending(facts, resource, known)
    mine = f", {common['mine']}" if owner and owner.private else ""
    imports = common["test_imports"] + [common["user_import"]] * bool(common["user"] or mine)
    return {
        **common,
        "mine": mine,
        "test_imports": sorted(imports),
        "bodies": [[(f.key, f.samples(resource)[i].json) for f in resource.given] for i in (0, 1)],
        "invalid": [
            (f.key, wrong.json, 409 if wrong.contradicts else 422, wrong.reason.replace("_", "-"))
            for f in resource.given
            for wrong in f.invalid(resource)
            if wrong.json is not None
        ],
    }
