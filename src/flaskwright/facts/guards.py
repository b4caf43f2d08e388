"""What lets only some people reach a view: decorators and functions that run before it."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.names import dotted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flaskwright.facts.abstract.values import Function
    from flaskwright.facts.names import Modules
    from flaskwright.facts.views import Decorator

_NAMES = re.compile(
    r"(?i)(login|log_in|logged_in|auth|authenticat\w*|authori[sz]\w*|jwt|token|api_?key|session|user|staff|admins?|"
    r"superuser|roles?|permissions?|perms?|scopes?|rights?|access|member\w*)_?(is_)?"
    r"(required|needed|only|accepted|protected|requires)\b|"
    r"(?i:\brequires?_\w*(login|auth|user|admin|role|permission|scope|token|access|member)\w*)|"
    r"\b(has_access\w*|protect|authed_only|admins_only|requires_auth|authenticated|permission_required)\b"
)
_OPEN = re.compile(r"(?i)anonym|guest|not_logged|logged_out|unauthenticated_only")
_SIGNS = frozenset(
    {
        "is_authenticated", "is_anonymous", "verify_jwt_in_request", "unauthorized", "Unauthorized", "Forbidden",
        "NotAuthorized", "has_permission", "has_role", "verify_auth_token", "check_password_hash", "compare_digest",
    }
)  # fmt: skip
_REFUSED = frozenset({401, 403})
_SESSION = re.compile(r"(?i)user|login|logged|auth|account|admin|uid|token")


def is_guard(modules: Modules, decorator: Decorator) -> bool:
    """Say whether a decorator lets only some people in: by its name, or by what its function does."""
    node = decorator.node
    if isinstance(node, ast.Call) and any(
        k.arg == "optional" and isinstance(k.value, ast.Constant) and k.value.value for k in node.keywords
    ):
        return False
    last = decorator.name.rpartition(".")[2]
    if _OPEN.search(last):
        return False
    if _NAMES.search(last) or decorator.name.endswith(".require"):
        return True
    symbol = modules.resolve(decorator.path, decorator.name)
    if symbol.path is None:
        return False
    definition = modules.outline(symbol.path).definitions.get(symbol.name)
    return definition is not None and refuses(definition)


def guards(modules: Modules, decorators: Iterable[Decorator]) -> tuple[str, ...]:
    """Give the names of the decorators that guard a view."""
    return tuple(dict.fromkeys(d.name for d in decorators if is_guard(modules, d)))


def guards_requests(function: Function) -> bool:
    """Say whether a function that runs before requests lets only some people on.

    Looking at who asks is not enough, as counting visits does: it must also answer in the view's place.
    """
    decorators = " ".join(ast.unparse(node) for node in getattr(function.node, "decorator_list", ()))
    return bool(_NAMES.search(decorators)) or (asks(function.node) and _answers(function.node))


@lru_cache(maxsize=1024)
def _answers(node: ast.AST) -> bool:
    return any(
        isinstance(item, ast.Raise)
        or (
            isinstance(item, ast.Return)
            and item.value is not None
            and not isinstance(item.value, ast.Constant)
        )
        or (isinstance(item, ast.Call) and (dotted(item.func) or "").rpartition(".")[2] == "abort")
        for item in ast.walk(node)
    )


@lru_cache(maxsize=1024)
def asks(node: ast.AST) -> bool:
    """Say whether a function looks at who is asking."""
    return any(_is_sign(item) and not _aborts(item) for item in ast.walk(node))


def _aborts(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and (dotted(node.func) or "").rpartition(".")[2] == "abort"


@lru_cache(maxsize=4096)
def refuses(definition: ast.AST) -> bool:
    """Say whether a function looks at who is asking and refuses some."""
    return any(_is_sign(node) for node in ast.walk(definition))


def _is_sign(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in _SIGNS
    if isinstance(node, ast.Name):
        return node.id in _SIGNS
    if isinstance(node, ast.Call):
        name = (dotted(node.func) or "").rpartition(".")
        first = node.args[0] if node.args else None
        value = first.value if isinstance(first, ast.Constant) else None
        if name[2] == "abort":
            return value in _REFUSED
        if name[2] == "get" and name[0].rpartition(".")[2] == "session":
            return isinstance(value, str) and bool(_SESSION.search(value))
        return name[2] == "url_for" and isinstance(value, str) and "login" in value.lower()
    return False
