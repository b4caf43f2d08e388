"""Following a whole project: every module, then the factories, then what only others would call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.interest import loud
from flaskwright.facts.abstract.machine import Exhausted, Machine, deepen
from flaskwright.facts.abstract.statements import run_scripts
from flaskwright.facts.place import Place, Problem
from flaskwright.facts.starting import start_entries, start_factories, start_loose
from flaskwright.facts.unresolved import Unresolved  # noqa: TC001 (kept facts are checked against the types)

if TYPE_CHECKING:
    from collections.abc import Container

    from flaskwright.facts.abstract.values import Object
    from flaskwright.facts.names import Modules


@dataclass(frozen=True)
class Followed:
    """The places of the calls that registered something, what registers and is unknown, what was not followed."""

    met: tuple[Place, ...]
    unknown: tuple[Unresolved, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class Trace:
    """What following a project met: objects of frameworks, and what could not be followed."""

    machine: Machine
    problems: tuple[Problem, ...]

    @property
    def followed(self) -> Followed:
        """What is kept of it besides rules."""
        return Followed(tuple(sorted(self.machine.met)), tuple(self.machine.unknown), self.problems)

    def of_kind(self, kind: str) -> list[Object]:
        """Give the objects of a kind, in the order in which they were made."""
        return [made for made in self.machine.objects if made.kind == kind]


def loud_paths(modules: Modules) -> frozenset[str]:
    """Give the Python files that have something which could end in a route."""
    return frozenset(modules.each(str, loud))


def trace(modules: Modules, start: Container[str]) -> Trace:
    """Follow a project, from its loud files on."""
    deepen()
    machine = Machine(modules, start)
    try:
        for path in modules.paths:
            if not skipped(path) and not machine.quiet(path):
                machine.load(path)
        start_factories(machine)
        start_entries(machine)
        machine.recalled = machine.results
        run_scripts(machine)
        start_loose(machine)
    except Exhausted:
        machine.problem(Place(modules.paths[0], 1), "the program is too long to be followed to its end")
    return Trace(machine, tuple(machine.problems))


def skipped(path: str) -> bool:
    """Say whether a file is no part of the application: tests, migrations, what installs it."""
    parts = path.split("/")
    name = parts[-1]
    tests = any(part in {"tests", "test", "testing"} for part in parts[:-1])
    migration = "versions" in parts[:-1] or "migrations" in parts[:-1]
    test = name.startswith("test_") or name.endswith("_test.py")
    return tests or migration or test or name in {"conftest.py", "setup.py"}
