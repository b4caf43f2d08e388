"""What the tests of a resource's admin fill in, and the rows that this refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright.fields.code import imports_of
from flaskwright.fields.kind import literal
from flaskwright.fields.names import plural, snake

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.fields import Field, Resource

FEW = 3


def tests(facts: Facts, resource: Resource) -> dict[str, Any]:
    """Give what the template of a resource's tests needs."""
    filled = [field for field in resource.fields if field not in resource.uploads]
    samples = [[(field, field.samples(resource)[i]) for field in filled] for i in (0, 1)]
    return {
        "setup": [line for field in filled for line in _setup(field)],
        "rows": [
            (
                [(f.name, sent) for f, sample in row if (sent := _sent(f, sample.form, sample.python.text))],
                [(f.column or f.name, sample.python.text) for f, sample in row],
            )
            for row in samples
        ],
        "changed": ", ".join(f'"{field.name}"' for field in filled),
        "wrong": [
            (field.name, literal(wrong.form), wrong.reason.replace("_", "-"))
            for field in filled
            if not field.kind.refers
            for wrong in field.invalid(resource)
            if wrong.form is not None
        ],
        "batch": min([FEW, *(field.kind.distinct(field) for field in resource.fields if field.unique)]),
        "test_imports": _imports(facts, resource, [s.python for row in samples for _, s in row]),
    }


def _sent(field: Field, text: str | None, python: str) -> str:
    """Give what a browser sends for a field, as an expression; "" for what it does not send."""
    if field.kind.refers:
        return "" if python == "[]" else python
    return literal(text) if text is not None else ""


def _setup(field: Field) -> list[str]:
    """Give the lines that make the rows to which the samples of a field refer."""
    if not field.target:
        return []
    many = field.kind.name == "many"
    names = (snake(field.target),) if many else (field.name, f"other_{field.name}")
    return [f"{name} = {field.target}Factory()" for name in names]


def _imports(facts: Facts, resource: Resource, pieces: list[Any]) -> list[str]:
    feature = f"{facts.package}.{resource.package}"
    factories = {
        f"from tests.factories.{'accounts' if target == 'User' else plural(snake(target))} import {target}Factory"
        for target in {resource.name, *resource.targets}
    }
    return sorted(
        {
            *imports_of(pieces, feature),
            *factories,
            f"from {facts.package}.{resource.package}.models import {resource.name}",
            "from tests.admin.rows import changes, newest, stored",
            "from tests.fixtures.browser import form_in",
            *[f"from tests.{resource.package}.filling import files"] * bool(resource.uploads),
        }
    )
