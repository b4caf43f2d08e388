"""Which versions a project's own virtual environment has, by the names of its folders alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_FOLDERS = (".venv", "venv", "env", ".env", "virtualenv")
_ABOUT = re.compile(r"(.+?)-([^-]+)\.(?:dist-info|egg-info)")


def installed(root: Path) -> Mapping[str, str]:
    """Give the installed distributions' normal names and versions; empty without an environment in the project."""
    for folder in _FOLDERS:
        if (root / folder / "pyvenv.cfg").is_file():
            return _versions(root / folder)
    return {}


def _versions(environment: Path) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for pattern in ("lib/python3*/site-packages/*-info", "Lib/site-packages/*-info"):
        for path in sorted(environment.glob(pattern)):
            if match := _ABOUT.fullmatch(path.name):
                found[re.sub(r"[-_.]+", "-", match[1]).lower()] = match[2]
    return found
