"""What an environment of Python's has, by its files and the names of its folders alone: nothing of it runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

_FOLDERS = (".venv", "venv", "env", ".env", "virtualenv")
_ABOUT = re.compile(r"(.+?)-([^-]+)(?:-py[\d.]+)?\.(?:dist-info|egg-info)")
# venv writes `version`, virtualenv and uv write `version_info`.
_PYTHON = re.compile(r"(?m)^version(?:_info)?\s*=\s*(\d+\.\d+[\w.]*)")
_PLACES = ("lib/python3*/site-packages", "Lib/site-packages")


@dataclass(frozen=True)
class Environment:
    """The version of Python ("" where none is said), and those of the distributions by normal name."""

    python: str = ""
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def environment(interpreter: Path | None) -> Environment:
    """Give the environment that an interpreter lies in; an empty one for None."""
    if interpreter is None:
        return Environment()
    folder = interpreter.parent.parent
    return Environment(_python(folder, interpreter), _versions(folder))


def installed(root: Path) -> Mapping[str, str]:
    """Give the installed distributions' normal names and versions; empty without an environment in the project."""
    for folder in _FOLDERS:
        if (root / folder / "pyvenv.cfg").is_file():
            return _versions(root / folder)
    return {}


def _python(folder: Path, interpreter: Path) -> str:
    try:
        said = _PYTHON.search((folder / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        said = re.search(r"python(3\.\d+)$", str(interpreter.resolve()))
    return said[1] if said else ""


def _versions(folder: Path) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for pattern in _PLACES:
        for path in sorted(folder.glob(f"{pattern}/*-info")):
            if match := _ABOUT.fullmatch(path.name):
                found[re.sub(r"[-_.]+", "-", match[1]).lower()] = match[2]
    return found
