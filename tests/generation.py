"""Generate applications for tests, once for each set of capabilities."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flaskwright import fields
from flaskwright.capabilities import SKELETON, Menu
from flaskwright.capability import Wanted, run
from flaskwright.project import Project

if TYPE_CHECKING:
    from pathlib import Path

APP = {"name": "shop", "package": "shop", "title": "Shop", "description": "A small shop."}

# Between them these have a field of every type that needs no further capability.
RESOURCES = {
    "Category": ("name:string(80)!:unique", "slug:slug!:unique"),
    "Product": (
        "name:string(80)!",
        "description:text?",
        "price:decimal(10,2)!:min=0",
        "stock:integer:min=0:=0",
        "status:enum(draft,active,retired):=draft",
        "category:ref(Category)!",
    ),
}


def split(name: str) -> tuple[str, dict[str, object]]:
    """Read "api:style=smorest" into a name and options."""
    name, *options = name.split(":")
    return name, dict(option.split("=", 1) for option in options)


def wanted(*names: str, resources: tuple[str, ...] = ()) -> Wanted:
    """Say what to build: capabilities, and resources of RESOURCES by name."""
    capabilities = {**{name: {} for name in SKELETON}, "app": APP} | dict(map(split, names))
    if resources:
        capabilities.setdefault("resource", {})
    return Wanted(capabilities, [fields.parse_resource(name, RESOURCES[name]) for name in resources])


@cache
def generated(*names: str, resources: tuple[str, ...] = ()) -> Project:
    """Give a new project with these capabilities and all that they need."""
    return run(Menu(), Project(), wanted(*names, resources=resources))


def added(project: Project, *names: str, resources: tuple[str, ...] = ()) -> Project:
    """Give the project with these capabilities added."""
    asked = wanted(*names, resources=resources)
    capabilities = {name: options for name, options in asked.capabilities.items() if name not in SKELETON}
    return run(Menu(), project, Wanted(capabilities, asked.resources))


def written(project: Project, folder: Path) -> Path:
    """Write a project into a folder and give the folder."""
    for path, data in project.files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder
