"""Pristine copies of what Flaskwright wrote: they tell later what its owner has changed since.

All of them lie compressed in one file of the project. Files that were there before are not copied: for these it says,
for each capability, what was changed in them, so that it can be taken back.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from flaskwright import edits
from flaskwright.errors import ProjectError

if TYPE_CHECKING:
    from flaskwright.project import ManualStep, Project

PATH = ".flaskwright"
PYPROJECT = "pyproject.toml"
_FORMAT = 1
_DIGITS = 16
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Pristine:
    """What Flaskwright wrote: the bytes of its own files, and for each capability the texts before and after of others.

    `version` is the Flaskwright that wrote it; `asked` are the digests of the manual steps that it left to a person.
    """

    files: Mapping[str, bytes] = field(default_factory=lambda: _NOTHING)
    touched: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=lambda: _NOTHING)
    version: str = ""
    asked: frozenset[str] = frozenset()

    @classmethod
    def of(cls, project: Project) -> Pristine:
        """Read a project's pristine copies; there are none where the file is missing or is no such file."""
        data = project.files.get(PATH)
        if data is None:
            return cls()
        try:
            read = json.loads(gzip.decompress(data))
            files = {path: _bytes(value) for path, value in read["files"].items()}
            touched = {
                n: {p: (pair[0], pair[1]) for p, pair in t.items()} for n, t in read["touched"].items()
            }
            return cls(files, touched, str(read["version"]), frozenset(map(str, read.get("asked", ()))))
        except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError):
            return cls()

    @classmethod
    def needed(cls, project: Project) -> Pristine:
        """Read a project's pristine copies. Raises ProjectError when there are none."""
        kept = cls.of(project)
        if not kept.files:
            state = "is damaged" if project.has(PATH) else "is not there"
            raise ProjectError(f"{PATH}, which says what Flaskwright wrote, {state}; take it back with git.")
        return kept

    def into(self, project: Project) -> Project:
        """Write the copies into a project; without any the file goes."""
        if not self.files and not self.touched:
            return project.drop(PATH)
        written: dict[str, object] = {
            "format": _FORMAT,
            "version": self.version,
            "files": {path: _text(self.files[path]) for path in sorted(self.files)},
            "touched": {
                name: {path: list(pair) for path, pair in sorted(self.touched[name].items())}
                for name in self.touched  # in the order of their coming: they are taken back the other way round
            },
        }
        if self.asked:
            written["asked"] = sorted(self.asked)
        text = json.dumps(written, separators=(",", ":"), ensure_ascii=False)
        return project.put_bytes(PATH, gzip.compress(text.encode(), compresslevel=6, mtime=0))

    def tree(self, project: Project) -> Project:
        """Give the project as it would be had nobody changed what Flaskwright wrote."""
        files = {path: data for path, data in project.files.items() if path != PATH} | dict(self.files)
        return replace(project, files=MappingProxyType(files))

    def having_asked(self, steps: Iterable[ManualStep]) -> Pristine:
        """Give the copies once a person was asked for these steps."""
        return replace(self, asked=self.asked.union(map(_digest, steps)))

    def unasked(self, steps: Iterable[ManualStep]) -> list[ManualStep]:
        """Give the steps that nobody was asked for."""
        return [step for step in steps if _digest(step) not in self.asked]

    def grown(self, before: Project, after: Project, name: str) -> Pristine:
        """Give the copies once a capability has changed a project that they describe from `before` to `after`."""
        new = {path for path in after.files if path not in before.files}
        files = {p: after.files[p] for p in (*self.files, *new) if p in after.files and p != PATH}
        pairs = dict(self.touched.get(name, {}))
        for path, data in before.files.items():
            if path not in self.files and after.files.get(path) != data and path in after.files:
                first = pairs[path][0] if path in pairs else _without_record(path, before.text(path))
                last = _without_record(path, after.text(path))
                if path in pairs or first != last:
                    pairs[path] = (first, last)
        touched = {**self.touched, **({name: MappingProxyType(pairs)} if pairs else {})}
        return replace(self, files=files, touched=touched)

    def finished(self, before: Project, done: Project) -> Pristine:
        """Give the copies of a project as it is written in the end, formatted; `before` is what the run found."""
        files = {path: done.files[path] for path in self.files if path in done.files}
        touched = {name: dict(pairs) for name, pairs in self.touched.items()}
        last = {path: name for name, pairs in touched.items() for path in pairs}
        for path, name in last.items():
            if done.has(path) and before.files.get(path) != done.files[path]:
                touched[name][path] = (touched[name][path][0], _without_record(path, done.text(path)))
        return replace(self, files=files, touched=touched)


def _digest(step: ManualStep) -> str:
    return hashlib.sha256(f"{step.path}\0{step.reason}\0{step.code}".encode()).hexdigest()[:_DIGITS]


def _without_record(path: str, text: str) -> str:
    """Leave out what Flaskwright records of itself, which changes with every addition."""
    return edits.without_record(text) if path == PYPROJECT else text


def _text(data: bytes) -> object:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return [base64.b64encode(data).decode()]


def _bytes(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, list) and isinstance(value[0], str):
        return base64.b64decode(value[0])
    raise ValueError(value)
