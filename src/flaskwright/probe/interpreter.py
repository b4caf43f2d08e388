"""Find the Python that a project runs in."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from flaskwright.errors import UsageError

FOLDERS = (".venv", "venv", "env", ".env", "virtualenv")
# Tools that keep environments elsewhere: the file that says a project uses one, and the question it answers.
TOOLS = (
    ("poetry.lock", ("poetry", "env", "info", "--executable")),
    ("Pipfile", ("pipenv", "--py")),
    ("pdm.lock", ("pdm", "info", "--python")),
)


def find_interpreter(root: Path, python: str | None = None) -> Path | None:
    """Give the project's interpreter, or None when there is none.

    `python` (a path, or a command's name) wins; then a virtual environment in the project's folder (uv's may have
    another name), one that Poetry, Pipenv or PDM keeps for it, and the active one. Raises UsageError when `python` is
    given and not there.
    """
    if python is not None:
        found = shutil.which(python)
        if found is None:
            raise UsageError(f"There is no Python {python!r}; give the path of the project's interpreter.")
        return Path(found).absolute()
    return next((path for path in _candidates(root) if os.access(path, os.X_OK)), None)


def _candidates(root: Path) -> Iterator[Path]:
    if uv := os.environ.get("UV_PROJECT_ENVIRONMENT"):
        yield _python(root / uv)
    for folder in FOLDERS:
        yield _python(root / folder)
    for file, question in TOOLS:
        if (root / file).is_file() and shutil.which(question[0]):
            yield from _asked(root, question)
    if active := os.environ.get("VIRTUAL_ENV"):
        yield _python(Path(active))


def _python(environment: Path) -> Path:
    windows = environment / "Scripts" / "python.exe"
    return windows if windows.is_file() else environment / "bin" / "python"


def _asked(root: Path, question: tuple[str, ...]) -> Iterator[Path]:
    try:
        # A fixed command of the user's own tool, which only answers a question.
        done = subprocess.run(  # noqa: S603 (see above)
            question, cwd=root, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    if done.returncode == 0 and (answer := done.stdout.strip()):
        yield Path(answer)
