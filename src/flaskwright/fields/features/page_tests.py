"""What the tests of a resource's pages send and look for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright.fields.code import imports_of
from flaskwright.fields.features.sending import forms, sending, wrong_forms
from flaskwright.fields.features.testing import needle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.facts import Facts
    from flaskwright.fields.resource import Resource


def page_tests(facts: Facts, resource: Resource, known: Mapping[str, Resource]) -> dict[str, Any]:
    """Give what the tests of the pages send and look for."""
    common = sending(facts, resource, known)
    samples = [[f.samples(resource)[i].python for f in resource.given] for i in (0, 1)]
    imports = imports_of([piece for row in samples for piece in row], f"{facts.package}.{resource.package}")
    pictures = any(f.kind.name == "image" for f in resource.uploads)
    return {
        **common,
        "pairs": [
            (sent, [(f.key, piece.text) for f, piece in zip(resource.given, row, strict=True)])
            for sent, row in zip(forms(facts, resource), samples, strict=True)
        ],
        "wrong": wrong_forms(resource),
        "needed": any(f.required for f in resource.uploads),
        "unique": [f.key for f in resource.given if f.unique or f is resource.slug],
        "needle": needle(resource),
        "user_parameter": ", user: User" if common["mine"] else "",
        **_test_imports(
            facts, resource, common, {*imports, *["from tests.uploads import samples"] * pictures}
        ),
    }


def _test_imports(
    facts: Facts, resource: Resource, common: dict[str, Any], filling: set[str]
) -> dict[str, list[str]]:
    """Give the imports of the modules that fill in forms, and that look at pages."""
    model = f"from {facts.package}.{resource.package}.models import {resource.name}"
    factory = f" {resource.name}Factory"
    own = {line for line in common["test_imports"] if line.endswith((factory, " Queries"))}
    itself = {
        line for line in own if line.endswith(factory) and any(factory in made for made in common["setup"])
    }
    user = common["user_import"]
    pages = {model, *own}
    return {
        "filling_imports": sorted(
            {model, *filling, *itself, *set(common["test_imports"]) - own, *[user] * bool(common["user"])}
        ),
        "page_test_imports": sorted({*pages, *[user] * bool(common["mine"])}),
    }
