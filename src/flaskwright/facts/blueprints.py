"""Blueprints: where they are made and where they are registered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import Class, Object, as_text
from flaskwright.facts.place import Place  # noqa: TC001 (the schema reads the types)

if TYPE_CHECKING:
    from flaskwright.facts.mounting import Under
    from flaskwright.facts.tracing import Trace


@dataclass(frozen=True)
class Blueprint:
    """A blueprint: its name, the variable that holds it, and where it is registered.

    `parent` has the names of the blueprints it is registered on, dotted; `url_prefix` has theirs before its own.
    `made_by` is the class that makes it: Flask's, a subclass, or an extension that makes blueprints of its views.
    """

    name: str
    variable: str
    module: str
    path: str
    at: Place
    url_prefix: str | None = None
    registered: tuple[Place, ...] = ()
    parent: str = ""
    app: str = ""
    condition: tuple[str, ...] = ()
    made_by: str = "flask.Blueprint"


def read_blueprints(trace: Trace) -> tuple[Blueprint, ...]:
    """Give every blueprint with the places of its registration."""
    from flaskwright.facts.mounting import sites  # noqa: PLC0415 (building needs no trace)

    found: dict[tuple[str, str, Place], Blueprint] = {}
    for site, under, mount in sites(trace):
        if site.kind != "blueprint" or site.model.more.get("nowhere") or site.model.more.get("stand_in"):
            continue
        at = (mount.at,) if mount is not None and under.reachable else ()
        blueprint = _blueprint(trace, site, under, at)
        key = (blueprint.parent, blueprint.name, blueprint.at)
        known = found.get(key)
        if known is not None:
            places = tuple(dict.fromkeys((*known.registered, *blueprint.registered)))
            blueprint = replace(blueprint if blueprint.registered else known, registered=places)
        found[key] = blueprint
    return tuple(sorted(found.values(), key=lambda b: (b.at, b.parent, b.name)))


def _blueprint(trace: Trace, site: Object, under: Under, at: tuple[Place, ...]) -> Blueprint:
    names = [str(as_text(name) or "{?}") for name in under.name] or [""]
    prefix = None if under.prefix is None else str(as_text(under.prefix) or "{?}")
    by = site.made_by
    made_by = site.model.more.get("made_by") or (
        f"{by.module.name}.{by.name}" if isinstance(by, Class) else by.name
    )
    return Blueprint(
        name=names[-1],
        variable=site.variable,
        module=trace.machine.modules.name(site.at.path),
        path=site.at.path,
        at=site.at,
        url_prefix=prefix,
        registered=at,
        parent=".".join(names[:-1]),
        app=under.app,
        condition=under.condition,
        made_by=made_by,
    )
