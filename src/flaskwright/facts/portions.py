"""What each file tells, kept between runs together with the files that it stood on.

A portion is what one reader says of one file. It holds as long as that file, and every other one that was looked at
on the way, is the same: one changed file costs its own portions and those of the files that look into it. Which
files those are is noticed while they are read, not declared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flaskwright.facts.packing import NotFacts, packed, unpacked

T = TypeVar("T")

# Stands for the names of all files, where something was looked for among them.
NAMES = "*"


class Watched(Mapping[str, bytes]):
    """A project's files; notices which of them are looked at."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._seen: set[str] = set()

    def __getitem__(self, path: str) -> bytes:
        self._seen.add(path if path in self._files else NAMES)
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        self._seen.add(NAMES)
        return iter(self._files)

    def __len__(self) -> int:
        self._seen.add(NAMES)
        return len(self._files)

    def __contains__(self, path: object) -> bool:
        self._seen.add(NAMES)
        return path in self._files

    def watch(self, find: Callable[[], T]) -> tuple[T, frozenset[str]]:
        """Give what a function finds and the files that it looked at."""
        outer, self._seen = self._seen, set()
        try:
            return find(), frozenset(self._seen)
        finally:
            outer |= self._seen
            self._seen = outer

    def note(self, paths: Iterable[str]) -> None:
        """Count files as looked at: what is remembered of them is used."""
        self._seen.update(paths)


@dataclass(frozen=True, eq=False)
class _Portion:
    """What a reader said of a file as plain data, what it was given, and the other files that it looked at."""

    given: str
    seen: frozenset[str]
    found: list[Any]


class Portions:
    """The portions of a project: those of earlier runs that still hold, and those of this one.

    `files` are the project's files to read from, `hashes` what they are now, `data` what an earlier run kept.
    """

    def __init__(
        self, files: Mapping[str, bytes], hashes: Mapping[str, str], data: bytes | None = None
    ) -> None:
        self.files = Watched(files)
        self._hashes = hashes
        self._kept = _holding(hashes, data)

    def of(
        self, kind: type[T], name: str, path: str, given: str, read: Callable[[], Iterable[T]]
    ) -> Iterable[T]:
        """Give what the reader `name` says of a file: kept, or read now.

        `path` is "" for what is said of the whole project; `given` is what it depends on besides files.
        """
        kept = self._kept.setdefault(name, {})
        old = kept.get(path)
        if old is not None and old.given == given:
            try:
                items = [unpacked(kind, item) for item in old.found]
            except (NotFacts, RecursionError):
                pass
            else:
                self.files.note({path, *old.seen} - {""})
                return items
        items, seen = self.files.watch(lambda: list(read()))
        kept[path] = _Portion(given, seen - {path}, [packed(i) for i in items])
        return items

    def dump(self) -> bytes:
        """Give all portions as bytes."""
        paths = ["", *self._hashes]
        numbers = {path: number for number, path in enumerate(paths)}
        readers: dict[str, Any] = {}
        for name, portions in self._kept.items():
            told = {numbers[p]: o for p, o in portions.items() if o.given or o.seen or o.found}
            readers[name] = [
                [numbers[path] for path, one in portions.items() if numbers[path] not in told],
                [
                    [number, one.given, sorted(numbers[p] for p in one.seen), one.found]
                    for number, one in told.items()
                ],
            ]
        files = [[path, self._hashes.get(path, "")] for path in paths]
        return json.dumps([files, readers], separators=(",", ":")).encode()


def _holding(hashes: Mapping[str, str], data: bytes | None) -> dict[str, dict[str, _Portion]]:
    """Give the kept portions whose files are all as they were; none from data that are no portions."""
    try:
        files, readers = json.loads(data or b"")
        same = [str(path) if hashes.get(path, "") == known else None for path, known in files]
        return {name: dict(_of_reader(same, *kept)) for name, kept in readers.items()}
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return {}


def _of_reader(same: list[str | None], silent: Any, told: Any) -> Iterator[tuple[str, _Portion]]:
    for number in silent:
        if (path := same[number]) is not None:
            yield path, _Portion("", frozenset(), [])
    for number, given, seen, found in told:
        path, others = same[number], [same[other] for other in seen]
        if path is not None and None not in others:
            yield path, _Portion(given, frozenset(filter(None, others)), list(found))
