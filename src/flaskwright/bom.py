"""The tested set: what generated applications may require, in versions that were run together."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from flaskwright.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*([<>=!~][^;@]*)?")


@dataclass(frozen=True)
class Package:
    """A distribution of the tested set.

    `version` was run; `limits` is what we write ("" for any version), `older` what we write before Python 3.11 where
    that differs, `guest` what we write into projects that are not ours, where more versions do, so that it goes with
    what they pin, `old_flask` what we write where their Flask is older than 2.0; `recommend` is "default", "offered",
    "avoid" or "tool" (needed to develop, not to run); `note` says what to know about it.
    """

    name: str
    version: str
    limits: str
    recommend: str
    note: str = ""
    older: str = ""
    guest: str = ""
    old_flask: str = ""

    def limits_for(
        self, python: tuple[int, int], *, guest: bool = False, flask: tuple[int, int] = (2, 3)
    ) -> str:
        """Give the limits to write for the oldest Python and the oldest Flask, in a project of ours or as a guest."""
        older = (self.old_flask if flask < (2, 0) else "") or (self.older if python < (3, 11) else "")
        return older or (self.guest if guest else "") or self.limits


@dataclass(frozen=True)
class Kept:
    """Whether somebody keeps a distribution: `state` is "maintained", "quiet" or "abandoned"."""

    name: str
    state: str
    successor: str | None = None


@dataclass(frozen=True)
class Pair:
    """Two distributions that resolve together and break: each a name, or a name with one limit."""

    packages: tuple[str, str]
    problem: str
    fix: str


@cache
def _tables() -> Mapping[str, Any]:
    text = resources.files("flaskwright").joinpath("bom.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def packages() -> Mapping[str, Package]:
    """Give the tested set by normal name."""
    table = _tables()["packages"]
    return MappingProxyType({name: Package(name, **fields) for name, fields in table.items()})


def kept(name: str) -> Kept | None:
    """Say whether somebody keeps a distribution; None where nothing is known of it."""
    fields = _tables()["status"].get(name)
    if fields is not None:
        return Kept(name, **fields)
    return Kept(name, "maintained") if name in packages() else None


@cache
def pairs() -> tuple[Pair, ...]:
    """Give the pairs that break."""
    table = _tables()["pairs"]
    return tuple(Pair(tuple(row["packages"]), row["problem"], row["fix"]) for row in table)


def package(name: str) -> Package:
    """Give a distribution of the tested set. Raises UsageError when it has no such one."""
    found = packages().get(re.sub(r"[-_.]+", "-", name).lower())
    if found is None:
        raise UsageError(f"{name} is not in the tested set; see flaskwright explain packages.")
    return found


def requirement(
    name: str, python: tuple[int, int] = (3, 11), *, guest: bool = False, flask: tuple[int, int] = (2, 3)
) -> str:
    """Give the requirement to write for a distribution: "flask-login" gives "flask-login>=0.6.3,<0.7".

    Extras are kept ("psycopg[binary]"). What the tested set does not have comes with limits of its own
    ("humanize>=4,<5"). `python` and `flask` are the oldest that it has to run on, `guest` says that the
    project is not of our making. Raises UsageError for one that has none, and for
    limits where the tested set decides.
    """
    match = _NAME.fullmatch(name.strip())
    if match is None:
        raise UsageError(f"{name!r} is no name of a distribution.")
    written, limits = re.sub(r"[-_.]+", "-", match[1]).lower(), (match[3] or "").replace(" ", "")
    found = packages().get(written)
    if found and limits:
        raise UsageError(f"{written} is in the tested set, which gives its versions; leave {limits} out.")
    if not found and not limits:
        raise UsageError(f"{written} is not in the tested set; give its versions too, as in {written}>=1,<2.")
    extras = ",".join(sorted(filter(None, (e.strip() for e in (match[2] or "").split(",")))))
    limits = found.limits_for(python, guest=guest, flask=flask) if found else limits
    return f"{written}{f'[{extras}]' if extras else ''}{limits}"
