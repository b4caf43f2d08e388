"""Make a project's virtual environment and install what it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flaskwright.errors import StepFailed, UsageError

ENVIRONMENT = ".venv"
_REQUIREMENTS = ("--editable", ".", "--group", "dev")


@dataclass(frozen=True)
class Installer:
    """How the environment is made: the tool's name, and its commands in order."""

    tool: str
    commands: tuple[tuple[str, ...], ...]

    @property
    def typed(self) -> tuple[str, ...]:
        """The commands as a person types them: the environment's, and the packages'."""
        make, fetch = self.commands
        return " ".join(make).replace(sys.executable, "python3").replace("--quiet ", ""), " ".join(fetch)


def installer(python: str | None = None) -> Installer:
    """Choose uv when it is there, else venv and pip.

    `python` is a version ("3.12") or a path; without it the Python that runs Flaskwright is taken. Raises
    UsageError when there is no such Python (uv may fetch one itself, so it is not asked then).
    """
    if shutil.which("uv"):
        return Installer(
            "uv",
            (
                ("uv", "venv", "--quiet", "--python", python or sys.executable, ENVIRONMENT),
                ("uv", "pip", "install", "--python", ENVIRONMENT, *_REQUIREMENTS),
            ),
        )
    return Installer(
        "pip",
        (
            # Dependency groups need pip 25.1; what Python brings along is older.
            (find_python(python), "-m", "venv", "--upgrade-deps", ENVIRONMENT),
            (_inside("python"), "-m", "pip", "install", *_REQUIREMENTS),
        ),
    )


def find_python(python: str | None) -> str:
    """Give the path of a Python by version or path. Raises UsageError when it is not there."""
    if python is None:
        return sys.executable
    for name in (python, f"python{python}"):
        if found := shutil.which(name):
            return found
    raise UsageError(
        f"There is no Python {python!r} on this machine; give a path, or a version that is installed."
    )


def install(root: Path, plan: Installer, tell: Callable[[str], None]) -> None:
    """Run an installer's commands in the project's folder; `tell` gets every line that they print.

    Raises StepFailed, with the last line and the commands to run again, when one of them fails.
    """
    for command in plan.commands:
        _run(root, command, plan, tell)


def _run(root: Path, command: Sequence[str], plan: Installer, tell: Callable[[str], None]) -> None:
    last: deque[str] = deque(maxlen=20)
    env = {key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    try:
        with subprocess.Popen(  # noqa: S603 (our own commands)
            command,
            cwd=root,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                if line.strip():
                    last.append(line.strip())
                    tell(line.strip())
    except OSError as error:
        raise StepFailed(_failed(root, plan, str(error))) from error
    if process.returncode:
        reason = next(
            (line for line in reversed(last) if "error" in line.lower()), last[-1] if last else "no reason"
        )
        raise StepFailed(_failed(root, plan, reason))


def _failed(root: Path, plan: Installer, reason: str) -> str:
    again = " && ".join((f"cd {root.name}", *plan.typed))
    return f"The packages could not be installed ({reason}). Once that is mended: {again}"


def _inside(name: str) -> str:
    """Give a program's path in the environment, relative to the project."""
    return f"{ENVIRONMENT}\\Scripts\\{name}" if sys.platform == "win32" else f"{ENVIRONMENT}/bin/{name}"
