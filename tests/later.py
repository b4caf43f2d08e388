"""Menus of a later Flaskwright: capabilities whose templates have moved on."""

from __future__ import annotations

import shutil
import sys
from importlib import import_module, invalidate_caches
from itertools import count
from pathlib import Path

import flaskwright.capabilities
from flaskwright.capabilities import Menu

HERE = Path(flaskwright.capabilities.__file__).parent
NUMBERS = count()


def replaced(path, *pairs):
    """Replace texts, each of which is there once, in a file of a capability's folder."""

    def change(folder):
        text = (folder / path).read_text()
        for old, new in pairs:
            assert text.count(old) == 1, (path, old, text.count(old))
            text = text.replace(old, new)
        (folder / path).write_text(text)

    return change


def written(path, data):
    """Write a file."""

    def change(folder):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data if isinstance(data, bytes) else data.encode())

    return change


def renamed(path, name):
    """Give a file another name."""
    return lambda folder: (folder / path).rename((folder / path).with_name(name))


def later(folder, **changes):
    """Give a menu with copies of some capabilities, changed; `folder` is where the copies lie."""
    package = f"later_{next(NUMBERS)}"
    for name, edits in changes.items():
        copy = folder / package / name
        shutil.copytree(HERE / name, copy, ignore=shutil.ignore_patterns("__pycache__"))
        for edit in edits:
            edit(copy)
    sys.path.insert(0, str(folder))
    try:
        invalidate_caches()
        found = {name: import_module(f"{package}.{name}").CAPABILITY for name in changes}
    finally:
        sys.path.remove(str(folder))
    return {**Menu(), **found}
