from __future__ import annotations

import ast

import pytest

from flaskwright.facts.folding import fold
from flaskwright.facts.names import Modules

FILES = {
    "a.py": b"X = 'x'\nY = X + b.Z\nLOOP = LOOP\nimport b\nfrom c import W\nN = 3\n",
    "b.py": b"Z = 'z'\n",
}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("'a' + 'b'", "ab"),
        ("X", "x"),
        ("Y", "xz"),
        ("b.Z.upper()", "Z"),
        ("f'{X}/{b.Z}'", "x/z"),
        ("f'{X!r}'", None),
        ("f'{X:>3}'", None),
        ("'A'.lower()", "a"),
        ("X.format(1)", None),
        ("LOOP", None),
        ("W", None),
        ("unknown", None),
        ("unknown.lower()", None),
        ("unknown + 'x'", None),
        ("here.name", "given"),
        ("N", None),
        ("x[0].y", None),
        ("'" + "' + '".join("a" * 30) + "'", None),
    ],
)
def test_texts_are_folded(source, text):
    node = ast.parse(source, mode="eval").body

    assert fold(Modules(FILES), "a.py", node, {"here.name": "given"}) == text


def test_nothing_is_no_text():
    assert fold(Modules(FILES), "a.py", None) is None
