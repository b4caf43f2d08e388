"""The project as a value: an immutable tree of files."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TypeAlias

from flaskwright.errors import ProjectError

# PEP 263: a magic comment in the first two lines names the encoding.
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


@dataclass(frozen=True, order=True)
class ManualStep:
    """What a person has to do: the file, why we did not do it, and the exact code to paste."""

    path: str
    reason: str
    code: str


@dataclass(frozen=True)
class Project:
    """A project's files in memory.

    `files` maps paths (relative to the root, with "/") to bytes. Every change gives a new project; nothing
    here touches the disk. `steps` are the manual steps that edits asked for. `root` is where it was read,
    if anywhere. `unread` are the paths that the disk has and `files` does not, with the reason (a symbolic
    link, a huge file): nothing is put there.
    """

    files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    root: Path | None = field(default=None, compare=False)
    steps: tuple[ManualStep, ...] = ()
    unread: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def has(self, path: str) -> bool:
        """Say whether the file is there."""
        return path in self.files

    def under(self, folder: str, suffix: str = "") -> Iterator[str]:
        """Give the sorted paths of files below a folder ("" is the root) that end in `suffix`."""
        start = f"{folder.rstrip('/')}/" if folder else ""
        return (p for p in sorted(self.files) if p.startswith(start) and p.endswith(suffix))

    def text(self, path: str) -> str:
        r"""Give a file as text with "\n" line ends, whatever the file's own.

        Raises KeyError when it is not there and ProjectError when it is not text.
        """
        return decode(self.files[path], path)[0]

    def put(self, path: str, text: str) -> Project:
        """Set a file's text. An existing file keeps its encoding, byte order mark and line ends."""
        old = self.files.get(path)
        if old is None:
            return self.put_bytes(path, text.encode())
        was, style = decode(old, path)
        if was == text:
            return self
        return self.put_bytes(path, style.encode(text, path))

    def put_bytes(self, path: str, data: bytes) -> Project:
        """Set a file's bytes.

        Raises ProjectError for a path that leaves the root, or that is or lies below something unread.
        """
        check_path(path)
        if self.unread:
            self._check_unread(path)
        if self.files.get(path) == data:
            return self
        return replace(self, files=MappingProxyType({**self.files, path: data}))

    def _check_unread(self, path: str) -> None:
        for place in (path, *map(str, PurePosixPath(path).parents)):
            if place in self.unread:
                raise ProjectError(f"{path} cannot be written: {place} is {self.unread[place]}.")

    def drop(self, path: str) -> Project:
        """Remove a file; nothing happens when it is not there."""
        if path not in self.files:
            return self
        return replace(self, files=MappingProxyType({p: d for p, d in self.files.items() if p != path}))

    def ask(self, step: ManualStep) -> Project:
        """Add a manual step, once."""
        return self if step in self.steps else replace(self, steps=(*self.steps, step))

    def then(self, *edits: Edit) -> Project:
        """Apply edits one after the other."""
        project = self
        for edit in edits:
            project = edit(project)
        return project


Edit: TypeAlias = Callable[[Project], Project]


@dataclass(frozen=True)
class Style:
    """How a file's text is kept in bytes: encoding, byte order mark, line ends."""

    encoding: str
    mark: bytes
    newline: str

    def encode(self, text: str, path: str) -> bytes:
        """Give the bytes of a text. Raises ProjectError when the file's encoding has no such character."""
        if self.newline != "\n":
            text = text.replace("\n", self.newline)
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise ProjectError(
                f"{path}: {text[error.start]!r} does not exist in the file's encoding "
                f"{self.encoding}; convert the file to UTF-8 first."
            ) from error


def decode(data: bytes, path: str) -> tuple[str, Style]:
    r"""Give a file's text (with "\n") and the style to write it back with.

    The encoding comes from the byte order mark, else (in Python files) from a PEP 263 comment, else it is
    UTF-8. A file with mixed line ends is given as it is, so that its lines stay byte-identical. Raises
    ProjectError when it is no text, or text in an encoding that would not give the same bytes again.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    body = data[len(mark) :]
    encoding = _declared(body) if path.endswith((".py", ".pyi", ".pyw")) and not mark else "utf-8"
    try:
        text = body.decode(encoding)
        # UTF-8 gives the same bytes by definition; stateful encodings (UTF-7, ISO-2022) need not.
        same = encoding == "utf-8" or text.encode(encoding) == body
    except (UnicodeError, LookupError) as error:
        raise ProjectError(f"{path} is not {encoding} text: {error}") from error
    if not same:
        raise ProjectError(f"{path}: its {encoding} text has no single spelling; convert the file to UTF-8.")
    newline = _newline(text)
    return (text if newline == "\n" else text.replace(newline, "\n")), Style(encoding, mark, newline)


def _declared(body: bytes) -> str:
    for line in body.split(b"\n", 2)[:2]:
        if found := _CODING.match(line):
            return found[1].decode("ascii")
    return "utf-8"


def _newline(text: str) -> str:
    crlf = text.count("\r\n")
    if crlf and crlf == text.count("\n") == text.count("\r"):
        return "\r\n"
    if "\r" in text and "\n" not in text:
        return "\r"
    return "\n"


def check_path(path: str) -> None:
    """Raise ProjectError unless the path is relative, normal and inside the root."""
    pure = PurePosixPath(path)
    if (
        not path
        or pure.is_absolute()
        or ".." in pure.parts
        or str(pure) != path
        or "\\" in path
        or "\0" in path
    ):
        raise ProjectError(f"{path!r} is not a path inside the project.")
