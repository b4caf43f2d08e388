"""A file's name says how it is merged."""

from __future__ import annotations

import pytest

from flaskwright.edits import Sides, merge_file
from flaskwright.project import Project

SIDES = Sides("yours", "flaskwright 9")
# Neighbours: by line a conflict, by name none.
BASE, OURS, THEIRS = "a = 1\nb = 1\n", "a = 2\nb = 1\n", "a = 1\nb = 2\n"


@pytest.mark.parametrize(
    ("path", "conflicts"),
    [
        ("shop/a.py", 0),
        ("pyproject.toml", 0),
        ("requirements.txt", 0),
        ("requirements/dev.in", 0),
        ("README.md", 1),
        ("templates/a.html", 1),
        ("Makefile", 1),
    ],
)
def test_the_name_says_how(path, conflicts):
    merged = merge_file(Project().put(path, OURS), path, BASE, OURS, THEIRS, SIDES)

    assert merged.conflicts == conflicts
    assert conflicts or merged.text == "a = 2\nb = 2\n"


@pytest.mark.parametrize("path", ["a.py", "a.toml", "a.md"])
@pytest.mark.parametrize(
    ("ours", "theirs", "text"), [(BASE, THEIRS, THEIRS), (OURS, BASE, OURS), (OURS, OURS, OURS)]
)
def test_one_change_is_the_outcome(path, ours, theirs, text):
    assert merge_file(Project(), path, BASE, ours, theirs, SIDES).text == text
