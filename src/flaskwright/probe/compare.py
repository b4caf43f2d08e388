"""Hold what was read against what the running application says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.probe.run import Live

# Every Flask application has these, and no project sets them.
_IMPLICIT = frozenset({"HEAD", "OPTIONS"})


@dataclass(frozen=True, order=True)
class Difference:
    """Something that only one side knows.

    `noun` is what kind of thing it is ("route"), `name` which one, `only` the side: "source" or "running". `reason`
    says why that may well be so, where we know ("dynamic", a condition, an extension's own); else it is "".
    """

    noun: str
    name: str
    only: str
    reason: str = ""


def compare(facts: Facts, live: Live) -> tuple[Difference, ...]:
    """Name each difference between the facts and the running applications, sorted."""
    if not live.apps:
        return ()
    found = [
        *_routes(facts, live.apps),
        *_blueprints(facts, live.apps),
        *_tables(facts, live.apps),
        *_settings(facts, live.apps),
        *_extensions(facts, live.apps),
    ]
    return tuple(sorted(set(found)))


def _routes(facts: Facts, apps: Iterable[Mapping[str, Any]]) -> Iterator[Difference]:
    running = {
        (rule["rule"], method): rule
        for app in apps
        for rule in app["routes"]
        if not rule["build_only"]
        for method in set(rule["methods"]) - _IMPLICIT
    }
    written = {
        (route.rule, method): route
        for route in facts.routes
        if not route.build_only
        for method in set(route.methods) - _IMPLICIT
    }
    for (rule, method), route in written.items():
        if (rule, method) not in running:
            reason = (
                "dynamic" if route.dynamic else "" if route.reachable else "its blueprint is not registered"
            )
            yield Difference("route", f"{method} {rule}", "source", reason or "; ".join(route.condition))
    for (rule, method), known in running.items():
        if (rule, method) not in written:
            reason = "" if known["path"] else "an extension's"
            yield Difference("route", f"{method} {rule}", "running", reason)


def _blueprints(facts: Facts, apps: Iterable[Mapping[str, Any]]) -> Iterator[Difference]:
    running = {blueprint["name"].rpartition(".")[2] for app in apps for blueprint in app["blueprints"]}
    written = {blueprint.name for blueprint in facts.blueprints if blueprint.registered}
    yield from (Difference("blueprint", name, "source") for name in written - running if name)
    yield from (Difference("blueprint", name, "running") for name in running - written)


def _tables(facts: Facts, apps: Iterable[Mapping[str, Any]]) -> Iterator[Difference]:
    running = {name for app in apps for name in app["tables"]}
    written = set(facts.tables)
    if running:
        yield from (Difference("table", name, "source") for name in written - running)
    yield from (Difference("table", name, "running") for name in running - written)


def _settings(facts: Facts, apps: Iterable[Mapping[str, Any]]) -> Iterator[Difference]:
    """Compare keys: values in the source are expressions, and secrets are told by neither side."""
    running = {key: about for app in apps for key, about in app["config"].items()}
    written: dict[str, set[str]] = {}
    for setting in facts.config.settings:
        written.setdefault(setting.key, set()).add(setting.environment or setting.condition)
    for key, where in written.items():
        if key not in running:
            reason = "" if "" in where else f"only in {', '.join(sorted(where))}"
            yield Difference("setting", key, "source", reason)
    for key, about in running.items():
        if key not in written and not about.get("default"):
            yield Difference("setting", key, "running", "an extension's, or the environment's")


def _extensions(facts: Facts, apps: Iterable[Mapping[str, Any]]) -> Iterator[Difference]:
    written = {extension.package for extension in facts.extensions}
    for app in apps:
        for name, kind in app["extensions"].items():
            package = kind.partition(".")[0]
            if package.startswith("flask_") and package not in written:
                yield Difference("extension", name, "running", f"from {package}")


def side_by_side(facts: Facts, live: Live) -> tuple[tuple[str, int, int], ...]:
    """Give how many of each noun the source and the running applications have."""

    def count(noun: str) -> int:
        return sum(len(app[noun]) for app in live.apps)

    return (
        ("routes", sum(route.reachable for route in facts.routes), count("routes")),
        ("blueprints", sum(bool(b.registered) for b in facts.blueprints), count("blueprints")),
        (
            "settings",
            len(facts.config.keys),
            sum(not about.get("default") for app in live.apps for about in app["config"].values()),
        ),
        ("tables", len(facts.tables), count("tables")),
        ("extensions", len(facts.extensions), count("extensions")),
        ("commands", len(facts.commands), count("commands")),
    )
