"""Measure `flaskwright new` against those that render a template: whole processes, interleaved, nothing installed.

    python benchmarks/generation.py             the shop of examples/shop.toml, with every capability there is
    python benchmarks/generation.py --runs 21

The template for cookiecutter and copier is made here of what Flaskwright wrote: the same files, with the package's
name and the title filled in wherever they stand. `django-admin startproject` writes six small files; it stands there
for scale. Prints a table; exit code 1 when `new` takes 1.5 s or 150 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from peers import BIN, ROOT, Run, measured, medians, prepare, table

from flaskwright.capabilities import Menu

SECONDS, MEGABYTES = 1.5, 150
MARKS = {"block": ("[%", "%]"), "variable": ("[[", "]]"), "comment": ("[#", "#]")}


@dataclass(frozen=True)
class Contestant:
    """Who makes a project: a name, and the command that makes it in a folder of the given name."""

    name: str
    command: Callable[[str], list[str | Path]]


def main() -> int:
    """Run the contest and print its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=11, help="how often each one runs")
    parser.add_argument(
        "--spec", type=Path, default=ROOT / "examples/shop.toml", help="what Flaskwright builds"
    )
    options = parser.parse_args()
    prepare("cookiecutter", "copier", "django")
    with tempfile.TemporaryDirectory(prefix="flaskwright-benchmark-") as folder:
        scratch = Path(folder)
        found = contest(contestants(options.spec, scratch), scratch, options.runs)
        print(
            f"{sum(1 for _ in files(scratch / 'origin'))} files, median of {options.runs} interleaved runs\n"
        )
    rows = {name: medians(runs) for name, runs in found.items()}
    own, *_ = rows.values()
    print(report(rows, own))
    if own.wall >= SECONDS or own.memory >= MEGABYTES:
        print(f"\nToo much: `new` may take {SECONDS} s and {MEGABYTES} MB.", file=sys.stderr)
        return 1
    return 0


def contestants(spec: Path, scratch: Path) -> list[Contestant]:
    """Give those who run, after the first of them has written what the others get as a template."""
    own = new(spec)
    measured(own("origin"), scratch, environment(scratch))
    origin = [*files(scratch / "origin")]
    title = tomllib.loads(spec.read_text())["app"]["title"]
    cookiecutter, copier = scratch / "for-cookiecutter", scratch / "for-copier"
    write_template(origin, cookiecutter, {"origin": "cookiecutter.package", title: "cookiecutter.title"}, "")
    write_template(origin, copier, {"origin": "package", title: "title"}, ".jinja")
    configure(cookiecutter, copier, title)
    return [
        Contestant("flaskwright new", own),
        Contestant(
            "cookiecutter",
            lambda name: [BIN / "cookiecutter", "--no-input", cookiecutter, f"package={name}"],
        ),
        Contestant(
            "copier copy",
            lambda name: [
                BIN / "copier",
                "copy",
                "--quiet",
                "--defaults",
                "-d",
                f"package={name}",
                copier,
                ".",
            ],
        ),
        Contestant("django-admin startproject", lambda name: [BIN / "django-admin", "startproject", name]),
    ]


def new(spec: Path) -> Callable[[str], list[str | Path]]:
    """Give the command for everything that can be together, and the resources of a specification."""
    names: list[str] = []
    for name, capability in Menu().items():
        if not set(capability.conflicts) & set(names):
            names.append(name)
    return lambda name: [
        BIN / "flaskwright",
        "new",
        name,
        "--spec",
        spec,
        "--with",
        ",".join(names),
        "--no-install",
    ]


def files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Give the paths and bytes of the files below a folder."""
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield path.relative_to(root).as_posix(), path.read_bytes()


def write_template(
    origin: list[tuple[str, bytes]], folder: Path, names: Mapping[str, str], suffix: str
) -> None:
    """Write files as a template: the marks that they have are escaped, names become variables."""
    for path, data in origin:
        variable = names["origin"]
        place = folder / f"[[ {variable} ]]" / path.replace("origin", f"[[ {variable} ]]")
        place.parent.mkdir(parents=True, exist_ok=True)
        if b"\0" in data:
            place.write_bytes(data)
            continue
        text = data.decode()
        for mark in (start for start, _ in MARKS.values()):
            text = text.replace(mark, mark.replace("[", "\0"))
        for word, value in names.items():
            text = text.replace(word, f"[[ {value} ]]")
        text = text.replace("\0", "[[ '[' ]]")
        place.with_name(place.name + suffix).write_text(text)


def configure(cookiecutter: Path, copier: Path, title: str) -> None:
    """Write what each of them wants to know: its variables with their defaults, and Jinja's marks."""
    marks = {
        f"{kind}_{end}_string": mark
        for kind, both in MARKS.items()
        for end, mark in zip(("start", "end"), both, strict=True)
    }
    variables = {"package": "shop", "title": title}
    cookiecutter.joinpath("cookiecutter.json").write_text(
        json.dumps({**variables, "_jinja2_env_vars": marks})
    )
    copier.joinpath("copier.yml").write_text(json.dumps({**variables, "_envops": marks}))


def environment(scratch: Path) -> dict[str, str]:
    """Give the environment of every run: a home of their own, for cookiecutter keeps what it was asked."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    return {**kept, "HOME": str(scratch / "home"), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


def contest(contestants: list[Contestant], scratch: Path, runs: int) -> dict[str, list[Run]]:
    """Let everybody run once to warm up, then in turns."""
    found: dict[str, list[Run]] = {contestant.name: [] for contestant in contestants}
    for number in range(runs + 1):
        for contestant in contestants:
            with tempfile.TemporaryDirectory(dir=scratch) as folder:
                run = measured(contestant.command("shop"), Path(folder), environment(scratch))
                written = sum(1 for _ in files(Path(folder, "shop")))
            if not written:
                raise RuntimeError(f"{contestant.name} wrote nothing")
            if number:
                found[contestant.name].append(run)
    return found


def report(rows: Mapping[str, Run], own: Run) -> str:
    """Write the table: everybody's figures, and how much of ours their time is."""
    header = ("", "seconds", "processor seconds", "peak MB", "time / ours")
    lines = [
        (name, f"{run.wall:.2f}", f"{run.processor:.2f}", f"{run.memory:.0f}", f"{run.wall / own.wall:.2f}")
        for name, run in rows.items()
    ]
    return table(header, lines)


if __name__ == "__main__":
    sys.exit(main())
