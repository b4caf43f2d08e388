"""What differs between two trees."""

from __future__ import annotations

import base64
import codecs
import hashlib
import zlib
from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING

from flaskwright.errors import ProjectError
from flaskwright.project.tree import Project, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

# A row of git's base 85: so many bytes, their number as a letter (A to Z are 1 to 26).
_ROW, _LETTERS = 52, 26


@dataclass(frozen=True)
class Diff:
    """The difference between two projects: sorted paths, and the text on demand."""

    before: Project
    after: Project
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    @property
    def paths(self) -> tuple[str, ...]:
        """All paths that differ, sorted."""
        return tuple(sorted((*self.added, *self.changed, *self.removed)))

    def text(self) -> str:
        """Give the whole unified diff, as git writes it with --binary; `git apply` takes it where texts are UTF-8."""
        return "".join(self._whole(path) for path in self.paths)

    def _whole(self, path: str) -> str:
        shown = self.file(path)
        if not shown.endswith(" differ\n"):
            return shown
        return "".join(_binary(path, self.before.files.get(path), self.after.files.get(path)))

    def file(self, path: str) -> str:
        """Give one file's unified diff. Raises KeyError when the file is in neither tree."""
        old, new = self.before.files.get(path), self.after.files.get(path)
        if old is None and new is None:
            raise KeyError(path)
        return "".join(_render(path, old, new))

    def counts(self, *paths: str) -> tuple[int, int]:
        """Give the numbers of added and removed lines, of all files or these; binary files are not counted."""
        plus = minus = 0
        for path in paths or self.paths:
            _, *hunks = self.file(path).partition("\n@@")
            for line in "".join(hunks).split("\n"):
                plus += line.startswith("+")
                minus += line.startswith("-")
        return plus, minus


def diff(before: Project, after: Project) -> Diff:
    """Compare two trees by their bytes."""
    old, new = before.files, after.files
    return Diff(
        before,
        after,
        added=tuple(sorted(path for path in new if path not in old)),
        changed=tuple(sorted(path for path, data in new.items() if path in old and old[path] != data)),
        removed=tuple(sorted(path for path in old if path not in new)),
    )


def _render(path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    yield from _head(path, old, new)
    # git ends a name that holds a space with a tab, so that nobody takes the rest for a date.
    tab = "\t" if " " in path else ""
    source = "/dev/null" if old is None else f"a/{path}{tab}"
    target = "/dev/null" if new is None else f"b/{path}{tab}"
    before, after = _lines(old, path), _lines(new, path)
    if before is None or after is None:
        yield f"Binary files {source.rstrip()} and {target.rstrip()} differ\n"
        return
    for line in unified_diff(before, after, source, target):
        if line.endswith("\n"):
            yield line
        else:
            yield f"{line}\n\\ No newline at end of file\n"


def _head(path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    yield f"diff --git a/{path} b/{path}\n"
    if old is None:
        yield f"new file mode {'100755' if (new or b'').startswith(b'#!') else '100644'}\n"
    elif new is None:
        yield "deleted file mode 100644\n"


def _binary(path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    """Write a binary file's change as git does (gitformat-patch, "GIT binary patch"): forth and back."""
    yield from _head(path, old, new)
    yield f"index {_blob(old)}..{_blob(new)}\nGIT binary patch\n"
    for data in (new or b"", old or b""):
        yield f"literal {len(data)}\n"
        packed = zlib.compress(data)
        for start in range(0, len(packed), _ROW):
            row = packed[start : start + _ROW]
            size = chr(len(row) + 64) if len(row) <= _LETTERS else chr(len(row) - _LETTERS + 96)
            yield f"{size}{base64.b85encode(row, pad=True).decode()}\n"
        yield "\n"


def _blob(data: bytes | None) -> str:
    """Give the name of a file's content in git; that of no file is nothing but zeros."""
    if data is None:
        return "0" * 40
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _lines(data: bytes | None, path: str) -> list[str] | None:
    r"""Give a file's lines with their ends as they are, split at "\n" alone; None when it is binary."""
    if not data:
        return []
    if b"\0" in data:
        return None
    try:
        style = decode(data, path)[1]
    except ProjectError:
        return None
    text = data.removeprefix(codecs.BOM_UTF8).decode(style.encoding)
    text = style.mark.decode() + text
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
