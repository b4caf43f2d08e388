"""Application objects: made by a factory or at a module's top."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.names import (
    FOREIGN,
    MOST_BASES,
    Modules,
    dotted,
    outline,
    statements,
    top_level,
)
from flaskwright.facts.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flaskwright.facts.names import Outline
    from flaskwright.facts.source import Source

APP_CLASSES = frozenset(
    {
        "apiflask.APIFlask", "apiflask.app.APIFlask", "connexion.App", "connexion.FlaskApp", "flask.Flask",
        "flask.app.Flask", "flask_openapi3.OpenAPI",
    }
)  # fmt: skip
_SIDE = re.compile(
    r"(^|/)(tests?|testing|examples?|docs?|benchmarks?|samples?|scripts?|conftest\.py|test_[^/]*)(/|$)"
)


@dataclass(frozen=True)
class Factory:
    """A function that makes an application and returns it.

    `module` is the dotted name to import it from, `path` its file, `app` the application's variable inside,
    `package` the dotted name of the package that it belongs to and `folder` that package's folder ("" where
    a single file lies in the root).
    """

    module: str
    path: str
    name: str
    app: str
    package: str
    folder: str
    at: Place


@dataclass(frozen=True)
class App:
    """An application object: its variable, class, and the factory that makes it (None at a module's top)."""

    module: str
    path: str
    name: str
    app_class: str
    factory: str | None
    package: str
    folder: str
    at: Place

    @property
    def flask(self) -> str:
        """What stands for the Flask application: Connexion's has it inside."""
        return f"{self.name}.app" if self.app_class.startswith("connexion.") else self.name


@lru_cache(maxsize=8192)
def is_side(path: str) -> bool:
    """Say whether a file belongs to tests, examples or documentation."""
    return bool(_SIDE.search(path))


@lru_cache(maxsize=4)
def read_apps(modules: Modules) -> tuple[App, ...]:
    """Find every application object, the likeliest main one first."""
    return tuple(sorted(modules.each(App, _in_file), key=_rank))


def _mentions(modules: Modules, path: str) -> bool:
    data = modules.files[path]
    return (
        b"Flask" in data or b"connexion" in data or (b"app" in data and b"import" in data and b"App" in data)
    )


def _rank(app: App) -> tuple[bool, bool, int, str, int]:
    usual = app.factory in {"create_app", "make_app", "app_factory", "create_application", None}
    return (is_side(app.path), not usual, app.path.count("/"), app.path, app.at.line)


@lru_cache(maxsize=4)
def read_factories(modules: Modules, apps: tuple[App, ...]) -> tuple[Factory, ...]:
    """Give the functions among the makers of applications that return one, the likeliest main one first."""
    found = [
        Factory(app.module, app.path, app.factory, app.flask, app.package, app.folder, _line(modules, app))
        for app in apps
        if app.factory is not None and _returns(modules, app)
    ]
    found += _outer(modules, found)
    return tuple(dict.fromkeys(found))


def _line(modules: Modules, app: App) -> Place:
    definition = modules.outline(app.path).definitions.get(app.factory or "")
    return Place(app.path, definition.lineno) if definition else app.at


def _returns(modules: Modules, app: App) -> bool:
    definition = modules.outline(app.path).definitions.get(app.factory or "")
    if not isinstance(definition, ast.FunctionDef):
        return False
    return any(
        isinstance(s, ast.Return) and s.value and app.name in _plain_names(s.value)
        for s in statements(definition)
    )


def _plain_names(node: ast.expr) -> set[str]:
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    names = {item.id for item in items if isinstance(item, ast.Name)}
    return names | ({RETURNED} if isinstance(node, ast.Call) else set())


# The variable's name of an application that is returned where it is made.
RETURNED = ""


def _outer(modules: Modules, inner: list[Factory]) -> Iterator[Factory]:
    """Find functions of the same file that take their application from another factory and return it."""
    for factory in inner:
        for definition in modules.outline(factory.path).definitions.values():
            if not isinstance(definition, ast.FunctionDef) or definition.name == factory.name:
                continue
            for statement in statements(definition):
                if (
                    isinstance(statement, ast.Assign)
                    and isinstance(statement.value, ast.Call)
                    and dotted(statement.value.func) == factory.name
                    and isinstance(statement.targets[0], ast.Name)
                ):
                    at = Place(factory.path, definition.lineno)
                    name = statement.targets[0].id
                    yield Factory(
                        factory.module,
                        factory.path,
                        definition.name,
                        name,
                        factory.package,
                        factory.folder,
                        at,
                    )


def _in_file(modules: Modules, path: str) -> Iterator[App]:
    if not _mentions(modules, path):
        return
    for owner, statement, function in _calls(modules.source(path)):
        if (app_class := app_class_of(modules, path, function)) is None:
            continue
        package, folder = package_of(modules, path)
        at = Place(path, statement.lineno)
        yield App(modules.name(path), path, _target(statement), app_class, owner, package, folder, at)


def _target(statement: ast.stmt) -> str:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    for target in targets:
        if target is not None and (name := dotted(target)):
            return name
    return RETURNED


@lru_cache(maxsize=8192)
def _calls(source: Source) -> tuple[tuple[str | None, ast.stmt, ast.expr], ...]:
    """Give what assigns or returns a new object: the definition around it, the statement, what is called."""
    names = outline(source)
    return tuple(
        (owner, statement, statement.value.func)
        for owner, statement in _owned(source)
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Return)
        and isinstance(statement.value, ast.Call)
        and _may_be_class(names, dotted(statement.value.func))
    )


def _may_be_class(names: Outline, name: str | None) -> bool:
    """Say whether a name may stand for an application's class, as far as its own file tells."""
    first, dot, rest = (name or "").partition(".")
    if first in names.definitions:
        return not dot and isinstance(names.definitions[first], ast.ClassDef)
    if not first or first in names.assigned:
        return False
    if (imported := names.imports.get(first)) is None:
        return bool(dot or names.stars)
    if imported.level or imported.module.partition(".")[0] not in FOREIGN:
        return True
    return ".".join(part for part in (imported.module, imported.attribute, rest) if part) in APP_CLASSES


def _owned(source: Source) -> Iterator[tuple[str | None, ast.stmt]]:
    """Give every statement with the name of the top-level function or class around it."""
    for statement in top_level(source.tree):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from ((statement.name, inner) for inner in statements(statement))
        else:
            yield None, statement


def package_of(modules: Modules, path: str) -> tuple[str, str]:
    """Give the dotted name and the folder of the outermost package that a file is in."""
    root = modules.package_root(path)
    inner = path[len(root) + 1 if root else 0 :]
    if "/" not in inner:
        return modules.name(path), root
    top = inner.partition("/")[0]
    return top, f"{root}/{top}" if root else top


def app_class_of(modules: Modules, path: str, node: ast.expr, depth: int = 0) -> str | None:
    """Give the dotted name of the application class that an expression stands for, through subclasses."""
    name = dotted(node)
    if name is None or depth > MOST_BASES:
        return None
    symbol = modules.resolve(path, name)
    if symbol.path is None:
        return symbol.name if symbol.name in APP_CLASSES else None
    definition = outline(modules.source(symbol.path)).definitions.get(symbol.name)
    if isinstance(definition, ast.ClassDef):
        for parent in definition.bases:
            if app_class_of(modules, symbol.path, parent, depth + 1):
                return f"{modules.name(symbol.path)}.{definition.name}"
    return None
