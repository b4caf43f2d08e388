from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edits.support import asked, assert_tidy, edited
from flaskwright.edits import ensure_call_argument, ensure_list_item
from flaskwright.edits.literals import ensure_argument_item

PATH = "shop/mod.py"


def item(code, target="x"):
    return ensure_list_item(PATH, target, code)


@pytest.mark.parametrize(
    ("text", "code", "result"),
    [
        ("x = []\n", '"a"', 'x = ["a"]\n'),
        ("x = ()\n", '"a"', 'x = ("a",)\n'),
        ('x = ["b"]\n', '"a"', 'x = ["a", "b"]\n'),
        ('x = ["a", "c"]\n', '"b"', 'x = ["a", "b", "c"]\n'),
        ('x = ["c", "a"]\n', '"b"', 'x = ["c", "a", "b"]\n'),
        ('x = ("b",)\n', '"a"', 'x = ("a", "b")\n'),
        ('x = ("a",)\n', '"b"', 'x = ("a", "b")\n'),
        ('x = "a", "b"\n', '"c"', 'x = "a", "b", "c"\n'),
        ("x = {1, 2}\n", "3", "x = {1, 2, 3}\n"),
        ("x: list[str] = ['a']  # why\n", '"b"', "x: list[str] = ['a', \"b\"]  # why\n"),
        (
            "x = [\n    'a',  # first\n    'c',\n]\n",
            "'b'",
            "x = [\n    'a',  # first\n    'b',\n    'c',\n]\n",
        ),
        ("x = [\n    # about b\n    'b',\n]\n", "'c'", "x = [\n    # about b\n    'b',\n    'c',\n]\n"),
        ("x = [\n    'a',\n    'b'\n]\n", "'c'", "x = [\n    'a',\n    'b',\n    'c',\n]\n"),
        ("x = [\n    'a'  # last\n]\n", "'b'", "x = [\n    'a',  # last\n    'b',\n]\n"),
        ("x = [\n    'b',\n]\n", "'a'", "x = [\n    'a',\n    'b',\n]\n"),
        ("x = ['a',\n     'c']\n", "'b'", "x = ['a',\n     'b', 'c']\n"),
        ("x = ['a',\n     'b']\n", "'c'", "x = ['a',\n     'b', 'c']\n"),
    ],
)
def test_an_item_goes_in_the_way_of_the_literal(text, code, result):
    assert edited(text, item(code)) == result


def test_an_item_that_is_there_is_there():
    assert edited("x = ['a']\n", item('"a"')) == "x = ['a']\n"


def test_a_line_that_is_full_is_opened():
    text = 'class A:\n    x = ("' + "a" * 70 + '",)\n'
    result = edited(text, item('"bbbbb"', "A.x"))
    assert result == 'class A:\n    x = (\n        "' + "a" * 70 + '",\n        "bbbbb",\n    )\n'
    assert_tidy(result)


def test_all_is_sorted_as_ruff_sorts_it():
    text = '__all__ = ["CONST", "Class", "function"]\n'
    result = edited(text, item('"Another"', "__all__"), item('"B2"', "__all__"), item('"AAA"', "__all__"))
    assert result == '__all__ = ["AAA", "B2", "CONST", "Another", "Class", "function"]\n'
    assert edited('__all__ = ["CONST", "b", "C"]\n', item('"a"', "__all__")).endswith('"C", "a"]\n')
    assert edited('__all__ = ["B", "a", "Class2"]\n', item('"z"', "__all__")).endswith('"Class2", "z"]\n')
    assert (
        edited('__all__ = ["Bb", "a", "b"]\n', item('"C"', "__all__")) == '__all__ = ["Bb", "C", "a", "b"]\n'
    )


@settings(max_examples=40, deadline=None)
@given(
    names=st.lists(st.text("abcXYZ", min_size=1, max_size=30), unique=True, min_size=1, max_size=6),
    text=st.sampled_from(["x = []\n", 'x = ["m"]\n', 'x = [\n    "m",\n]\n', "x = ()\n"]),
    data=st.data(),
)
def test_any_order_of_arrival_gives_the_same_literal(names, text, data):
    edits = [item(f'"{name}"') for name in names]
    one = edited(text, *edits)
    assert edited(text, *data.draw(st.permutations(edits))) == one
    assert_tidy(one)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("y = 1\n", "not assigned"),
        ("x = []\nx = []\n", "more than once"),
        ("x = list()\n", "not assigned a list"),
        ("x: list[str]\n", "no value"),
        ("x = [  # empty\n]\n", "Comments"),
        ("x = 'a', \\\n  'b'\n", "no parentheses"),
    ],
)
def test_an_unsure_target_asks(text, reason):
    assert reason in asked(text, item("'c'"))


def argument(code="True", name="late", target="x"):
    return ensure_call_argument(PATH, target, name, code)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("x = A()\n", "x = A(late=True)\n"),
        ("x = A(1, b=2)\n", "x = A(1, b=2, late=True)\n"),
        ("x = A(1,)\n", "x = A(1, late=True)\n"),
        ("x = A(\n    1,\n    b=2,\n)\n", "x = A(\n    1,\n    b=2,\n    late=True,\n)\n"),
        ("x = A(late=False)\n", "x = A(late=False)\n"),
    ],
)
def test_an_argument_goes_to_the_end_of_a_call(text, result):
    assert edited(text, argument()) == result
    assert_tidy(result)


def test_an_argument_in_a_full_line_opens_the_call():
    text = 'bp = Blueprint("' + "a" * 40 + '", __name__, url_prefix="/a")\n'
    result = edited(text, argument('"templates"', "template_folder", "bp"))
    assert result == (
        'bp = Blueprint(\n    "' + "a" * 40 + '", __name__, url_prefix="/a", template_folder="templates"\n)\n'
    ).replace('", __name__', '",\n    __name__').replace(", url", ",\n    url").replace(
        ", template", ",\n    template"
    ).replace('templates"\n', 'templates",\n')
    assert_tidy(result)
    text = 'bp = Blueprint("' + "a" * 30 + '", __name__, url_prefix="/")\n'
    result = edited(text, argument('"files"', "template_folder", "bp"))
    more = edited(result, argument('"assets"', "static_folder", "bp"))
    assert more.count(",\n") == 5
    assert_tidy(more)
    assert (
        result
        == 'bp = Blueprint(\n    "' + "a" * 30 + '", __name__, url_prefix="/", template_folder="files"\n)\n'
    )
    assert_tidy(result)


def test_an_argument_in_a_function():
    text = "def f():\n    app = Flask(__name__)\n    return app\n"
    assert edited(text, argument(target="f.app")) == text.replace("__)", "__, late=True)")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1\n", "plain call"),
        ("x = A(**k)\n", "plain call"),
        ("x = A(\n    1  # one\n)\n", "Comments"),
        ("x = A(\n    1, # one\n    b=1\n)\n", "Comments"),
    ],
)
def test_an_unsure_call_asks(text, reason):
    assert reason in asked(text, argument())


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('setup(install_requires=["flask"])\n', 'setup(install_requires=["click", "flask"])\n'),
        ("setup(name='x', install_requires=[])\n", "setup(name='x', install_requires=[\"click\"])\n"),
        (
            "setuptools.setup(\n    install_requires=[\n        'zope',\n        'flask',  # first\n    ],\n)\n",
            (
                "setuptools.setup(\n    install_requires=[\n        'zope',\n        'flask',  # first\n"
                '        "click",\n    ],\n)\n'
            ),
        ),
        ('print()\nsetup(install_requires=["click"])\n', 'print()\nsetup(install_requires=["click"])\n'),
    ],
)
def test_an_item_goes_into_a_call_s_list(text, result):
    assert (
        edited(
            text, ensure_argument_item("setup.py", "setup", "install_requires", '"click"'), path="setup.py"
        )
        == result
    )


@pytest.mark.parametrize(
    "text",
    [
        "print('no setup')\n",
        "setup()\n",
        "setup(install_requires=REQUIREMENTS)\n",
        'arguments = setup(install_requires=["flask"])\n',
        'other(install_requires=["flask"])\n',
    ],
)
def test_a_call_without_such_a_list_asks(text):
    verb = ensure_argument_item("setup.py", "setup", "install_requires", '"click"')

    assert asked(text, verb, path="setup.py") == "There is no setup() with a list of install_requires."
