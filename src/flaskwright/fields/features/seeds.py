"""Sample rows of a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright.fields.code import code, imports_of
from flaskwright.fields.features.model import models_of
from flaskwright.fields.names import plural, snake
from flaskwright.fields.types.string import String

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.fields.resource import Resource

MOST_SEEDS = 12
FEW_SEEDS = 4
FILES = {
    "file": code("paper(n)", "from ..seed_files import paper"),
    "image": code("picture(n)", "from ..seed_files import picture"),
}


def seeds(facts: Facts, resource: Resource) -> dict[str, Any]:
    """Give what the sample rows hold, and how many there are."""
    references, values, pieces = [], [], []
    seen: dict[str, str] = {}
    for field in resource.fields:
        target = field.target
        if target == resource.name:
            continue
        if not target:
            value = FILES.get(field.kind.name) or field.kind.numbered(field, resource)
            pieces.append(value)
            values.append((field.name, value.text))
            continue
        variable = plural(snake(target))
        if target not in seen:
            seen[target] = variable
            references.append((variable, target, field.name, field.required))
        many = field.kind.name == "many"
        row = f"{variable}[n % len({variable})]"
        if many:
            values.append((field.name, f"{variable}[n % 3 : n % 3 + 2]"))
        else:
            values.append((field.name, row if field.required else f"{row} if {variable} else None"))
    lines = set(imports_of(pieces)) | {f"from .models import {resource.name}"}
    if references:
        lines |= {"from sqlalchemy import select", "from ..extensions import db"}
        lines |= {f"from {models_of(facts, target)} import {target}" for target in seen}
    # Short texts hold few numbers, also where they may come twice.
    counts = [f.kind.distinct(f) for f in resource.fields if f.unique or isinstance(f.kind, String)]
    count = min([MOST_SEEDS if resource.targets else FEW_SEEDS, *counts])
    first = int(all(count < most for most in counts))
    return {
        "seed_imports": sorted(lines),
        "seed_references": references,
        "seed_required": list(dict.fromkeys(v for v, _, _, required in references if required)),
        "seed_values": values,
        "count": count,
        "numbers": _numbers(resource, count, first),
    }


def _numbers(resource: Resource, count: int, first: int) -> str:
    """Give the numbers of the rows; no two of them lead to the same one where that is unique."""
    one_each = [plural(snake(f.target or "")) for f in resource.references if f.unique]
    if one_each:
        return f"range(min({', '.join([str(count), *(f'len({name})' for name in one_each)])}))"
    return f"range(1, {count + 1})" if first else f"range({count})"
