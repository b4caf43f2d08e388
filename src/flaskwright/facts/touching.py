"""What a view touches: the templates that it renders, the models that it uses, its limits."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.names import dotted

if TYPE_CHECKING:
    from flaskwright.facts.abstract.values import Function
    from flaskwright.facts.names import Definition, Modules
    from flaskwright.facts.views import Behind, Decorator

_RENDER = frozenset(
    {"render_template", "stream_template", "render", "render_theme_template", "async_render_template"}
)
_LIMITS = frozenset({"limit", "shared_limit", "ratelimit", "rate_limit", "rate_limited", "throttle"})
_DEEPEST = 2


class Touching:
    """Looks at functions, each once."""

    def __init__(self, modules: Modules, models: Iterable[tuple[str, str]]) -> None:
        self._modules = modules
        self._models = frozenset(models)
        self._found: dict[ast.AST, tuple[str, ...]] = {}

    def models(self, behind: Behind) -> tuple[str, ...]:
        """Give the names of the models that a view uses, itself or in functions of the project that it calls."""
        found = [name for f in behind.functions for name in self._in(f.node, f.module.path, _DEEPEST)]
        return tuple(sorted(set(found)))

    def _in(self, node: ast.AST, path: str, depth: int) -> tuple[str, ...]:
        if node not in self._found:
            self._found[node] = ()
            self._found[node] = tuple(dict.fromkeys(self._look(node, path, depth)))
        return self._found[node]

    def _look(self, node: ast.AST, path: str, depth: int) -> Iterator[str]:
        for name in _names(node):
            symbol = self._modules.resolve(path, name)
            if symbol.path is None:
                continue
            first = symbol.name.partition(".")[0]
            if (symbol.path, first) in self._models:
                yield first
                continue
            definition: Definition | None = self._modules.outline(symbol.path).definitions.get(symbol.name)
            if depth and isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from self._in(definition, symbol.path, depth - 1)


def _names(node: ast.AST) -> Iterator[str]:
    """Give the names that a function's body uses, with attributes where they are chained."""
    todo: list[ast.AST] = list(getattr(node, "body", ())) if not isinstance(node, ast.Lambda) else [node.body]
    while todo:
        item = todo.pop()
        if isinstance(item, ast.Attribute) and (name := dotted(item)):
            yield name
        elif isinstance(item, ast.Name):
            yield item.id
        else:
            todo += ast.iter_child_nodes(item)


def templates(behind: Behind) -> tuple[str, ...]:
    """Give the templates that a view renders; one whose name is only known at run time is `{?}`."""
    found = [name for function in behind.functions for name in _rendered(function, behind)]
    return tuple(dict.fromkeys(found))


def _rendered(function: Function, behind: Behind) -> Iterator[str]:
    for name, node in _renderings(function.node):
        first = node.args[0] if node.args else _keyword(node, "template_name_or_list", "template")
        shown = _template(first, behind)
        if shown is not None and (name != "render" or "." in shown):
            yield shown


@lru_cache(maxsize=8192)
def _renderings(node: ast.AST) -> tuple[tuple[str, ast.Call], ...]:
    """Give the calls in a function that render a template."""
    calls = [item for item in ast.walk(node) if isinstance(item, ast.Call)]
    named = [(str(dotted(c.func) or getattr(c.func, "attr", "")).rpartition(".")[2], c) for c in calls]
    return tuple((name, call) for name, call in named if name in _RENDER)


def _keyword(node: ast.Call, *names: str) -> ast.expr | None:
    return next((k.value for k in node.keywords if k.arg in names), None)


def _template(node: ast.expr | None, behind: Behind) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Attribute) and behind.made_by is not None and dotted(node) == f"self.{node.attr}":
        try:
            found = behind.made_by.find(node.attr)
        except KeyError:
            return "{?}"
        return str(found) if isinstance(found, str) else "{?}"
    return None if node is None else "{?}"


def limits(decorators: Iterable[Decorator]) -> tuple[str, ...]:
    """Give the limits of rates among decorators, as they are written."""
    found = []
    for decorator in decorators:
        node = decorator.node
        if isinstance(node, ast.Call) and decorator.name.rpartition(".")[2] in _LIMITS:
            shown = [a.value if isinstance(a, ast.Constant) else ast.unparse(a) for a in node.args]
            found.append(", ".join(str(item) for item in shown))
    return tuple(found)


@lru_cache(maxsize=8192)
def validates(node: ast.AST) -> bool:
    """Say whether a function validates a form, which checks the form's own token."""
    return any(
        isinstance(item, ast.Attribute) and item.attr in {"validate_on_submit", "validate"}
        for item in ast.walk(node)
    )
