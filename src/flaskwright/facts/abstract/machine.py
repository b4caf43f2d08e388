"""The machine that follows a program: modules, frames, limits, and what it met on the way."""

from __future__ import annotations

import ast
import sys
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import Args, Function, Module, Scope, Value
from flaskwright.facts.place import Place, Problem
from flaskwright.facts.unresolved import Unresolved

if TYPE_CHECKING:
    from flaskwright.facts.names import Modules

# Enough for every real application we know; a program that needs more is cut off and reported.
MOST_STEPS = 300_000
DEEPEST_CALL = 40
MOST_CALLS_OF_ONE = 3_000
DEEPEST_RECURSION = 8
# What a call may take, and how many calls deep it may go, that is only followed for the value it gives.
MOST_STEPS_FOR_A_VALUE = 2_000
DEEPEST_FOR_A_VALUE = 6
# The virtual folder that stands for the project's root in paths that the program builds.
ROOT = "/<project>"


@dataclass(eq=False)
class Frame:
    """A running module, class body or function."""

    module: Module
    scope: Scope
    function: Function | None = None
    this: Value = None
    returns: list[Value] = field(default_factory=list)
    unlikely: list[Value] = field(default_factory=list)
    yields: list[Value] | None = None
    conditions: int = 0

    def at(self, node: ast.AST) -> Place:
        """Give a node's place."""
        return Place(self.module.path, getattr(node, "lineno", 1))


class Exhausted(Exception):  # noqa: N818 (the budget is exhausted)
    """The program is too long to be followed to its end."""


class Machine:
    """Follows the modules of a project and remembers the applications, blueprints and rules that they make.

    `loud` are the modules that have something which could end in a route; the others run only when they are used.
    `scripts` are the blocks that run only when their module is started as a script: they wait until everything
    else has been followed. Then `recalled` has what the factories gave, so that none makes its application again.
    """

    def __init__(self, modules: Modules, loud: Container[str]) -> None:
        self.modules = modules
        self.loud = loud
        self.states: dict[str, Module] = {}
        self.conditions: list[str] = []
        self.trail: list[Place] = []
        self.owners: list[Value] = []
        self.ran: set[ast.AST] = set()
        self.called: dict[ast.AST, int] = {}
        self.active: dict[ast.AST, int] = {}
        self.steps = 0
        self.depth = 0
        self.problems: list[Problem] = []
        self.unknown: list[Unresolved] = []
        self.met: set[Place] = set()
        self.objects: list[Value] = []
        self.started: list[Function] = []
        self.reached = True
        self.scripts: list[tuple[Frame, ast.If]] = []
        self.values = 0
        self.value_limit = 0
        self.recalled: dict[ast.AST, Value] | None = None
        self.results: dict[ast.AST, Value] = {}
        self._written: dict[ast.AST, str] = {}

    def step(self) -> None:
        """Count a statement or call; raises Exhausted when there were too many."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Exhausted

    def problem(self, at: Place, message: str) -> None:
        """Remember something that could not be followed."""
        found = Problem(at, message)
        if found not in self.problems:
            self.problems.append(found)

    def unresolved(self, args: Args, why: str) -> None:
        """Remember a call that registers something of which only the running program knows more."""
        found = Unresolved(args.at, ast.unparse(args.node) if args.node is not None else "", why)
        if found not in self.unknown:
            self.unknown.append(found)

    @contextmanager
    def under(self, condition: str | None) -> Iterator[None]:
        """Follow what happens only under a condition."""
        if condition is None:
            yield
            return
        self.conditions.append(condition)
        try:
            yield
        finally:
            self.conditions.pop()

    @contextmanager
    def guarded(self, at: Place) -> Iterator[None]:
        """Follow something apart: whatever goes wrong with it is a problem of its own."""
        conditions, depth, trail = list(self.conditions), self.depth, len(self.trail)
        try:
            yield
        except Exhausted:
            raise
        except RecursionError:
            self.problem(at, "is nested too deeply to be followed")
        except Exception as error:  # noqa: BLE001 (the rest is read whatever this does)
            self.problem(at, f"could not be followed: {type(error).__name__}: {error}")
        finally:
            self.conditions, self.depth = conditions, depth
            del self.trail[trail:], self.owners[trail:]

    @property
    def condition(self) -> tuple[str, ...]:
        """The conditions that hold here, the outermost first, each once."""
        return tuple(dict.fromkeys(self.conditions))

    def state(self, path: str) -> Module:
        """Give a module, run or not."""
        if path not in self.states:
            name = self.modules.name(path)
            names: dict[str, Value] = {"__name__": name, "__file__": f"{ROOT}/{path}"}
            if path.endswith("__init__.py"):
                names["__path__"] = [f"{ROOT}/{path.rpartition('/')[0]}"]
            names["__package__"] = name if "__path__" in names else name.rpartition(".")[0]
            self.states[path] = Module(path, name, Scope(names))
        return self.states[path]

    def load(self, path: str) -> Module:
        """Give a module after it has run (or while it runs: circles are as Python's)."""
        module = self.state(path)
        if module.state != "new":
            return module
        for parent in self._parents(path):
            if not self.quiet(parent):
                self.load(parent)
        if module.state != "new":  # a parent imports it
            return module
        module.state = "running"
        conditions, self.conditions = self.conditions, list(self.conditions)
        depth, self.depth = self.depth, 0 if self.depth < DEEPEST_CALL else self.depth
        steps = self.steps
        try:
            self._run(module)
        finally:
            self.conditions, self.depth = conditions, depth
            self.value_limit += self.steps - steps  # a module runs once, whoever asks for it first
            module.state = "done"
        return module

    def quiet(self, path: str) -> bool:
        """Say whether a module runs only when it is used."""
        return path not in self.loud

    def _run(self, module: Module) -> None:
        from flaskwright.facts.abstract.statements import run_block  # noqa: PLC0415 (they need the machine)

        source = self.modules.source(module.path)
        frame = Frame(module, module.scope)
        with self.guarded(Place(module.path, 1)):
            run_block(self, frame, source.tree.body)

    def _parents(self, path: str) -> list[str]:
        found = []
        folder = path.rpartition("/")[0]
        if path.endswith("/__init__.py"):
            folder = folder.rpartition("/")[0]
        root = self.modules.package_root(path)
        while folder and folder != root:
            found.append(f"{folder}/__init__.py")
            folder = folder.rpartition("/")[0]
        return list(reversed(found))

    def written(self, node: ast.AST) -> str:
        """Give a node's source, written in one way; written down once."""
        if node not in self._written:
            self._written[node] = ast.unparse(node)
        return self._written[node]


def deepen(limit: int = 12_000) -> None:
    """Let Python recurse deeply enough for deep trees; parsing has its own limit."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), limit))
