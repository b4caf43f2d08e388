"""Bring what Flaskwright wrote into a project to what it writes today, and keep what its owner changed.

Three versions meet in each file: what was written (the pristine copies), what is there, and what today's templates
write for the same record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from flaskwright import edits, facts, rendering
from flaskwright.capability import Menu, Wanted, check_installed, run
from flaskwright.errors import ProjectError, UsageError
from flaskwright.facts.source import parse
from flaskwright.facts.toml import toml
from flaskwright.pristine import PYPROJECT, Pristine
from flaskwright.project import ManualStep, Project, decode
from flaskwright.rendering import VERSIONS, slug
from flaskwright.version import __version__

if TYPE_CHECKING:
    from flaskwright.facts import Record

SIDES = edits.Sides("yours", f"flaskwright {__version__}")
# Git takes files for the same one under another name when half of them is the same.
_SIMILAR = 0.5


@dataclass(frozen=True)
class Upgrade:
    """The upgraded project, and the files in which conflicts are marked."""

    project: Project
    conflicts: tuple[str, ...] = ()


def upgraded(menu: Menu, project: Project) -> Upgrade:
    """Merge what today's templates write into a project.

    Raises ProjectError where the record or the pristine copies are missing or a newer version's, and UsageError where
    a capability is no longer to be had.
    """
    record = facts.read(project).record
    _check(menu, project, record)
    kept = Pristine.needed(project)
    _check_version(kept)
    before = _before(project, kept, record)
    today = run(menu, before, _wanted(menu, record, kept))
    new = Pristine.of(today)

    done, conflicts = _all_merged(project, _was(kept, before, today), _is(new, before, today))
    done, migrations = _migrated(done, kept, before, today)
    for step in kept.unasked(today.steps):
        done = done.ask(step)
    files = {path: data for path, data in new.files.items() if VERSIONS not in path} | migrations
    touched = kept.touched if _left(kept) == _left(new) else new.touched
    result = Pristine(files, touched, __version__, kept.asked).having_asked(done.steps)
    return Upgrade(result.into(done), conflicts)


def _check(menu: Menu, project: Project, record: Record) -> None:
    if not record.capabilities:
        problem = toml(project.files.get(PYPROJECT, b""))[1] or "names nothing that Flaskwright built"
        raise ProjectError(
            f"{PYPROJECT} {problem}; take its record back with git, or with `flaskwright adopt`."
        )
    check_installed(menu, record)


def _check_version(kept: Pristine) -> None:
    if _numbers(kept.version) > _numbers(__version__):
        raise UsageError(
            f"The project was written by Flaskwright {kept.version}, which is newer than this one ({__version__}); "
            "install that one first."
        )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def _wanted(menu: Menu, record: Record, kept: Pristine) -> Wanted:
    """Say what the project has, in the order in which it came where that can be seen in a host's files."""
    found = rendering.recorded(menu, record, record.capabilities)
    names = dict.fromkeys(name for name in (*kept.touched, *found.capabilities) if name in found.capabilities)
    return replace(found, capabilities={name: found.capabilities[name] for name in names})


# --- the three versions ---------------------------------------------------------------------------------------


def _before(project: Project, kept: Pristine, record: Record) -> Project:
    """Give the project as it was before Flaskwright came: its own files, with our changes taken back."""
    bare = rendering.host(project, kept) if record.guest else Project(root=project.root)
    for path in {path for pairs in kept.touched.values() for path in pairs}:
        bare = bare.put(path, _untouched(project, kept, path))
    return bare


def _untouched(project: Project, kept: Pristine, path: str) -> str:
    """Give a host's file without our changes, and with those that its owner made between two of ours."""
    (text, _last), *earlier = [pairs[path] for pairs in reversed([*kept.touched.values()]) if path in pairs]
    for first, last in earlier:
        merged = edits.merge_file(project.put(path, text), path, last, text, first, SIDES)
        if merged.conflicts:
            break
        text = merged.text
    return text


def _left(pristine: Pristine) -> dict[str, str]:
    """Give the texts of the host's files as Flaskwright left them, without its record."""
    return {path: pair[1] for pairs in pristine.touched.values() for path, pair in pairs.items()}


def _was(kept: Pristine, before: Project, today: Project) -> dict[str, bytes]:
    """Give the files as they were written, those of the host too, but no migrations."""
    own = {path: data for path, data in kept.files.items() if VERSIONS not in path}
    host = {path: data for path, data in before.files.items() if today.files.get(path) != data}
    return own | host | {path: before.put(path, text).files[path] for path, text in _left(kept).items()}


def _is(new: Pristine, before: Project, today: Project) -> dict[str, bytes]:
    """Give the files as today's templates and edits make them, but no migrations."""
    own = {path: data for path, data in new.files.items() if VERSIONS not in path}
    return own | {path: today.files[path] for path in before.files if path in today.files}


# --- files ----------------------------------------------------------------------------------------------------


def _all_merged(
    project: Project, was: Mapping[str, bytes], now: Mapping[str, bytes]
) -> tuple[Project, tuple[str, ...]]:
    """Merge every file; give the paths of those with conflicts too."""
    renamed = _renamed(project, was, now)
    moved, conflicts = project, []
    for old, path in renamed.items():
        moved = moved.drop(old).put_bytes(path, project.files[old])
    done = moved
    origin = {path: old for old, path in renamed.items()}
    for path in sorted({*was, *now} - {*renamed}):
        done, marked = _merged(done, path, was.get(origin.get(path, path)), now.get(path))
        conflicts += [path] * marked
    return _formatted(moved, done, conflicts), tuple(conflicts)


def _renamed(project: Project, was: Mapping[str, bytes], now: Mapping[str, bytes]) -> dict[str, str]:
    """Find the new names of files that their owner changed."""
    fresh = {path for path in now if path not in was and not project.has(path)}
    found = {}
    for old in sorted(was):
        if old in now or project.files.get(old) in (None, was[old]) or not was[old].strip():
            continue
        alike = {path: _likeness(was[old], now[path]) for path in fresh if _suffix(path) == _suffix(old)}
        best = max(sorted(alike), key=alike.__getitem__, default=None)
        if best is not None and alike[best] >= _SIMILAR:
            found[old] = best
            fresh.discard(best)
    return found


def _suffix(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2]


def _likeness(one: bytes, other: bytes) -> float:
    return SequenceMatcher(None, one.splitlines(), other.splitlines(), autojunk=False).ratio()


def _merged(project: Project, path: str, was: bytes | None, now: bytes | None) -> tuple[Project, bool]:
    """Bring a file from what was written to what is written today; say whether conflicts are marked in it."""
    there = project.files.get(path)
    if now in (was, there):
        return project, False
    if now is None:
        return _gone(project, path, was), False
    if there is None:
        return (project.put_bytes(path, now) if was is None else _missed(project, path, now)), False
    if there == was:
        return project.put_bytes(path, now), False
    base, ours, theirs = (_text(path, data) for data in (was or b"", there, now))
    if base is None or ours is None or theirs is None:
        reason = "You changed this file, which is no text and is another one now. Take the new one from a new project."
        return project.ask(ManualStep(path, reason, f"cp ../NEW/{path} {path}")), False
    merged = edits.merge_file(project, path, base, ours, theirs, SIDES)
    return project.put(path, merged.text), bool(merged.conflicts)


def _text(path: str, data: bytes) -> str | None:
    """Give a file's text; None where it is none."""
    try:
        return None if b"\0" in data else decode(data, path)[0]
    except ProjectError:
        return None


def _gone(project: Project, path: str, was: bytes | None) -> Project:
    """Delete a file that is no longer written, unless its owner changed it."""
    there = project.files.get(path)
    if (
        there is None
        or there == was
        or (was is not None and _text(path, there) == _text(path, was) is not None)
    ):
        return project.drop(path)
    reason = "Flaskwright writes this file no longer, and you changed it. Delete it, unless you need it."
    return project.ask(ManualStep(path, reason, f"rm {path}"))


def _missed(project: Project, path: str, now: bytes) -> Project:
    """Leave a file deleted that its owner has deleted, and show what it would be."""
    reason = "You deleted this file, which is another one now. Write it if you need it again."
    return project.ask(ManualStep(path, reason, _text(path, now) or ""))


def _formatted(before: Project, after: Project, conflicts: Collection[str]) -> Project:
    """Format the merged Python files that were formatted before."""
    merged = (path for path in after.under("", ".py") if before.has(path) and path not in conflicts)
    changed = [path for path in merged if before.files[path] != after.files[path]]
    parsed = (
        path
        for path in changed
        if not parse(before.files[path]).problem and not parse(after.files[path]).problem
    )
    was = {path: before.text(path) for path in parsed}
    same = edits.format_python(was, after)
    todo = {path: after.text(path) for path in was if same[path] == was[path]}
    for path, text in edits.format_python(todo, after).items():
        after = after.put(path, text)
    return after


# --- migrations -----------------------------------------------------------------------------------------------


def _migrated(
    project: Project, kept: Pristine, before: Project, today: Project
) -> tuple[Project, dict[str, bytes]]:
    """Write migrations that are new behind those that are there; give them all as they were written.

    One that is there may have run, so it is never written again.
    """
    written = {path: data for path, data in kept.files.items() if VERSIONS in path}
    known = {slug(path): path for path in written}
    for path in _chain(today):
        if path in before.files or path in written:
            continue
        if old := known.get(slug(path)):
            reason = (
                f"Flaskwright makes this table otherwise today ({path}). Make a migration of the difference."
            )
            for step in kept.unasked([ManualStep(old, reason, "flask db migrate")]):
                project = project.ask(step)
            continue
        found = facts.read(project).migrations
        heads = found.heads if found else ()
        text = edits.relinked(today.text(path), f'"{heads[0]}"' if heads else "None")
        if found is None or len(heads) > 1:
            reason = f"The migrations have several heads ({', '.join(heads)}); merge them first."
            project = project.ask(
                ManualStep(path, reason if found else "The project has no migrations.", text)
            )
            continue
        project = project.put(path, text)
        written[path] = project.files[path]
    return project, written


def _chain(project: Project) -> Iterator[str]:
    """Give the paths of a project's migrations, the oldest first."""
    found = facts.read(project).migrations
    yield from (revision.at.path for revision in found.revisions) if found else ()
