from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edits.support import asked, assert_tidy, edited
from flaskwright.edits import Order, ensure_class_attribute, ensure_decorator

PATH = "shop/mod.py"
CONFIG = '''class Config:
    """Settings."""

    ALPHA = 1
    # The second.
    BETA: int = 2

    def key(self):
        return 1


class Testing(Config):
    """In tests."""
'''


def attribute(code, name="Config", **options):
    return ensure_class_attribute(PATH, name, code, **options)


def test_an_attribute_goes_to_its_alphabetical_place():
    result = edited(CONFIG, attribute("AZURE = 1"), attribute("# Why.\nZED: str = 'a'"), attribute("A = 0"))
    assert result == CONFIG.replace("    ALPHA = 1\n", "    A = 0\n    ALPHA = 1\n    AZURE = 1\n").replace(
        "    BETA: int = 2\n", "    BETA: int = 2\n    # Why.\n    ZED: str = 'a'\n"
    )


def test_a_class_of_a_docstring_gets_a_blank_line():
    result = edited(CONFIG, attribute("A = 0", "Testing"))
    assert result == CONFIG + "\n    A = 0\n"
    assert_tidy(result)


def test_a_class_of_methods_gets_it_before_them():
    text = "class A:\n    def f(self):\n        pass\n"
    result = edited(text, attribute("x = 1", "A"))
    assert result == "class A:\n    x = 1\n\n    def f(self):\n        pass\n"
    assert_tidy(result)


def test_a_lone_pass_gives_way():
    assert edited("class A:\n    pass\n", attribute("x = 1", "A")) == "class A:\n    x = 1\n"


def test_a_value_that_is_there_stays():
    assert edited(CONFIG, attribute("ALPHA = 7")) == CONFIG


def test_an_order_of_its_own():
    order = Order(lambda node: (-ord(node.targets[0].id), "") if hasattr(node, "targets") else None)
    text = "class A:\n    c = 1\n    a = 1\n"
    assert edited(text, attribute("b = 1", "A", order=order)) == "class A:\n    c = 1\n    b = 1\n    a = 1\n"


def test_unsure_places_ask():
    assert "no Config" in asked("x = 1\n", attribute("A = 1"))
    assert "no class" in asked("def Config():\n    pass\n", attribute("A = 1"))
    with pytest.raises(ValueError, match="not one attribute"):
        attribute("A = 1\nB = 2")


CODES = ["A = 1", "# about b\nB = 2", "C: int = 3", "DD = [\n    1,\n]", "a_b = 1", "Z = 1"]


@settings(max_examples=40, deadline=None)
@given(
    codes=st.lists(st.sampled_from(CODES), unique=True),
    text=st.sampled_from(
        [CONFIG, "class Config:\n    pass\n", "class Config:\n    def f(self):\n        pass\n"]
    ),
    data=st.data(),
)
def test_any_order_of_arrival_gives_the_same_class(codes, text, data):
    edits = [attribute(code) for code in codes]
    one = edited(text, *edits)
    assert edited(text, *data.draw(st.permutations(edits))) == one
    assert_tidy(one)


def test_a_decorator_stands_next_to_the_definition():
    text = "@bp.get('/')\n# why\ndef home():\n    pass\n\n\nclass A:\n\tasync def f(self): pass\n"
    result = edited(
        text,
        ensure_decorator(PATH, "home", "@login_required"),
        ensure_decorator(PATH, "A.f", "@cached(\n    1\n)".replace("\n", "").replace("    ", "")),
        ensure_decorator(PATH, "A", "@final"),
    )
    assert result == (
        "@bp.get('/')\n# why\n@login_required\ndef home():\n    pass\n\n\n@final\nclass A:\n\t@cached(1)\n"
        "\tasync def f(self): pass\n"
    )


def test_a_decorator_that_is_there_is_there():
    text = "@a( 1 )\ndef f():\n    pass\n"
    assert edited(text, ensure_decorator(PATH, "f", "@a(1)")) == text


def test_a_decorator_in_an_unsure_place_asks():
    assert "no f" in asked("x = 1\n", ensure_decorator(PATH, "f", "@a"))
    assert asked("async \\\n  def f(): pass\nx = 1; y = 2\n", ensure_decorator(PATH, "x", "@a"))
