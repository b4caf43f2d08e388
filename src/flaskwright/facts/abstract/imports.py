"""Following imports: modules run when they are first imported, as Python runs them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.attributes import CONSTANTS, module_attribute
from flaskwright.facts.abstract.values import External, Lazy, Module, Value

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Frame, Machine


def import_modules(machine: Machine, frame: Frame, node: ast.Import) -> None:
    """Follow `import a.b, c as d`."""
    path = frame.module.path
    for alias in node.names:
        found = machine.modules.find(alias.name, path)
        if found is not None and not machine.quiet(found):
            machine.load(found)
        if alias.asname:
            value: Value = machine.state(found) if found else External(alias.name)
            frame.scope.names[alias.asname] = value
            continue
        top = alias.name.partition(".")[0]
        first = machine.modules.find(top, path)
        known = frame.scope.names.get(top)
        if first is not None:
            frame.scope.names[top] = machine.state(first)
        elif found is not None:
            frame.scope.names[top] = _namespace(machine, alias.name, path)
        elif not isinstance(known, Module):
            frame.scope.names[top] = External(top)


def _namespace(machine: Machine, name: str, path: str) -> Value:
    """Make a stand-in for a package without `__init__.py`."""
    from flaskwright.facts.abstract.values import Args, Object  # noqa: PLC0415 (rarely needed)
    from flaskwright.facts.place import Place  # noqa: PLC0415 (the same)

    top, _, rest = name.partition(".")
    made = Object(External(top), Args(), Place(path, 1))
    holder, parts = made, rest.split(".")
    for index, part in enumerate(parts):
        found = machine.modules.find(".".join([top, *parts[: index + 1]]), path)
        if found is not None:
            holder.attrs[part] = machine.state(found)
            break
        inner = Object(External(top), Args(), Place(path, 1))
        holder.attrs[part] = inner
        holder = inner
    return made


def import_names(machine: Machine, frame: Frame, node: ast.ImportFrom) -> None:
    """Follow `from a import b as c` and `from a import *`."""
    path = frame.module.path
    target = machine.modules.target(path, node.module or "", node.level)
    for alias in node.names:
        if alias.name == "*":
            if target is not None and target != path:
                _star(machine, frame, machine.load(target))
            continue
        frame.scope.names[alias.asname or alias.name] = imported(machine, path, target, node, alias.name)


def imported(machine: Machine, path: str, target: str | None, node: ast.ImportFrom, name: str) -> Value:
    """Give the value of one name of a `from` import."""
    if target is not None:
        module = machine.state(target)
        if (
            module.state == "new"
            and machine.quiet(target)
            and machine.modules.submodule(target, name) is None
        ):
            return Lazy(lambda: module_attribute(machine, module, name))
        return module_attribute(machine, module, name)
    inner = f"{node.module}.{name}" if node.module else name
    found = machine.modules.target(path, inner, node.level)
    if found is not None:
        return machine.state(found) if machine.quiet(found) else machine.load(found)
    full = "." * node.level + inner
    return CONSTANTS.get(full, External(full))


def _star(machine: Machine, frame: Frame, module: Module) -> None:
    names = module.scope.names
    listed = names.get("__all__")
    if isinstance(listed, list | tuple):
        for name in listed:
            if isinstance(name, str):
                frame.scope.names[name] = module_attribute(machine, module, name)
        return
    frame.scope.names.update({name: value for name, value in names.items() if not name.startswith("_")})
