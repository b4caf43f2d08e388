"""What is remembered between runs: small files in the user's cache folder, named by what they were made from.

Nothing that is read from here is ever run: entries are data, and a reader takes nothing on trust. A cache that cannot
be read or written is no error, only slower.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

SWITCH = "FLASKWRIGHT_CACHE"
"""The variable of the environment: "0" or "off" for no cache, a path for another folder."""
MOST_BYTES = 64_000_000
LARGEST_ENTRY = 16_000_000
_OFF = frozenset({"0", "off", "no", "false"})


class Cache:
    """A folder of entries by key. All of it may vanish at any time."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """Give an entry, None where it is not there, too large or damaged."""
        if self.folder is None:
            return None
        path = self.folder / key
        try:
            with path.open("rb") as file:
                stored = file.read(LARGEST_ENTRY + 1)
            if len(stored) > LARGEST_ENTRY:
                return None
            unpacker = zlib.decompressobj()
            data = unpacker.decompress(stored, LARGEST_ENTRY * 4)
            if not unpacker.eof:
                return None
            with contextlib.suppress(OSError):
                os.utime(path)  # what is used stays
        except (OSError, zlib.error):
            return None
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry: written beside its place and then moved there, so that nobody sees half of it."""
        if self.folder is None:
            return
        packed = zlib.compress(data, 1)
        if len(packed) > LARGEST_ENTRY:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self.folder, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(packed)
                Path(name).replace(self.folder / key)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self._shrink()
        except OSError:
            return

    def _shrink(self) -> None:
        """Remove what was not used for longest, until what is left fits."""
        found = []
        with os.scandir(self.folder or ".") as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):  # another run moved or removed it
                    about = entry.stat(follow_symlinks=False)
                    found.append((about.st_mtime, about.st_size, entry.path))
        room = MOST_BYTES
        for _time, size, path in sorted(found, reverse=True):
            room -= size
            if room < 0:
                with contextlib.suppress(OSError):
                    os.unlink(path)  # noqa: PTH108 (the scan gives texts)


def open_cache(environment: Mapping[str, str] | None = None) -> Cache:
    """Give the user's cache, or one that keeps nothing where FLASKWRIGHT_CACHE says so.

    A folder that belongs to somebody else, or that others may write to, is not used.
    """
    environment = os.environ if environment is None else environment
    wanted = environment.get(SWITCH, "").strip()
    if wanted.lower() in _OFF and wanted:
        return Cache(None)
    try:
        given = Path(wanted).expanduser()
        folder = (given if given.is_absolute() else _usual(environment)).expanduser() / "facts"
    except RuntimeError:  # a user without a home, as in some containers
        return Cache(None)
    return Cache(folder if _is_ours(folder) and _is_ours(folder.parent) else None)


def _usual(environment: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", "~")) / "flaskwright" / "cache"
    if sys.platform == "darwin":
        return Path("~/Library/Caches/flaskwright")
    return Path(environment.get("XDG_CACHE_HOME") or "~/.cache") / "flaskwright"


def _is_ours(folder: Path) -> bool:
    try:
        about = folder.stat()
    except FileNotFoundError:
        return True  # it will be made by us
    except OSError:
        return False
    return not hasattr(os, "getuid") or (about.st_uid == os.getuid() and not about.st_mode & 0o022)


@cache
def _stamp() -> str:
    """Give a name for this very version of our own code: another one reads other facts."""
    found = hashlib.sha256(f"{sys.version_info[:3]}".encode())
    package = Path(__file__).parents[1]
    for path in sorted([package / "bom.toml", *package.glob("facts/**/*.py")]):
        about = path.stat()
        found.update(f"{path.relative_to(package)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return found.hexdigest()[:12]


def hashes(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the hash of each file's content."""
    return {path: hashlib.sha256(data).digest() for path, data in files.items()}


def key(known: Mapping[str, bytes], paths: Iterable[str], *more: str) -> str:
    """Give a key for files by what their hashes are, for further texts, and for this version of our code."""
    found = hashlib.sha256("\n".join([_stamp(), *more]).encode(errors="surrogateescape"))
    for path in sorted(paths):
        found.update(path.encode(errors="surrogateescape") + b"\0" + known[path])
    return found.hexdigest()
