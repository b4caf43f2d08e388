"""One Jinja template read by Jinja's own parser; nothing of it is rendered or run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment, nodes

# What Flask, and extensions that nearly every project has, give to each template.
_GIVEN = frozenset(
    {
        "config", "current_user", "csrf_token", "g", "get_flashed_messages", "request", "session", "url_for", "_",
        "gettext", "ngettext", "pgettext", "npgettext", "caller", "varargs", "kwargs", "loop", "self", "super",
    }
)  # fmt: skip
_LARGEST = 1_000_000
_STATEMENT = re.compile(
    r"\{%[-+]?\s*(extends|include|import|from|block|macro)\s+(.*?)[-+]?%\}|\{#.*?#\}|\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}",
    re.DOTALL,
)
_QUOTED = re.compile(r"""(["'])((?:(?!\1).)+)\1""")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Read:
    """What a template's text says; `problem` is why it does not compile, None where it does."""

    parts: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None
    line: int = 1


@lru_cache(maxsize=8192)
def read(data: bytes) -> Read:
    """Read a template. Never raises: one that does not compile is read by its statements, with a `problem`."""
    text = data.decode("utf-8", "replace")
    if len(text) > _LARGEST or not _has_code(text):
        return Read()
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415 (building reads no templates)

    try:
        tree = _environment().parse(text)
    except TemplateSyntaxError as error:
        # A tag that an extension of Jinja brings is no error; only the running application knows them all.
        unknown = "unknown tag" in (error.message or "")
        return Read(_by_statements(text), None if unknown else error.message, error.lineno)
    except (RecursionError, ValueError, OverflowError, MemoryError) as error:
        return Read(_by_statements(text), f"{type(error).__name__}: {error}"[:200])
    return Read(_of_tree(tree))


def _has_code(text: str) -> bool:
    return "{{" in text or "{%" in text


@cache
def _environment() -> Environment:
    from jinja2 import Environment  # noqa: PLC0415 (as above)

    # The parser's own environment: nothing is rendered, so there is nothing to escape.
    return Environment(  # noqa: S701 (see above)
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.debug"]
    )


def _of_tree(tree: nodes.Template) -> dict[str, Any]:
    from jinja2 import nodes  # noqa: PLC0415 (as above)
    from jinja2.filters import FILTERS  # noqa: PLC0415 (as above)

    found: dict[str, list[str]] = {}
    dynamic = False
    kinds: dict[type, str] = {
        nodes.Extends: "extends", nodes.Include: "includes", nodes.Import: "imports", nodes.FromImport: "imports",
    }  # fmt: skip
    for node in _walk(tree):
        kind = kinds.get(type(node))
        if kind is not None:
            names = list(_names(node.template))  # type: ignore[attr-defined] # all four have one
            dynamic = dynamic or not names
            found.setdefault(kind, []).extend(names)
            if getattr(node, "ignore_missing", False) or len(names) > 1:
                found.setdefault("optional", []).extend(names)
        elif isinstance(node, nodes.Block):
            found.setdefault("blocks", []).append(node.name)
        elif isinstance(node, nodes.Macro):
            found.setdefault("macros", []).append(node.name)
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
            found.setdefault("filters", []).append(node.name)
    parts: dict[str, Any] = {key: _unique(names) for key, names in found.items()}
    return {**parts, "dynamic": dynamic, "variables": _variables(tree)}


def _walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    todo: list[nodes.Node] = [tree]
    while todo:
        node = todo.pop()
        yield node
        todo += reversed(list(node.iter_child_nodes()))


def _names(node: nodes.Expr) -> Iterator[str]:
    """Give the names in what is extended or included: a text, a list, either branch, what a loader's function gets."""
    from jinja2 import nodes  # noqa: PLC0415 (as above)

    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.List | nodes.Tuple):
        for item in node.items:
            yield from _names(item)
    elif isinstance(node, nodes.Call) and len(node.args) == 1:
        yield from _names(node.args[0])
    elif isinstance(node, nodes.CondExpr):
        for branch in (node.expr1, node.expr2):
            if branch is not None:
                yield from _names(branch)


def _variables(tree: nodes.Template) -> tuple[str, ...]:
    from jinja2 import TemplateError, meta  # noqa: PLC0415 (as above)

    try:
        wanted = meta.find_undeclared_variables(tree)
    except (TemplateError, RecursionError, ValueError):
        return ()
    return tuple(sorted(wanted - _GIVEN))


def _by_statements(text: str) -> dict[str, Any]:
    """Read what a template is built from by its statements alone."""
    found: dict[str, list[str]] = {"extends": [], "include": [], "import": [], "block": [], "macro": []}
    dynamic = False
    for match in _STATEMENT.finditer(text):
        word, rest = match[1], match[2]
        if word is None:
            continue
        if word in {"block", "macro"}:
            if first := _WORD.match(rest):
                found[word].append(first[0])
            continue
        names = [quoted[2] for quoted in _QUOTED.finditer(rest)]
        dynamic = dynamic or not names
        found["import" if word == "from" else word] += names
    return {
        "extends": _unique(found["extends"]), "includes": _unique(found["include"]),
        "imports": _unique(found["import"]), "blocks": _unique(found["block"]),
        "macros": _unique(found["macro"]), "dynamic": dynamic,
    }  # fmt: skip


def _unique(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
