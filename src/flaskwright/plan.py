"""What a command would do to a project: the trees before and after, and what to type once it is done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flaskwright import facts, project
from flaskwright.capabilities import Menu
from flaskwright.delivery.git import GitState
from flaskwright.delivery.install import installer
from flaskwright.delivery.next_steps import next_steps
from flaskwright.project.ignore import left_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from flaskwright.project import Diff, ManualStep, Project, Write


@dataclass(frozen=True)
class Plan:
    """What a command would do to a project.

    `root` is the folder, `before` and `after` are the trees. `fresh` says that the project is new. `git` says
    whether git can take the change back, `undoes` which write this takes back, `conflicts` in which files conflicts
    will be marked.
    """

    root: Path
    before: Project
    after: Project
    git: GitState = GitState.NONE
    undoes: Write | None = None
    conflicts: tuple[str, ...] = ()

    @property
    def fresh(self) -> bool:
        """Say whether the plan makes a new project."""
        return not self.before.files

    @cached_property
    def diff(self) -> Diff:
        """The difference between the trees."""
        return project.diff(self.before, self.after)

    @property
    def steps(self) -> tuple[ManualStep, ...]:
        """What is left to a person, with the code to paste."""
        return self.after.steps

    @cached_property
    def capabilities(self) -> tuple[str, ...]:
        """The capabilities that come in, with those that they need, in menu order."""
        return _new(facts.read(self.before).record.capabilities, facts.read(self.after).record.capabilities)

    @cached_property
    def resources(self) -> tuple[str, ...]:
        """The resources that come in."""
        return _new(facts.read(self.before).record.resources, facts.read(self.after).record.resources)

    @cached_property
    def packages(self) -> tuple[str, ...]:
        """The distributions that come in or get other limits, sorted; those for development as "name (dev)"."""
        before = {(item.name, item.limits, item.group) for item in facts.read(self.before).requirements}
        after = {(item.name, item.limits, item.group) for item in facts.read(self.after).requirements}
        found = {f"{name} ({group})" if group else name for name, _limits, group in after - before}
        return tuple(sorted(found))

    @property
    def ignored(self) -> tuple[str, ...]:
        """The files that come in and that the project's .gitignore files keep out of git."""
        return tuple(p for p in self.diff.added if left_out(self.after.files, p, is_folder=False))

    @property
    def migrations(self) -> tuple[str, ...]:
        """The migration files that come in."""
        return tuple(path for path in self.diff.added if "/versions/" in path and path.endswith(".py"))

    def commands(self, *, installed: bool = False) -> Iterator[str]:
        """Give what to type once the plan is applied, in order.

        `installed` says that the virtual environment has the packages already.
        """
        found = facts.read(self.after)
        if found.record.guest:
            install, migrate = bool(self.packages) and not installed, bool(self.migrations)
            yield from next_steps(self.root, found, self.diff.paths, install=install, migrate=migrate)
            return
        if self.fresh:
            yield f"cd {self.root.name}"
        if not installed and (self.fresh or self.packages):
            make, fetch = installer().typed
            if self.fresh:
                yield make
            yield fetch
        if self.migrations:
            yield ".venv/bin/flask db upgrade"
        if self.fresh:
            yield ".venv/bin/flask run --debug"
        elif self.diff:
            yield ".venv/bin/pytest"


def _new(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    names = [name for name in after if name not in before]
    menu = list(Menu())
    return tuple(sorted(names, key=lambda name: menu.index(name) if name in menu else len(menu)))
