"""Files in a Python that is newer than the one that runs Flaskwright are read all the same."""

from __future__ import annotations

import ast
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading import read

from flaskwright.edits import ensure_import
from flaskwright.facts.newer_syntax import in_older_words
from flaskwright.facts.source import parse
from flaskwright.project import Project

FORMATTED = [
    "f'{d['a']}'",
    'f"{d["a"]}{d["b"]!r:>{d["width"]}}"',
    "f'{d['a'] if 'b' in d else f'{d['c']}'}'",
    "f'{f'{f'{f'{1}'}'}'}'",
    "f'{\"\\n\".join(names)}'",
    "f'''{'\\t'.join(names)}'''",
    "f'{'it\\'s'}'",
    "f'{'\"'}'",
    "f'{x:{d['w']}.{d['p']}}'",
    "f'{ # why\n x\n}'",
    "f'{\n    long_name\n    + d['a']\n}'",
    "f'''{\n    d['''a''']  # why\n}'''",
    "rf'\\d{d['a']}'",
    "f'\\N{DIGIT ONE}{d['a']}'",
    "f'{{{d['a']}}}'",
    "f'{(lambda x: x)(d['a'])!s:>10}'",
    "f'é{d['é']}中{\"\\n\".join('中')}'",
    "f'a' 'b' f'{d['a']}'",
    "[x for x in f'{d['a']}' if x != '#']",
]
STATEMENTS = [
    ("def f[T](x: T) -> T:\n    return x", "f"),
    ("def f[T: (int, str) = int, *Ts, **P](x: T) -> T:\n    return x", "f"),
    ("async def f[\n    T,\n](x: T) -> T:\n    return x", "f"),
    ("class Repository[T: Base](Parent):\n    x: T = None", "Repository"),
    ("type Pair[T] = tuple[T, T]", None),
    ("type Name = str", None),
    ("try:\n    x = 1\nexcept ValueError, OSError:\n    x = 2", None),
    ("try:\n    x = 1\nexcept* get(a, b), OSError:\n    x = 2", None),
    ("lazy import json", None),
    ("lazy from json import (\n    dumps,\n)", None),
    ("x = t'{d['a']} is {\"\\n\"}'", None),
    ("x = rt'{d}'", None),
]
AFTER = '\nvalue = route("/é", f(1)); last = 1\n'


@pytest.mark.parametrize("code", [f"x = {code}" for code in FORMATTED] + [code for code, _ in STATEMENTS])
def test_it_is_parsed_and_all_else_is_where_it_was(code):
    source = parse((code + AFTER).encode())

    assert source.problem is None
    assert source.text == code + AFTER
    *_, value, last = source.tree.body
    line = code.count("\n") + 2
    assert (value.lineno, value.col_offset, last.lineno, last.col_offset) == (line, 0, line, 28)
    assert ast.get_source_segment(source.text, value) == 'value = route("/é", f(1))'


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("code", [f"x = {code}" for code in FORMATTED] + [code for code, _ in STATEMENTS])
def test_nothing_moves(code, end):
    text = (code + AFTER).replace("\n", end)

    older = in_older_words(text)

    assert [len(line.encode()) for line in older.splitlines(keepends=True)] == [
        len(line.encode()) for line in text.splitlines(keepends=True)
    ]


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("f'{d['a']}'", "f'{d[\"a\"]}'"),
        ('f"/{d["a"]}/{b!r:>{w["x"]}}"', "f\"/{d['a']}/{b!r:>{w['x']}}\""),
        ("lazy import json", "import json"),
        ("lazy from json import dumps as d", "from json import dumps as d"),
        ("try: pass\nexcept a.B, f(c, d): pass", "try: pass\nexcept a.B| f(c, d): pass"),
    ],
)
def test_values_are_kept(new, old):
    assert ast.dump(ast.parse(in_older_words(new))) == ast.dump(ast.parse(old))


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python 3.12 parses all of these itself.")
@pytest.mark.parametrize(("new", "name"), [(new, name) for new, name in STATEMENTS if name])
def test_parameters_of_types_are_left_out(new, name):
    found = ast.parse(in_older_words(new)).body[0]

    assert isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    assert found.name == name


def test_a_value_that_cannot_be_said_is_not_guessed():
    node = parse(b"x = t'a{\"\\n\"}b'\n").tree.body[0].value

    names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    assert names == {"____"} or sys.version_info >= (3, 14)


@pytest.mark.parametrize(
    "code", ["def f(:", "x = f'{'", "x = f'{a[}'", "print 'a'", "type = [", "class A[", "'"]
)
def test_what_no_python_parses_is_said_as_it_was(code):
    with pytest.raises(SyntaxError) as raised:
        ast.parse(code)

    assert parse(code.encode()).problem == f"does not parse: {raised.value.msg}"


TEXTS = ("'''", '"""', "f'", 'f"', "rt'", "f'''", "{x", "\\N{", "é", "中", "'a'")
CODE = ("type A", "def f[", "class A[", "except ", "lazy import x")
PIECES = st.sampled_from([*"'\"{}[]():,\\#!=\n \r", *TEXTS, *CODE])


@settings(max_examples=1000)
@given(st.lists(PIECES, max_size=25).map("".join))
@example("f'{\n\n}'")
@example("def f[\n\n](x): ...")
def test_whatever_stands_there_lines_and_columns_stay(text):
    older = in_older_words(text)

    assert len(older) == len(text)
    assert [char in "\r\n" for char in older] == [char in "\r\n" for char in text]


APP = """
from flask import Flask

type Handler = str


class Box[T]:
    pass


def create_app():
    app = Flask(__name__)
    names = {"a": 1}

    @app.get(f"/{"hello"}/<name>")
    def hello(name):
        return f"{names["a"]}{"\\n".join(name)}"

    return app
"""


def test_an_application_in_it_is_read_and_changed():
    found = read({"app.py": APP})
    assert [(route.rule, route.at.line) for route in found.routes if route.endpoint == "hello"] == [
        ("/hello/<name>", 15)
    ]

    changed = Project().put("app.py", APP).then(ensure_import("app.py", "import json"))
    assert not changed.steps
    assert changed.text("app.py").replace("import json\n", "").split() == APP.split()
