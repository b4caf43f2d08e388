"""The facts of a project: nouns that are read when they are first asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from flaskwright.facts.apps import App, Factory, is_side, read_apps, read_factories
from flaskwright.facts.blueprints import Blueprint, read_blueprints
from flaskwright.facts.config import Config, read_config
from flaskwright.facts.deployment import Deployment, read_deployment
from flaskwright.facts.extensions import Extension, read_extensions, read_uninitialised
from flaskwright.facts.forms import Form, read_forms
from flaskwright.facts.ground import TODAY, read_pythons
from flaskwright.facts.migrations import Migrations, read_migrations
from flaskwright.facts.models import Model, read_models, read_user_model
from flaskwright.facts.names import Modules
from flaskwright.facts.packaging import Packaging, read_home, read_packaging
from flaskwright.facts.people import People, read_people
from flaskwright.facts.place import Place, Problem
from flaskwright.facts.record import Record, read_record
from flaskwright.facts.requirements import Requirement, is_requirements_file, read_requirements
from flaskwright.facts.status import Status, distribution, read_locks, read_statuses
from flaskwright.facts.suites import Suite, read_suites, tests_folder
from flaskwright.facts.tables import Table, read_tables
from flaskwright.facts.targets import Target, read_target
from flaskwright.facts.tasks import Command, Task, read_commands, read_tasks
from flaskwright.facts.templates import (
    Missing,
    Render,
    Templates,
    read_folders,
    read_renders,
    read_templates,
)
from flaskwright.facts.toml import toml
from flaskwright.facts.unresolved import Unresolved, read_unresolved

# Files that facts come from: a huge picture that was not read is no loss.
_TELLING = (".py", ".toml", ".cfg", ".txt", ".html", ".jinja", ".jinja2", ".j2", ".yml", ".yaml", "Pipfile")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flaskwright.facts.routes import Route
    from flaskwright.facts.tracing import Followed, Trace
    from flaskwright.project.tree import Project


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known of a project without running it; every noun is read once, when it is asked for."""

    project: Project

    @cached_property
    def modules(self) -> Modules:
        """The Python files and how they import each other."""
        return Modules(self.project.files)

    @cached_property
    def apps(self) -> tuple[App, ...]:
        """The application objects, the likeliest main one first."""
        return read_apps(self.modules)

    @cached_property
    def factories(self) -> tuple[Factory, ...]:
        """The functions that make and return an application, the likeliest main one first."""
        return read_factories(self.modules, self.apps)

    @cached_property
    def _main(self) -> Modules:
        """The Python files outside of tests, where building looks first; the same ones for the same files."""
        files = {p: d for p, d in self.project.files.items() if p.endswith(".py") and not is_side(p)}
        known = next(iter(_last_main), None)
        if known is None or known.files != files:
            _last_main[:] = [known := Modules(files)]
        return known

    @property
    def _main_apps(self) -> tuple[App, ...]:
        return read_apps(self._main) or self.apps

    @property
    def _main_factories(self) -> tuple[Factory, ...]:
        return read_factories(self._main, read_apps(self._main)) or self.factories

    @cached_property
    def factory(self) -> Factory | None:
        """Where capabilities add their parts, None where there is no such place.

        That is the application factory; in a project that Flaskwright did not make, the `init_app` of its guest
        package.
        """
        if guest := self.record.guest:
            path = f"{guest.folder}/__init__.py"
            return Factory(
                guest.package, path, "init_app", "app", guest.package, guest.folder, Place(path, 1)
            )
        return self._main_factories[0] if self._main_factories else None

    @cached_property
    def host(self) -> Factory | None:
        """What makes the main application: a factory, or a module (a factory without a name)."""
        for app in self._main_apps:
            if app.factory is None and app.name:
                return Factory(app.module, app.path, "", app.flask, app.package, app.folder, app.at)
            for factory in self._main_factories:
                if (factory.path, factory.name) == (app.path, app.factory):
                    return factory
        return None

    @cached_property
    def target(self) -> Target | None:
        """Where servers and the `flask` command find the application."""
        return read_target(self.modules, self.deployment, self.host)

    @property
    def package(self) -> str | None:
        """The dotted name of the application's package or single module, None without an application."""
        main = self.factory or (self._main_apps[0] if self._main_apps else None)
        return main.package if main else None

    @property
    def folder(self) -> str | None:
        """The folder of the application's package, None without an application."""
        main = self.factory or (self._main_apps[0] if self._main_apps else None)
        return main.folder if main else None

    @cached_property
    def tests(self) -> str:
        """The folder that the project keeps its tests in."""
        return tests_folder(self.project.files)

    @cached_property
    def extensions(self) -> tuple[Extension, ...]:
        """The extensions' objects, in the order of their places, each with how it is kept."""
        known = {status.name: status for status in self.packages}
        return tuple(
            replace(e, distribution=name, status=known[name].state, successor=known[name].successor)
            for e in self._extensions
            if (name := distribution(e.package, self._required))
        )

    @cached_property
    def _extensions(self) -> tuple[Extension, ...]:
        return read_extensions(self.modules)

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset(requirement.name for requirement in self.requirements)

    @cached_property
    def packages(self) -> tuple[Status, ...]:
        """What is required or used, and how each is kept: maintained, abandoned with its successor, broken pairs."""
        used = {distribution(extension.package, self._required) for extension in self._extensions}
        return read_statuses(self.requirements, used, read_locks(self.project.files))

    @cached_property
    def _main_extensions(self) -> tuple[Extension, ...]:
        return read_extensions(self._main)

    def extension(self, class_name: str) -> Extension | None:
        """Give the extension of a class ("SQLAlchemy"), one that is initialised before one that is not."""
        found = [e for e in self._main_extensions if e.class_name == class_name]
        found = found or [e for e in self.extensions if e.class_name == class_name]
        return min(found, key=lambda e: (not e.initialised, e.at), default=None)

    def host_extension(self, class_name: str) -> Extension | None:
        """Give the extension of a class that the host of a guest package has made itself, or None."""
        guest, found = self.record.guest, self.extension(class_name)
        ours = guest is None or (found is not None and found.path.startswith(f"{guest.folder}/"))
        return None if ours else found

    @cached_property
    def blueprints(self) -> tuple[Blueprint, ...]:
        """The blueprints, in the order of their places."""
        return read_blueprints(self.trace)

    @cached_property
    def trace(self) -> Trace:
        """What following the whole program met; the other nouns that need it stand on it."""
        from flaskwright.facts.tracing import trace  # noqa: PLC0415 (building needs no trace)

        return trace(self.modules, self.loud)

    @cached_property
    def followed(self) -> Followed:
        """What following the program tells besides blueprints and routes."""
        return self.trace.followed

    @cached_property
    def unresolved(self) -> tuple[Unresolved, ...]:
        """The registrations that cannot be told from the source, in the order of their places."""
        from flaskwright.facts.tracing import skipped  # noqa: PLC0415 (building needs no trace)

        paths = [path for path in sorted(self.loud) if not skipped(path)]
        unknown = {*self.followed.unknown, *read_uninitialised(self.modules, self._extensions)}
        return read_unresolved(self.modules, paths, self.followed.met, unknown)

    @cached_property
    def loud(self) -> frozenset[str]:
        """The Python files that have something which could end in a route."""
        from flaskwright.facts.tracing import loud_paths  # noqa: PLC0415 (building needs no trace)

        return loud_paths(self.modules)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The routes, in the order of their views' places."""
        from flaskwright.facts.routes import read_routes  # noqa: PLC0415 (building needs no trace)

        return read_routes(self.trace, ((model.path, model.name) for model in self.models))

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables, sorted."""
        declared = {model.table for model in self.models if model.table}
        return tuple(sorted(declared | {table.name for table in self.core_tables}))

    @cached_property
    def core_tables(self) -> tuple[Table, ...]:
        """The tables that no class stands for."""
        return read_tables(self.modules, self.models)

    @cached_property
    def config(self) -> Config:
        """The settings and where they are written."""
        return read_config(self.modules)

    @cached_property
    def models(self) -> tuple[Model, ...]:
        """The mapped classes, in the order of their files."""
        return read_models(self.modules)

    def model(self, name: str) -> Model | None:
        """Give a model by its class name, or None."""
        return next((model for model in self.models if model.name == name), None)

    @cached_property
    def user_model(self) -> Model | None:
        """The model of the people who sign in, or None."""
        return read_user_model(self.modules, self.models)

    @cached_property
    def people(self) -> People:
        """The model of those who sign in, as what is added refers to it."""
        return read_people(self)

    @cached_property
    def templates(self) -> Templates:
        """The Jinja templates and the places that render them."""
        return read_templates(self.modules, self.template_folders, self.renders)

    @cached_property
    def template_folders(self) -> tuple[str, ...]:
        """The folders that the code names as those of its templates; folders `templates` need no name."""
        return read_folders(self.modules)

    @cached_property
    def renders(self) -> tuple[Render, ...]:
        """The places in the code that render a template by its name."""
        return read_renders(self.modules)

    @cached_property
    def missing_templates(self) -> tuple[Missing, ...]:
        """The templates that others, or the code, name and that are not there."""
        return self.templates.absent({extension.package for extension in self.extensions})

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The forms, in the order of their files."""
        return read_forms(self.modules)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The functions that workers and schedulers run."""
        return read_tasks(self.modules)

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        """The commands of the `flask` command line."""
        return read_commands(self.modules)

    @cached_property
    def suites(self) -> tuple[Suite, ...]:
        """The files of tests."""
        return read_suites(self.modules)

    @cached_property
    def deployment(self) -> tuple[Deployment, ...]:
        """The files that ship the application."""
        return read_deployment(self.project.files)

    @cached_property
    def migrations(self) -> Migrations | None:
        """The main folder of Alembic's migrations, None without one: where Flask-Migrate has them, else the first."""
        usual = (found for found in self.all_migrations if found.folder == "migrations")
        return next(usual, self.all_migrations[0] if self.all_migrations else None)

    @cached_property
    def all_migrations(self) -> tuple[Migrations, ...]:
        """Every folder of Alembic's migrations (several databases may have one each)."""
        return read_migrations(self.project.files)

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """What the project requires, in the order of the files."""
        files = self.project.files
        paths = sorted(path for path in files if is_requirements_file(path))
        return tuple(r for path in paths for r in read_requirements(path, files[path]))

    @cached_property
    def packaging(self) -> Packaging:
        """How the project's packages are installed."""
        return read_packaging(self.project.files)

    @cached_property
    def home(self) -> str:
        """The folder of the main application's own project in a repository that holds it beside others, else ""."""
        root = self.modules.package_root(self.host.path) if self.host else ""
        return read_home(self.project.files, root)

    @cached_property
    def pythons(self) -> tuple[str, ...]:
        """The Pythons to run the project on, oldest first: "3.12"; one that is older than ours stands alone."""
        guest = self.record.guest
        older = guest is not None and guest.ground.python < TODAY.python
        found = (guest.ground.python,) if guest and older else read_pythons(self.project.files)
        return tuple(f"{major}.{minor}" for major, minor in found)

    @cached_property
    def record(self) -> Record:
        """What Flaskwright built into the project."""
        return read_record(self.project.files.get("pyproject.toml"))

    def has(self, capability: str) -> bool:
        """Say whether Flaskwright built a capability into the project."""
        return capability in self.record.capabilities

    @cached_property
    def broken_modules(self) -> tuple[Problem, ...]:
        """The Python files that could not be read."""
        return tuple(self.modules.each(Problem, _broken))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read."""
        found = list(self.broken_modules)
        data = self.project.files.get("pyproject.toml")
        if data is not None and (wrong := toml(data)[1]) is not None:
            found.append(Problem(Place("pyproject.toml", 1), wrong))
        found += self.templates.problems
        found += self.followed.problems
        found += [
            Problem(Place(path, 1), f"is {why}; it was not read")
            for path, why in self.project.unread.items()
            if path.endswith(_TELLING)
        ]
        return tuple(found)


def read(project: Project) -> Facts:
    """Give the facts of a project. Nothing is read before it is asked for; the user's code is never run.

    Asking again for the same project gives the same facts: building asks after every edit, and often nothing
    changed.
    """
    known = next(iter(_last), None)  # looked at once: another thread may put its own there
    if known is None or known.project is not project:
        _last[:] = [known := Facts(project)]
    return known


def _broken(modules: Modules, path: str) -> Iterator[Problem]:
    source = modules.source(path)
    if source.problem is not None:
        yield Problem(Place(path, source.problem_line), source.problem)


_last: list[Facts] = []
_last_main: list[Modules] = []
