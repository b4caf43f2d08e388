"""A resource's model: its columns, and the ways to other rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flaskwright.fields.code import Code, code, imports_of
from flaskwright.fields.names import plural, snake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.facts import Facts
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

_TO_USER = re.compile(r'(: Mapped\[(?:list\[)?"User(?: \| None)?"\]+ = relationship\()')


def models_of(facts: Facts, target: str, *, absolute: bool = False) -> str:
    """Give the module of a target's models as a feature's module imports it."""
    package = plural(snake(target))
    if target == "User" and facts.people.adopted:
        package = "accounts"
    elif target == "User" and facts.user_model:
        package = facts.user_model.module.removeprefix(f"{facts.package}.").removesuffix(".models")
    return f"{facts.package}.{package}.models" if absolute else f"..{package}.models"


def of_people(facts: Facts, text: str) -> str:
    """Let code that refers to accounts of ours refer to those that the application has."""
    people = facts.people
    text = text.replace('"user.id"', f'"{people.reference}"')
    if people.model == "User":
        return text
    # Only where types are checked is the class called User: SQLAlchemy looks it up by its own name.
    text = text.replace('order_by="User.id"', f'order_by="{people.model}.id"')
    text = _TO_USER.sub(rf'\1"{people.model}", ', text)
    return text.replace(f'("{people.model}", )', f'("{people.model}")')


def model(facts: Facts, resource: Resource, known: Mapping[str, Resource]) -> dict[str, Any]:
    """Give the lines of the model and their imports."""
    columns = [f.model(resource) for f in resource.fields]
    children = [(r, f) for r in known.values() for f in r.references if _goes_away(f, resource, r)]
    relationships = [
        *(f.relationship(resource) for f in resource.fields),
        *(_collection(child, field) for child, field in children),
    ]
    base = code("", "from ..database import Model", "from ..database import Timestamps")
    lines = set(imports_of([base, *columns, *relationships, *resource.definitions()]))
    targets = sorted({*resource.targets, *(child.name for child, _ in children)})
    if targets:
        lines.add("from typing import TYPE_CHECKING")
    return {
        "model_imports": sorted(lines),
        "type_imports": [f"from {models_of(facts, t)} import {t}" for t in targets],
        "definitions": [of_people(facts, piece.text) for piece in resource.definitions()],
        "columns": [of_people(facts, c.text) for c in columns if c],
        "relationships": [of_people(facts, r.text) for r in relationships if r],
    }


def _goes_away(field: Field, resource: Resource, child: Resource) -> bool:
    return "cascade" in field.flags and field.target == resource.name != child.name


def _collection(child: Resource, field: Field) -> Code:
    arguments = f'back_populates="{field.name}", cascade="all, delete-orphan", passive_deletes=True'
    return code(
        f'{child.collection(field)}: Mapped[list["{child.name}"]] = relationship({arguments})',
        "from sqlalchemy.orm import Mapped",
        "from sqlalchemy.orm import relationship",
    )
