"""Add attributes to classes and decorators to functions and classes."""

from __future__ import annotations

import ast
import textwrap
from typing import TYPE_CHECKING

from flaskwright.edits.order import ALPHABETICAL, Order, assigned_name
from flaskwright.edits.scope import DEFINITIONS, Scope, parsed, prepared, scope
from flaskwright.edits.source import (
    Change,
    Claim,
    Source,
    Splice,
    Unsure,
    first_line,
    indent_of,
    python_edit,
    same,
)
from flaskwright.edits.statements import bound_names, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flaskwright.project import Edit, Project


def ensure_class_attribute(
    path: str, class_name: str, code: str, *, order: Order | None = ALPHABETICAL
) -> Edit:
    """Add one assignment or annotation (comment lines may precede it) to a class.

    A name that the class has already keeps its value. Asks when there is no such class.
    """
    nodes = parsed(textwrap.dedent(code).strip("\n"))
    name = assigned_name(nodes[0]) if len(nodes) == 1 else None
    if name is None:
        raise ValueError(f"not one attribute:\n{code}")

    def plan(_project: Project, source: Source) -> Change | None:
        target = scope(source, class_name)
        if not isinstance(target.owner, ast.ClassDef):
            raise Unsure(f"{class_name} is no class.")
        if name in bound_names(target):
            return None
        return placed(target, prepared(code, target), order)

    return python_edit(path, f"class {class_name}:\n{textwrap.indent(textwrap.dedent(code), '    ')}", plan)


def ensure_decorator(path: str, name: str, code: str) -> Edit:
    """Add a decorator ("@login_required") to a function or class, nearest to it."""
    wanted = parsed(f"{code}\ndef f(): ...")[0]
    decorator = getattr(wanted, "decorator_list", [None])[0]

    def plan(_project: Project, source: Source) -> Change | None:
        target = scope(source, name)
        node = target.owner
        if not isinstance(node, DEFINITIONS):
            raise Unsure(f"{name} is no definition.")
        if any(same(decorator, old) for old in node.decorator_list):
            return None
        return _decorated(target, node, code, decorator)

    return python_edit(path, f"{code}\n# above {name}", plan)


def _decorated(
    target: Scope, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, code: str, decorator: ast.expr
) -> Change:
    source = target.source
    line = node.lineno
    indent = indent_of(source.line(line))
    if source.line(line)[len(indent) :].split(" ")[0] not in {"def", "async", "class"}:
        raise Unsure(f"{node.name} does not start its line.")
    start = source.line_start(line)
    if first_line(node) > line:
        raise Unsure(f"{node.name} is written in an unusual way.")
    splice = Splice(start, start, f"{indent}{code.strip()}\n")
    fields = {name: getattr(node, name) for name in node._fields}
    changed = type(node)(**{**fields, "decorator_list": [*node.decorator_list, decorator]})
    step = target.path[-1]
    return Change((splice,), Claim(target.path[:-1], step.field, step.index, 1, [changed]))


def ensure_settings(folder: str, *settings: str, **changes: Sequence[str]) -> Edit:
    """Add settings ("LOG_LEVEL: str = 'INFO'") to the configuration of a package of ours.

    `changes` are those of one environment, by its class: `Testing=("LOG_LEVEL = 'DEBUG'",)`.
    """
    path = f"{folder}/config.py"
    named = {"Config": settings, **changes}
    verbs = [ensure_class_attribute(path, name, code) for name, codes in named.items() for code in codes]
    return lambda project: project.then(*verbs)
