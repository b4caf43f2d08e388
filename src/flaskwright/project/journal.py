"""The journal of a write: what makes a killed write end in the old tree or the new one.

A write stages everything in one folder inside the root, then puts down the journal, then swaps file by file,
then removes the journal. Before the journal is there nothing of the project has been touched; once it is
there, `recover` finishes the write if every file is swapped already, and else takes back what was.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flaskwright.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform != "win32":
    import fcntl

STAGE = ".flaskwright-write"
_JOURNAL = "journal.json"


@dataclass(frozen=True)
class Change:
    """One file of a write: its path and the hashes of its bytes before and after (None: no file)."""

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Journal:
    """What a write does: its changes, in order, and the folders that it has to make, outermost first."""

    changes: tuple[Change, ...]
    folders: tuple[str, ...]

    def save(self, root: Path) -> None:
        """Put the journal down, all at once: from here on `recover` takes the write back or finishes it."""
        stage = root / STAGE
        draft = stage / "journal.draft"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(stage / _JOURNAL)
        sync_folder(stage)

    @classmethod
    def load(cls, root: Path) -> Journal | None:
        """Give the journal of a write that was cut short, None when no file had been touched yet."""
        try:
            data = json.loads((root / STAGE / _JOURNAL).read_bytes())
        except FileNotFoundError:
            return None
        return cls(tuple(Change(**change) for change in data["changes"]), tuple(data["folders"]))

    def swap(self, root: Path) -> None:
        """Bring every file from its old state to its new one: renames alone, so that it takes no time."""
        for folder in self.folders:
            (root / folder).mkdir()
        for number, change in enumerate(self.changes):
            if change.new is None:
                (root / change.path).unlink()
            else:
                new_at(root, number).replace(root / change.path)
        self.tidy(root)

    def tidy(self, root: Path) -> None:
        """Remove the folders that the removed files leave empty, as git does."""
        for change in self.changes:
            if change.new is None:
                _drop_empty(root, Path(change.path).parent)

    def done(self, root: Path) -> bool:
        """Say whether every file is in its new state."""
        return all(state(root / change.path) == change.new for change in self.changes)

    def take_back(self, root: Path) -> tuple[str, ...]:
        """Bring every file back to its old state; may be called again after it was cut short itself.

        Gives the paths that somebody else has changed since: those are left alone.
        """
        foreign = []
        for number, change in reversed(list(enumerate(self.changes))):
            place = root / change.path
            now = state(place)
            if now == change.old:
                continue
            if now != change.new:
                foreign.append(change.path)
            elif change.old is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                old_at(root, number).replace(place)
        for folder in reversed(self.folders):
            with suppress(OSError):  # not empty: somebody put a file there; or never made
                (root / folder).rmdir()
        return tuple(sorted(foreign))


def new_at(root: Path, number: int) -> Path:
    """Give the place where the new bytes of a change are staged."""
    return root / STAGE / f"{number}.new"


def old_at(root: Path, number: int) -> Path:
    """Give the place where the old file of a change is kept."""
    return root / STAGE / f"{number}.old"


def digest(data: bytes) -> str:
    """Give the hash that the journal knows a file's bytes by."""
    return hashlib.sha256(data).hexdigest()


def state(place: Path) -> str | None:
    """Give the hash of the file at a place: None for nothing, "link" or "other" for what is no file."""
    if place.is_symlink():
        return "link"
    try:
        return digest(place.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except IsADirectoryError:
        return "other"


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def clear(root: Path) -> None:
    """Remove the journal and then the stage: the write is over."""
    stage = root / STAGE
    (stage / _JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(stage)


def _drop_empty(root: Path, folder: Path) -> None:
    while folder != Path():
        try:
            (root / folder).rmdir()
        except FileNotFoundError:
            pass  # a run that was cut short has come this far
        except OSError:
            return
        folder = folder.parent


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder against every other Flaskwright; the lock dies with the process.

    Raises ProjectError when another one is writing there.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ProjectError(
                f"Another flaskwright is writing to {folder}; wait until it is done."
            ) from error
        except OSError:
            pass  # a file system without locks: then there is none
        yield
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Recovery:
    """How a write that was cut short has ended: finished or taken back, and the files left to the user."""

    finished: bool
    foreign: tuple[str, ...] = ()


def recover(root: Path) -> Recovery | None:
    """End a write that was cut short, so that the old tree or the new one is there.

    Takes the project's folder. Gives what was done, None when there was nothing to do. Raises ProjectError
    when another Flaskwright is writing there, or the disk refuses.
    """
    stage = root / STAGE
    if stage.is_symlink() or not stage.is_dir():
        return None
    try:
        with locked(root):
            journal = Journal.load(root)
            if journal is None:
                shutil.rmtree(stage)  # nothing had been touched yet, or everything was done
                return None
            foreign: tuple[str, ...] = ()
            if finished := journal.done(root):
                journal.tidy(root)
            else:
                foreign = journal.take_back(root)
            clear(root)
            return Recovery(finished, foreign)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ProjectError(
            f"An earlier write to {root} was cut short and cannot be ended: {reason}."
        ) from error
