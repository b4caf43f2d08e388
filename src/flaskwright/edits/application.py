"""Add extensions, blueprints and modules to an application."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Protocol

from flaskwright import facts
from flaskwright.edits.destination import Destination
from flaskwright.edits.imports import ensure_import
from flaskwright.edits.literals import ensure_list_item
from flaskwright.edits.order import ALPHABETICAL, CONTENTS, code_of
from flaskwright.edits.scope import FUNCTIONS, module, scope, walk
from flaskwright.edits.source import Source, Unsure, together
from flaskwright.edits.statements import ensure_statement
from flaskwright.edits.text import ensure_text
from flaskwright.errors import UsageError
from flaskwright.facts.apps import is_side
from flaskwright.project import ManualStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flaskwright.facts import Extension, Guest
    from flaskwright.project import Edit, Project

NAMED = (2, 0)  # the first Flask in which a blueprint can be registered by another name


class FactoryLike(Protocol):
    """What the verbs have to know of an application factory; `facts.factory` is one."""

    @property
    def path(self) -> str:
        """The file."""

    @property
    def name(self) -> str:
        """The function."""

    @property
    def app(self) -> str:
        """The variable that holds the application in it."""


def ensure_extension(  # noqa: PLR0913 (what an extension is takes that many words)
    path: str,
    import_: str,
    *,
    name: str,
    value: str,
    init: str,
    factory: FactoryLike | None = None,
    shared: bool = True,
    again: bool = False,
    testing: str = "",
) -> Edit:
    """Add an extension: its import, its instance, and its `init_app` call, each in alphabetical order.

    The call goes into the file's own `init_app(app)`; where it has none, into the factory, if one is given. An
    instance of that name that is there already stays as it is.

    A guest package takes the instance that its host has, and does not bind it a second time; one that nobody imports
    (not `shared`) is left out. Where nothing can import the host's, a person is asked, or a second one is made if that
    may be (`again`). With `testing`, settings in source, the guest's tests bind it to their application.
    """
    instance = f"{name} = {value}"

    def edit(project: Project) -> Project:
        guest = Destination.of(project).guest
        there = _of_host(project, guest, import_) if guest else None
        if guest and there and (not again or assigns(project, there.path, there.name)):
            return _adopt(guest, there, name, testing)(project) if shared else project
        edits = []
        if not assigns(project, path, name):
            edits = [ensure_import(path, import_), ensure_statement(path, instance, order=ALPHABETICAL)]
        if factory is None or _defines(project, path, "init_app"):
            edits.append(ensure_statement(path, init, into="init_app", order=ALPHABETICAL))
        elif not _calls(project, factory, name):
            if path != factory.path:
                edits.append(ensure_import(factory.path, _import_of(project, factory.path, path, name)))
            edits.append(ensure_statement(factory.path, init, into=factory.name))
        return together(path, f"{import_}\n\n{instance}\n\n{init}", *edits)(project)

    return edit


def _of_host(project: Project, guest: Guest, import_: str) -> Extension | None:
    """Give the extension of that class which the host of a guest package has, if it has one."""
    class_name = import_.rsplit(maxsplit=1)[-1]
    found = [
        extension
        for extension in facts.read(project).extensions
        if extension.class_name == class_name
        and not extension.path.startswith(f"{guest.folder}/")
        and not is_side(extension.path)
    ]
    return min(
        found, key=lambda extension: not assigns(project, extension.path, extension.name), default=None
    )


def _adopt(guest: Guest, extension: Extension, name: str, testing: str) -> Edit:
    """Give a host's extension the name that the parts know it by."""
    path = f"{guest.folder}/extensions.py"
    imported = f"from {extension.module} import {extension.name}"
    if extension.name != name:
        imported += f" as {name}"

    def edit(project: Project) -> Project:
        if assigns(project, extension.path, extension.name):
            verbs = [ensure_import(path, imported), ensure_list_item(path, "__all__", f'"{name}"')]
            if testing:
                application = f"{guest.tests}/application.py"
                verbs += [
                    ensure_import(application, f"from {guest.package} import extensions"),
                    ensure_list_item(application, "ADOPTED", f"(extensions.{name}, {testing})"),
                ]
            host = facts.read(project).host
            if host and not host.name and host.path == extension.path:
                # The module binds the parts once it is made: it must not be the parts that import it first.
                first = f'import_module("{extension.module}")'
                verbs.append(ensure_text("tests/conftest.py", first, before="for name in FIXTURES:"))
            return together(path, imported, *verbs)(project)
        reason = (
            f"The application makes its {extension.class_name} at {extension.at}, where nothing can import it. "
            "Make it at the top of a module, and take it from there:"
        )
        wanted = f"from {extension.module} import {name}"
        return project.ask(ManualStep(path, reason, wanted))

    return edit


def ensure_init(factory: FactoryLike, name: str, arguments: str = "") -> Edit:
    """Add `name.init_app(app)` with its import to the factory, at its place in the table of contents.

    `name` is a module beside the factory's; `arguments` follow the application ("overrides").
    """
    call = f"{name}.init_app({', '.join(filter(None, (factory.app, arguments)))})"
    return _with_module(factory, name, call, f"{name}.init_app")


def ensure_blueprint(factory: FactoryLike, module: str, attribute: str = "bp", arguments: str = "") -> Edit:
    """Register a blueprint with its import in the factory, among the others in alphabetical order.

    `module` is a module or package beside the factory's ("pages", "api.v1"); `arguments` follow the blueprint
    ('url_prefix="/shop"'). One that is registered already, however, stays as it is. Where a guest's host has one of
    that name it is registered by another, for Flask takes each name once. Raises UsageError where other parts call
    it by its name.
    """
    last = module.rpartition(".")[2]
    function = f"{factory.app}.register_blueprint"

    def edit(project: Project) -> Project:
        guest = Destination.of(project).guest
        other = _other_name(project, guest, module) if guest else ""
        given = ", ".join(filter(None, (f"{last}.{attribute}", arguments, other and f'name="{other}"')))
        return _with_module(factory, module, f"{function}({given})", function, f"{last}.{attribute}")(project)

    return edit


def _other_name(project: Project, guest: Guest, module: str) -> str:
    """Give a name for the guest's blueprint in that module, if its host has one of the same name ("" otherwise)."""
    start = f"{guest.folder}/"
    stem = start + module.replace(".", "/")
    ours: set[str] = set()
    theirs: dict[str, str] = {}
    for path, data in project.files.items():
        if path.endswith(".py") and b"Blueprint(" in data and not is_side(path):
            names = _blueprint_names(project, path)
            if path == f"{stem}.py" or path.startswith(f"{stem}/"):
                ours.update(names)
            elif not path.startswith(start):
                theirs.update(dict.fromkeys(names, path))
    for name in sorted(ours & theirs.keys()):
        called = re.compile(rf"""["']{name}\.[a-z_]+["']""".encode())
        calling = any(called.search(project.files[path]) for path in project.under(guest.folder))
        if calling or guest.ground.flask < NAMED:
            raise UsageError(
                f"The application has a blueprint {name} in {theirs[name]}, and what would be added is called "
                "by the same name; rename that one first."
            )
        return f"{guest.name}_{name}"
    return ""


def _blueprint_names(project: Project, path: str) -> Iterator[str]:
    for statement in _body(project, path):
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and code_of(node.func).endswith("Blueprint") and node.args:
                name = node.args[0]
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    yield name.value


def _with_module(factory: FactoryLike, name: str, call: str, function: str, first: str = "") -> Edit:
    def edit(project: Project) -> Project:
        imported = _import_module(project, factory.path, name)
        try:
            source = Source.of(project, factory.path)
            if is_called(source, factory.name, function, first):
                return project
            local = _imports_inside(source, factory.name)
        except Unsure as unsure:
            return project.ask(ManualStep(factory.path, str(unsure), f"{imported}\n\n{call}"))
        code = f"{imported}\n\n{call}" if local else call
        edits = [] if local else [ensure_import(factory.path, imported)]
        edits.append(ensure_statement(factory.path, code, into=factory.name, order=CONTENTS))
        return together(factory.path, f"{imported}\n\n{call}", *edits)(project)

    return edit


def _import_module(project: Project, path: str, name: str) -> str:
    parent, _, last = name.rpartition(".")
    if project.has(f"{path.rpartition('/')[0]}/__init__.py".lstrip("/")) and "/" in path:
        return f"from .{parent} import {last}"
    return f"from {parent} import {last}" if parent else f"import {last}"


def _import_of(project: Project, path: str, other: str, name: str) -> str:
    """The import of a name from one file of a package in another file beside it, or of a deeper one."""
    folder, _, _file = path.rpartition("/")
    start = f"{folder}/" if folder else ""
    if not other.startswith(start):
        raise Unsure(f"{other} is not in the factory's package.")
    dotted = other.removeprefix(start).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    dot = "." if folder and project.has(f"{folder}/__init__.py") else ""
    return f"from {dot}{dotted} import {name}"


def is_called(source: Source, into: str | None, function: str, first: str = "") -> bool:
    """Say whether the function (or the module) calls `function`, with `first` as its first argument, if given."""
    inner = scope(source, into)
    for _path, node in walk(inner.owner, inner.path):
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and code_of(call.func) == function:
            given = code_of(call.args[0]) if call.args else ""
            if first in {"", given}:
                return True
    return False


def _imports_inside(source: Source, into: str) -> bool:
    """Say whether the factory imports the application's modules inside of itself.

    It does so where the module makes objects that those modules import from it.
    """
    inner = scope(source, into)
    nodes = [node for _path, node in walk(inner.owner, inner.path)]
    return any(isinstance(node, ast.ImportFrom) and node.level for node in nodes) or makes_objects(source)


def makes_objects(source: Source) -> bool:
    """Say whether the module makes objects that other modules may import from it."""
    return any(
        isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) for node in module(source).body
    )


def assigns(project: Project, path: str, name: str) -> bool:
    """Say whether a file's own statements assign a name."""
    return any(
        isinstance(node, ast.Assign | ast.AnnAssign)
        and any(
            isinstance(goal, ast.Name) and goal.id == name
            for goal in (node.targets if isinstance(node, ast.Assign) else [node.target])
        )
        for node in _body(project, path)
    )


def _defines(project: Project, path: str, name: str) -> bool:
    return any(isinstance(node, FUNCTIONS) and node.name == name for node in _body(project, path))


def _body(project: Project, path: str) -> list[ast.stmt]:
    try:
        return Source.of(project, path).tree.body
    except Unsure:
        return []


def _calls(project: Project, factory: FactoryLike, name: str) -> bool:
    try:
        return is_called(Source.of(project, factory.path), factory.name, f"{name}.init_app", "")
    except Unsure:
        return False
