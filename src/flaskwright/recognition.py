"""What a project has already of what capabilities would build: the signs of it, and how sure each of them is.

Each capability has a plain function that takes the facts and gives signs; most are `Signs`. A requirement by
itself is no sign that something is there: it is shown as required and not used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from flaskwright.errors import answered_for
from flaskwright.facts.apps import is_side
from flaskwright.facts.place import Place
from flaskwright.facts.uses import imports, texts, uses

if TYPE_CHECKING:
    from flaskwright.capability import Capability
    from flaskwright.facts import Extension, Facts

    Recognise = Callable[[Facts], Iterable["Sign"]]


class Certainty(StrEnum):
    """How sure it is that something is there."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNUSED = "required, not used"


@dataclass(frozen=True)
class Sign:
    """A place that shows that something is there, what stands there, and how sure that is."""

    at: Place
    what: str
    certainty: Certainty = Certainty.CERTAIN


@dataclass(frozen=True)
class Signs:
    """Recognises something by what usually shows it; called with the facts it gives the signs.

    - `extensions` are classes ("flask_caching.Cache"), the telling ones first: certain where the object meets an
      application, else likely.
    - `names` are full names from outside ("sentry_sdk.init") whose use is certain, `hints` those whose use is likely.
    - `said` are texts in the code ("Access-Control-Allow-Origin") that make it likely.
    - `files` are kinds of files that ship the application ("docker"), which are certain.
    - `also` gives further signs.
    - `requirements` are distributions that show where nothing else does: likely where one is imported.
    """

    extensions: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    also: Recognise | None = None

    def __call__(self, facts: Facts) -> Iterator[Sign]:
        """Give the signs in a project."""
        found = [*self._used(facts)]
        yield from found
        if not found:
            yield from self._required(facts)

    def _used(self, facts: Facts) -> Iterator[Sign]:
        modules = facts.modules
        yield from _extensions(facts, self.extensions)
        yield from (Sign(at, name) for name, at in uses(modules, self.names))
        yield from (Sign(at, name, Certainty.LIKELY) for name, at in uses(modules, self.hints))
        yield from (Sign(at, f'"{text}"', Certainty.LIKELY) for text, at in texts(modules, self.said))
        for file in sorted(facts.deployment, key=lambda file: (file.path.count("/"), file.path)):
            ignores = file.path.endswith(".dockerignore")
            if file.kind in self.files and not is_side(file.path) and not ignores:
                yield Sign(file.at, "a file of it")
        if self.also is not None:
            yield from self.also(facts)

    def _required(self, facts: Facts) -> Iterator[Sign]:
        packages = {name.partition(".")[0] for name in (*self.extensions, *self.names, *self.hints)}
        packages |= {name.replace("-", "_") for name in self.requirements}
        imported: dict[str, Place] = {}
        for name, at in imports(facts.modules, packages - {"flask", "logging"}):
            imported.setdefault(name, at)
        yield from (Sign(at, f"imports {name}", Certainty.LIKELY) for name, at in imported.items())
        for requirement in facts.requirements:
            if requirement.name in self.requirements and not imported:
                yield Sign(requirement.at, requirement.name, Certainty.UNUSED)


def _extensions(facts: Facts, classes: Sequence[str]) -> Iterator[Sign]:
    """Give signs for the objects of some classes; without any, for the use of a class."""
    made = [e for name in classes for e in facts.extensions if _class(e) == name and not is_side(e.path)]
    for extension in made:
        if extension.initialised:
            yield Sign(extension.at, _class(extension))
        else:
            yield Sign(
                extension.at, f"{_class(extension)}, not seen to meet the application", Certainty.LIKELY
            )
    if not made:
        yield from (Sign(at, name, Certainty.LIKELY) for name, at in uses(facts.modules, classes))


def _class(extension: Extension) -> str:
    return f"{extension.package}.{extension.class_name}"


def routes_like(rule: str, certainty: Certainty = Certainty.CERTAIN, *, least: int = 1) -> Recognise:
    """Give signs for the routes whose rule is like a pattern, where there are at least so many."""
    pattern = re.compile(rule)

    def recognise(facts: Facts) -> Iterator[Sign]:
        alike = [r for r in facts.routes if pattern.search(r.rule) and not is_side(r.at.path)]
        if len(alike) >= least:
            yield from (Sign(route.at, f"the route {route.rule}", certainty) for route in alike)

    return recognise


def said_together(*wanted: str) -> Recognise:
    """Give signs for the files that have two or more of some texts: one alone may be there for something else."""

    def recognise(facts: Facts) -> Iterator[Sign]:
        found: dict[str, dict[str, Place]] = {}
        for text, at in texts(facts.modules, wanted):
            found.setdefault(at.path, {}).setdefault(text, at)
        for places in found.values():
            if len(places) > 1:
                yield from (Sign(at, f'"{text}"', Certainty.LIKELY) for text, at in places.items())

    return recognise


def forms_written(facts: Facts) -> Iterator[Sign]:
    """Give signs for the forms that a project has."""
    for form in facts.forms:
        if not is_side(form.path):
            yield Sign(form.at, f"the form {form.name}")


def started_with(server: str) -> Recognise:
    """Give signs for the files that start the application with a server: those that ship it, and scripts."""
    command = re.compile(rf"^\s*(exec\s+)?(\S+/)?{server}\s")
    named = re.compile(rf"(?<![\w-]){server}(?![\w-])")

    def recognise(facts: Facts) -> Iterator[Sign]:
        files = facts.project.files
        scripts = {path: command for path in files if path.endswith(".sh") or "entrypoint" in path}
        ships = {f.path: named for f in facts.deployment if any(named.search(line) for line in f.commands)}
        for path, pattern in sorted({**scripts, **ships}.items()):
            lines = files[path].decode("utf-8", "replace").split("\n") if not is_side(path) else ()
            started = [
                n for n, line in enumerate(lines, 1) if pattern.search(line) and line.lstrip()[:1] != "#"
            ]
            yield from (Sign(Place(path, number), f"starts {server}") for number in started[-1:])

    return recognise


# --- all of them --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recognised:
    """Something that a project has already, or only requires: the signs of a capability, the surest first."""

    name: str
    title: str
    signs: tuple[Sign, ...]

    @property
    def certainty(self) -> Certainty:
        """How sure its best sign is."""
        return self.signs[0].certainty

    @property
    def at(self) -> Place:
        """Where its best sign is."""
        return self.signs[0].at

    @property
    def there(self) -> bool:
        """Say whether it is there, and not only required."""
        return self.certainty is not Certainty.UNUSED


def seen(capability: Capability, facts: Facts, ours: Collection[str]) -> Recognised | None:
    """Give the signs of one capability in what the project's owner wrote, None without any.

    `ours` are the files that Flaskwright wrote: these, a guest package and its tests are no signs.
    """
    guest = facts.record.guest
    folders: tuple[str, ...] = (f"{guest.folder}/", f"{guest.tests}/") if guest else ()
    # What Alembic writes into every folder of migrations is nothing of the application's.
    folders += tuple(f"{migrations.folder}/env.py" for migrations in facts.all_migrations)
    with answered_for(capability.name, capability.distribution):
        given = [*capability.recognise(facts)] if capability.recognise else []
    theirs = [s for s in given if s.at.path not in ours and not s.at.path.startswith(folders)]
    found: dict[Place, Sign] = {}
    for sign in sorted(theirs, key=lambda sign: list(Certainty).index(sign.certainty)):
        found.setdefault(sign.at, sign)
    return Recognised(capability.name, capability.title, tuple(found.values())) if found else None
