"""The environment that the benchmarks run in: this checkout as users install it, and those it is measured against.

It lies in .cache/benchmarks-venv, away from what tests Flaskwright.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".cache/benchmarks-venv"
BIN = FOLDER / "bin"


def prepare(*requirements: str) -> None:
    """Make the environment, and install this checkout and the requirements into it.

    Nothing is installed twice: a stamp says what is there, and of which sources.
    """
    stamp = FOLDER / "installed.txt"
    there = set(stamp.read_text().splitlines()) if stamp.is_file() else set()
    wanted = {_fingerprint(), *requirements}
    if wanted <= there:
        return
    if not (BIN / "python").exists():
        venv.create(FOLDER, with_pip=True)
    print(f"Installing this checkout and {len(requirements)} requirements into {FOLDER}", file=sys.stderr)
    pip = [BIN / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, *requirements, ROOT], check=True)
    kept = {line for line in there if not line.startswith("sources ")}
    stamp.write_text("\n".join(sorted(wanted | kept)))


def _fingerprint() -> str:
    found = hashlib.sha256()
    for path in sorted([ROOT / "pyproject.toml", *(ROOT / "src").rglob("*")]):
        if path.is_file() and path.suffix != ".pyc":
            found.update(f"{path}\0".encode() + path.read_bytes())
    return f"sources {found.hexdigest()}"


@dataclass(frozen=True)
class Run:
    """What one process took: seconds by the clock, seconds of processors, megabytes at its peak."""

    wall: float
    processor: float
    memory: float


def measured(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Run:
    """Run a whole process and measure it, with the processes that it started and waited for.

    The peak is the largest of theirs. Raises RuntimeError with what it printed when it fails.
    """
    log = folder / "benchmark.log"
    with log.open("wb") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} failed:\n{log.read_text(errors='replace')}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def medians(runs: Sequence[Run]) -> Run:
    """Give the median of each figure."""
    return Run(
        median(run.wall for run in runs),
        median(run.processor for run in runs),
        median(run.memory for run in runs),
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table of Markdown: the first column to the left, figures to the right."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        first, *rest = (
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"| {' | '.join([first, *rest])} |"

    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join([line(header), line(rule), *map(line, rows)])
