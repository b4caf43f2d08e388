"""How the distributions that a project requires are kept, and which of them break each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flaskwright import bom
from flaskwright.facts.requirements import Requirement, normal_name
from flaskwright.facts.toml import toml

_LIMIT = re.compile(r"(===|==|~=|>=|<=|!=|>|<|\^|~)\s*v?([0-9][\w.*+!-]*)")
_CONDITION = re.compile(r"^([a-z0-9-]+)(?:(>=|<)([0-9.]+))?$")
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
# Modules whose distribution has another name.
_DISTRIBUTIONS = {
    "authlib": "authlib", "celery": "celery", "flask_sslify": "flask-sslify", "flaskext": "flask",
    "flask_jwt_extended": "flask-jwt-extended", "flask_security": "flask-security",
}  # fmt: skip


@dataclass(frozen=True)
class Break:
    """A pair that breaks: the other distribution, what goes wrong, and what to do."""

    other: str
    problem: str
    fix: str


@dataclass(frozen=True)
class Status:
    """How a distribution is kept.

    `state` is "maintained", "quiet" (works, no release for years), "abandoned" or "unknown"; `successor` is what took
    its place; `required` are the limits as written (None where it is only used), `locked` the version of a lock file or
    an exact pin; `tested` is the version that we have run; `breaks` are its broken pairs in this project.
    """

    name: str
    state: str
    successor: str | None
    required: str | None
    locked: str | None
    tested: str | None
    note: str
    breaks: tuple[Break, ...] = ()


def distribution(package: str, required: Iterable[str] = ()) -> str:
    """Give the distribution that a module comes from, as far as its name tells."""
    name = _DISTRIBUTIONS.get(package, normal_name(package))
    also = {"flask-security": "flask-security-too", "flask-bootstrap": "bootstrap-flask"}.get(name)
    return also if also is not None and also in set(required) else name


def read_locks(files: Mapping[str, bytes]) -> Mapping[str, str]:
    """Give the versions that lock files hold, by normal name; the file nearest to the root wins."""
    found: dict[str, str] = {}
    paths = [path for path in files if path.rpartition("/")[2] in _LOCKS]
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        for name, version in _locked(path, files[path]):
            found.setdefault(normal_name(name), version)
    return found


def _locked(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    if path.endswith("Pipfile.lock"):
        try:
            table: Any = json.loads(data)
        except (ValueError, RecursionError):
            return
        for group in ("default", "develop"):
            items = table.get(group) if isinstance(table, Mapping) else None
            for name, about in items.items() if isinstance(items, Mapping) else ():
                if isinstance(about, Mapping) and isinstance(about.get("version"), str):
                    yield str(name), about["version"].removeprefix("==")
        return
    found = toml(data)[0]
    items = found.get("package", found.get("packages"))
    for item in items if isinstance(items, list) else ():
        if (
            isinstance(item, Mapping)
            and isinstance(item.get("name"), str)
            and isinstance(item.get("version"), str)
        ):
            yield item["name"], item["version"]


def read_statuses(
    requirements: Iterable[Requirement], used: Iterable[str], locked: Mapping[str, str]
) -> tuple[Status, ...]:
    """Give the status of each distribution that is required or whose extension is used, sorted by name."""
    limits: dict[str, str] = {}
    for requirement in sorted(requirements, key=lambda r: r.group is not None):
        limits.setdefault(requirement.name, requirement.limits)
    versions = {name: pin for name, limit in limits.items() if (pin := _pin(limit))} | dict(locked)
    names = sorted({*limits, *used})
    broken = _broken({*names, *locked}, limits, versions)
    return tuple(_status(name, limits, versions, broken.get(name, ())) for name in names)


def _status(
    name: str, limits: Mapping[str, str], versions: Mapping[str, str], breaks: tuple[Break, ...]
) -> Status:
    known = bom.kept(name)
    tested = bom.packages().get(name)
    return Status(
        name, known.state if known else "unknown", known.successor if known else None, limits.get(name),
        versions.get(name), tested.version if tested else None, tested.note if tested else "", breaks,
    )  # fmt: skip


def _pin(limits: str) -> str | None:
    """Give the version of an exact pin."""
    match = re.fullmatch(r"={2,3}\s*([0-9][\w.+!-]*)", re.split(";| --", limits, maxsplit=1)[0].strip())
    return match[1] if match else None


def _broken(
    names: set[str], limits: Mapping[str, str], versions: Mapping[str, str]
) -> dict[str, tuple[Break, ...]]:
    found: dict[str, tuple[Break, ...]] = {}
    for pair in bom.pairs():
        sides = [_CONDITION.match(side) for side in pair.packages]
        if all(side and side[1] in names and _holds(side, limits, versions) for side in sides):
            first, other = (side[1] for side in sides if side)
            found[first] = (*found.get(first, ()), Break(other, pair.problem, pair.fix))
            found[other] = (*found.get(other, ()), Break(first, pair.problem, pair.fix))
    return found


def _holds(side: re.Match[str], limits: Mapping[str, str], versions: Mapping[str, str]) -> bool:
    """Say whether a side's limit is met: by the version that is known, else by the newest that may be installed."""
    name, operator, bound = side[1], side[2], side[3]
    if operator is None:
        return True
    version = versions.get(name)
    if version is not None:
        return _compare(version, bound) >= 0 if operator == ">=" else _compare(version, bound) < 0
    highest = [_upper(sign, limit) for sign, limit in _LIMIT.findall(limits.get(name, ""))]
    below = any(upper is not None and _compare(upper, bound) <= 0 for upper in highest)
    return below if operator == "<" else not below


def _upper(sign: str, limit: str) -> str | None:
    """Give the first version that a limit shuts out at the top, None where it shuts out none."""
    numbers = [int(n) for n in re.findall(r"\d+", limit)]
    if not numbers or sign in {">", ">=", "!="}:
        return None
    if sign == "^":
        kept = 1 + next((n for n, number in enumerate(numbers) if number), len(numbers) - 1)
    elif sign == "~=":
        kept = max(1, len(numbers) - 1)
    elif sign == "~":
        kept = min(2, len(numbers))
    elif limit.endswith("*"):
        kept = len(numbers)
    else:
        return limit if sign == "<" else f"{limit}.0.1"
    return ".".join(map(str, [*numbers[: kept - 1], numbers[kept - 1] + 1]))


def _compare(one: str, other: str) -> int:
    """Compare two versions by their numbers."""
    left, right = (
        tuple(int(n) for n in re.findall(r"\d+", text.partition("+")[0])[:4]) for text in (one, other)
    )
    size = max(len(left), len(right))
    left, right = (side + (0,) * (size - len(side)) for side in (left, right))
    return (left > right) - (left < right)
