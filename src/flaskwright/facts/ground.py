"""The ground that an application stands on: the Python, the Flask and the WTForms that it runs with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flaskwright.facts.toml import toml

if TYPE_CHECKING:
    from flaskwright.facts.requirements import Requirement

Version = tuple[int, int]
_VERSION = re.compile(r"(\d+)\.(\d+)")
_PIN = re.compile(r"={2,3}\s*v?(\d+)\.(\d+)|~=\s*(\d+)\.(\d+)\.\d")
_BELOW = re.compile(r"(<=?)\s*(\d+)(?:\.(\d+))?")
_LEAST = re.compile(r">=?\s*(\d+)\.(\d+)")
# One minor version of Python and no other: PEP 440's "==3.9.*" and "~=3.9.0", Poetry's "~3.9" and "3.9.*".
_ONLY = re.compile(r"(?:={2,3}|~|^)\s*(3\.\d+)(?!\d)|~=\s*(3\.\d+)\.\d")
_FROM = re.compile(r"(?:>=?|\^|~=)\s*(\d+)\.(\d+)")
_SETUP = re.compile(r"""python_requires\s*=\s*["']?([^"'\n]+)""")
_IMAGE = re.compile(r"(?m)^FROM\s+(?:\S+/)?python:(\d+\.\d+)")


@dataclass(frozen=True)
class Ground:
    """The oldest Python, the oldest Flask and the oldest WTForms that code has to run with."""

    python: Version
    flask: Version
    wtforms: Version = (3, 3)


# What generated code runs on as it is written; somebody else's application may stand on less.
TODAY = Ground(python=(3, 11), flask=(2, 3))
# The Pythons that it is tested on.
TESTED = ((3, 11), (3, 12), (3, 13))
# The oldest that such code can be put in the words of.
OLDEST = Ground(python=(3, 7), flask=(0, 12), wtforms=(0, 0))
# The same, where the code needs Python 3.8.
PYTHON_3_8 = replace(OLDEST, python=(3, 8))


def version(text: str) -> Version | None:
    """Give the first two numbers of a version ("3.8.18"), None where there are none."""
    match = _VERSION.match(text)
    return (int(match[1]), int(match[2])) if match else None


def read_ground(
    files: Mapping[str, bytes], requirements: Iterable[Requirement], python: str, installed: Mapping[str, str]
) -> Ground:
    """Say what an application stands on.

    Takes its files and requirements, and of the environment that it runs in the version of Python ("" where there is
    none) and those of its distributions. Where no environment tells, what the project says of itself does: the Python
    of `.python-version`, `runtime.txt`, its Dockerfile or its packaging, the Flask and the WTForms that its
    requirements pin or stay below. What nothing tells, and what is newer, is taken to be of today. A file that names
    a Python that the packaging shuts out was forgotten when the project moved on, and says nothing.
    """
    said = version(python) or next(_pythons(files), TODAY.python)
    required = list(requirements)
    flask, wtforms = (
        version(installed.get(name, "")) or held_at(required, name) or today
        for name, today in (("flask", TODAY.flask), ("wtforms", TODAY.wtforms))
    )
    # WTForms 3.3 asks for Python 3.11.
    newest = TODAY.wtforms if said >= (3, 11) else (3, 2)
    return Ground(min(said, TODAY.python), min(flask, TODAY.flask), min(wtforms, newest))


def read_pythons(files: Mapping[str, bytes]) -> tuple[Version, ...]:
    """Give the Pythons to run an application on, of those that generated code is tested on, oldest first.

    Takes the project's files. That is the one of `.python-version` or `runtime.txt`, else those that the packaging lets
    in; all where nothing is said, or nothing that is still there, and the least where that is newer.
    """
    limits = [text for text in _limits(files) if text]
    if chosen := next(_chosen(files, limits), None):
        return (chosen,)
    if (newest := max(map(_least, limits), default=OLDEST.python)) > TESTED[-1]:
        return (newest,)
    return tuple(one for one in TESTED if all(_lets_in(text, one) for text in limits)) or TESTED


def _lets_in(limits: str, python: Version) -> bool:
    if only := _ONLY.search(limits):
        return python == version(only[1] or only[2])
    newest = _newest(limits)
    return _least(limits) <= python and (newest is None or python <= newest)


def _least(limits: str) -> Version:
    """Give the oldest Python that limits let in: ">=3.12", "~=3.12", Poetry's "^3.12"."""
    found = _FROM.search(limits)
    return (int(found[1]), int(found[2])) if found else OLDEST.python


def _chosen(files: Mapping[str, bytes], limits: Iterable[str]) -> Iterator[Version]:
    for name in (".python-version", "runtime.txt"):
        text = files.get(name, b"").decode("utf-8", "replace").strip().removeprefix("python-")
        if (found := version(text)) and all(_lets_in(one, found) for one in limits):
            yield found


def _pythons(files: Mapping[str, bytes]) -> Iterator[Version]:
    limits = [text for text in _limits(files) if text]
    yield from _chosen(files, limits)
    images = _IMAGE.findall(files.get("Dockerfile", b"").decode("utf-8", "replace"))
    for image in filter(None, map(version, images)):
        if all(_lets_in(one, image) for one in limits):
            yield image
    for one in limits:
        yield from _held_back(one)


def _held_back(limits: str) -> Iterator[Version]:
    """Give the Python of limits that shut out today's; ">=3.8" lets it in, and is no reason for older words."""
    if only := _ONLY.search(limits):
        yield from filter(None, [version(only[1] or only[2])])
    elif (newest := _newest(limits)) and newest < TODAY.python:
        least = _LEAST.search(limits)
        yield (int(least[1]), int(least[2])) if least else newest


def _limits(files: Mapping[str, bytes]) -> Iterator[str]:
    """Give what packaging says of Python: requires-python, Poetry's own requirement, python_requires, Pipfile's."""
    table = toml(files["pyproject.toml"])[0] if "pyproject.toml" in files else {}
    yield str(_inner(table, "project").get("requires-python", ""))
    yield str(_inner(table, "tool", "poetry", "dependencies").get("python", ""))
    for name in ("setup.cfg", "setup.py"):
        if match := _SETUP.search(files.get(name, b"").decode("utf-8", "replace")):
            yield match[1]
    pipfile = toml(files["Pipfile"])[0] if "Pipfile" in files else {}
    if found := _inner(pipfile, "requires").get("python_version"):
        yield f"=={found}"


def _inner(table: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        found = table.get(name)
        table = found if isinstance(found, Mapping) else {}
    return table


def held_at(requirements: Iterable[Requirement], name: str) -> Version | None:
    """Give the newest version of a distribution that requirements let in; None where they say nothing of it."""
    return next(_pins(requirements, name), None)


def _pins(requirements: Iterable[Requirement], name: str) -> Iterator[Version]:
    for item in requirements:
        if item.name != name or item.group is not None:
            continue
        if match := _PIN.search(item.limits):
            major, minor = (match[1], match[2]) if match[1] else (match[3], match[4])
            yield int(major), int(minor)
        elif newest := _newest(item.limits):
            yield newest


def _newest(limits: str) -> Version | None:
    """Give the newest version that an upper limit lets in; before Flask 1.0 and 2.0 there were 0.12 and 1.1."""
    match = _BELOW.search(limits)
    if match is None:
        return None
    major, minor = int(match[2]), int(match[3] or 0)
    if match[1] == "<=" or minor:
        return major, minor - (match[1] == "<")
    return {1: (0, 12), 2: (1, 1)}.get(major, (major - 1, 99))
