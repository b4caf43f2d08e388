"""The example of a package with a capability, really installed."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from importlib import invalidate_caches
from pathlib import Path

from flaskwright.capabilities.third_party import offers
from flaskwright.edits.templates import template_files

PACKAGE = Path(__file__).parent / "packages" / "flaskwright-stamps"


def installed(folder: Path, *how: str) -> Path:
    """Install the package into a folder, and give the folder."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    command += ["--no-build-isolation", "--no-deps", "--target", str(folder), *how, str(PACKAGE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr[-5000:]
    return folder


def declared(folder: Path, distribution: str, code: str = "", **points: str) -> None:
    """Write what is left of an installed distribution: a module of its name, its metadata, its entry points."""
    about = folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    lines = [f"{name} = {value}" for name, value in points.items()]
    (about / "entry_points.txt").write_text("\n".join(["[flaskwright.capabilities]", *lines, ""]))
    (folder / f"{distribution.replace('-', '_')}.py").write_text(code)


@contextmanager
def on_path(folder: Path):
    """Let Python find what is installed in a folder, as PYTHONPATH does."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    _forget()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
                del sys.modules[name]
        _forget()


def _forget():
    invalidate_caches()
    offers.cache_clear()
    template_files.cache_clear()
