"""Print what a development environment holds: our dependencies and tools, then the tested set as it was tested."""

# ruff: noqa: INP001 (a script)

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXTRAS = {"psycopg": "[binary]"}
# Both need a C compiler, and no generated application requires them yet.
LEFT_OUT = {"pyuwsgi", "uwsgi"}


def main() -> None:
    """Write one requirement a line to standard output."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    tested = tomllib.loads((ROOT / "src/flaskwright/bom.toml").read_text())["packages"]
    lines = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    lines += [
        f"{name}{EXTRAS.get(name, '')}=={package['version']}"
        for name, package in tested.items()
        if name not in LEFT_OUT
    ]
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main()
