"""Put the packages that a change brings beside what a project's interpreter has, with the project's own installer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SECONDS = 180
# Where distributions lie in an environment.
_PLACES = ("lib/python3*/site-packages", "Lib/site-packages")
_LIMITS = re.compile(r"[<>=!~][\w.!+*<>=~,-]+")
# What pip and uv say of requirements that exclude each other, or of a package that is too new for this Python.
_PIP_CONFLICT = re.compile(
    r"The conflict is caused by:\n\s+(.+)\n(?:.*\n)*?\s+The user requested \(constraint\) (.+)"
)
_PIP_NONE = re.compile(r"from versions: (?!none\b).*\)\n(?:.*\n)*?.*No matching distribution found for (\S+)")
_UV_NONE = re.compile(r"No solution found .*?Because (.+?), we can conclude")


@dataclass(frozen=True)
class Installer:
    """What installs for an interpreter: its own pip, else uv. What that lacks is put into the `folder`."""

    interpreter: Path
    folder: Path

    def install(self, wanted: Iterable[str], limits: Mapping[str, str]) -> str | None:
        """Put distributions into the folder, within limits by name.

        Gives None where it does, else why there is no way: "" where an index cannot be reached.
        """
        names, reasons = [*wanted], []
        if not names:
            return None
        constraints = self.folder.with_name("constraints.txt")
        lines = (f"{name}{limit}\n" for name, limit in limits.items() if _LIMITS.fullmatch(limit))
        constraints.write_text("".join(lines))
        # Wheels only: nothing of a package runs before somebody has agreed to it.
        options = ["--constraint", str(constraints), "--only-binary", ":all:"]
        for command in self._commands():
            ended, said = _ran([*command, *options, *names])
            if ended:
                return None
            reasons.append(_reason(said))
        return next(filter(None, reasons), "")

    @property
    def path(self) -> str:
        """Where Python finds what was installed, as PYTHONPATH has it."""
        found = (place for pattern in _PLACES for place in sorted(self.folder.glob(pattern)))
        return os.pathsep.join(map(str, (self.folder, *found)))

    def _commands(self) -> Iterator[list[str]]:
        if python := self._overlay():
            yield [str(python), "-m", "pip", "install", "--no-input"]
        if uv := shutil.which("uv"):
            yield [uv, "pip", "install", "--python", str(self.interpreter), "--target", str(self.folder)]

    def _overlay(self) -> Path | None:
        """Make an environment that sees what the interpreter has: only what it lacks is installed.

        What is there may have come as source, which no wheel replaces, and pip removes nothing outside of its own
        environment.
        """
        there = "import sys; print(*(p for p in sys.path if p.endswith('-packages')), sep='\\n')"
        made, _ = _ran([str(self.interpreter), "-m", "venv", "--without-pip", str(self.folder)])
        ended, sites = _ran([str(self.interpreter), "-c", there])
        own = next((place for pattern in _PLACES for place in self.folder.glob(pattern)), None)
        if not (made and ended and own):
            return None
        (own / "interpreter.pth").write_text(sites)
        windows = self.folder / "Scripts" / "python.exe"
        return windows if windows.is_file() else self.folder / "bin" / "python"


def _ran(command: list[str]) -> tuple[bool, str]:
    """Run a command; say whether it ended well, and what it printed."""
    kept = {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    try:
        # The project's own installer, into a folder that is thrown away.
        done = subprocess.run(  # noqa: S603 (see above)
            command, env=kept, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", check=False, timeout=SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False, ""
    return done.returncode == 0, done.stdout


def _reason(said: str) -> str:
    """Give the reason of an installer that has looked and found no way."""
    if match := _PIP_CONFLICT.search(said):
        return f"{match[1]}, the project requires {match[2]}"
    if match := _PIP_NONE.search(said):
        return f"no version of {match[1]} is for this Python"
    flat = " ".join(said.split())
    if (
        (match := _UV_NONE.search(flat))
        and "not found" not in match[1]
        and "network was disabled" not in flat
    ):
        return match[1]
    return ""
