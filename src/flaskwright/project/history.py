"""The last writes to a project, kept outside of it so that each can be taken back exactly.

They lie in the user's state folder (XDG Base Directory Specification): a project's tree shows nothing of them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flaskwright.project.journal import digest, state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.project.diff import Diff

log = logging.getLogger("flaskwright")

MOST = 20
_VERSION = 1


@dataclass(frozen=True)
class Write:
    """A write: what it was for, the old bytes of each of its files (None: there was none), the hashes it left."""

    entry: Path
    what: str
    old: Mapping[str, bytes | None]
    new: Mapping[str, str | None]

    def changed(self, root: Path) -> tuple[str, ...]:
        """Give the paths that are no longer as the write left them."""
        return tuple(path for path, now in self.new.items() if state(root / path) != now)

    def is_undone(self, root: Path) -> bool:
        """Say whether every file is as it was before: the write was taken back, or never came to be."""
        return all(state(root / path) == (old and digest(old)) for path, old in self.old.items())


def remember(diff: Diff, root: Path, what: str) -> None:
    """Keep what a write is about to replace. Where the disk refuses, the log says that it cannot be undone."""
    before, after = diff.before.files, diff.after.files
    kept = {
        "version": _VERSION,
        "root": str(root),
        "what": what,
        "files": {
            path: [
                base64.b64encode(before[path]).decode() if path in before else None,
                digest(after[path]) if path in after else None,
            ]
            for path in diff.paths
        },
    }
    folder = _folder(root)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        entries = _entries(folder)
        number = int(entries[-1].name.partition(".")[0]) + 1 if entries else 1
        draft = folder / "draft"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(gzip.compress(json.dumps(kept).encode(), mtime=0))
        draft.replace(folder / f"{number:06}.json.gz")
        for old in entries[: max(0, len(entries) + 1 - MOST)]:
            old.unlink()
    except OSError as error:
        log.warning("This cannot be undone later: %s.", error.strerror or error)


def last_write(root: Path) -> Write | None:
    """Give the last write to a project that has not been undone, None where there is none.

    What never came to be, because its run was killed, is forgotten.
    """
    for entry in reversed(_entries(_folder(root))):
        write = _read(entry)
        if write is not None and not write.is_undone(root):
            return write
        forget(entry)
    return None


def forget(entry: Path) -> None:
    """Drop a write: it was taken back."""
    with suppress(OSError):  # it is found out later that it was taken back
        entry.unlink(missing_ok=True)


def _read(entry: Path) -> Write | None:
    try:
        data = json.loads(gzip.decompress(entry.read_bytes()))
        old = {p: None if pair[0] is None else base64.b64decode(pair[0]) for p, pair in data["files"].items()}
        return Write(entry, str(data["what"]), old, {p: pair[1] for p, pair in data["files"].items()})
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json.gz"))


def _folder(root: Path) -> Path:
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return home / "flaskwright" / "undo" / hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:20]
