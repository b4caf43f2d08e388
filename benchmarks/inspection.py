"""Measure how long `flaskwright inspect` takes and how much memory: cold, warm, and after one file has changed.

"changed" is a line more in the module with the most routes, "added" is a new module, "template" a new template.

    python benchmarks/inspection.py PATH ...

Nothing is fetched and nothing is written to the projects: the changed file lies in a copy. Times are those of the
processor, so that a busy machine does not falsify them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

COMMAND = [sys.executable, "-c", "from flaskwright.cli import main; main()", "inspect"]


def run(root: Path, cache: Path) -> tuple[float, float]:
    """Run once and give processor seconds and the most memory in MB."""
    environment = os.environ | {"FLASKWRIGHT_CACHE": str(cache)}
    process = subprocess.Popen([*COMMAND, str(root)], env=environment, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"inspect failed on {root}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def lines(root: Path) -> int:
    """Count the lines of Python."""
    return sum(path.read_bytes().count(b"\n") for path in root.rglob("*.py") if path.is_file())


def busiest(root: Path) -> Path:
    """Give the module that has most routes.

    Another process looks for it: the memory of this one would count as that of its children.
    """
    command = [*COMMAND, "--json", str(root)]
    done = subprocess.run(
        command, env=os.environ | {"FLASKWRIGHT_CACHE": "off"}, capture_output=True, check=True
    )
    counts = Counter(route["file"] for route in json.loads(done.stdout)["routes"])
    return root / counts.most_common(1)[0][0]


def main() -> None:
    """Measure what the command line names."""
    print(
        f"{'project':30} {'lines':>8} {'cold s':>7} {'MB':>5} {'warm s':>7} {'template':>9} {'changed':>8} {'added':>7}"
    )
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            copy, cache = Path(folder) / Path(name).name, Path(folder) / "cache"
            shutil.copytree(name, copy, symlinks=True)
            cold, memory = run(copy, cache)
            warm, _ = run(copy, cache)
            (copy / "templates").mkdir(exist_ok=True)
            (copy / "templates" / "new.html").write_text("hello")
            template, _ = run(copy, cache)
            with busiest(copy).open("a") as module:
                module.write("\n# more\n")
            changed, _ = run(copy, cache)
            (copy / "new.py").write_text("x = 1\n")
            added, _ = run(copy, cache)
            row = f"{copy.name:30} {lines(copy):8} {cold:7.2f} {memory:5.0f} {warm:7.2f} {template:9.2f}"
            print(f"{row} {changed:8.2f} {added:7.2f}", flush=True)


if __name__ == "__main__":
    main()
