"""Add capabilities to projects that Flaskwright did not make, and see what becomes of them.

    python benchmarks/additions.py [--only health,cache] [--tests] FOLDER=PYTHON ...

Each FOLDER is a project, PYTHON the interpreter that it runs in. Each capability is planned on its own, and the project
runs in a copy as it is and as it would be; nothing is written to the folder. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from flaskwright import api
from flaskwright.capability import Wanted
from flaskwright.errors import FlaskwrightError

CAPABILITIES = (
    "health",
    "cache",
    "limits",
    "headers",
    "metrics",
    "compression",
    "sentry",
    "logging",
    "cors",
    "mail",
    "api",
)
LEGEND = {
    "boots": "starts, has all its routes, no address answers worse",
    "by hand": "the same, and a manual step is left",
    "refused": "nothing is written: it cannot be planned, or something would work no longer",
    "not run": "the project does not start as it is, or a package could not be had",
    "broken": "Flaskwright itself failed",
}


def outcome(folder: Path, python: str, name: str, tests: bool) -> tuple[str, str]:
    """Say what adding a capability comes to, and why."""
    try:
        plan = api.add(folder, Wanted({name: {}}), allow_dirty=True, python=python)
        found = api.behaviour(plan, python=python, tests=tests)
    except FlaskwrightError as error:
        return "refused", str(error)
    except Exception as error:  # noqa: BLE001 (a benchmark counts whatever goes wrong)
        return "broken", f"{type(error).__name__}: {error}"
    if found is None:
        return "not run", "there is nothing to add"
    if found.state != "compared":
        return "not run", found.reason
    if found.regressions:
        return "refused", "; ".join(found.regressions)
    steps = "; ".join(f"{step.path}: {step.reason}" for step in plan.steps)
    return ("by hand", steps) if steps else ("boots", "")


def main() -> int:
    """Print the table, and on stderr why something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default=",".join(CAPABILITIES), help="capabilities, by comma")
    parser.add_argument("--tests", action="store_true", help="run the projects' own tests too")
    parser.add_argument("projects", nargs="+", metavar="FOLDER=PYTHON")
    args = parser.parse_args()
    names, started = args.only.split(","), time.monotonic()
    counts: Counter[str] = Counter()
    print(f"| project | {' | '.join(names)} |\n| --- |{' --- |' * len(names)}")
    for item in args.projects:
        folder, _, python = item.rpartition("=")
        print(f"| {Path(folder).name} |", end="", flush=True)
        for name in names:
            how, why = outcome(Path(folder), python, name, args.tests)
            counts[how] += 1
            print(f" {how} |", end="", flush=True)
            if why:
                print(f"\n{Path(folder).name}, {name}: {how}: {why}", file=sys.stderr)
        print(flush=True)
    total = sum(counts.values())
    print(f"\n{total} additions in {time.monotonic() - started:.0f} s")
    for how, meaning in LEGEND.items():
        print(f"- {how}: {counts[how]} ({counts[how] / total:.0%}): {meaning}")
    return 1 if counts["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
