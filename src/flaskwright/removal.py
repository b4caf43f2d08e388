"""Take capabilities out of a project again: what they wrote goes, what its owner changed stays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from flaskwright import edits, facts
from flaskwright.capability import Menu, check_installed, find, run
from flaskwright.errors import ProjectError, UsageError
from flaskwright.pristine import PYPROJECT, Pristine
from flaskwright.project import ManualStep, Project
from flaskwright.rendering import VERSIONS, host, recorded, slug
from flaskwright.version import __version__

if TYPE_CHECKING:
    from flaskwright.facts import Record

SIDES = edits.Sides("yours", "flaskwright")


def remove(menu: Menu, project: Project, names: Collection[str], skeleton: Collection[str]) -> Project:
    """Give the project without some capabilities.

    Files that nobody changed follow; where the owner changed the same lines, a manual step says what is left. The
    `skeleton` of a guest package goes with the last capability. Raises UsageError for a capability that is not
    there or that another one needs, and ProjectError where the pristine copies are missing or another version's.
    """
    record = facts.read(project).record
    _check(menu, record, names, skeleton)
    remaining = [name for name in record.capabilities if name not in names]
    if record.guest and not set(remaining) - set(skeleton):
        remaining = []
    kept = Pristine.needed(project)
    bare = host(project, kept) if record.guest else Project(root=project.root)
    without = run(menu, bare, recorded(menu, record, remaining)) if remaining else bare
    whole = run(menu, bare, recorded(menu, record, record.capabilities))
    _check_version(whole, kept)

    left = {slug(path) for path in without.files if VERSIONS in path and path not in bare.files}
    gone = {path for path in kept.files if VERSIONS in path and slug(path) not in left}
    done = _unchained(project, kept, gone)
    for path in sorted(kept.files):
        if VERSIONS not in path:
            done = _followed(done, path, kept.files[path], without.files.get(path), whole.files.get(path))
    # The last first, so that each finds the lines that it left.
    for name in reversed([*kept.touched]):
        if name not in remaining:
            for path, (before, after) in kept.touched[name].items():
                done = _taken_back(done, path, before, after)
    if record.guest:
        done = _recorded(done, record, remaining)
    return _rewritten(kept, done, whole, without, remaining).into(done)


def _check(menu: Menu, record: Record, names: Collection[str], skeleton: Collection[str]) -> None:
    check_installed(menu, record)
    for name in names:
        find(menu, name)
        if name in record.adopted and name not in record.capabilities:
            raise UsageError(f"{name} in {record.adopted[name]} is the project's own; take it out by hand.")
        if name not in record.capabilities:
            raise UsageError(f"{name} is not there; there are {', '.join(record.capabilities) or 'none'}.")
        if name in skeleton:
            raise UsageError(f"{name} is what all the rest stands on; remove the rest, or the project.")
        if name == "resource" and record.resources:
            raise UsageError(f"resource has {', '.join(record.resources)}; these are code of yours by now.")
        for other in record.capabilities:
            if other not in names and name in menu[other].needs:
                raise UsageError(f"{other} needs {name}; remove both: flaskwright remove {other} {name}")


def _check_version(whole: Project, kept: Pristine) -> None:
    other = [p for p, data in kept.files.items() if VERSIONS not in p and whole.files.get(p) != data]
    if other and kept.version != __version__:
        raise ProjectError(
            f"The project was written by Flaskwright {kept.version or 'of another version'} ({other[0]} differs); "
            "run `flaskwright upgrade` first."
        )


def _followed(
    project: Project, path: str, was: bytes, now: bytes | None, whole: bytes | None = None
) -> Project:
    """Bring a file that was written as `was` to `now`.

    `whole` is what it would be written as today, with what is removed: it is another text where it tells of things
    in the host that have changed since. Then only the difference between the two counts.
    """
    there, today = project.files.get(path), was if whole is None else whole
    if there is None or today == now:
        return project
    if now is None:
        if there == was:
            return project.drop(path)
        reason = "You changed this file, which nothing needs any more. Delete it, unless you need it."
        return project.ask(ManualStep(path, reason, f"rm {path}"))
    if there == was == today:
        return project.put_bytes(path, now)
    return edits.follow(project, path, today.decode(), now.decode())


def _taken_back(project: Project, path: str, before: str, after: str) -> Project:
    """Take back what was changed in a file that was there before Flaskwright came."""
    if not project.has(path):
        return project
    there = project.text(path)
    if path == PYPROJECT:
        there = edits.without_record(there)
    merged = edits.merge_file(project, path, after, there, before, SIDES)
    if merged.conflicts:
        old = set(before.splitlines())
        lines = [line for line in after.splitlines() if line not in old and line in there.splitlines()]
        reason = "You changed lines beside these, which are no longer needed. Delete them."
        return project.ask(ManualStep(path, reason, "\n".join(lines))) if lines else project
    return project.put(path, merged.text)


def _recorded(project: Project, record: Record, remaining: Collection[str]) -> Project:
    """Record what is left in a host, and nothing where nothing is."""
    if project.has(PYPROJECT):
        project = project.put(PYPROJECT, edits.without_record(project.text(PYPROJECT)))
    project = project.then(edits.record_adopted(record.adopted)) if record.adopted else project
    if not remaining:
        return project
    options: Mapping[str, Mapping[str, object]] = record.capabilities
    return project.then(
        *(edits.record_capability(name, options[name]) for name in remaining),
        *(edits.record_resource(name, fields) for name, fields in record.resources.items()),
        *(edits.record_distribution(n, owner) for n, owner in record.distributions.items() if n in remaining),
        edits.record_version(record.version or ""),
    )


# --- migrations ----------------------------------------------------------------------------------------------


def _unchained(project: Project, kept: Pristine, gone: Collection[str]) -> Project:
    """Take migrations out of their chain; what comes after one then comes after the one before it."""
    left = {path for path in gone if project.has(path)}
    while left:
        # The newest first: then the others are as they were written when their turn comes.
        ends = [path for path in sorted(left) if not {*_children(project, path)} & left]
        path = next(iter(ends or sorted(left)))
        left.discard(path)
        onto = edits.parent(project.text(path))
        before = onto.strip("\"'") if onto != "None" else "base"
        reason = "If this migration has run anywhere, take it back there first: its table goes with it."
        project = project.ask(ManualStep(path, reason, f"flask db downgrade {before}"))
        for child in list(_children(project, path)):
            project = project.put(child, edits.relinked(project.text(child), onto))
        project = _followed(project, path, kept.files[path], None)
    return project


def _children(project: Project, path: str) -> Iterator[str]:
    folder, _, name = path.rpartition("/")
    revision = name.partition("_")[0]
    for other in project.under(folder, ".py"):
        if edits.parent(project.text(other)).strip("\"'") == revision:
            yield other


def _rewritten(
    kept: Pristine, done: Project, whole: Project, without: Project, remaining: Collection[str]
) -> Pristine:
    """Give the pristine copies of what is left."""
    if not remaining:
        return Pristine()
    pristine = Project(files=kept.files)
    for path, data in kept.files.items():
        if VERSIONS in path and path in done.files:
            pristine = pristine.put_bytes(path, done.files[path])
        else:
            pristine = _followed(pristine, path, data, without.files.get(path), whole.files.get(path))
    touched = {
        name: pairs for name, pairs in kept.touched.items() if name in remaining or name not in kept.touched
    }
    return replace(kept, files=pristine.files, touched=touched)
