"""Declared resources: model, migration, services, sample rows and tests for each, and what the project has room for.

`flaskwright add resource Product name:string(80) 'price:decimal(10,2)' category:ref(Category)`. A field is required
unless `?` makes it nullable. Reading is public, unless the owner's field is `ref(User,private)`; what has an owner is
changed by its owner, or by an admin where there are roles. What goes away with another (`ref(Order,cascade)`) belongs
to that one's owner, and is a collection of it: `Order.lines`.

`--layers repository` (`resource:layers=repository`) puts a layer below the services of all resources:
`repositories.py` finds and stores rows, so that services are free of queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright import edits
from flaskwright.capabilities.resource.surface import Options, surface
from flaskwright.capability import Capability

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

README = """
Each resource is a package: `models.py`, `services.py` (what can be done with it, and by whom){repository}, `seed.py`
(sample rows). `queries.py` has what all of them share. Views, the API and commands call services and never change rows
themselves.
"""
REPOSITORY = ", `repositories.py` (how it is found and stored)"


def apply(project: Project, facts: Facts, options: Options) -> Project:
    """Write what the services of all resources share."""
    repository = REPOSITORY if options.layers == "repository" else ""
    return project.then(
        edits.add_templates(__name__, package=facts.package),
        edits.ensure_section(
            "README.md", "### Resources", README.format(repository=repository), under="## Inside"
        ),
    )


CAPABILITY = Capability(
    "resource",
    "Models with services and tests",
    Options,
    apply,
    needs=("database",),
    uses=("errors",),
    surface=surface,
)
