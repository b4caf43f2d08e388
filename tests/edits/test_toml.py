from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edits.support import project
from flaskwright.edits import (
    ensure_requirement,
    ensure_toml,
    ensure_toml_item,
    record_capability,
    record_resource,
    set_toml,
)
from flaskwright.project import Project

START = """# What this is.
[build-system]
requires = ["hatchling"]  # builds

[project]
name = "shop"   # the name
dependencies = [
    # the framework
    "flask", # of course
]

[project.scripts]
x = "y"

# The linter.
[tool.ruff]
line-length = 88

[tool.mypy]
strict = true

[[tool.mypy.overrides]]
module = ["celery.*"]
"""


def done(text, *edits, path="pyproject.toml"):
    start = project({path: text})
    once = start.then(*edits)
    assert once.steps == ()
    assert once.then(*edits).files == once.files
    tomllib.loads(once.text(path))
    return once.text(path)


def added(text, *edits):
    """The lines that edits add; all others must be as they were."""
    result = done(text, *edits).split("\n")
    for line in text.split("\n"):
        result.remove(line)
    return [line for line in result if line]


def asked(text, *edits, path="pyproject.toml"):
    start = project({path: text})
    after = start.then(*edits)
    assert after.files == start.files
    return after.steps[0]


def test_a_key_is_set_once():
    assert added(START, ensure_toml("tool.ruff", "target-version", "py311")) == ['target-version = "py311"']
    assert added(START, ensure_toml("tool.ruff", "line-length", 100)) == []


def test_a_key_goes_to_its_place_in_a_sorted_table():
    text = "[a]\nb = 1\nd = 2  # why\n"
    assert done(text, ensure_toml("a", "c", [1, 2])) == "[a]\nb = 1\nc = [\n    1,\n    2,\n]\nd = 2  # why\n"
    assert done("[a]\nd = 1\nb = 2\n", ensure_toml("a", "c", value=True)) == "[a]\nd = 1\nb = 2\nc = true\n"


def test_a_new_table_goes_to_its_place():
    result = done(START, ensure_toml("tool.bandit", "skips", ["B1"]), ensure_toml("tool.mypy.more", "x", 1))
    assert '\n[tool.bandit]\nskips = ["B1"]\n\n# The linter.\n[tool.ruff]\n' in result
    assert result.endswith('module = ["celery.*"]\n')
    assert "\n[tool.mypy.more]\nx = 1\n\n[[tool.mypy.overrides]]\n" in result
    assert done("", ensure_toml("a.b", "c", 1)) == "[a.b]\nc = 1\n"


def test_an_array_of_tables_is_reached_by_number():
    edit = ensure_toml_item("tool.mypy.overrides.0", "module", "babel.*")
    assert 'module = [\n    "babel.*",\n    "celery.*",\n]' in done(START, edit)
    text = done("[tool.mypy]\nstrict = true\n", edit)
    assert text == '[tool.mypy]\nstrict = true\n\n[[tool.mypy.overrides]]\nmodule = ["babel.*"]\n'
    assert done("", edit) == '[[tool.mypy.overrides]]\nmodule = ["babel.*"]\n'


def test_an_item_keeps_comments_with_their_rows():
    text = 'x = 1\n[a]\nb = [\n    # about b\n    "b", # b\n    # about d\n    "d" # d\n] # end\nc = 1\n'
    result = done(
        text,
        ensure_toml_item("a", "b", "a"),
        ensure_toml_item("a", "b", "c"),
        ensure_toml_item("a", "b", "e"),
    )
    assert result == (
        'x = 1\n[a]\nb = [\n    "a",\n    # about b\n    "b", # b\n    "c",\n    # about d\n    "d", # d\n'
        '    "e",\n] # end\nc = 1\n'
    )


def test_an_item_of_a_row_stays_in_the_row():
    text = '[a]\nb = ["x", "z"] # why\n'
    assert done(text, ensure_toml_item("a", "b", "y")) == '[a]\nb = ["x", "y", "z"] # why\n'
    assert done('[a]\nb = ["z", "x"]\n', ensure_toml_item("a", "b", "y")) == '[a]\nb = ["z", "x", "y"]\n'
    text = '[a]\nb = [\n  "x", "z",  # why\n]\n'
    assert tomllib.loads(done(text, ensure_toml_item("a", "b", "y")))["a"]["b"] == ["x", "y", "z"]


def test_a_value_is_set_whatever_it_was():
    assert done("[a]\nb = 1 # why\n", set_toml("a", "b", 2)) == "[a]\nb = 2 # why\n"


@pytest.mark.parametrize(
    ("text", "edit", "reason"),
    [
        ("[a]\nb = 1\n", ensure_toml_item("a", "b", "c"), "no array"),
        ("a = 1\n", ensure_toml("a", "b", 1), "cannot become"),
        ("a = 1\n", ensure_toml("a.c", "b", 1), "cannot become"),
        ("[[a]]\nb = 1\n", ensure_toml("a", "b", 1), "cannot become"),
        ("[[a]]\nb = 1\n", ensure_toml("a.b", "b", 1), "cannot become"),
        ("a = [\n", ensure_toml("a", "b", 1), "not TOML"),
        ("a = {}\n", ensure_toml("a.b", "c", 1), "cannot become"),
        ("a.b = 1\n", ensure_toml("a.b.c", "c", 1), "cannot become"),
    ],
)
def test_an_unsure_place_asks(text, edit, reason):
    step = asked(text, edit)
    assert reason in step.reason
    assert step.code


def test_a_file_that_is_not_there_asks():
    step = Project().then(ensure_toml("a", "b", {"c": "d"})).steps[0]
    assert (step.reason, step.code) == ("The file does not exist.", '[a]\nb = { c = "d" }')


EDITS = [
    ensure_toml("tool.bandit", "skips", ["B1"]),
    ensure_toml("tool.coverage.run", "branch", value=True),
    ensure_toml("tool.coverage.run", "source", ["shop"]),
    ensure_toml_item("tool.mypy.overrides.0", "module", "babel.*"),
    ensure_toml_item("tool.mypy.overrides.0", "module", "zoo.*"),
    ensure_toml_item("tool.ruff.lint", "select", "S"),
    ensure_toml_item("tool.ruff.lint", "select", "B"),
    ensure_toml_item("tool.ruff.lint", "select", "E"),
    ensure_requirement("celery"),
    ensure_requirement("redis"),
    ensure_requirement("psycopg[binary]"),
    ensure_requirement("pytest", "dev"),
    ensure_requirement("ruff", "dev"),
    ensure_requirement("mypy", "lint"),
    record_capability("mail", {"backend": "x"}),
    record_capability("app", {}),
    record_resource("Tag", ["name:string"]),
    record_resource("Product", ["name:string!", "price:decimal(10,2)"]),
]


@settings(max_examples=60, deadline=None)
@given(
    edits=st.lists(st.sampled_from(EDITS), unique=True),
    start=st.sampled_from([START, '[project]\nname = "x"\n', '[tool.zoo]\na = 1\n\n[project]\nname = "x"\n']),
    data=st.data(),
)
def test_any_order_of_arrival_and_any_pause_gives_the_same_file(edits, start, data):
    one = done(start, *edits)
    paused = project({"pyproject.toml": start})
    for edit in data.draw(st.permutations(edits)):
        paused = paused.then(edit)
    assert paused.text("pyproject.toml") == one
    assert set(start.split("\n")) - set(one.split("\n")) <= {'module = ["celery.*"]', "dependencies = []"}


def test_line_ends_are_kept():
    start = Project().put_bytes("pyproject.toml", b"[project]\r\nname = 'x'\r\n")
    after = start.then(ensure_requirement("redis")).files["pyproject.toml"]
    assert after == b"[project]\r\nname = 'x'\r\ndependencies = [\r\n    \"redis>=7.4,<8\",\r\n]\r\n"


def test_the_record_makes_the_file():
    once = Project().then(record_capability("b", {}), record_capability("a", {"x": 1, "y": ["z"]}))
    assert once.text("pyproject.toml") == (
        '[tool.flaskwright.capabilities]\na = { x = 1, y = ["z"] }\nb = {}\n'
    )
    assert (
        once.then(record_capability("a", {"x": 2}))
        .text("pyproject.toml")
        .startswith("[tool.flaskwright.capabilities]\na = { x = 2 }\n")
    )
