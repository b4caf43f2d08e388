"""Write a project to the disk: all of a difference, or nothing of it."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from flaskwright.errors import ProjectError
from flaskwright.project.diff import Diff, diff
from flaskwright.project.journal import (
    STAGE,
    Change,
    Journal,
    clear,
    digest,
    locked,
    new_at,
    old_at,
    state,
    sync_folder,
)
from flaskwright.project.tree import Project, check_path


def commit(before: Project, after: Project, root: Path) -> Diff:
    """Make the tree at `root` the tree `after`, where it was `before`; gives what was written.

    A root that is not there yet (or empty) appears at once with everything in it, by one rename. Elsewhere
    the files are staged inside the root, the journal is put down and the files are swapped by renames;
    whatever goes wrong is taken back, and after a kill `recover` does so.

    Raises ProjectError, with nothing changed, when a file differs from what was read, a path leads through a
    symbolic link or out of the root, a file is read-only, or the disk refuses.
    """
    found = diff(before, after)
    if not found:
        return found
    for path in found.paths:
        check_path(path)
    try:
        if not before.files and _is_free(root):
            _create(after, root)
        else:
            with locked(root):
                _swap(found, root)
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise ProjectError(f"Nothing was written: {error.strerror or error}{place}.") from error
    return found


def _is_free(root: Path) -> bool:
    """Say whether the whole root can be put there by one rename."""
    if not os.path.lexists(root):
        return True
    if root.is_symlink() or not root.is_dir() or any(root.iterdir()):
        return False
    # Replacing the folder that the shell stands in, or a mount point, would leave both behind.
    return not (root.is_mount() or root.samefile(Path.cwd()))


def _create(after: Project, root: Path) -> None:
    if not root.parent.is_dir():
        raise ProjectError(f"{root.parent} is not a folder; make it first.")
    stage = root.parent / f".{root.name}{STAGE}"
    with locked(root.parent):
        if stage.is_dir() and not stage.is_symlink():
            shutil.rmtree(stage)  # of a run that was killed: the lock says that nobody works there
        stage.mkdir()
        try:
            for folder in sorted({folder for path in after.files for folder in Path(path).parents}):
                (stage / folder).mkdir(exist_ok=True)
            for path, data in after.files.items():
                _write(stage / path, data)
            # No file is synced here: a crash of the machine loses what the same command makes again.
            stage.rename(root)
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            raise


def _write(place: Path, data: bytes, mode: int | None = None, *, sync: bool = False) -> None:
    # The umask takes away what the user does not want others to have.
    fresh = 0o777 if data.startswith(b"#!") else 0o666
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, fresh)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        if mode is not None:
            place.chmod(mode)
        if sync:
            file.flush()
            os.fsync(handle)


def _swap(found: Diff, root: Path) -> None:
    if os.path.lexists(root / STAGE):
        raise ProjectError(
            f"An earlier write to {root} was cut short ({STAGE} is there); run the command again."
        )
    journal = _plan(found, root)
    _check(found, root)
    (root / STAGE).mkdir()
    try:
        _stage(journal, found, root)
        _check(found, root)
        journal.save(root)
        journal.swap(root)
    except BaseException:
        _undo(journal, root)
        raise
    with suppress(OSError):  # everything is in place: `recover` can tidy up as well
        clear(root)


def _plan(found: Diff, root: Path) -> Journal:
    """Order the changes: what is new first (nothing refers to it yet), what goes last."""
    old, new = found.before.files, found.after.files
    changes = (
        *(Change(path, None, digest(new[path])) for path in found.added),
        *(Change(path, digest(old[path]), digest(new[path])) for path in found.changed),
        *(Change(path, digest(old[path]), None) for path in found.removed),
    )
    folders = {folder for path in found.added for folder in Path(path).parents}
    missing = sorted(folder.as_posix() for folder in folders if not (root / folder).exists())
    return Journal(changes, tuple(missing))


def _check(found: Diff, root: Path) -> None:
    for path in found.paths:
        _check_way(path, root)
    for path in found.added:
        if os.path.lexists(root / path):
            raise ProjectError(
                f"{path} is there already and was not read with the project (git leaves it out, or it came just "
                "now); nothing was written. Move it away first."
            )
    for path in (*found.changed, *found.removed):
        place = root / path
        if state(place) != digest(found.before.files[path]):
            raise ProjectError(
                f"{path} has changed since the project was read; nothing was written. Run it again."
            )
        if not place.stat().st_mode & 0o222:
            raise ProjectError(
                f"{path} is read-only; nothing was written. Make it writable (chmod u+w) first."
            )


def _check_way(path: str, root: Path) -> None:
    for place in (Path(path), *Path(path).parents):
        there = root / place
        if there.is_symlink() and place != Path():
            raise ProjectError(f"{path} leads through the symbolic link {place}; nothing was written.")
        if place != Path(path) and there.exists() and not there.is_dir():
            raise ProjectError(f"{path} needs a folder where the file {place} is; nothing was written.")


def _stage(journal: Journal, found: Diff, root: Path) -> None:
    for number, change in enumerate(journal.changes):
        mode = None
        if change.old is not None:
            place = root / change.path
            was = place.stat()
            mode = was.st_mode & 0o7777
            _keep(place, old_at(root, number), found.before.files[change.path], mode)
        if change.new is not None:
            staged = new_at(root, number)
            _write(staged, found.after.files[change.path], mode, sync=True)
            if change.old is not None and was.st_uid != os.geteuid():
                with suppress(OSError):  # only root may give files away; others keep what they write
                    os.chown(staged, was.st_uid, was.st_gid)
    sync_folder(root / STAGE)


def _keep(place: Path, backup: Path, data: bytes, mode: int) -> None:
    """Keep the old file itself by a hard link, or its bytes where the file system has none."""
    try:
        os.link(place, backup, follow_symlinks=False)
    except (OSError, NotImplementedError):
        _write(backup, data, mode, sync=True)


def _undo(journal: Journal, root: Path) -> None:
    try:
        if Journal.load(root) is not None:
            journal.take_back(root)
        clear(root)
    except OSError as error:
        raise ProjectError(
            f"Writing failed halfway and the disk refuses to take it back ({error.strerror or error}). "
            "Run any flaskwright command here once the disk works: it restores the old files first."
        ) from error
