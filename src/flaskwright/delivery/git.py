"""What git knows of a project: whether a change can be undone."""

from __future__ import annotations

import os
import subprocess
from enum import Enum
from pathlib import Path


class GitState(Enum):
    """How a project's folder stands with git."""

    NONE = "none"
    """No repository, or no git on this machine."""
    CLEAN = "clean"
    """Everything is committed: every change can be undone."""
    DIRTY = "dirty"
    """Something is not committed yet."""


def git_state(root: Path) -> GitState:
    """Ask git whether everything below a folder is committed. Takes a second at most, else it is NONE."""
    command = ("git", "status", "--porcelain", "--untracked-files=normal", "--", ".")
    # Without the optional lock the question leaves no trace, and repository variables do not lead elsewhere.
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        answer = subprocess.run(  # noqa: S603 (a fixed command)
            command,
            cwd=root,
            env=env | {"GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return GitState.NONE
    if answer.returncode:
        return GitState.NONE
    return GitState.DIRTY if answer.stdout.strip() else GitState.CLEAN
