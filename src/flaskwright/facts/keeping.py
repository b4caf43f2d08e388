"""Facts as bytes and back: what a run has read is kept for the next one.

Where no file has changed, all facts come back at once. Where some have, what still holds comes back in portions, and
only the rest is read. Bytes are JSON and are checked against the classes of the facts while they are read; what does
not fit is no fact.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flaskwright.facts.apps import App, Factory
from flaskwright.facts.blueprints import Blueprint
from flaskwright.facts.config import Config
from flaskwright.facts.deployment import Deployment
from flaskwright.facts.extensions import Extension
from flaskwright.facts.forms import Form
from flaskwright.facts.migrations import Migrations
from flaskwright.facts.models import Model
from flaskwright.facts.names import Modules
from flaskwright.facts.packing import NotFacts, packed, unpacked
from flaskwright.facts.place import Problem
from flaskwright.facts.portions import NAMES, Portions
from flaskwright.facts.reading import read
from flaskwright.facts.requirements import Requirement
from flaskwright.facts.routes import Route
from flaskwright.facts.status import Status
from flaskwright.facts.suites import Suite
from flaskwright.facts.tables import Table
from flaskwright.facts.tasks import Command, Task
from flaskwright.facts.templates import Missing, Render, Templates
from flaskwright.facts.tracing import Followed
from flaskwright.facts.unresolved import Unresolved
from flaskwright.project.cache import hashes, key, open_cache

if TYPE_CHECKING:
    from flaskwright.facts.reading import Facts
    from flaskwright.project.cache import Cache
    from flaskwright.project.tree import Project

# What depends on Python files and on files of settings only, and what on any file.
OF_CODE: Mapping[str, Any] = {
    "apps": tuple[App, ...], "factories": tuple[Factory, ...], "blueprints": tuple[Blueprint, ...],
    "routes": tuple[Route, ...], "config": Config, "models": tuple[Model, ...], "core_tables": tuple[Table, ...],
    "forms": tuple[Form, ...], "tasks": tuple[Task, ...], "commands": tuple[Command, ...],
    "suites": tuple[Suite, ...], "all_migrations": tuple[Migrations, ...], "extensions": tuple[Extension, ...],
    "packages": tuple[Status, ...], "requirements": tuple[Requirement, ...], "renders": tuple[Render, ...],
    "template_folders": tuple[str, ...], "broken_modules": tuple[Problem, ...],
    "followed": Followed, "unresolved": tuple[Unresolved, ...],
}  # fmt: skip
OF_ALL: Mapping[str, Any] = {
    "templates": Templates, "missing_templates": tuple[Missing, ...], "deployment": tuple[Deployment, ...],
    "problems": tuple[Problem, ...],
}  # fmt: skip
_NO_CODE = (
    ".css", ".gif", ".htm", ".html", ".ico", ".jpeg", ".jpg", ".js", ".less", ".map", ".md", ".mo", ".png", ".po",
    ".pot", ".rst", ".scss", ".svg", ".ts", ".tsx", ".ttf", ".vue", ".webp", ".woff", ".woff2",
)  # fmt: skip


@dataclass(frozen=True)
class Traced:
    """What following the whole program tells."""

    blueprints: tuple[Blueprint, ...]
    routes: tuple[Route, ...]
    followed: Followed


def remembered(project: Project) -> Facts:
    """Give the facts of a project, all of them read: from the user's cache where these very files were read before.

    What is read is kept there for the next time.
    """
    facts = read(project)
    cache = open_cache()
    known = hashes(project.files)
    code = [path for path in known if is_code(path)]
    keys = {key(known, code, "code"): OF_CODE, key(known, known, "all", *sorted(project.unread)): OF_ALL}
    with uncollected():
        lost = {
            name: nouns for name, nouns in keys.items() if not restore(facts, nouns, cache.get(name) or b"")
        }
        if lost:
            _read(facts, known, cache)
        for name, nouns in lost.items():
            cache.put(name, keep(facts, nouns))
    return facts


@contextmanager
def uncollected() -> Iterator[None]:
    """Read without looking for circles in memory: trees have millions of nodes and none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read(facts: Facts, known: Mapping[str, bytes], cache: Cache) -> None:
    """Read what is not known yet, with the portions that still hold, and keep the portions of this run."""
    files = facts.project.files
    python = sorted(path for path in files if path.endswith(".py"))
    # Which names a module may import hangs on which modules there are.
    name = key({}, (), "portions", str(facts.project.root), *python)
    now = {path: known[path].hex() for path in files} | {NAMES: key({}, (), *sorted(files))}
    portions = Portions(files, now, cache.get(name))
    facts.__dict__["modules"] = Modules(files, portions)
    if "routes" not in facts.__dict__:
        stands_on = key({}, (), *sorted(facts.loud), "", *(f"{m.path} {m.name}" for m in facts.models))
        (traced,) = portions.of(
            Traced, "traced", "", stands_on,
            lambda: (Traced(facts.blueprints, facts.routes, facts.followed),),
        )  # fmt: skip
        facts.__dict__.update(blueprints=traced.blueprints, routes=traced.routes, followed=traced.followed)
    for noun in (*OF_CODE, *OF_ALL):
        getattr(facts, noun)
    cache.put(name, portions.dump())


def is_code(path: str) -> bool:
    """Say whether the nouns of code may depend on a file."""
    return not path.endswith(_NO_CODE)


def keep(facts: Facts, nouns: Mapping[str, Any]) -> bytes:
    """Give some nouns of a project as bytes; reads those that were not read yet."""
    return json.dumps({name: packed(getattr(facts, name)) for name in nouns}, separators=(",", ":")).encode()


def restore(facts: Facts, nouns: Mapping[str, Any], data: bytes) -> bool:
    """Put nouns from bytes into facts, so that they need not be read; says whether the bytes were facts."""
    try:
        table = json.loads(data)
        if not isinstance(table, dict) or table.keys() != nouns.keys():
            return False
        found = {name: unpacked(hint, table[name]) for name, hint in nouns.items()}
    except (NotFacts, ValueError, RecursionError):
        return False
    facts.__dict__.update(found)
    return True
