"""Prove that a project works: every step is run, in a scratch copy, and gives evidence.

    report = verify(Path("shop"))
    report.good, report.exit_code, report.as_dict()

Nothing of the user's is touched: the source is copied, settings and the database are made up.
"""

from __future__ import annotations

import difflib
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from flaskwright import facts, project
from flaskwright.delivery import scratch
from flaskwright.delivery.checklist import CHECKLIST, Ended, Item, Run
from flaskwright.delivery.report import Evidence, Report, State, Step
from flaskwright.errors import UsageError

GOOD = {State.PASSED, State.NOT_NEEDED}


def verify(
    root: Path,
    python: str | None = None,
    steps: Collection[str] | None = None,
    tell: Callable[[Step], None] | None = None,
) -> Report:
    """Run the checklist on a project.

    Takes its folder, the Python to run it with (a path; by default its own .venv), the names of the steps to run
    with those that they need (by default all), and a function that gets every step once it has ended. Raises
    UsageError for an unknown step and a folder that is not there.
    """
    chosen = _chosen(steps)
    if not root.is_dir():
        raise UsageError(f"{root} is no folder.")
    found = facts.read(project.read(root))
    with tempfile.TemporaryDirectory(prefix="flaskwright-", ignore_cleanup_errors=True) as folder:
        made = scratch.copy(root, Path(folder))
        made = replace(made, settings=scratch.production_settings(made.database))
        run = Run(root, found, made, python)
        try:
            return Report(str(root), tuple(_steps(run, chosen, tell or (lambda _step: None))))
        finally:
            if run.server is not None:
                run.server.end()


def _chosen(steps: Collection[str] | None) -> tuple[Item, ...]:
    if steps is None:
        return CHECKLIST
    known = {item.name: item for item in CHECKLIST}
    wanted: set[str] = set()
    queue = list(steps)
    while queue:
        name = queue.pop()
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
            raise UsageError(f"There is no step {name!r}; {hint}")
        wanted.add(name)
        queue += known[name].needs
    return tuple(item for item in CHECKLIST if item.name in wanted)


def _steps(run: Run, items: tuple[Item, ...], tell: Callable[[Step], None]) -> list[Step]:
    done: dict[str, Step] = {}
    for item in items:
        lacking = [name for name in item.needs if done[name].state not in GOOD]
        done[item.name] = step = _blocked(item, lacking[0]) if lacking else _ended(item, run)
        tell(step)
    return list(done.values())


def _blocked(item: Item, name: str) -> Step:
    return Step(item.name, item.title, State.COULD_NOT_RUN, 0.0, Evidence("", f"needs the step {name}"))


def _ended(item: Item, run: Run) -> Step:
    started = time.monotonic()
    try:
        state, evidence = State.PASSED, item.check(run)
    except Ended as ended:
        state, evidence = ended.state, ended.evidence
    return Step(item.name, item.title, state, time.monotonic() - started, evidence)
