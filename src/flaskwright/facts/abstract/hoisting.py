"""Circular imports: a name that its module binds further down than it has run is bound ahead of its turn."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.machine import Frame, Machine
from flaskwright.facts.names import top_level

if TYPE_CHECKING:
    from flaskwright.facts.abstract.values import Module, Value


def hoist(machine: Machine, module: Module, name: str) -> Value:
    """Run the statement that binds a name in a running module, and give the name's value; None without one."""
    from flaskwright.facts.abstract.statements import run_block  # noqa: PLC0415 (statements need this)

    if module.state != "running":
        return None
    statement = _bindings(machine, module).get(name)
    if statement is None or statement in module.ahead:
        return None
    module.ahead.add(statement)
    module.scope.names.setdefault(name, None)
    run_block(machine, Frame(module, module.scope), [statement], ahead=True)
    return module.scope.get(name)


def _bindings(machine: Machine, module: Module) -> dict[str, ast.stmt]:
    """Give the first statement at a module's top that binds each name."""
    if module.bindings is None:
        found: dict[str, ast.stmt] = {}
        for statement in top_level(machine.modules.source(module.path).tree):
            for name in _bound(statement):
                found.setdefault(name, statement)
        module.bindings = found
    return module.bindings


def _bound(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return [target.id for target in targets if isinstance(target, ast.Name)]
    return []
