"""Run a project as it is and as a change would leave it, in copies, with the packages that the change brings."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flaskwright import bom, facts
from flaskwright.errors import UsageError
from flaskwright.facts.ground import TODAY
from flaskwright.facts.requirements import normal_name
from flaskwright.probe.behaviour import Behaviour, compare_behaviour, compare_tests
from flaskwright.probe.installer import Installer
from flaskwright.probe.interpreter import find_interpreter
from flaskwright.probe.run import Copy, Silent, roots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.facts import Facts, Guest
    from flaskwright.facts.requirements import Requirement
    from flaskwright.probe.run import Live
    from flaskwright.project import Diff

TESTS = Path(__file__).parent / "inside_tests.py"
TEST_SECONDS = 600
_MISSING = re.compile(r"No module named '([\w.]+)'")


def try_change(root: Path, diff: Diff, *, python: str | None = None, tests: bool = False) -> Behaviour | None:
    """Say what a change does to a project's application; None when the project has no interpreter.

    With `tests` the project's own tests run too, before and after. Nothing is written but copies in a scratch folder,
    where packages that the interpreter lacks are put as well. Raises UsageError when `python` is given and not there.
    """
    interpreter = find_interpreter(root, python)
    if interpreter is None:
        return None
    before, after = facts.read(diff.before), facts.read(diff.after)
    with tempfile.TemporaryDirectory(prefix="flaskwright-probe-") as scratch:
        folder = Path(scratch)
        old = Copy(root, folder, interpreter)
        live = old.describe(before, ask=True)
        if live.state != "ran":
            return compare_behaviour(live, live)
        missing = _missing(before, after, live, tests=tests)
        installer, wanted = (
            Installer(interpreter, folder / "packages"),
            [_wanted(item, after.record.guest) for item in missing],
        )
        reason = installer.install(wanted, {name: f"=={version}" for name, version in live.versions.items()})
        if reason:
            # What is there by chance may have to be another version, what the project asks for may not.
            installer = replace(installer, folder=folder / "changed")
            reason = installer.install(wanted, _asked_for(before))
        if reason is not None:
            return Behaviour(conflict=reason) if reason else _not_installed(item.name for item in missing)
        new = replace(old, overlay=diff, packages=installer.path if missing else "")
        # The same places are asked for: an application that has moved is one that is gone.
        now = new.describe(before, ask=True)
        if absent := _absent(after, now):
            return _not_installed([absent])
        found = compare_behaviour(live, now)
        return _tested(found, old, new, {"roots": roots(before)}) if tests else found


def _not_installed(names: Iterable[str]) -> Behaviour:
    *others, last = sorted(names)
    text = f"{', '.join(others)} and {last} are" if others else f"{last} is"
    return Behaviour("could not run", f"{text} not installed yet")


def _missing(before: Facts, after: Facts, live: Live, *, tests: bool) -> tuple[Requirement, ...]:
    """Give the requirements that come in and that the interpreter does not have."""
    known = {(item.name, item.group) for item in before.requirements}
    found = {
        item.name: item
        for item in after.requirements
        if (item.name, item.group) not in known and (item.group is None or tests)
    }
    there = {normal_name(name) for name in live.versions}
    return tuple(item for name, item in sorted(found.items()) if name not in there)


def _absent(after: Facts, now: Live) -> str | None:
    """Give the requirement that an import failed for: one that was written down and never installed."""
    there = {normal_name(name) for name in now.versions}
    wanted = {item.name for item in after.requirements} - there
    for error in now.errors:
        if error["error"] == "ModuleNotFoundError" and (match := _MISSING.search(error["message"])):
            name = normal_name(match[1].partition(".")[0])
            if name in wanted:
                return name
    return None


def _asked_for(before: Facts) -> dict[str, str]:
    """Give the limits that the project writes once for a requirement."""
    written: dict[str, set[str]] = {}
    for item in before.requirements:
        if item.group is None:
            written.setdefault(item.name, set()).add(item.limits.replace(" ", ""))
    return {name: limits.pop() for name, limits in written.items() if len(limits) == 1}


def _wanted(item: Requirement, guest: Guest | None) -> str:
    ground = guest.ground if guest else TODAY
    name = f"{item.name}[{','.join(item.extras)}]" if item.extras else item.name
    try:
        return bom.requirement(name, ground.python, guest=guest is not None, flask=ground.flask)
    except UsageError:
        return name + (item.limits if item.limits.startswith(tuple("=<>!~")) else "")


def _tested(found: Behaviour, old: Copy, new: Copy, order: Mapping[str, Any]) -> Behaviour:
    """Run the project's own tests before and after."""
    outcomes = []
    for copy in (old, new):
        try:
            said = copy.run(TESTS, order, TEST_SECONDS)
        except Silent as error:
            return replace(found, untested=str(error))
        if said["reason"]:
            return replace(found, untested=said["reason"])
        outcomes.append(said["outcomes"])
    return replace(found, tests=compare_tests(*outcomes))
