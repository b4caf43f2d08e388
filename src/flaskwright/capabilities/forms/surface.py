"""What forms give a resource: its pages, their form, and a link to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright import edits, fields
from flaskwright.fields.features import pages

if TYPE_CHECKING:
    from flaskwright.facts import Facts, Record
    from flaskwright.fields import Resource
    from flaskwright.project import Edit, Project

MODULE = __name__.rpartition(".")[0]


def surface(
    project: Project, facts: Facts, _options: Any, resource: Resource, before: Record | None
) -> Project:
    """Write a resource's pages, or let them follow when a capability arrived since (`before`)."""
    factory = facts.factory
    if factory is None:
        return project
    known = {other.name: other for other in fields.resources(facts.record)}
    now = pages(facts, resource, known, facts.record.capabilities)
    was = pages(facts, resource, known, before.capabilities) if before is not None else None
    readme = edits.render(MODULE, "pages.md", folder="readme")
    people: dict[str, Any] = {name: facts.has(name) for name in ("login", "roles")}
    were = {name: name in before.capabilities for name in people} if before is not None else None
    return project.then(
        edits.add_templates(MODULE, folder="editing", was=were, package=facts.package, **people),
        edits.ensure_fixtures("browser"),
        edits.ensure_section("README.md", "### Pages of resources", readme, under="## Inside"),
        *_accounts(facts, resource),
        edits.add_templates(MODULE, folder="resource", was=was, **now),
        *([edits.add_templates(MODULE, folder="files", was=was, **now)] if resource.uploads else ()),
        *_access(facts, before, was, now),
        edits.ensure_import(factory.path, f"from .{resource.package} import routes as {resource.package}"),
        edits.ensure_statement(
            factory.path,
            f"{factory.app}.register_blueprint({resource.package}.bp)",
            into=factory.name,
            order=edits.CONTENTS,
        ),
        *_link(facts, resource, now),
        *(_parents(facts, resource, known) if before is None else ()),
    )


def _access(
    facts: Facts, before: Record | None, was: dict[str, Any] | None, now: dict[str, Any]
) -> list[Edit]:
    """Test who may do what, once there are people."""
    if not facts.has("login"):
        return []
    was = was if before is not None and "login" in before.capabilities else None
    return [edits.add_templates(MODULE, folder="access", was=was, **now)]


def _accounts(facts: Facts, resource: Resource) -> list[Edit]:
    """Write the field that names an account where a resource refers to more people than its owner."""
    field = edits.add_templates(MODULE, folder="accounts", package=facts.package, people=facts.people)
    return [field] * any(f.target == "User" and f is not resource.owner for f in resource.references)


def _link(facts: Facts, resource: Resource, now: dict[str, Any]) -> list[Edit]:
    """Link to the list in the header, except to what is found on the page of something else."""
    if now["parent"]:
        return []
    navigation = f"{facts.folder}/pages/navigation.py"
    shown = ", is_logged_in" if now["owner"] and now["owner"].private else ""
    link = f'Link("{resource.titles}", "{resource.package}.index"{shown})'
    found = [edits.ensure_list_item(navigation, "LINKS", link)]
    if shown:
        found.append(edits.ensure_import(navigation, "from ..accounts.access import is_logged_in"))
    return found


def _parents(facts: Facts, resource: Resource, known: dict[str, Resource]) -> list[Edit]:
    """Show on the pages of others what goes away with them."""
    if (
        resource.parent is None
        or resource.parent.target not in known
        or resource.parent.target == resource.name
    ):
        return []
    others = {name: other for name, other in known.items() if name != resource.name}
    parent, there = known[resource.parent.target], facts.record.capabilities
    was = pages(facts, parent, others, there)
    return [edits.add_templates(MODULE, folder="resource", was=was, **pages(facts, parent, known, there))]
