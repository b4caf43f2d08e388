"""Format new Python files as ruff does: the only place of edits that runs another program."""

from __future__ import annotations

import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flaskwright.edits.destination import Destination
from flaskwright.edits.isort import first_party
from flaskwright.errors import FlaskwrightError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.project import Project

_SECONDS = 60
LINE_LENGTH = 88
TARGET = "py311"


def format_python(files: Mapping[str, str], project: Project | None = None) -> dict[str, str]:
    """Sort the imports of Python files and format them: ruff's defaults, lines of 88.

    Takes and gives paths with texts, and the project that they are of: it has packages of its own beside those among
    the files, and may stand on a Python that is older than ours. Raises
    FlaskwrightError that names the file when one is no Python.
    """
    if not files:
        return {}
    with tempfile.TemporaryDirectory(prefix="flaskwright-") as folder:
        root = Path(folder)
        for path, text in files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
        known = ", ".join(f'"{name}"' for name in sorted(first_party(project) if project else ()))
        guest = Destination.of(project).guest if project else None
        target = "py{}{}".format(*guest.ground.python) if guest else TARGET
        _ruff(
            root,
            target,
            # Syntax newer than the target is no reason to stop.
            *("check", "--quiet", "--fix", "--exit-zero", "--select", "I", "--no-cache"),
            *("--config", f"lint.isort.known-first-party = [{known}]"),
            *("--config", 'src = [".", "src"]'),
        )
        _ruff(root, target, "format", "--no-cache")
        return {path: (root / path).read_bytes().decode() for path in files}


@lru_cache(maxsize=256)
def format_statements(text: str, depth: int) -> str:
    """Format statements that stand `depth` levels of four spaces deep."""
    heads = "".join(f"{'    ' * level}if True:\n" for level in range(depth))
    with tempfile.TemporaryDirectory(prefix="flaskwright-") as folder:
        place = Path(folder) / "statements.py"
        place.write_bytes(f"{heads}{text}\n".encode())
        _ruff(Path(folder), TARGET, "format", "--quiet", "--no-cache")
        return place.read_bytes().decode().split("\n", depth)[depth].rstrip("\n")


def _ruff(root: Path, target: str, *arguments: str) -> None:
    from ruff import (  # type: ignore[import-untyped] # noqa: PLC0415 (has no types; loaded when used)
        find_ruff_bin,
    )

    settings = ("--isolated", "--target-version", target, "--config", f"line-length = {LINE_LENGTH}")
    # The command is our own, with no shell, and reads nothing but the scratch folder.
    done = subprocess.run(  # noqa: S603 (our own command)
        [find_ruff_bin(), *arguments, *settings, "--no-respect-gitignore", "."],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise FlaskwrightError(f"ruff cannot format the files: {(done.stdout + done.stderr).strip()}")
