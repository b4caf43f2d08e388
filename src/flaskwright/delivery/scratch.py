"""A copy of a project to run things in: never the user's files, settings or data."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flaskwright.probe.run import DATABASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# What is not the project's source: environments, caches, the user's own settings and data.
LEFT_OUT = shutil.ignore_patterns(
    ".cache",
    ".coverage*",
    ".env",
    ".git",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".venv",
    "__pycache__",
    "*.egg-info",
    "*.sqlite3",
    "instance",
    "node_modules",
    "venv",
)
KEPT = ("LANG", "LC_ALL", "PATH", "SSL_CERT_DIR", "SSL_CERT_FILE", "SYSTEMROOT", "TZ")
MAY_CHANGE = re.compile(r"(^|/)(instance|__pycache__)/|\.pyc$")


@dataclass(frozen=True)
class Answer:
    """What a command gave: its command line, exit code (None when it was stopped for time), and lines."""

    command: str
    code: int | None
    lines: tuple[str, ...]
    seconds: float

    @property
    def last(self) -> str:
        """The last line that says something."""
        return next((line.strip() for line in reversed(self.lines) if line.strip()), "nothing")


@dataclass(frozen=True)
class Scratch:
    """A folder with the project's copy in `tree`, and the environment of every command that runs in it."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def tree(self) -> Path:
        """The copy of the project."""
        return self.folder / "project"

    @property
    def imports(self) -> str:
        """The folders that are imported from before all others."""
        return os.pathsep.join([str(self.tree), str(self.folder / "site")])

    @property
    def database(self) -> str:
        """The URL of a database of our own."""
        return f"sqlite:///{self.folder / 'scratch.sqlite3'}"

    def environment(self, *, production: bool) -> dict[str, str]:
        """Give the variables of a command: nothing of the user's, and in production what it refuses to miss."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        places = {
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": self.imports,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return {**kept, **places, **(self.settings if production else {})}

    def run(
        self,
        *command: str,
        production: bool = True,
        seconds: float = 120,
        more: Mapping[str, str] | None = None,
    ) -> Answer:
        """Run a command in the tree, and stop it with all that it has started when it takes too long."""
        started = time.monotonic()
        process = self.start(*command, production=production, more=more, stdout=subprocess.PIPE)
        try:
            output, _ = process.communicate(timeout=seconds)
            code: int | None = process.returncode
        except subprocess.TimeoutExpired:
            kill(process)
            output, _ = process.communicate()
            code = None
        text = output.decode("utf-8", "replace") if isinstance(output, bytes) else ""
        return Answer(shown(command), code, tuple(text.splitlines()), time.monotonic() - started)

    def start(
        self,
        *command: str,
        production: bool,
        stdout: int,
        more: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a command in a group of processes of its own."""
        return subprocess.Popen(  # noqa: S603 (the project's own programs)
            command,
            cwd=self.tree,
            env=self.environment(production=production) | dict(more or {}),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def files(self) -> dict[str, str]:
        """Give the digest of every file in the tree that running must not change."""
        return dict(self._digests())

    def _digests(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.tree.rglob("*")):
            inner = path.relative_to(self.tree).as_posix()
            if path.is_file() and not MAY_CHANGE.search(inner):
                yield inner, hashlib.sha256(path.read_bytes()).hexdigest()


def copy(root: Path, folder: Path, settings: Mapping[str, str] | None = None) -> Scratch:
    """Copy a project's source into a folder. Links are kept as links, and never followed out of it.

    Programs that run there see copies of SQLite databases that lie outside of it: migrations reach no real one.
    """
    scratch = Scratch(folder, settings or {})
    shutil.copytree(root, scratch.tree, symlinks=True, ignore=LEFT_OUT)
    for name in ("home", "tmp", "site"):
        (folder / name).mkdir()
    shutil.copy(DATABASES, folder / "site")
    start = f"import {DATABASES.stem}\n\n{DATABASES.stem}.leave({str(folder)!r})\n"
    (folder / "site" / "sitecustomize.py").write_text(start, encoding="utf-8")
    return scratch


def production_settings(database: str) -> dict[str, str]:
    """Give what production refuses to start without: made up, and good for nothing else."""
    return {
        "APP_ENV": "production",
        "DATABASE_URL": database,
        "FLASK_PROXY_HOPS": "1",
        "FLASK_SECRET_KEY": secrets.token_urlsafe(48),
        "FLASK_TRUSTED_HOSTS": '["localhost", "127.0.0.1"]',
    }


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a command and everything that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def shown(command: Sequence[str]) -> str:
    """Write a command as a person would: the interpreter by its name."""
    first, *rest = command
    name = Path(first).name
    return " ".join(["python" if name.startswith("python") else name, *rest])


def interpreter(root: Path, python: str | None) -> Path | None:
    """Find the project's own Python: the one that is given, or its virtual environment's."""
    if python is not None:
        found = shutil.which(python)
        return Path(found).absolute() if found else None
    inner = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    candidates = (root / name / inner for name in (".venv", "venv"))
    return next((path for path in candidates if path.exists()), None)
