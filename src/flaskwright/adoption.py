"""What makes a project that Flaskwright did not make ready for additions.

That is a guest package beside its modules, and a record of what it has already.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from flaskwright import edits, facts
from flaskwright.errors import UsageError
from flaskwright.facts.ground import TODAY, read_ground
from flaskwright.facts.record import Record, read_record
from flaskwright.pristine import PYPROJECT, Pristine
from flaskwright.project.ignore import left_out
from flaskwright.recognition import Certainty, Recognised, seen

if TYPE_CHECKING:
    from flaskwright.capabilities import Menu
    from flaskwright.capability import Wanted
    from flaskwright.facts import Facts
    from flaskwright.project import Environment, Project

log = logging.getLogger("flaskwright")

# A guest package's name must differ from that of its tests' folder: both may be imported without a folder above.
TESTS = "added"
GUESTS = ("parts", "app_parts", "more_parts")


def guest_options(name: str, project: Project, environment: Environment | None = None) -> dict[str, object]:
    """Give the options of the capability "app" that bring a guest package into a project of this name.

    `environment` is what the project runs in, if that is known. Raises UsageError where no application was found, or
    none that parts can be bound to.
    """
    found = facts.read(project)
    host = found.host
    if host is None:
        raise UsageError(_no_host(name, found))
    start = f"{host.folder}/" if host.folder else ""
    taken = {
        path.removeprefix(start).partition("/")[0].removesuffix(".py") for path in project.under(host.folder)
    }
    # Some have had `parts/` in their .gitignore ever since it was a folder of Buildout's.
    free = (guest for guest in GUESTS if guest not in taken and not left_out(project.files, start + guest))
    guest = next(free, None)
    if guest is None:
        raise UsageError(
            f"{host.folder or name} has or ignores all of {', '.join(GUESTS)}; rename one of them."
        )
    return {
        "package": f"{host.package}.{guest}" if start and project.has(f"{start}__init__.py") else guest,
        "title": name.replace("_", " ").replace("-", " ").title(),
        "guest": start + guest,
        "tests": f"{found.tests}/{TESTS}",
        **_older(found, environment),
    }


def _older(found: Facts, environment: Environment | None) -> dict[str, object]:
    """Give the versions that a project stands on, where they are older than what templates are written for."""
    python, versions = (environment.python, environment.versions) if environment else ("", {})
    ground = read_ground(found.project.files, found.requirements, python, versions)
    each = {name: (getattr(ground, name), getattr(TODAY, name)) for name in ("python", "flask", "wtforms")}
    return {name: ".".join(map(str, has)) for name, (has, wanted) in each.items() if has < wanted}


def _no_host(name: str, found: Facts) -> str:
    if not found.apps:
        return f"No Flask application was found in {name}; go to the folder of one, or make one: flaskwright new NAME."
    at = found.apps[0].at
    return f"The application at {at} is made where parts cannot be bound to it: neither in a factory nor in a module."


# --- what is there already ---------------------------------------------------------------------------------------


def recognise(menu: Menu, project: Project) -> tuple[Recognised, ...]:
    """Say what a project has already of what capabilities would build, in menu order, without what Flaskwright built.

    Raises UsageError where there is no application.
    """
    found = facts.read(project)
    if not found.apps:
        raise UsageError(_no_host(project.root.name if project.root else "this folder", found))
    built, ours = recorded(project).capabilities, _written(project)
    every = (seen(part, found, ours) for part in menu.usable() if part.name not in built)
    return tuple(part for part in every if part is not None)


def _written(project: Project) -> frozenset[str]:
    """Give the files that are as Flaskwright wrote them."""
    kept = Pristine.of(project).files
    return frozenset(path for path, data in kept.items() if project.files.get(path) == data)


def recorded(project: Project) -> Record:
    """Give the record of a project; where it was lost, that of the pristine copies."""
    record = facts.read(project).record
    return record if record.capabilities else read_record(Pristine.of(project).files.get(PYPROJECT))


def adopt(project: Project, found: Collection[Recognised]) -> Project:
    """Record what was found in a project, but for what is only required, and put a lost record back."""
    record = recorded(project)
    if not facts.read(project).record.capabilities:
        project = project.then(
            *(edits.record_capability(name, options) for name, options in record.capabilities.items()),
            *(edits.record_resource(name, fields) for name, fields in record.resources.items()),
            *(edits.record_distribution(name, owner) for name, owner in record.distributions.items()),
            *([edits.record_version(record.version)] if record.version else ()),
        )
    now = {part.name: part.at.path for part in found if part.there}
    return project if now == facts.read(project).record.adopted else project.then(edits.record_adopted(now))


def without_adopted(menu: Menu, project: Project, wanted: Wanted, *, anyway: bool) -> Wanted:
    """Leave out what a project has already by its record, unless it is wanted `anyway`; the log says where it is.

    Also says what is seen and not recorded, and what comes beside it because something else needs it. Raises
    UsageError for options of what is there already.
    """
    found, ours = facts.read(project), _written(project)
    if not found.apps:
        return wanted
    kept = dict(wanted.capabilities)
    for name, given in wanted.capabilities.items():
        part = _own(menu, found, name, ours)
        if part is None or anyway:
            continue
        if menu[name].adopts(found):
            log.warning("%s stands on what is there at %s.", name, part.at)
        elif name not in found.record.adopted:
            log.warning(
                "The project has %s of its own at %s; `flaskwright adopt` records that.", name, part.at
            )
        elif given:
            raise UsageError(
                f"{name} is there already at {part.at}; say --anyway for one with options beside it."
            )
        else:
            log.warning("%s is there already at %s; say --anyway for another one beside it.", name, part.at)
            del kept[name]
    for name, needing in _needed(menu, kept):
        if name in found.record.adopted and name not in kept and (part := _own(menu, found, name, ours)):
            how = "stands on" if menu[name].adopts(found) else "comes beside"
            log.warning("%s, which %s needs, %s what is there at %s.", name, needing, how, part.at)
    return replace(wanted, capabilities=kept)


def _own(menu: Menu, found: Facts, name: str, ours: Collection[str]) -> Recognised | None:
    """Give what a project has of its own of a capability; in a host, what is certain counts without being adopted."""
    record = found.record
    host = record.guest is not None or not record.capabilities
    if name in record.capabilities or name not in menu or not (host or name in record.adopted):
        return None
    part = seen(menu[name], found, ours)
    if part is None or not part.there:
        return None
    return part if name in record.adopted or part.certainty is Certainty.CERTAIN else None


def _needed(menu: Menu, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give what some capabilities need, each once, with who needs it."""
    known, todo = set(names), list(names)
    while todo:
        needing = todo.pop()
        for name in menu[needing].needs if needing in menu else ():
            if name not in known:
                known.add(name)
                todo.append(name)
                yield name, needing
