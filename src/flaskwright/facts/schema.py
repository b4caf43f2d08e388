"""The JSON Schema of the facts, made from the facts' own classes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from flaskwright.facts.apps import App, Factory
from flaskwright.facts.blueprints import Blueprint
from flaskwright.facts.config import Environment, Setting
from flaskwright.facts.deployment import Deployment
from flaskwright.facts.document import VERSION
from flaskwright.facts.extensions import Extension
from flaskwright.facts.forms import Form
from flaskwright.facts.migrations import Migrations
from flaskwright.facts.models import Model
from flaskwright.facts.place import Place, Problem
from flaskwright.facts.requirements import Requirement
from flaskwright.facts.routes import Route
from flaskwright.facts.status import Status
from flaskwright.facts.suites import Suite
from flaskwright.facts.tables import Table
from flaskwright.facts.tasks import Command, Task
from flaskwright.facts.templates import Missing, Render, Template
from flaskwright.facts.unresolved import Unresolved

_NOUNS = {
    "apps": App,
    "factories": Factory,
    "blueprints": Blueprint,
    "routes": Route,
    "extensions": Extension,
    "packages": Status,
    "config": Setting,
    "environments": Environment,
    "models": Model,
    "tables": Table,
    "templates": Template,
    "renders": Render,
    "missing_templates": Missing,
    "forms": Form,
    "tasks": Task,
    "commands": Command,
    "tests": Suite,
    "migrations": Migrations,
    "deployment": Deployment,
    "requirements": Requirement,
    "unresolved": Unresolved,
    "problems": Problem,
}
_PLAIN = {str: "string", int: "integer", bool: "boolean", float: "number", NoneType: "null"}


def schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of `flaskwright inspect --json`."""
    nouns: dict[str, Any] = {name: {"type": "array", "items": _class(kind)} for name, kind in _NOUNS.items()}
    texts = {"type": "array", "items": {"type": "string"}}
    nouns["migrations"]["items"]["properties"] |= {"heads": texts, "missing": texts}
    nouns["environments"]["items"]["properties"]["settings"] = {
        "type": "object", "description": "Each key's value, secrets masked.",
        "additionalProperties": {"type": "string"},
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The facts of a Flask project, as flaskwright inspect --json prints them",
        "type": "object",
        "properties": {
            "version": {"const": VERSION},
            "project": {"type": "string", "description": "The project's folder."},
            **nouns,
            "installed": {
                "type": "object",
                "description": "The versions in the project's virtual environment, by distribution.",
                "additionalProperties": {"type": "string"},
            },
            "live": {"type": "object", "description": "What the running application said (--live)."},
            "differences": {"type": "array", "description": "What only one of both knows (--live)."},
        },
        "required": ["version", "project", *nouns],
    }


def _class(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    found: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        if field.name == "at" and hints["at"] is Place:
            found |= {"file": {"type": "string"}, "line": {"type": "integer"}}
        elif field.name != "path" or "at" not in hints:
            found[field.name] = _type(hints[field.name])
    about = (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
    return {
        "type": "object",
        "description": " ".join(about.split()),
        "properties": found,
        "required": list(found),
    }


def _type(hint: Any) -> dict[str, Any]:
    if hint is Place:
        return {
            "type": "object",
            "properties": {"file": {"type": "string"}, "line": {"type": "integer"}},
            "required": ["file", "line"],
        }
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return {"anyOf": [_type(part) for part in arguments]}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _type(arguments[1])}
    if isinstance(origin, type) and issubclass(origin, Sequence | frozenset):
        return {"type": "array", "items": _type(arguments[0])}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _class(hint)
    return {}
