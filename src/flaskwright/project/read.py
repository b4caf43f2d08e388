"""Read a project from the disk."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from flaskwright.errors import ProjectError
from flaskwright.project.ignore import Rule, always, ignored, parse, rules_above
from flaskwright.project.tree import Project, check_path

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 5_000_000
# What Alembic's migrations stand on.
_MIGRATIONS = ("env.py", "script.py.mako")


def read(root: Path) -> Project:
    """Read every file of a project.

    Takes the project's folder and gives the tree. Left out: version control, environments, caches, build
    outputs and what the .gitignore files say, but for Alembic's migrations: they are source, and the next one
    stands on them. Symbolic links are not followed; they, files over 5 MB and what
    is no readable file stand in `Project.unread` with the reason, so that nothing is written over them.
    Raises ProjectError when the folder is not there or cannot be listed.
    """
    if not root.is_dir():
        raise ProjectError(f"{root} is not a folder.")
    prefix, rules = rules_above(root)
    walk = _Walk(prefix)
    try:
        walk.folder(str(root), "", rules)
    except OSError as error:
        raise ProjectError(f"{root} cannot be read: {error.strerror or error}.") from error
    return Project(
        files=MappingProxyType(walk.files),
        root=root.resolve(),
        unread=MappingProxyType(walk.unread),
    )


def read_more(found: Project, paths: Iterable[str]) -> Project:
    """Read files of a project that git leaves out, besides what was read; those that are not there stay out.

    Takes paths below the project's root. Raises ProjectError for a path that leaves it.
    """
    if found.root is None:
        return found
    walk = _Walk("", dict(found.files), dict(found.unread))
    for path in sorted({*paths} - found.files.keys()):
        check_path(path)
        folder, _, name = path.rpartition("/")
        place = found.root / folder
        if place.is_dir() and place.resolve() == place:
            with os.scandir(place) as entries:
                for entry in (entry for entry in entries if entry.name == name):
                    walk.file(entry, path)
    return replace(found, files=MappingProxyType(walk.files), unread=MappingProxyType(walk.unread))


def _are_migrations(place: str) -> bool:
    return all(Path(place, name).is_file() for name in _MIGRATIONS)


@dataclass
class _Walk:
    """One walk through a folder: what it has found so far. `prefix` is the root's path in its repository."""

    prefix: str
    files: dict[str, bytes] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    def folder(self, place: str, path: str, rules: tuple[Rule, ...]) -> None:
        """Read a folder; `path` is "" for the root and else ends in "/"."""
        with os.scandir(place) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names and path:
            return  # a virtual environment of any name
        if names.issuperset(_MIGRATIONS):
            rules = ()  # whatever of them git leaves out
        if ".gitignore" in names and (own := self._bytes(f"{place}/.gitignore")):
            rules += parse(own, f"{self.prefix}{path}")
        for entry in entries:
            inner = f"{path}{entry.name}"
            is_folder = entry.is_dir(follow_symlinks=False)
            if always(inner, entry.name, is_folder):
                continue
            if rules and ignored(rules, f"{self.prefix}{inner}", is_folder):
                if is_folder and _are_migrations(entry.path):
                    self._enter(entry, inner, ())
                continue
            if is_folder:
                self._enter(entry, inner, rules)
            else:
                self.file(entry, inner)

    def _enter(self, entry: os.DirEntry[str], path: str, rules: tuple[Rule, ...]) -> None:
        try:
            self.folder(entry.path, f"{path}/", rules)
        except PermissionError:
            self.unread[path] = "a folder that may not be read"

    def file(self, entry: os.DirEntry[str], path: str) -> None:
        """Read a file, or say why not."""
        if entry.is_symlink():
            self.unread[path] = "a symbolic link"
        elif not entry.is_file(follow_symlinks=False):
            self.unread[path] = "no regular file"
        elif entry.stat(follow_symlinks=False).st_size > MAX_BYTES:
            self.unread[path] = f"larger than {MAX_BYTES // 1_000_000} MB"
        elif (data := self._bytes(entry.path)) is None:
            self.unread[path] = "a file that may not be read"
        else:
            self.files[path] = data

    @staticmethod
    def _bytes(place: str) -> bytes | None:
        try:
            with open(place, "rb") as file:  # noqa: PTH123 (a Path per file costs a third of the time)
                return file.read()
        except OSError:
            return None
