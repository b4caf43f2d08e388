"""Whatever a project's files have in them, reading ends and says what could not be read."""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flaskwright import facts
from flaskwright.facts.document import document
from flaskwright.project import Project
from following import APP

SOURCES = [path.read_bytes() for path in sorted(Path(__file__).parent.rglob("test_*.py"))]
WORDS = [
    b"app", b"self", b"(", b")", b"[", b"]", b"{", b"}", b":", b",", b"=", b"*", b"**", b"@", b".", b"\n", b"    ",
    b"\t", b"'", b'"', b'"""', b"\\", b"#", b"\x00", b"\xff", b"\xef\xbb\xbf", b"lambda: ", b"yield ", b"await ",
    b"return ", b"class A(A): ", b"def f(*a, **k): ", b"import app\n", b"from . import *\n", b"for x in x: ",
    b"while 1: ", b"if x: ", b"try: ", b"except: ", b"del x\n", b"global x\n", b"None", b"1e999", b"9" * 30,
    b"f'{x!r:{y}}'", b"x := ", b"app.route", b"app.register_blueprint(app)\n", b"# -*- coding: utf-7 -*-\n",
]  # fmt: skip


def mutated(source: bytes, rng: random.Random, times: int) -> bytes:
    """Change a source at some places: words put in, lines moved, doubled or lost, bytes flipped, the end cut off."""
    lines = source.split(b"\n")
    for _ in range(times):
        at = rng.randrange(len(lines))
        kind = rng.randrange(8)
        if kind == 0:
            del lines[at]
            lines = lines or [b""]
        elif kind == 1:
            lines.insert(at, lines[rng.randrange(len(lines))])
        elif kind == 2:
            lines[at] = b" " * rng.randrange(9) + lines[at].lstrip()
        elif kind == 3:
            other = rng.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 4:
            lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
        else:
            where = rng.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:where] + rng.choice(WORDS) + lines[at][where:]
    return b"\n".join(lines)


def programs() -> Iterator[str]:
    """Give the small programs that stand in the other tests."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
                text = dedent(node.value)
                if "app" in text and parses(text):
                    yield APP + text


def parses(text: str) -> bool:
    """Say whether a text is Python."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


PROGRAMS = list(programs())


def grafted(source: str, other: str, rng: random.Random, times: int) -> bytes:
    """Put expressions and statements of one program in the place of others: it still parses, and makes no sense."""
    tree, donor = ast.parse(source), list(ast.walk(ast.parse(other)))
    expressions = [node for node in donor if isinstance(node, ast.expr) and not isinstance(node, ast.Starred)]
    statements = [node for node in donor if isinstance(node, ast.stmt)]
    for _ in range(times):
        node = rng.choice(
            [n for n in ast.walk(tree) if not isinstance(n, ast.JoinedStr | ast.FormattedValue)]
        )
        name, value = rng.choice([*ast.iter_fields(node)] or [("", None)])
        if isinstance(value, ast.expr) and getattr(value, "ctx", None).__class__ is not ast.Store:
            setattr(node, name, copy.deepcopy(rng.choice(expressions)))
        elif isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            value.insert(rng.randrange(len(value) + 1), copy.deepcopy(rng.choice(statements)))
    try:
        return ast.unparse(ast.fix_missing_locations(tree)).encode()
    except (ValueError, TypeError, AttributeError, KeyError):
        return source.encode()


def everything(files: dict[str, bytes]) -> facts.Facts:
    """Read every noun of a project."""
    read = facts.read(Project(files))
    document(read)
    return read


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_mutated_sources_are_read(rng, times):
    first, second = (mutated(rng.choice(SOURCES), rng, times) for _ in range(2))

    everything({"app.py": first, "shop/__init__.py": b"", "shop/views.py": second, "templates/x.html": first})


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_programs_that_make_no_sense_are_read(rng, times):
    one, two, three = (rng.choice(PROGRAMS) for _ in range(3))

    everything({"app.py": grafted(one, two, rng, times), "views.py": grafted(two, three, rng, times)})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200))
def test_any_bytes_are_read(data):
    everything({
        "app.py": APP.encode() + data, "b.py": data, "pyproject.toml": data, "requirements.txt": data,
        "templates/x.html": data, "migrations/versions/a.py": data, "openapi.yml": data, ".env": data,
    })  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_words_are_read(words):
    everything({"app.py": APP.encode() + b" ".join(words)})


ODD = {
    "does not parse": b"def (:\n",
    "null bytes": b"x = 1\x00\n",
    "nothing but null bytes": b"\x00" * 100,
    "latin-1 that says so": "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
    "latin-1 that does not say so": "x = 'é'\n".encode("latin-1"),
    "utf-16": "x = 1\n".encode("utf-16"),
    "an encoding that is none": b"# -*- coding: nonsense -*-\nx = 1\n",
    "a byte order mark": b"\xef\xbb\xbfx = 1\n",
    "half a surrogate": b"x = '\\ud800'\n",
    "deep brackets": b"x = " + b"(" * 3000 + b")" * 3000,
    "deep lists": b"x = " + b"[" * 90 + b"]" * 90,
    "deep indentation": b"\n".join(b" " * i + b"if x:" for i in range(99)) + b"\n" + b" " * 99 + b"x\n",
    "a deep attribute": b"x = a" + b".b" * 5000,
    "a deep call": b"x = f" + b"()" * 2000,
    "a deep sum": b"x = 1" + b" + 1" * 9000,
    "a deep negation": b"x = " + b"not " * 3000 + b"1",
    "a long line": b"x = '" + b"a" * 1_000_000 + b"'",
    "a great number": b"x = " + b"9" * 5000,
    "a file of 5 MB": b"x = 1\n" * 900_000,
    "many names": b"\n".join(b"x%d = %d" % (i, i) for i in range(30_000)),
    "carriage returns": b"x = 1\ry = 2\r",
    "only a comment": b"# nothing",
    "empty": b"",
}


@pytest.mark.parametrize("case", ODD)
def test_an_odd_file_does_not_hinder_the_others(case):
    read = everything(
        {"odd.py": ODD[case], "app.py": APP.encode() + b"import odd\napp.add_url_rule('/x', 'x')\n"}
    )

    assert [route.rule for route in read.routes] == ["/x"]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("does not parse", "does not parse: "),
        ("null bytes", "does not parse: "),
        ("latin-1 that does not say so", ""),
        ("an encoding that is none", ""),
        ("deep brackets", "does not parse: "),
        ("a file of 5 MB", "is larger than 3 MB; it was not read"),
    ],
)
def test_what_could_not_be_read_is_said(case, said):
    found = facts.read(Project({"odd.py": ODD[case]})).problems

    assert [problem.at.path for problem in found] == ["odd.py"]
    assert said in found[0].message
