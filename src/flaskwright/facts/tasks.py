"""Tasks that run outside of a request, and commands of the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.names import Modules, dotted, statements
from flaskwright.facts.place import Place

if TYPE_CHECKING:
    from flaskwright.facts.source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef

# The last part of a decorator's name, and the queue that it belongs to when the file imports that.
_QUEUES = {
    "shared_task": ("celery",), "task": ("celery", "huey", "spinach"), "periodic_task": ("celery", "huey"),
    "db_task": ("huey",), "job": ("rq", "flask_rq", "flask_rq2", "rq_dashboard"), "actor": ("dramatiq",),
    "scheduled_job": ("apscheduler", "flask_apscheduler"),
}  # fmt: skip


@dataclass(frozen=True)
class Task:
    """A function that a queue's worker or a scheduler runs.

    `queue` is the library ("celery", "rq", "huey", "dramatiq", "apscheduler"), `options` are the arguments of its
    decorator as written.
    """

    name: str
    function: str
    queue: str
    options: tuple[str, ...]
    module: str
    path: str
    at: Place


@dataclass(frozen=True)
class Command:
    """A command of the `flask` command line; `group` is the holder it is added to ("app.cli", a group's name)."""

    name: str
    group: str
    function: str
    module: str
    path: str
    at: Place


def read_tasks(modules: Modules) -> tuple[Task, ...]:
    """Find the functions that are decorated as tasks."""
    return tuple(modules.each(Task, _tasks))


def _tasks(modules: Modules, path: str) -> Iterator[Task]:
    for function, decorator in _decorated(modules.source(path)):
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = dotted(called) or ""
        queue = _queue(modules, path, name)
        if queue:
            options = [*decorator.args, *decorator.keywords] if isinstance(decorator, ast.Call) else []
            named = _named(decorator, "name")
            module = modules.name(path)
            yield Task(
                named or f"{module}.{function.name}", function.name, queue,
                tuple(ast.unparse(option) for option in options), module, path, Place(path, function.lineno),
            )  # fmt: skip


def _queue(modules: Modules, path: str, name: str) -> str:
    """Give the library that a decorator's name leads to, "" where it is none of a queue's."""
    last = name.rpartition(".")[2]
    if last not in _QUEUES:
        return ""
    origin = modules.resolve(path, name).name
    holder = name.rpartition(".")[0].lower()
    known = [queue for queue in _QUEUES[last] if origin.startswith(queue) or queue in holder]
    if known:
        return known[0].removeprefix("flask_")
    if not holder:
        return ""
    text = modules.source(path).text
    return next((queue.removeprefix("flask_") for queue in _QUEUES[last] if queue in text.lower()), "")


@lru_cache(maxsize=8192)
def _decorated(source: Source) -> tuple[tuple[Function, ast.expr], ...]:
    if "@" not in source.text:
        return ()
    return tuple(
        (node, decorator)
        for node in statements(source.tree)
        if isinstance(node, Function)
        for decorator in node.decorator_list
    )


def _named(decorator: ast.expr, keyword: str) -> str:
    """Give the text of a decorator's keyword, "" without one."""
    for option in decorator.keywords if isinstance(decorator, ast.Call) else ():
        if option.arg == keyword and isinstance(option.value, ast.Constant):
            return str(option.value.value)
    return ""


def read_commands(modules: Modules) -> tuple[Command, ...]:
    """Find the commands: `@app.cli.command()`, `@bp.cli.command()`, Click's own that are added, Flask-Script's."""
    found = list(modules.each(_Found, _commands))
    added: set[tuple[str, str]] = set()
    if any(one.if_added for one in found):
        added = {(one.path, one.name) for one in modules.each(_Added, _added)}
    return tuple(
        one.command for one in found if not one.if_added or (one.command.path, one.command.function) in added
    )


@dataclass(frozen=True)
class _Found:
    """A command; `if_added` says that it is one only if another module adds it to an application."""

    command: Command
    if_added: bool


@dataclass(frozen=True)
class _Added:
    """What a call adds as a command: a name in a file."""

    path: str
    name: str


def _commands(modules: Modules, path: str) -> Iterator[_Found]:
    source = modules.source(path)
    if not any(word in source.text for word in ("command", "group")):
        return
    web = "flask" in source.text or "cli" in source.text
    for function, decorator in _decorated(source):
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = dotted(called) or ""
        holder, _, last = name.rpartition(".")
        flask_script = last == "command" and holder.rpartition(".")[2] in {"manager", "script_manager"}
        click = modules.resolve(path, name).name in {
            "click.command",
            "click.group",
            "flask.cli.with_appcontext",
        }
        if last not in {"command", "group"} or not (web or flask_script):
            continue
        first = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
        given = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
        given = given or _named(decorator, "name") or function.name.removesuffix("_command").replace("_", "-")
        at = Place(path, function.lineno)
        command = Command(given, "" if click else holder, function.name, modules.name(path), path, at)
        yield _Found(command, click and "add_command" not in source.text)


def _added(modules: Modules, path: str) -> Iterator[_Added]:
    """Give the commands of Click that a module adds to an application."""
    source = modules.source(path)
    for node in ast.walk(source.tree) if "add_command" in source.text else ():
        if isinstance(node, ast.Call) and (dotted(node.func) or "").endswith(".add_command") and node.args:
            symbol = modules.resolve(path, dotted(node.args[0]) or "")
            if symbol.path is not None:
                yield _Added(symbol.path, symbol.name)
