"""What tests send to make a row: values as a browser or a program writes them, and the rows they refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright.fields.kind import literal
from flaskwright.fields.names import plural, snake
from flaskwright.fields.resource import ownership

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.facts import Facts
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

MOST = 6  # rows in the longer list


def sending(facts: Facts, resource: Resource, known: Mapping[str, Resource]) -> dict[str, Any]:
    """Give what the tests of a resource's API and pages have in common.

    `setup` are the lines that make what the samples refer to; `user` is the parameter that they need, if any, and
    `mine` the factory's arguments that give a row to that user.
    """
    owner = ownership(resource, known)
    lines = _setup(resource, known)
    mine = f"{'__'.join(owner.path)}=user" if owner else ""
    user = any("=user" in line for line in lines)
    most = min([MOST, *(f.kind.distinct(f) for f in resource.fields if f.unique)])
    return {
        "setup": lines,
        "user": "user: User" if user else "",
        "mine": mine,
        "few": 1,
        "more": most - 1,
        "fixed": resource.parent.key if owner and len(owner.path) > 1 and resource.parent else None,
        "test_imports": _imports(resource),
        "user_import": f"from {facts.package}.accounts.models import User",
    }


def forms(facts: Facts, resource: Resource) -> list[list[tuple[str, str]]]:
    """Give two rows as a browser sends them: names and expressions; a box that stays empty is not sent."""
    return [
        [
            (f.key, _sent(f, sample, facts.people.known_by))
            for f in resource.given
            if (sample := f.samples(resource)[i].form) is not None
        ]
        for i in (0, 1)
    ]


def wrong_forms(resource: Resource) -> list[tuple[str, str, str]]:
    """Give what must be refused: the field, what a browser would send, and the reason."""
    return [
        (f.key, literal(wrong.form), wrong.reason.replace("_", "-"))
        for f in resource.given
        for wrong in f.invalid(resource)
        if wrong.form is not None
    ]


def _sent(field: Field, text: str, known_by: str) -> str:
    if not field.kind.refers:
        return literal(text)
    name = text.strip("{}")
    return name.replace(".id", f".{known_by}") if field.target == "User" else name


def _setup(resource: Resource, known: Mapping[str, Resource]) -> list[str]:
    """Give the lines that make the rows to which the samples refer; private ones belong to who acts."""
    lines: dict[str, str] = {}
    for field in resource.given:
        if not field.target:
            continue
        target = known.get(field.target)
        owner = ownership(target, known) if target else None
        made = f"{field.target}Factory({'__'.join(owner.path)}=user)" if owner else f"{field.target}Factory()"
        for name in _variables(field):
            lines.setdefault(name, f"{name} = {made}")
    return list(lines.values())


def _variables(field: Field) -> tuple[str, ...]:
    if field.kind.name == "many":
        return (snake(field.target or ""),)
    return (field.name, f"other_{field.name}")


def _imports(resource: Resource) -> list[str]:
    targets = {field.target for field in resource.given if field.target}
    lines = {
        f"from tests.factories.{'accounts' if target == 'User' else plural(snake(target))} import {target}Factory"
        for target in {*targets, resource.name}
    }
    return sorted({*lines, "from tests.fixtures.database import Queries"})
