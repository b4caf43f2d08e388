"""Add statements, functions and classes to a module, and statements to a function."""

from __future__ import annotations

import ast
import textwrap
from typing import TYPE_CHECKING

from flaskwright.edits.order import Order, assigned_name, spot
from flaskwright.edits.scope import (
    DEFINITIONS,
    FUNCTIONS,
    IMPORTS,
    Code,
    Scope,
    insertion,
    is_docstring,
    parsed,
    prepared,
    scope,
    walk,
)
from flaskwright.edits.source import Change, Source, Splice, Unsure, own_lines, python_edit, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flaskwright.project import Edit, Project


def ensure_statement(path: str, code: str, *, into: str | None = None, order: Order | None = None) -> Edit:
    """Add a statement (or several that belong together) to a function, or to the module.

    It goes to its place by `order`, else before the function's final `return`, or to the module's end. There
    already is what stands in the body with an equal tree. Asks when a name it assigns is assigned otherwise,
    when only a part of several statements is there, or where the place is not sure.
    """
    parsed(textwrap.dedent(code).strip("\n"))

    def plan(_project: Project, source: Source) -> Change | None:
        target = scope(source, into)
        made = prepared(code, target)
        if _present(target, made):
            return None
        return placed(target, made, order)

    return python_edit(path, code, plan)


def ensure_function(path: str, code: str, *, order: Order | None = None) -> Edit:
    """Add a whole top-level function; one of that name that is there already is never overwritten."""
    return _ensure_definition(path, code, order)


def ensure_class(path: str, code: str, *, order: Order | None = None) -> Edit:
    """Add a whole top-level class; one of that name that is there already is never overwritten."""
    return _ensure_definition(path, code, order)


def _ensure_definition(path: str, code: str, order: Order | None) -> Edit:
    nodes = parsed(textwrap.dedent(code).strip("\n"))
    if len(nodes) != 1 or not isinstance(nodes[0], DEFINITIONS):
        raise ValueError(f"not one definition:\n{code}")
    name = nodes[0].name

    def plan(_project: Project, source: Source) -> Change | None:
        target = scope(source, None)
        if name in bound_names(target):
            return None
        return placed(target, prepared(code, target), order)

    return python_edit(path, code, plan)


def placed(target: Scope, code: Code, order: Order | None) -> Change:
    """Put statements into a scope at their place. Raises Unsure where it has none."""
    lone = _lone_pass(target)
    if lone is not None:
        return _instead(target, lone, code)
    first, last = _bounds(target, code)
    return insertion(target, code, spot(target, code.nodes, order, first, last))


def _present(target: Scope, code: Code) -> bool:
    """Say whether the statements are there. Raises Unsure when only some of them are."""
    there = [any(same(new, old) for old in target.body) for new in code.nodes]
    if all(there):
        return True
    if any(there):
        raise Unsure("A part of this is there already.")
    names = {assigned_name(node) for node in code.nodes} - {None}
    if taken := names & {assigned_name(node) for node in target.body}:
        raise Unsure(f"{', '.join(sorted(map(str, taken)))} is there already, but not as this needs it.")
    return False


def bound_names(target: Scope) -> set[str]:
    """Give the names that the statements of a scope define, assign or import."""
    names: set[str] = set()
    for _path, node in walk(target.owner, target.path):
        if isinstance(node, DEFINITIONS):
            names.add(node.name)
        elif isinstance(node, IMPORTS):
            names.update((a.asname or a.name).partition(".")[0] for a in node.names)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            goals = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(n.id for goal in goals for n in ast.walk(goal) if isinstance(n, ast.Name))
    return names


def _lone_pass(target: Scope) -> int | None:
    """The index of a `pass` or `...` that only fills an empty body."""
    rest = [node for node in target.body if not is_docstring(node, target)]
    if target.is_module or len(rest) != 1:
        return None
    only = rest[0]
    filler = isinstance(only, ast.Pass) or (
        isinstance(only, ast.Expr) and isinstance(only.value, ast.Constant) and only.value.value is ...
    )
    return target.body.index(only) if filler else None


def _instead(target: Scope, index: int, code: Code) -> Change:
    source, filler = target.source, target.body[index]
    own_lines(source, filler)
    start = source.line_start(filler.lineno)
    splice = Splice(start, source.end(filler), code.text)
    return Change((splice,), target.claim(index, 1, code.nodes))


def _bounds(target: Scope, code: Code) -> tuple[int, int]:
    """The first and last index where the code may go: after what it uses, before what ends the scope."""
    body = target.body
    first = 0
    while first < len(body) and (is_docstring(body[first], target) or isinstance(body[first], IMPORTS)):
        first += 1
    last = len(body)
    if isinstance(target.owner, FUNCTIONS):
        while last > first and _ends(body[last - 1]):
            last -= 1
    elif target.is_module:
        while last > first and (_is_main(body[last - 1]) or _serves(body[last - 1])):
            last -= 1
    first = max(first, _first_use(target, code))
    if first > last:
        raise Unsure("What this uses is made too late.")
    return first, last


def _ends(node: ast.stmt) -> bool:
    """Say whether the function is over in or after this statement."""
    if isinstance(node, ast.Return | ast.Raise):
        return True
    if not isinstance(node, ast.With | ast.AsyncWith | ast.If | ast.Try | ast.Match):
        return False
    return any(isinstance(inner, ast.Return) for _path, inner in walk(node, ()))


def _is_main(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def _serves(node: ast.stmt) -> bool:
    """Say whether a statement is `app.run(…)`, behind which nothing comes any more."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "run"


def _first_use(target: Scope, code: Code) -> int:
    """The index after which all local names that the code reads have a value."""
    used = names_read(code.nodes)
    made: set[str] = set()
    after = 0
    for i, node in enumerate(target.body):
        if new := (_stored(node) & used) - made:
            made |= new
            after = i + 1
    return after


def _stored(node: ast.stmt) -> set[str]:
    if isinstance(node, DEFINITIONS):
        return {node.name}
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and len(node.targets) == 1:
        return {node.targets[0].id}
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.With | ast.AsyncWith | ast.If | ast.Try):
        return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return set()


def names_read(nodes: Sequence[ast.stmt]) -> set[str]:
    """Give the names that statements read when they run; the bodies of definitions run later."""
    return {
        n.id
        for node in nodes
        if not isinstance(node, FUNCTIONS)
        for n in ast.walk(node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
