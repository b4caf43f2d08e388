from __future__ import annotations

import ast

import pytest

from edits.support import module, project
from flaskwright.edits.scope import module as body_of
from flaskwright.edits.source import Change, Claim, Source, Splice, Step, python_edit, same

TEXT = """import os

x = 1


class A:
    def f(self):
        return 1


y = 2
"""
NEW = ast.parse("z = 3").body


def edit(splice, claim):
    return python_edit("shop/mod.py", "the code", lambda _project, _source: Change((splice,), claim))


def at(text, found):
    start = text.index(found)
    return Splice(start, start + len(found), "")


def replaced(found, by):
    splice = at(TEXT, found)
    return Splice(splice.start, splice.end, by)


@pytest.mark.parametrize(
    ("splice", "claim"),
    [
        # Nothing is made of what was claimed.
        (replaced("x = 1", "x = 1"), Claim((), "body", 2, 0, NEW)),
        # Something else is made.
        (replaced("x = 1", "x = 1\nz = 4"), Claim((), "body", 2, 0, NEW)),
        # It is made elsewhere.
        (replaced("x = 1", "z = 3\nx = 1"), Claim((), "body", 2, 0, NEW)),
        (replaced("return 1", "z = 3"), Claim((Step("body", 2),), "body", 0, 0, NEW)),
        # A neighbour is lost, or another one in its place.
        (replaced("x = 1", "z = 3"), Claim((), "body", 2, 0, NEW)),
        (replaced("x = 1", "q = 1\nz = 3"), Claim((), "body", 2, 0, NEW)),
        (replaced("y = 2", "z = 3"), Claim((), "body", 1, 1, NEW)),
        # The way to the place is changed.
        (replaced("class A:", "class B:"), Claim((Step("body", 2), Step("body", 0)), "body", 1, 0, NEW)),
        (
            replaced("def f(self):", "def f(me):"),
            Claim((Step("body", 2), Step("body", 0)), "body", 1, 0, NEW),
        ),
        (replaced("class A:", "if A:"), Claim((Step("body", 2), Step("body", 0)), "body", 1, 0, NEW)),
        (
            replaced("def f(self):\n        return 1", "z = 3"),
            Claim((Step("body", 2),), "decorator_list", 0, 0, NEW),
        ),
        # The result is no Python.
        (replaced("x = 1", "x = "), Claim((), "body", 1, 1, NEW)),
    ],
)
def test_a_change_that_is_not_what_it_claims_is_refused(splice, claim):
    start = module(TEXT)
    after = start.then(edit(splice, claim))
    assert after.files == start.files
    assert len(after.steps) == 1
    assert after.steps[0].code == "the code"


def test_a_change_that_is_what_it_claims_is_made():
    start = module(TEXT)
    done = start.then(edit(replaced("x = 1\n", "x = 1\nz = 3\n"), Claim((), "body", 2, 0, NEW)))
    assert done.text("shop/mod.py") == TEXT.replace("x = 1\n", "x = 1\nz = 3\n")
    claim = Claim((Step("body", 2), Step("body", 0)), "body", 0, 1, NEW)
    done = start.then(edit(replaced("return 1", "z = 3"), claim))
    assert done.text("shop/mod.py") == TEXT.replace("return 1", "z = 3")


def test_a_character_that_the_files_encoding_does_not_have_asks():
    start = project().put_bytes("shop/mod.py", b"# coding: latin-1\nx = '\xe4'\n")
    claim = Claim((), "body", 1, 0, ast.parse("z = '€'").body)
    after = start.then(edit(Splice(26, 26, "z = '€'\n"), claim))
    assert after.files == start.files
    assert "cannot be written" in after.steps[0].reason


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("f( 'a' )", 'f("a")', True),
        ("f(1)", "f(True)", False),
        ("f(1)", "f(1.0)", False),
        ("f(1, 2)", "f(1)", False),
        ("f(1)", "g(1)", False),
        ("f", "f()", False),
    ],
)
def test_equal_trees(one, other, equal):
    assert same(ast.parse(one), ast.parse(other)) is equal


def test_positions_are_characters_and_lines_are_pythons():
    text = "é = 'ä'; x = 1\r\n\x0cy = '\u2028'\rz = 1\n"
    source = Source.of(project().put_bytes("a.py", text.encode()), "a.py")
    assert [source.segment(node) for node in source.tree.body] == [
        "é = 'ä'",
        "x = 1",
        "y = '\u2028'",
        "z = 1",
    ]
    assert len(source.lines) == 3
    assert source.line(9) == ""
    assert source.line_of(len(text)) == 3


def test_the_unit_of_indentation():
    for unit in ("  ", "\t", "    "):
        source = Source.of(module(f"if x:\n{unit}y = 1\n"), "shop/mod.py")
        assert source.indent == unit
    assert Source.of(module("if x: y = 1\n"), "shop/mod.py").indent == "    "
    assert body_of(Source.of(module(""), "shop/mod.py")).body == []
