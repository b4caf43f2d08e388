"""What the faces call: make a plan, look at it, apply it.

    plan = create("shop", Wanted({"login": {}}))
    print(plan.diff.text())
    apply_plan(plan)

Planning touches nothing; only `apply_plan` writes, all or nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flaskwright import adoption, capability, facts, fields, project, removal
from flaskwright.capabilities import SKELETON, Menu
from flaskwright.capability import Wanted
from flaskwright.delivery.git import GitState, git_state
from flaskwright.errors import ProjectError, ResourceError, UsageError
from flaskwright.naming import LONGEST_DESCRIPTION, LONGEST_TITLE, check_name, check_words
from flaskwright.plan import Plan
from flaskwright.pristine import Pristine
from flaskwright.project import Diff, Project
from flaskwright.upgrade import upgraded

if TYPE_CHECKING:
    from flaskwright.check import Report as Findings
    from flaskwright.delivery.report import Report, Step
    from flaskwright.facts import Facts
    from flaskwright.probe import Behaviour, Difference, Live
    from flaskwright.recognition import Recognised

log = logging.getLogger("flaskwright")


@dataclass(frozen=True)
class Inspection:
    """What a project is made of; `live` is what it said when it ran, None when it was not asked."""

    root: Path
    facts: Facts
    live: Live | None = None

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What only the source or only the running application knows."""
        from flaskwright.probe import compare  # noqa: PLC0415 (loaded for a running application only)

        return compare(self.facts, self.live) if self.live else ()

    @property
    def side_by_side(self) -> tuple[tuple[str, int, int], ...]:
        """How many of each noun the source and the running application have."""
        from flaskwright.probe import side_by_side  # noqa: PLC0415 (as above)

        return side_by_side(self.facts, self.live) if self.live else ()

    @cached_property
    def installed(self) -> Mapping[str, str]:
        """The versions that the running application's environment has, else those of the project's own one."""
        return dict(self.live.versions) if self.live and self.live.versions else project.installed(self.root)

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything as plain data, secrets masked."""
        found = {"project": str(self.root), **facts.document(self.facts), "installed": dict(self.installed)}
        if self.live is not None:
            found["live"] = facts.plain(self.live)
            found["differences"] = facts.plain(self.differences)
        return found


def inspect(root: Path, *, live: bool = False, python: str | None = None) -> Inspection:
    """Read the facts of any Flask project.

    With `live` the application also runs once, on a copy, in the project's interpreter (or `python`). Raises
    UsageError when the folder is not there, or `python` is not.
    """
    from flaskwright.facts.keeping import remembered  # noqa: PLC0415 (building remembers nothing)

    root = _folder(root)
    found = remembered(project.read(root))
    if not live:
        return Inspection(root, found)
    from flaskwright.probe import probe  # noqa: PLC0415 (as above)

    return Inspection(root, found, probe(root, found, python=python))


def check(root: Path) -> Findings:
    """Look for what is wrong in any Flask project, without running it.

    Raises UsageError when the folder is not there.
    """
    from flaskwright.check import run  # noqa: PLC0415 (only this needs it)
    from flaskwright.checks import all_checks  # noqa: PLC0415 (the same)

    return run(all_checks(), facts.read(project.read(_folder(root))))


def create(
    name: str,
    wanted: Wanted | None = None,
    *,
    parent: Path | None = None,
    title: str | None = None,
    description: str | None = None,
) -> Plan:
    """Plan a new project.

    Takes the name (of the folder and of the package), what it shall have, the folder to make it in (the
    current one), and what to call it in its pages and README. Raises UsageError for a name or words that cannot
    be, a folder that is not empty, and whatever `wanted` has that is unknown or cannot be together.
    """
    check_name(name)
    check_words("title", title or "", LONGEST_TITLE)
    check_words("description", description or "", LONGEST_DESCRIPTION)
    root = (parent or Path.cwd()) / name
    _check_free(root)
    wanted = wanted or Wanted()
    if wanted.capabilities.get("app"):
        raise UsageError("app takes its options from the name and the description; leave them out.")
    app: dict[str, object] = {"name": name, "package": name, "title": title or name.replace("_", " ").title()}
    if description:
        app["description"] = description
    asked = {skeleton: wanted.capabilities.get(skeleton, {}) for skeleton in SKELETON}
    wanted = replace(wanted, capabilities={**asked, **wanted.capabilities, "app": app})
    before = Project(root=root)
    return Plan(root, before, _run(before, wanted))


def _check_free(root: Path) -> None:
    if root.is_symlink() or (root.exists() and not root.is_dir()):
        raise ProjectError(f"{root.name} is there already and is no folder; take another name or remove it.")
    try:
        if root.is_dir() and any(root.iterdir()):
            raise ProjectError(f"The folder {root.name} is not empty; take another name, or empty it first.")
    except PermissionError as error:
        raise ProjectError(f"The folder {root.name} cannot be read; take another name.") from error


def add(
    root: Path, wanted: Wanted, *, allow_dirty: bool = False, anyway: bool = False, python: str | None = None
) -> Plan:
    """Plan an addition to a Flask project, of Flaskwright's making or not.

    Takes a folder of the project (of one that Flaskwright has not met yet, its root), and what to add; what the project
    has by its record is left out, unless it is wanted `anyway`. `python` is the interpreter that the project runs in,
    where that lies somewhere else than in the project. Raises UsageError when there is no application, the project has
    changes that are not committed (unless `allow_dirty`), or it cannot have what is wanted.
    """
    root = _project_root(root)
    before = load(root)
    wanted = adoption.without_adopted(Menu(), before, wanted, anyway=anyway)
    if not wanted.capabilities and not wanted.resources:
        return Plan(root, before, before)
    if not facts.read(before).record.capabilities:
        skeleton: dict[str, Mapping[str, object]] = {name: {} for name in SKELETON}
        skeleton["app"] = adoption.guest_options(root.name, before, _environment(root, python))
        wanted = replace(wanted, capabilities={**skeleton, **wanted.capabilities})
    state = _checked_state(root, allow_dirty=allow_dirty)
    return Plan(root, before, _run(before, wanted), state)


def _environment(root: Path, python: str | None) -> project.Environment:
    from flaskwright.probe import find_interpreter  # noqa: PLC0415 (as above)

    return project.environment(find_interpreter(root, python))


def adopt(
    root: Path, *, without: Collection[str] = (), allow_dirty: bool = False
) -> tuple[Plan, tuple[Recognised, ...]]:
    """Plan to record what a project has already of what capabilities would build, but for some names.

    Gives the plan, and what was seen with its signs. Raises UsageError when there is no folder or no application, a
    name is unknown, or the project has changes that are not committed (unless `allow_dirty`).
    """
    root = _project_root(root)
    before = load(root)
    unwanted = {capability.find(Menu(), name).name for name in without}
    found = tuple(part for part in adoption.recognise(Menu(), before) if part.name not in unwanted)
    state = _checked_state(root, allow_dirty=allow_dirty)
    return Plan(root, before, adoption.adopt(before, found), state), found


def remove(root: Path, names: Collection[str], *, allow_dirty: bool = False) -> Plan:
    """Plan to take capabilities out of a project again.

    Takes a folder of the project and their names. Raises UsageError for a project or a capability that is not
    there, one that another one needs, and changes that are not committed (unless `allow_dirty`).
    """
    root = find_root(root)
    before = load(root)
    state = _checked_state(root, allow_dirty=allow_dirty)
    return Plan(root, before, removal.remove(Menu(), before, names, SKELETON), state)


def upgrade(root: Path, *, allow_dirty: bool = False) -> Plan:
    """Plan to bring what Flaskwright wrote into a project to what it writes today; what its owner changed stays.

    Takes a folder of the project. Raises UsageError for a project that does not say what Flaskwright wrote, or whose
    capabilities are no longer to be had, and for changes that are not committed (unless `allow_dirty`).
    """
    root = find_root(root)
    before = load(root)
    state = _checked_state(root, allow_dirty=allow_dirty)
    done = upgraded(Menu(), before)
    return Plan(root, before, done.project, state, conflicts=done.conflicts)


def _checked_state(root: Path, *, allow_dirty: bool) -> GitState:
    state = git_state(root)
    if state is GitState.DIRTY and not allow_dirty:
        raise ProjectError(
            f"{root.name} has changes that are not committed; commit them first, or say --allow-dirty."
        )
    return state


def _check_resources(before: Project, wanted: Wanted) -> None:
    """Refuse resources that are there in another form, or refer to what is not there."""
    record = facts.read(before).record
    present = {*record.capabilities, *capability.order(Menu(), wanted.capabilities, record.capabilities)}
    there = {resource.name: resource for resource in fields.resources(record)}
    known = {resource.name: resource for resource in wanted.resources} | there
    for resource in wanted.resources:
        if known[resource.name] != resource:
            raise ResourceError(
                resource.name,
                f"{resource.name} is there already with other fields; change its model and run "
                "`flask db migrate`, or take another name.",
            )
        try:
            fields.check_known(resource, known, users="login" in present, uploads="uploads" in present)
        except UsageError as error:
            raise ResourceError(resource.name, str(error)) from error


def _run(before: Project, wanted: Wanted) -> Project:
    if wanted.resources:
        wanted = replace(wanted, capabilities={"resource": {}, **wanted.capabilities})
    _check_resources(before, wanted)
    return capability.run(Menu(), before, wanted)


def find_root(start: Path) -> Path:
    """Give the folder of the project that a folder belongs to. Raises UsageError when there is none."""
    root = _project_root(start) if start.is_dir() else start
    if found := _recorded_root(root):
        return found
    start = start.resolve()
    raise UsageError(
        f"{start.name or start} is no project that Flaskwright made: its pyproject.toml has no [tool.flaskwright]. "
        "Go to such a project, or make one with `flaskwright new NAME`."
    )


def _folder(root: Path) -> Path:
    if not root.is_dir():
        raise UsageError(f"{root} is no folder; give the folder of a Flask project.")
    return root.resolve()


def _project_root(start: Path) -> Path:
    """Give the folder of the project that a folder belongs to, or of the one that it holds beside others."""
    if root := _recorded_root(start):
        return root
    folder = _folder(start)
    return folder / facts.read(project.read(folder)).home


def _recorded_root(start: Path) -> Path | None:
    start = start.resolve()
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if path.is_file() and b"[tool.flaskwright" in path.read_bytes():
            return folder
    return None


def load(root: Path) -> Project:
    """Read a project, after ending what a killed run has left; with what git leaves out of what we wrote into it."""
    end_earlier_run(root)
    found = project.read(root)
    return project.read_more(found, Pristine.of(found).files)


def end_earlier_run(root: Path) -> None:
    """Finish or take back the write of a killed run, if there is one; says so in the log."""
    if done := project.recover(root):
        log.warning(
            "An earlier run was cut short: its write is now %s.",
            "finished" if done.finished else "taken back",
        )
        for path in done.foreign:
            log.warning("%s was changed since and is left as it is; look at it.", path)


def apply_plan(plan: Plan, what: str = "") -> Diff:
    """Write a plan: all of it or nothing. Gives what was written.

    `what` says what the plan is for, when it is to be undone. Raises ProjectError when the project has changed
    since the plan was made, or the disk refuses.
    """
    if not plan.fresh and plan.undoes is None:
        project.remember(plan.diff, plan.root, what)
    written = project.commit(plan.before, plan.after, plan.root)
    if plan.undoes is not None:
        project.forget(plan.undoes.entry)
    return written


def behaviour(plan: Plan, *, python: str | None = None, tests: bool = False) -> Behaviour | None:
    """Say what a plan changes in a project's behaviour; see `flaskwright.probe.try_change`. A new one has none."""
    from flaskwright.probe import try_change  # noqa: PLC0415 (as above)

    nothing = plan.fresh or not plan.diff
    return None if nothing else try_change(plan.root, plan.diff, python=python, tests=tests)


def undo(root: Path) -> Plan:
    """Plan to take back the last plan that was written to a project, exactly.

    Takes the project's folder. Raises UsageError when there is none, or its files were changed since.
    """
    root = _project_root(root)
    end_earlier_run(root)
    write = project.last_write(root)
    if write is None:
        raise UsageError(f"There is nothing to undo in {root.name}.")
    if changed := write.changed(root):
        raise UsageError(
            f"{', '.join(changed[:3])}{' and more' if changed[3:] else ''} changed since `{write.what}`; "
            "put that aside first, or take both back with git."
        )
    before = after = project.read_more(project.read(root), write.old)
    for path, old in write.old.items():
        after = after.drop(path) if old is None else after.put_bytes(path, old)
    return Plan(root, before, after, git_state(root), write)


def verify(
    root: Path,
    python: str | None = None,
    steps: Collection[str] | None = None,
    tell: Callable[[Step], None] | None = None,
) -> Report:
    """Prove that a project works; see `flaskwright.delivery.verify`.

    Takes a folder of the project (of one that Flaskwright did not make, its root), the Python to run it with, the
    steps, and what gets every step once it has ended. Raises UsageError when the folder is not there.
    """
    from flaskwright.delivery.verify import verify as run  # noqa: PLC0415 (only this command needs it)

    root = _project_root(root)
    end_earlier_run(root)
    return run(root, python, steps, tell)
