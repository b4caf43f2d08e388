"""Connexion: rules written in an OpenAPI file, their views named by `operationId`."""

from __future__ import annotations

import json
import re
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flaskwright.facts.abstract.attributes import get_attribute
from flaskwright.facts.abstract.library import resolve_string
from flaskwright.facts.abstract.machine import ROOT, Machine
from flaskwright.facts.abstract.values import Args, External, Object, Unknown, Value, as_str
from flaskwright.facts.frameworks.recogniser import Recogniser
from flaskwright.facts.frameworks.registering import add_rule
from flaskwright.facts.place import Place

_VERBS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
_PARAMETER = re.compile(r"\{([\w-]+)\}")
_CONVERTERS = {"integer": "int:", "number": "float:", "path": "path:"}
_LINE = re.compile(r"""^(\s*)(?:-\s+)?(?:"([^"]*)"|'([^']*)'|([^\s:#'"][^:#]*?))\s*:(?:\s+(.*?))?\s*$""")


@dataclass(frozen=True)
class Operation:
    """One path and verb of an OpenAPI file."""

    path: str
    verb: str
    operation: str
    line: int
    types: Mapping[str, str]


def operations(data: bytes) -> tuple[str, list[Operation]]:
    """Read an OpenAPI file (YAML in block style, or JSON): its base path and operations."""
    text = data.decode("utf-8", "replace")
    if text.lstrip().startswith("{"):
        return _of_json(text)
    return _of_yaml(text)


def _of_json(text: str) -> tuple[str, list[Operation]]:
    try:
        table: Any = json.loads(text)
    except ValueError:
        return "", []
    found = []
    paths = table.get("paths") if isinstance(table, dict) else None
    for path, verbs in (paths or {}).items():
        for verb, about in verbs.items() if isinstance(verbs, dict) else ():
            if verb in _VERBS and isinstance(about, dict) and about.get("operationId"):
                found.append(Operation(path, verb, str(about["operationId"]), _line_of(text, path), {}))
    return str(table.get("basePath", "") if isinstance(table, dict) else ""), found


def _line_of(text: str, word: str) -> int:
    at = text.find(f'"{word}"')
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _of_yaml(text: str) -> tuple[str, list[Operation]]:
    base = ""
    found: list[Operation] = []
    stack: list[tuple[int, str]] = []
    types: dict[str, str] = {}
    of_path: dict[str, str] = {}
    name = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _LINE.match(line)
        if match is None or line.lstrip().startswith("#"):
            continue
        depth = len(match[1])
        key = next(part for part in (match[2], match[3], match[4]) if part is not None)
        value = (match[5] or "").strip().strip("'\"")
        while stack and stack[-1][0] >= depth:
            stack.pop()
        stack.append((depth, key))
        keys = [k for _d, k in stack]
        if keys == ["basePath"] or (keys == ["servers", "url"] and value.startswith("/")):
            base = value.rstrip("/")
        elif key == "name":
            name = value
        elif key in {"type", "format"} and "parameters" in keys and value in _CONVERTERS:
            types[name] = value
        elif keys[0] == "paths" and len(keys) == 2:  # noqa: PLR2004 (paths, path)
            of_path = types = {}
        elif keys[0] == "paths" and len(keys) == 3 and key in _VERBS:  # noqa: PLR2004 (paths, path, verb)
            types = {}
        elif key == "operationId" and len(keys) > 3 and keys[0] == "paths" and keys[2] in _VERBS:  # noqa: PLR2004 (paths, path, verb)
            found.append(Operation(keys[1], keys[2], value, number, ChainMap(types, of_path)))
    return base, found


def rule_of(path: str, types: Mapping[str, str]) -> str:
    """Give Flask's rule of an OpenAPI path."""
    return _PARAMETER.sub(
        lambda m: f"<{_CONVERTERS.get(types.get(m[1], ''), '')}{m[1].replace('-', '_')}>", path
    )


def _add_api(machine: Machine, connexion: Object, args: Args) -> Value:
    """Follow `app.add_api("openapi.yml", base_path=...)`."""
    name = as_str(args.get(0, "specification"))
    path = _file(machine, connexion, name, args) if name is not None else None
    if path is None:
        machine.unresolved(args, "the OpenAPI file was not found in the project")
        return
    base, found = operations(machine.modules.files[path])
    given = as_str(args.get(1, "base_path"))
    for operation in found:
        _add(machine, connexion.attrs["app"], path, base if given is None else given, operation, args)


def _file(machine: Machine, connexion: Object, name: str, args: Args) -> str | None:
    folder = args.at.path.rpartition("/")[0]
    inner = as_str(connexion.model.more.get("folder")) or ""
    wanted = [
        name.removeprefix(ROOT).strip("/"),
        *(_clean(f, i, name) for f in (folder, "") for i in (inner, "")),
    ]
    files = machine.modules.files
    exact = next((path for path in wanted if path in files), None)
    return exact or next(
        (path for path in sorted(files) if path.endswith(f"/{_clean('', inner, name)}")), None
    )


def _clean(*parts: str) -> str:
    words = [word for part in parts for word in part.removeprefix(ROOT).split("/") if word not in {"", "."}]
    return "/".join(words)


def _add(machine: Machine, app: Object, path: str, base: str, operation: Operation, args: Args) -> None:
    view = resolve_string(machine, operation.operation, args, get_attribute)
    add_rule(
        machine, app, Args(at=Place(path, operation.line)), base + rule_of(operation.path, operation.types),
        None if isinstance(view, Unknown) else view,
        endpoint=operation.operation.replace(".", "_"), methods=(operation.verb.upper(),), framework="connexion",
    )  # fmt: skip


class Connexion(Recogniser):
    """`connexion.App(...)`, which holds a Flask application as `.app`."""

    kind = "connexion"
    classes = ("connexion.App", "connexion.FlaskApp")
    handlers = {"add_api": _add_api}  # noqa: RUF012 (never changed)

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Make the Flask application inside."""
        super().start(machine, made, args)
        from flaskwright.facts.frameworks.flask import App  # noqa: PLC0415 (a sibling's class)

        made.model.more["folder"] = args.keywords.get("specification_dir", "")
        inner = Object(External("flask.Flask"), args, args.at, "app")
        recogniser = App()
        recogniser.begin(machine, inner)
        recogniser.start(machine, inner, Args(args.positional, {}, args.at))
        made.attrs["app"] = inner

    def attribute(self, machine: Machine, made: Object, name: str) -> Value:
        """Give what the Flask application inside has, where Connexion has no method of that name."""
        if name in self.handlers or name == "__init__":
            return super().attribute(machine, made, name)
        return get_attribute(machine, made.attrs["app"], name, made.at)
