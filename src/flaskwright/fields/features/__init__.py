"""What the templates of a resource are rendered with: everything that follows from its declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright.fields.features.api import api
from flaskwright.fields.features.migration import downgrade, upgrade
from flaskwright.fields.features.model import model, models_of, of_people
from flaskwright.fields.features.pages import pages
from flaskwright.fields.features.seeds import seeds
from flaskwright.fields.features.sending import forms, sending, wrong_forms
from flaskwright.fields.features.services import services
from flaskwright.fields.features.testing import tests
from flaskwright.fields.resource import ownership

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.facts import Facts
    from flaskwright.fields.resource import Resource

__all__ = [
    "api",
    "downgrade",
    "feature",
    "forms",
    "models_of",
    "of_people",
    "pages",
    "sending",
    "upgrade",
    "wrong_forms",
]


def feature(
    facts: Facts, resource: Resource, known: Mapping[str, Resource], *, roles: bool, layers: str = "service"
) -> dict[str, Any]:
    """Give everything that a resource's model, services, sample rows and tests are made of.

    `known` are the project's resources by name, `roles` tells whether it has administrators, and `layers` whether
    services find and store rows themselves ("service") or through a "repository".
    """
    owner = ownership(resource, known)
    return {
        "package": facts.package,
        "resource": resource,
        "variable": resource.variable,
        "label": resource.label_field,
        "roles": roles,
        "owner": owner,
        **model(facts, resource, known),
        **services(resource, known, owner, roles=roles, layers=layers),
        **seeds(facts, resource),
        **tests(facts, resource, known, owner),
    }
