"""Where servers and the `flask` command find the application."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.facts.apps import is_side
from flaskwright.facts.names import Modules, Symbol, outline

if TYPE_CHECKING:
    from flaskwright.facts.apps import Factory
    from flaskwright.facts.deployment import Deployment

_SERVED = re.compile(
    r"\b(?:gunicorn|waitress-serve|uwsgi|hypercorn)\b.*?(?<![\w.:/])([A-Za-z_][\w.]*):([A-Za-z_]\w*(?:\(\))?)(?![\w:.(/])"
)
_FLASK_APP = re.compile(
    r"^\s*(?:export\s+)?FLASK_APP\s*=\s*[\"']?([\w./-]+?)(?:\.py)?[\"']?\s*$", re.MULTILINE
)
# What Flask and servers look for in a module.
_USUAL = ("app", "application")


@dataclass(frozen=True)
class Target:
    """The application for who serves it.

    `name` is what gunicorn is told ("blog:make_app()"), `folder` the one that its module is imported from ("" is the
    root, "src" in a `src/` layout).
    """

    name: str
    folder: str


def read_target(modules: Modules, deployment: tuple[Deployment, ...], host: Factory | None) -> Target | None:
    """Give the application's place: as it is served by now, else a module made for it, else factory or variable.

    A factory that wants to be told something has a place where a module calls it. None where there is no application,
    and where nobody tells.
    """
    declared = next(_declared(modules, deployment), None)
    if declared or host is None:
        return declared
    folder = modules.package_root(host.path)
    if not host.name:
        # What holds a Flask application is served whole.
        return Target(f"{host.module}:{host.app.partition('.')[0]}", folder)
    definition = outline(modules.source(host.path)).definitions.get(host.name)
    if isinstance(definition, ast.FunctionDef) and not _wants_arguments(definition.args):
        return Target(f"{host.module}:{host.name}()", folder)
    return next(_made(modules, host), None)


def _made(modules: Modules, host: Factory) -> Iterator[Target]:
    """Give the variables that modules keep what the factory makes in: `app = create_app("production")`."""
    for path in sorted(modules.paths):
        if is_side(path) or host.name.encode() not in modules.files[path]:
            continue
        for node in modules.source(path).tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and len(node.targets) == 1:
                called, name = ast.unparse(node.value.func), node.targets[0]
                if isinstance(name, ast.Name) and modules.resolve(path, called) == Symbol(
                    host.path, host.name
                ):
                    yield Target(f"{modules.name(path)}:{name.id}", modules.package_root(path))


def _declared(modules: Modules, deployment: tuple[Deployment, ...]) -> Iterator[Target]:
    for file in deployment:
        for command in file.commands:
            for module, name in _SERVED.findall(command.replace('", "', " ").replace('"', " ")):
                if path := modules.find(module, ""):
                    yield Target(f"{module}:{name}", modules.package_root(path))
    texts = [modules.files.get(name, b"").decode("utf-8", "replace") for name in (".flaskenv", ".env")]
    for name in ("wsgi", *(found for text in texts for found in _FLASK_APP.findall(text))):
        path = f"{name}.py"
        if path in modules.paths and (variable := _variable(modules, path)):
            yield Target(f"{modules.name(path)}:{variable}", modules.package_root(path))


def _variable(modules: Modules, path: str) -> str | None:
    names = modules.outline(path)
    return next((name for name in _USUAL if name in names.assigned or name in names.imports), None)


def _wants_arguments(arguments: ast.arguments) -> bool:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    return positional > len(arguments.defaults) or None in arguments.kw_defaults
