"""Measure the facts of real projects against what their running applications said.

    python benchmarks/facts.py --truth FOLDER NAME=PATH ...

Each NAME has a file NAME.json in the truth folder; PATH is the project's tree. Nothing is fetched. Prints recall
and precision per noun and project, and a table over all. Recall of routes counts a rule with its methods as found
wherever it stands; precision counts what is said to be reachable without a condition.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from flaskwright import facts
from flaskwright.facts.apps import is_side
from flaskwright.project import Project

# Tables that Flask-AppBuilder brings along.
LIBRARY_TABLES = ("ab_",)
IGNORED = {".git", "node_modules", "__pycache__", ".venv", "venv"}


@dataclass
class Score:
    """How many of the expected items were found, and how many of the found ones are true."""

    expected: set[Any] = field(default_factory=set)
    found: set[Any] = field(default_factory=set)
    sure: set[Any] = field(default_factory=set)
    true: set[Any] = field(default_factory=set)

    @property
    def recall(self) -> float:
        """Found among the expected."""
        return len(self.expected & self.found) / len(self.expected) if self.expected else 1.0

    @property
    def precision(self) -> float:
        """True among the sure."""
        return len(self.sure & self.true) / len(self.sure) if self.sure else 1.0


def tree(root: Path) -> Project:
    """Read a project's files without following links."""
    files: dict[str, bytes] = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in IGNORED)
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink() and path.stat().st_size < 8_000_000:  # noqa: PLR2004
                files[path.relative_to(root).as_posix()] = path.read_bytes()
    return Project(files, root)


def methods(names: list[str] | None) -> frozenset[str]:
    """Methods without those that Flask adds."""
    return frozenset(name for name in names or [] if name not in {"HEAD", "OPTIONS"})


def split(rule: str, verbs: frozenset[str]) -> set[tuple[str, str]]:
    """One pair of rule and method each; a rule without methods has one pair."""
    return {(rule, verb) for verb in verbs or {""}}


def routes(read: facts.Facts, truth: dict[str, Any]) -> Score:
    """Compare rules with their methods."""
    score = Score()
    runtime: dict[str, set[str]] = {}
    for rule in truth["rules"]:
        runtime.setdefault(rule["rule"], set()).update(methods(rule["methods"]))
    found: dict[str, set[str]] = {}
    sure: dict[str, set[str]] = {}
    apps = main_apps(read, truth)
    for route in read.routes:
        found.setdefault(route.rule, set()).update(route.methods)
        if route.reachable and not route.condition and not route.dynamic and route.app in apps:
            sure.setdefault(route.rule, set()).update(route.methods)
    for rule in truth["rules"]:
        if rule["scope"] == "project" and not rule["build_only"]:
            verbs = methods(rule["methods"])
            key = (rule["rule"], verbs, rule["endpoint"])
            score.expected.add(key)
            if rule["rule"] in found and verbs <= found[rule["rule"]]:
                score.found.add(key)
    for rule in sure:
        score.sure.add(rule)
        if rule in runtime:
            score.true.add(rule)
    return score


def main_apps(read: facts.Facts, truth: dict[str, Any]) -> set[str]:
    """The applications that the truth may be about: those that share most rules with it."""
    runtime = {rule["rule"] for rule in truth["rules"]}
    counts: dict[str, int] = {}
    for route in read.routes:
        if route.reachable and route.rule in runtime and not route.rule.startswith("/static"):
            counts[route.app] = counts.get(route.app, 0) + 1
    best = max(counts.values(), default=0)
    return {app for app, count in counts.items() if count == best}


def beside_main(read: facts.Facts, truth: dict[str, Any]) -> Callable[[str], bool]:
    """Say of a file whether it belongs to the application that the truth is about, and not to its tests."""
    folders = {app.partition(":")[0].rpartition("/")[0] for app in main_apps(read, truth)}

    def near(path: str) -> bool:
        return not is_side(path.removeprefix(f"{next(iter(folders), '')}/")) and any(
            path.startswith(f"{folder}/") if folder else True for folder in folders
        )

    return near


def blueprints(read: facts.Facts, truth: dict[str, Any]) -> Score:
    """Compare the names of blueprints that carry rules of the project."""
    apps = main_apps(read, truth)
    carrying = {rule["blueprint"] for rule in truth["rules"] if rule["scope"] == "project"}
    sure = {b.name for b in read.blueprints if b.registered and b.app in apps and not b.condition}
    return Score(
        expected={name.rpartition(".")[2] for name in truth["blueprints"] if name in carrying},
        found={b.name for b in read.blueprints},
        sure=sure,
        true={name.rpartition(".")[2] for name in truth["blueprints"]},
    )


def extensions(read: facts.Facts, truth: dict[str, Any]) -> Score:
    """Compare the modules of the extensions that the application registered."""
    found = {e.package for e in read.extensions}
    types = {value.split(".")[0] for value in truth["extensions_types"].values()}
    expected = {name for name in types if name.startswith("flask_") or name == "celery"}
    return Score(expected, found & expected, set(), set())


def config(read: facts.Facts, project: Project, truth: dict[str, Any]) -> Score:
    """Compare the settings that some Python file of the project sets by an assignment, a key or a keyword."""
    sources = [
        data.decode("utf-8", "replace")
        for path, data in project.files.items()
        # A tree may hold the library's own source: its defaults are nobody's settings.
        if path.endswith(".py") and "test" not in path and b"class Flask(App)" not in data
    ]
    code = re.sub(r"(?m)^\s*#.*$", "", "\n".join(sources))
    expected = {
        key
        for key in truth["config_keys"]
        if re.search(
            rf"""(?m)(^\s*{key}\s*(:[^=\n]+)?=[^=])|(\[["']{key}["']\]\s*=[^=])|(["']{key}["']\s*:)""", code
        )
    }
    near = beside_main(read, truth)
    sure = {
        setting.key
        for setting in read.config.settings
        if near(setting.at.path) and not setting.environment and not setting.condition
    }
    return Score(expected, set(read.config.keys), sure, set(truth["config_keys"]))


def tables(read: facts.Facts, truth: dict[str, Any]) -> Score:
    """Compare the names of the tables that the project declares."""
    expected = {name for name in truth["tables"] if not name.startswith(LIBRARY_TABLES)}
    near = beside_main(read, truth)
    declared = [*read.models, *read.core_tables]
    sure = {name for one in declared if near(one.at.path) and (name := getattr(one, "table", one.name))}
    return Score(expected, set(read.tables), sure, set(truth["tables"]))


NOUNS = ("routes", "blueprints", "extensions", "config", "tables")


def measure(name: str, path: Path, truth: dict[str, Any], details: bool) -> dict[str, Score]:
    """Measure one project and print its line."""
    project = tree(path)
    start = time.process_time()
    read = facts.read(project)
    scores = {"routes": routes(read, truth)}
    took = time.process_time() - start
    scores["blueprints"] = blueprints(read, truth)
    scores["extensions"] = extensions(read, truth)
    scores["config"] = config(read, project, truth)
    scores["tables"] = tables(read, truth)
    row = [f"{name:40}", f"{took:6.2f}s"]
    for noun in NOUNS:
        score = scores[noun]
        row.append(f"{score.recall:6.1%} of {len(score.expected):<4}")
        if score.sure:
            row.append(f"({score.precision:6.1%} of {len(score.sure)})")
    print("  ".join(row), flush=True)
    if details:
        for noun in NOUNS:
            score = scores[noun]
            for item in sorted(score.expected - score.found, key=str):
                print(f"    {noun}: missing {show(item)}")
            for item in sorted(score.sure - score.true, key=str):
                print(f"    {noun}: not there when it ran: {show(item)}")
    return scores


def show(item: Any) -> str:
    """Write an item for people."""
    if isinstance(item, tuple):
        return " ".join("/".join(sorted(i)) if isinstance(i, frozenset) else str(i) for i in item)
    return str(item)


def main() -> int:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--details", action="store_true")
    parser.add_argument("--apart", default="", help="names that the table over all leaves out")
    parser.add_argument("projects", nargs="+", metavar="NAME=PATH")
    args = parser.parse_args()
    every: dict[str, dict[str, Score]] = {}
    for item in args.projects:
        name, _, path = item.partition("=")
        truth = json.loads((args.truth / f"{name}.json").read_text())
        every[name] = measure(name, Path(path), truth, args.details)
    apart = set(args.apart.split(","))
    print()
    for noun in NOUNS:
        scores = [s[noun] for name, s in every.items() if name not in apart and s[noun].expected]
        if not scores:
            continue
        wanted = sum(len(s.expected) for s in scores)
        got = sum(len(s.expected & s.found) for s in scores)
        sure = sum(len(s.sure) for s in scores)
        true = sum(len(s.sure & s.true) for s in scores)
        middle = median(s.recall for s in scores)
        print(
            f"{noun:12} recall {got}/{wanted} = {got / max(1, wanted):.2%}, median {middle:.1%}"
            + (f", precision {true}/{sure} = {true / sure:.2%}" if sure else "")
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
