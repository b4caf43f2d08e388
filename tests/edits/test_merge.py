from __future__ import annotations

import subprocess
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskwright.edits.merge import Sides, merge, merge_lines

SIDES = Sides("yours", "flaskwright 9")
MARKS = ["<<<<<<< yours", "=======", ">>>>>>> flaskwright 9"]
BASE = "a\nb\nc\nd\ne\n"
LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        (BASE, "a\nB\nc\nd\ne\n", "a\nB\nc\nd\ne\n"),
        ("a\nB\nc\nd\ne\n", BASE, "a\nB\nc\nd\ne\n"),
        ("A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\nE\n"),
        ("a\nb\nc\nx\nd\ne\n", "a\nc\nd\ne\n", "a\nc\nx\nd\ne\n"),
        ("a\nb\nX\nd\ne\n", "a\nb\nX\nd\ne\n", "a\nb\nX\nd\ne\n"),
        ("a\nb\nX\nd\ne\n", "a\nb\nY\nd\ne\n", None),
        ("a\nb\nd\ne\n", "a\nb\nC\nd\ne\n", None),
        ("", BASE, ""),
    ],
)
def test_merge(ours, theirs, merged):
    assert merge(BASE, ours, theirs) == merged


@given(LINES, LINES)
def test_a_side_that_changed_nothing_takes_the_other(base, other):
    assert merge(base, base, other) == other
    assert merge(base, other, base) == other
    assert merge(base, other, other) == other


@given(LINES, LINES, LINES)
def test_the_sides_are_equal_before_the_law(base, ours, theirs):
    merged = merge(base, ours, theirs)

    assert merged == merge(base, theirs, ours)


def git_merge_file(folder, base, ours, theirs):
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_bytes(text.encode())
    command = [
        "git",
        "merge-file",
        "-p",
        "-L",
        "yours",
        "-L",
        "base",
        "-L",
        "flaskwright 9",
        "ours",
        "base",
        "theirs",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout.decode()


def numbered(*changes):
    """Sixteen lines, some of them replaced: (first, last, text)."""
    lines = [f"line {number}\n" for number in range(1, 17)]
    for first, last, text in changes:
        lines[first - 1 : last] = [text] + [""] * (last - first)
    return "".join(lines)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (numbered((3, 3, "mine\n")), numbered((3, 3, "new\n"))),
        (numbered((3, 3, "mine\n")), numbered((4, 4, "new\n"))),
        (numbered((3, 3, "mine\n")), numbered((5, 5, "new\n"))),
        (numbered((3, 5, "")), numbered((4, 4, "new\n"))),
        (numbered((4, 4, "new\n")), numbered((3, 5, ""))),
        (numbered((3, 6, "a\nb\nmine\nc\n")), numbered((3, 6, "a\nb\nnew\nc\n"))),
        (numbered((3, 3, "mine\n"), (7, 7, "mine\n")), numbered((3, 3, "new\n"), (7, 7, "new\n"))),
        (numbered((3, 3, "mine\n"), (8, 8, "mine\n")), numbered((3, 3, "new\n"), (8, 8, "new\n"))),
        (numbered((3, 3, "m\n}\n}\n}\n}\nm\n")), numbered((3, 3, "n\n}\n}\n}\n}\nn\n"))),
        (
            numbered((3, 3, "mine\n"), (5, 5, "both\n"), (7, 7, "mine\n")),
            numbered((3, 3, "new\n"), (5, 5, "both\n"), (7, 7, "new\n")),
        ),
        (numbered((16, 16, "mine\n")), numbered((16, 16, "no end of line"))),
        (numbered((16, 16, "mine, no end of line")), numbered((16, 16, "new\n"))),
        (numbered() + "mine\n", numbered() + "new\n"),
        ("mine\n" + numbered(), "new\n" + numbered()),
        (numbered((1, 16, "")), numbered((9, 9, "new\n"))),
    ],
)
def test_conflicts_look_as_git_shows_them(tmp_path, ours, theirs):
    merged = merge_lines(numbered(), ours, theirs, SIDES)

    assert merged.text == git_merge_file(tmp_path, numbered(), ours, theirs)
    assert merged.conflicts == merged.text.count("<<<<<<< yours\n")


@given(LINES, LINES, LINES)
def test_nothing_is_lost(base, ours, theirs):
    merged = merge_lines(base, ours, theirs, SIDES)
    texts = [base, ours, theirs]
    was, mine, new, now = (Counter(text.splitlines()) for text in (*texts, merged.text))

    assert not (mine - was) - now
    assert not (new - was) - now
    assert not now - (was + mine + new + Counter(MARKS * merged.conflicts))


@given(LINES, LINES, LINES)
def test_from_the_other_side_there_are_conflicts_too(base, ours, theirs):
    merged = merge_lines(base, ours, theirs, SIDES)
    other = merge_lines(base, theirs, ours, SIDES)

    # Which of several equal lines both sides have in common depends, as in git, on which of them is asked first.
    assert bool(merged.conflicts) == bool(other.conflicts)
    assert set(merged.text.splitlines()) == set(other.text.splitlines())
    assert merged.conflicts or merged.text == other.text
