"""A resource's pages: their addresses, their form, and who sees which buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright.fields.code import Code, code, imports_of
from flaskwright.fields.features.page_tests import page_tests
from flaskwright.fields.features.showing import address, columns_of, details_of, may, parts_of
from flaskwright.fields.resource import ownership

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from flaskwright.facts import Facts
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

MACROS = ("download", "picture", "status")
ROWS = "<int(min=1, max=2147483647):{}_id>"


def pages(
    facts: Facts, resource: Resource, known: Mapping[str, Resource], capabilities: Container[str]
) -> dict[str, Any]:
    """Give what the templates of a resource's pages need.

    `capabilities` are those of the project: `login` and `roles` say who sees the buttons.
    """
    login, roles = "login" in capabilities, "roles" in capabilities
    owner = ownership(resource, known)
    person = facts.people.known_by if facts.people.adopted else ""
    columns, details = columns_of(resource, known), details_of(resource, known, person)
    return {
        "package": facts.package,
        "resource": resource,
        "variable": resource.variable,
        "label": resource.label_field,
        "login": login,
        "roles": roles,
        "may": may(resource, owner, login=login, roles=roles, changes="may_change"),
        "may_add": may(resource, owner, login=login, roles=roles, changes="is_logged_in()"),
        "owner": owner,
        "private": owner is not None and owner.private,
        "stays": bool(owner and len(owner.path) > 1),
        "picture": next((f for f in resource.uploads if f.kind.name == "image"), None),
        "columns": columns,
        "listed": "".join(shown.html for shown in columns),
        "sorts": [(f.name, f.label) for f in resource.sortable],
        "details": details,
        "macros": [name for name in MACROS if any(f"{name}(" in shown.html for shown in details)],
        "parts": parts_of(resource, known, login=login, roles=roles),
        **_addresses(resource, known),
        **_form(resource),
        **page_tests(facts, resource, known),
    }


def _addresses(resource: Resource, known: Mapping[str, Resource]) -> dict[str, Any]:
    """Give where a row is shown: by its slug, else by its id; and where the row is that it goes away with."""
    variable, up = resource.variable, resource.parent
    parent = known.get(up.target or "") if up else None
    by_id = f"{variable}_id"
    return {
        "rule": "<slug>" if resource.slug else ROWS.format(variable),
        "key": "slug" if resource.slug else by_id,
        "key_type": "str" if resource.slug else "int",
        "get": "by_slug" if resource.slug else "get",
        "address": address(resource, variable),
        "parent": parent,
        "parent_key": up.key if parent and up else "",
        "parent_address": address(parent, f"{variable}.{up.name}") if parent and up else "",
    }


def _form(resource: Resource) -> dict[str, Any]:
    """Give the fields of the form, in the order of the declaration: all but the owner."""
    filled_in = [f for f in resource.fields if f is not resource.owner]
    lines = [line for field in filled_in for line in _lines(field, resource)]
    return {
        "form": [line.text for line in lines],
        "form_imports": imports_of(lines),
        "removable": [f for f in resource.uploads if f.nullable],
    }


def _lines(field: Field, resource: Resource) -> list[Code]:
    """Give a field of the form, and a box beside it that takes a file away."""
    lines = [line] if (line := field.form(resource)) else []
    if field in resource.uploads and field.nullable:
        text = f'remove_{field.name} = BooleanField("Remove the {field.label.lower()}")'
        lines.append(code(text, "from typing import Any", "from wtforms import BooleanField"))
    return lines
