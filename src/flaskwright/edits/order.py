"""Where a new statement goes among others, without knowing which of them came first."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from flaskwright.edits.scope import DEFINITIONS, FUNCTIONS, IMPORTS, Scope, Spot, gap, is_docstring

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Key: TypeAlias = tuple[int, str]


@dataclass(frozen=True)
class Order:
    """Gives statements sortable keys; None for one that it does not know.

    A new statement goes after the last neighbour with a smaller key, else before the first with a greater
    one; unknown neighbours are skipped. With `same_kind`, neighbours of another kind (assignment, expression,
    function, class) are unknown. `group` names the paragraph of a key: between two paragraphs stands a blank
    line.
    """

    key: Callable[[ast.stmt], Key | None]
    same_kind: bool = False
    group: Callable[[Key], str] | None = None

    def same_group(self, one: ast.stmt, other: ast.stmt) -> bool:
        """Say whether two statements stand in one paragraph (always, in an order without paragraphs)."""
        if self.group is None:
            return True
        left, right = self.key(one), self.key(other)
        return left is not None and right is not None and self.group(left) == self.group(right)


def assigned_name(node: ast.stmt) -> str | None:
    """Give the name that a statement assigns or defines, if it is exactly one."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return node.name if isinstance(node, DEFINITIONS) else None


def _kind(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return "assignment"
    if isinstance(node, FUNCTIONS):
        return "function"
    return type(node).__name__


def code_of(node: ast.AST) -> str:
    """Give a tree's source as `ast.unparse` writes it; quickly for names, attributes and plain calls."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{code_of(node.value)}.{node.attr}"
    if isinstance(node, ast.Expr):
        return code_of(node.value)
    if isinstance(node, ast.Call) and not node.keywords:
        return f"{code_of(node.func)}({', '.join(map(code_of, node.args))})"
    return ast.unparse(node)


def _alphabetical(node: ast.stmt) -> Key | None:
    if isinstance(node, IMPORTS) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return None
    text = assigned_name(node)
    if text is None and isinstance(node, ast.Assign | ast.AnnAssign):
        return None
    return (0, text or code_of(node))


ALPHABETICAL = Order(_alphabetical, same_kind=True)
"""By assigned or defined name, else by source text, among statements of the same kind."""

# What create_app calls, from first to last. What is not named here stands right behind the extensions.
TABLE_OF_CONTENTS = (
    "config",
    "logs",
    "sentry",
    "tracing",
    "metrics",
    "hooks",
    "proxy",
    "headers",
    "connections",
    "extensions",
    "database",
    "models",
    "seeding",
    "sessions",
    "i18n",
    "assets",
    "templating",
    "csrf",
    "errors",
    "commands",
    "caching",
    "accounts",
    "security",
    "roles",
    "oauth",
    "jwt",
    "api_keys",
    "mail",
    "tasks",
    "uploads",
    "realtime",
    "flags",
    "limiting",
    "cors",
    "compressing",
    "cdn",
    "api",
    "admin",
    "health",
)
_START, _BLUEPRINTS = -1, 1000


def _contents(node: ast.stmt) -> Key | None:
    """The application itself, its parts in the order of the table, its blueprints alphabetically."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        return (_START, "") if code_of(node.value.func).rpartition(".")[2].endswith("Flask") else None
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return None
    func = node.value.func
    if not isinstance(func, ast.Attribute):
        return None
    if func.attr == "register_blueprint":
        return (_BLUEPRINTS, code_of(node))
    owner = code_of(func.value)
    if owner.endswith(".config"):
        return (0, "")
    if func.attr != "init_app":
        return None
    known = owner in TABLE_OF_CONTENTS
    rank = 2 * TABLE_OF_CONTENTS.index(owner if known else "extensions")
    return (rank if known else rank + 1, code_of(node))


def _paragraph(key: Key) -> str:
    rank = key[0]
    return "start" if rank == _START else "blueprints" if rank == _BLUEPRINTS else "parts"


CONTENTS = Order(_contents, group=_paragraph)
"""The order inside of an application factory."""


def spot(target: Scope, nodes: Sequence[ast.stmt], order: Order | None, first: int, last: int) -> Spot:
    """Find the place of new statements in a scope, between the indices `first` and `last`.

    Without an order, or among neighbours that it does not know, that is the end.
    """
    new = next((n for n in nodes if order and order.key(n) is not None), nodes[0])
    index, cling = _index(target.body, new, order, first, last)
    body = target.body
    before = _distance(body[index - 1], nodes[0], target, order) if index else 0
    after = _distance(nodes[-1], body[index], target, order) if index < len(body) else 0
    usual = _distance(body[index - 1], body[index], target, order) if 0 < index < len(body) else 0
    return Spot(index, before, after, usual, cling)


def _index(
    body: Sequence[ast.stmt], new: ast.stmt, order: Order | None, first: int, last: int
) -> tuple[int, bool]:
    key = order.key(new) if order else None
    if order is None or key is None:
        return last, False
    default = _default(body, new, first, last) if order.same_kind else last
    greater: int | None = None
    smaller: int | None = None
    for i, node in enumerate(body):
        other = order.key(node) if not order.same_kind or _kind(node) == _kind(new) else None
        if other is not None and i >= first - 1 and i <= last:
            if other <= key:
                smaller = i
            elif greater is None:
                greater = i
    if smaller is not None and (
        greater is None
        or greater <= smaller
        or order.same_group(new, body[smaller])
        or not order.same_group(new, body[greater])
    ):
        return max(smaller + 1, first), False
    # Without a smaller one, or where its paragraph begins after it.
    return (max(greater, first), True) if greater is not None else (default, False)


def _default(body: Sequence[ast.stmt], new: ast.stmt, first: int, last: int) -> int:
    """The place of an assignment without neighbours: before the first definition; of all else: the end."""
    if not isinstance(new, ast.Assign | ast.AnnAssign):
        return last
    return next((i for i in range(first, last) if isinstance(body[i], DEFINITIONS)), last)


def _distance(one: ast.stmt, other: ast.stmt, target: Scope, order: Order | None) -> int:
    least = gap(one, other, target)
    if order is None or order.group is None or is_docstring(one, target):
        return least
    return least if order.same_group(one, other) else max(least, 1)
