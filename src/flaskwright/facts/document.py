"""The facts as plain data: what `flaskwright inspect --json` prints, with a version of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flaskwright.facts.place import Place
from flaskwright.facts.secrets import masked

if TYPE_CHECKING:
    from flaskwright.facts.config import Environment
    from flaskwright.facts.reading import Facts

VERSION = 1
"""Rises when a key goes away or changes its meaning; new keys may come at any time."""

NOUNS = (
    "apps",
    "factories",
    "blueprints",
    "routes",
    "extensions",
    "packages",
    "config",
    "environments",
    "models",
    "tables",
    "templates",
    "renders",
    "missing_templates",
    "forms",
    "tasks",
    "commands",
    "tests",
    "migrations",
    "deployment",
    "requirements",
    "unresolved",
    "problems",
)


def document(facts: Facts) -> dict[str, Any]:
    """Give a project's facts as what JSON knows: one key for each noun, and `version`.

    Wherever a fact has a place, it is `file` and `line`; a second one keeps its name (`registered`). Secrets in
    the values of settings are masked.
    """
    elsewhere: dict[str, Any] = {
        "config": [replace(s, value=masked(s.key, s.value)) for s in facts.config.settings],
        "environments": [_environment(held) for held in facts.config.environments],
        "tables": facts.core_tables,
        "templates": facts.templates.all,
        "renders": facts.templates.renders,
        "tests": facts.suites,
        "migrations": [{**plain(m), "heads": m.heads, "missing": m.missing} for m in facts.all_migrations],
    }
    nouns = {name: elsewhere[name] if name in elsewhere else getattr(facts, name) for name in NOUNS}
    return {"version": VERSION, **{name: plain(value) for name, value in nouns.items()}}


def _environment(held: Environment) -> dict[str, Any]:
    settings = {key: masked(key, setting.value) for key, setting in sorted(held.settings.items())}
    return {"name": held.name, "owner": held.owner, **plain(held.at), "settings": settings}


def plain(value: Any) -> Any:
    """Give a fact as dictionaries, lists, texts, numbers, true, false and null."""
    if isinstance(value, Place):
        return {"file": value.path, "line": value.line}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found: dict[str, Any] = {}
        for field in dataclasses.fields(value):
            part = getattr(value, field.name)
            if field.name == "at" and isinstance(part, Place):
                found |= plain(part)
            elif field.name != "path" or not hasattr(value, "at"):
                found[field.name] = plain(part)
        return found
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(part) for part in value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(part) for part in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
