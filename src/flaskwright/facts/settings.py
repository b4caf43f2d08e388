"""What one Python file says of settings: classes, assignments, calls, and where the values come from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.names import dotted

if TYPE_CHECKING:
    from flaskwright.facts.source import Source

KEY = re.compile(r"^_*[A-Z][A-Z0-9_]+$")
_CLASS = re.compile(r"^config|config(uration)?$|settings$", re.IGNORECASE)
_LOADERS = {
    "from_object": "object", "from_pyfile": "file", "from_envvar": "env", "from_prefixed_env": "env",
    "from_file": "file", "from_json": "file", "from_mapping": "dict", "update": "dict", "from_toml": "file",
}  # fmt: skip
# Functions whose first argument names a variable of the environment: os, environs, django-environ, decouple, starlette.
_READS = re.compile(r"(^|\.)(getenv|environ\.get|environb?\.pop|environ\.setdefault)$|(^|\.|_)env(\.\w+)?$")
_DECOUPLED = frozenset({"config", "Config", "decouple.config"})
_ALSO_CONFIG = frozenset({"config", "app_config", "flask_config", "conf", "cfg"})


@dataclass(frozen=True)
class Written:
    """A key as it is written: value, the class around it, line, the condition, the environment's variables."""

    key: str
    value: str
    owner: str
    line: int
    condition: str = ""
    variables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """A class of settings with its bases as written."""

    name: str
    bases: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Loaded:
    """A call that loads settings; `target` is its argument as a name or a text."""

    kind: str
    argument: str
    target: str
    line: int


@dataclass(frozen=True)
class Part:
    """All that a file says of settings."""

    classes: tuple[Held, ...]
    settings: tuple[Written, ...]
    loads: tuple[Loaded, ...]
    named: tuple[tuple[str, str], ...] = ()


def loads(source: Source) -> tuple[Loaded, ...]:
    """Give the calls that load settings (`app.config.from_object(...)`)."""
    return _calls(source)[0] if "config" in source.text else ()


@lru_cache(maxsize=8192)
def in_file(source: Source, is_config: bool, wanted: frozenset[str], is_asked: bool = True) -> Part:
    """Read a file; `is_config` says that its own names are settings, `wanted` which classes are.

    Where it is not `is_asked` for itself, names beside its classes only help those.
    """
    classes: list[Held] = []
    settings: list[Written] = []
    for node, _condition in _levels(source.tree.body):
        if isinstance(node, ast.ClassDef) and _holds(node, is_config, wanted):
            inside = [*_assigned(node.body, node.name), *_of_self(node)]
            if inside or "config" in " ".join(map(ast.unparse, node.bases)).lower() or node.name in wanted:
                classes.append(Held(node.name, tuple(dotted(b) or "" for b in node.bases), node.lineno))
                settings += inside
    if is_config and (is_asked or not classes):
        settings += _assigned(source.tree.body, "")
    called: tuple[Loaded, ...] = ()
    if "config" in source.text or "Config" in source.text:
        called, written = _calls(source)
        settings += written
    return Part(tuple(classes), tuple(settings), called, tuple(_named(source)) if is_config else ())


def _holds(node: ast.ClassDef, is_config: bool, wanted: frozenset[str]) -> bool:
    bases = [(dotted(base) or "").rpartition(".")[2].lower() for base in node.bases]
    if any(base.endswith("enum") for base in bases):
        return False
    derived = any("config" in base for base in bases)
    return is_config or bool(_CLASS.search(node.name)) or derived or node.name in wanted


def _levels(
    body: Iterable[ast.stmt], condition: str = "", *, everywhere: bool = False
) -> Iterator[tuple[ast.stmt, str]]:
    """Give the statements that run with a body, each with the condition that it stands under.

    With `everywhere` those of the functions and classes in it too.
    """
    for node in body:
        yield node, condition
        if isinstance(node, ast.If):
            for block, test in ((node.body, node.test), (node.orelse, ast.UnaryOp(ast.Not(), node.test))):
                if block:
                    under = _both(condition, ast.unparse(test))
                    yield from _levels(block, under, everywhere=everywhere)
        elif everywhere or isinstance(node, ast.Try | ast.With | ast.For):
            for block in _blocks(node):
                yield from _levels(block, condition, everywhere=everywhere)


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(node, name, None):
            yield block
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body


def _both(one: str, other: str) -> str:
    return f"{one} and {other}" if one else other


def _assigned(body: list[ast.stmt], owner: str) -> Iterator[Written]:
    for node, condition in _levels(body):
        value = getattr(node, "value", None)
        for target in _targets(node):
            if isinstance(target, ast.Name) and value is not None and KEY.match(target.id):
                yield _written(target.id, value, owner, node.lineno, condition)


def _targets(node: ast.stmt) -> Iterator[ast.expr]:
    for target in node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]:
        if isinstance(target, ast.Tuple | ast.List):
            yield from target.elts
        elif isinstance(target, ast.expr):
            yield target


def _of_self(definition: ast.ClassDef) -> Iterator[Written]:
    """Give the keys that a class's own methods set on `self`, and the fields of pydantic's settings."""
    for method in definition.body:
        if isinstance(method, ast.FunctionDef) and method.name in {"__init__", "__post_init__", "init_app"}:
            for node, condition in _levels(method.body):
                for target in _targets(node):
                    named = dotted(target) or ""
                    value = getattr(node, "value", None)
                    if named.startswith("self.") and KEY.match(named[5:]) and value is not None:
                        yield _written(named[5:], value, definition.name, node.lineno, condition)
    if any((dotted(b) or "").endswith("BaseSettings") for b in definition.bases):
        for node in definition.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
                value = ast.unparse(node.value) if node.value else ""
                if not KEY.match(name) or not value:
                    yield Written(name, value, definition.name, node.lineno, "", (name.upper(),))


def _written(key: str, value: ast.expr, owner: str, line: int, condition: str = "") -> Written:
    return Written(key, shown(value), owner, line, condition, variables(value))


def variables(node: ast.AST) -> tuple[str, ...]:
    """Give the names of the environment's variables that an expression reads."""
    found = []
    for part in ast.walk(node):
        name: ast.expr | None = None
        if isinstance(part, ast.Subscript) and (dotted(part.value) or "").endswith("environ"):
            name = part.slice
        elif isinstance(part, ast.Call):
            called = dotted(part.func) or ""
            if part.args and (_READS.search(called) or called in _DECOUPLED):
                name = part.args[0]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            found.append(name.value)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8192)
def _calls(source: Source) -> tuple[tuple[Loaded, ...], tuple[Written, ...]]:
    """Give the calls that load settings, and the keys that calls and assignments set on a configuration."""
    loaded: list[Loaded] = []
    written: list[Written] = []
    web = "lask" in source.text
    names = {n.id: n_value for n, n_value in _dicts(source.tree)}
    for statement, condition in _levels(source.tree.body, everywhere=True):
        found = list(_set(statement, web)) if isinstance(statement, ast.Assign) else []
        for node in _own_calls(statement):
            if isinstance(node.func, ast.Attribute) and _is_config(node.func.value, web):
                kind = _LOADERS.get(node.func.attr, "")
                loaded += _load(node, kind)
                found += _pairs(node, names) if kind == "dict" else _default(node, node.func.attr)
            elif (dotted(node.func) or "").endswith(("Config", "Settings")):
                owner = (dotted(node.func) or "").rpartition(".")[2]
                keys = [k for k in node.keywords if k.arg and KEY.match(k.arg)]
                found += [_written(k.arg or "", k.value, owner, k.value.lineno) for k in keys]
        written += [replace(one, condition=condition) for one in found]
    return tuple(loaded), tuple(written)


def _own_calls(statement: ast.stmt) -> Iterator[ast.Call]:
    """Give the calls of a statement itself, not those of the statements in it."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from (node for node in ast.walk(child) if isinstance(node, ast.Call))


def _dicts(tree: ast.Module) -> Iterator[tuple[ast.Name, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict | ast.Call):
            yield from ((t, node.value) for t in node.targets if isinstance(t, ast.Name))


def _load(call: ast.Call, kind: str) -> Iterator[Loaded]:
    if not kind or (kind == "dict" and not call.args):
        return
    first = call.args[0] if call.args else next((k.value for k in call.keywords), None)
    text = ""
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        text = first.value
    elif first is not None:
        text = dotted(first.func if isinstance(first, ast.Call) else first) or ""
    yield Loaded(kind, ast.unparse(first) if first is not None else "", text, call.lineno)


def _default(call: ast.Call, method: str) -> Iterator[Written]:
    """Give the key of `app.config.setdefault("KEY", value)`."""
    key = call.args[0] if call.args else None
    if method == "setdefault" and isinstance(key, ast.Constant) and KEY.match(str(key.value)):
        yield _written(str(key.value), call.args[-1], "", call.lineno)


def _set(node: ast.Assign, web: bool) -> Iterator[Written]:
    for target in node.targets:
        if isinstance(target, ast.Subscript) and _is_config(target.value, web):
            key = target.slice
            if isinstance(key, ast.Constant) and _is_key(key.value, target.value):
                yield _written(str(key.value), node.value, "", node.lineno)
        elif isinstance(target, ast.Attribute) and KEY.match(target.attr) and _is_config(target.value, web):
            yield _written(target.attr, node.value, "", node.lineno)


def _pairs(call: ast.Call, names: dict[str, ast.expr], depth: int = 0) -> Iterator[Written]:
    """Give the keys of `update({...})`, `update(dict({...}))`, `from_mapping(A=1)`, `update(SETTINGS)`."""
    for argument in call.args:
        value = names.get(argument.id, argument) if isinstance(argument, ast.Name) else argument
        if isinstance(value, ast.Dict):
            for key, item in zip(value.keys, value.values, strict=True):
                if isinstance(key, ast.Constant) and _is_key(
                    key.value, getattr(call.func, "value", call.func)
                ):
                    yield _written(str(key.value), item, "", key.lineno)
        elif isinstance(value, ast.Call) and dotted(value.func) == "dict" and not depth:
            yield from _pairs(value, names, 1)
    for keyword in call.keywords:
        if keyword.arg and KEY.match(keyword.arg):
            yield _written(keyword.arg, keyword.value, "", keyword.value.lineno)


def _is_key(key: object, holder: ast.expr) -> bool:
    """Say whether a key is one of Flask's: in capitals, or set on what is surely an application."""
    app = (dotted(holder) or "").removesuffix(".config").rpartition(".")[2]
    return isinstance(key, str) and (bool(KEY.match(key)) or app in {"app", "application", "current_app"})


def _is_config(node: ast.expr, web: bool) -> bool:
    if isinstance(node, ast.Name):
        return web and node.id in _ALSO_CONFIG
    return isinstance(node, ast.Attribute) and node.attr == "config"


def shown(value: ast.expr) -> str:
    """Give the source of a value."""
    return ast.unparse(value)


def _named(source: Source) -> Iterator[tuple[str, str]]:
    """Give the names of environments with their classes: `config = {"development": DevelopmentConfig}`."""
    for node, _condition in _levels(source.tree.body):
        value = getattr(node, "value", None)
        if isinstance(value, ast.Dict) and isinstance(node, ast.Assign | ast.AnnAssign):
            for key, item in zip(value.keys, value.values, strict=True):
                called = item.func if isinstance(item, ast.Call) else item
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and (name := dotted(called)):
                    yield key.value, name.rpartition(".")[2]
