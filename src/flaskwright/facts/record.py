"""What Flaskwright recorded of itself in `[tool.flaskwright]` of pyproject.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from flaskwright.facts.ground import TODAY, Ground, version
from flaskwright.facts.toml import toml

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Guest:
    """The package that holds Flaskwright's parts in a project that it did not make.

    `package` is its dotted name, `folder` where it lies, `tests` the folder of the parts' own tests, `ground` what the
    project stands on.
    """

    package: str
    folder: str
    tests: str
    ground: Ground = TODAY

    @property
    def name(self) -> str:
        """The last part of its name, which its templates and its blueprint have too."""
        return self.package.rpartition(".")[2]


@dataclass(frozen=True)
class Record:
    """The capabilities with their options and the resources with their fields, as they were asked for.

    `version` is the Flaskwright that wrote it, None where none did. `distributions` says for each capability that is
    not Flaskwright's own where it comes from,
    `adopted` for each that the project had before, where that is.
    """

    capabilities: Mapping[str, Mapping[str, object]] = field(default_factory=lambda: _NOTHING)
    resources: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    version: str | None = None
    distributions: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    adopted: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    @property
    def guest(self) -> Guest | None:
        """The guest package, None in a project that Flaskwright made."""
        app = self.capabilities.get("app", {})
        if not app.get("guest"):
            return None
        ground = Ground(
            python=version(str(app.get("python", ""))) or TODAY.python,
            flask=version(str(app.get("flask", ""))) or TODAY.flask,
            wtforms=version(str(app.get("wtforms", ""))) or TODAY.wtforms,
        )
        return Guest(str(app.get("package", "")), str(app["guest"]), str(app.get("tests", "")), ground)


def read_record(data: bytes | None) -> Record:
    """Read the record from pyproject.toml's bytes; without one everything is empty."""
    table = _table(_table(toml(data)[0] if data else {}, "tool"), "flaskwright")
    capabilities = {
        str(name): MappingProxyType(dict(options))
        for name, options in _table(table, "capabilities").items()
        if isinstance(options, Mapping)
    }
    resources = {
        str(name): tuple(str(item) for item in fields)
        for name, fields in _table(table, "resources").items()
        if isinstance(fields, list)
    }
    distributions, adopted = (
        MappingProxyType({str(name): str(value) for name, value in _table(table, key).items()})
        for key in ("distributions", "adopted")
    )
    version = table.get("version")
    return Record(
        MappingProxyType(capabilities),
        MappingProxyType(resources),
        version if isinstance(version, str) else None,
        distributions,
        adopted,
    )


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key)
    return value if isinstance(value, Mapping) else _NOTHING
