"""Texts, lists, dictionaries, settings: each operation on what is known, soft, one of several, or unknown."""

from __future__ import annotations

import pytest

from flaskwright.facts.abstract.values import (
    Args,
    Either,
    External,
    Soft,
    Text,
    Unknown,
    as_str,
    as_text,
    either,
    pieces,
    text,
)
from following import views, worth

STATEMENTS = {
    "a list": (
        """
        x = [3, 1]
        x.append(2)
        x.extend([5, 6])
        x.insert(0, 9)
        x.remove(1)
        y = x.copy()
        x.pop()
        x.pop(0)
        x += (7,)
        x[0] = 4
        """,
        "[x, y, x.count(7) and 1]",
        [[4, 2, 5, 7], [9, 3, 2, 5, 6]],
    ),
    "a set": (
        "x = {'a'}\nx.add('a')\nx.add('b')\nx.update(['c'])\nx.discard('a')\ny = x.union({'d'})",
        "[sorted(x), sorted(y), sorted(x & y), sorted(y - x), sorted(x.difference({'b'})), sorted(x | {'z'})]",
        [["b", "c"], ["b", "c", "d"], ["b", "c"], ["d"], ["c"], ["b", "c", "z"]],
    ),
    "a dictionary": (
        """
        x = {"a": 1}
        x["b"] = 2
        x.setdefault("c", 3)
        x.setdefault("a", 9)
        x.update({"d": 4}, e=5)
        y = x.copy()
        popped = x.pop("d")
        del x["e"]
        z = {"q": 1}
        z.clear()
        """,
        "[x, list(y), popped, z]",
        [{"a": 1, "b": 2, "c": 3}, ["a", "b", "c", "d", "e"], 4, {}],
    ),
    "an ordered and a default dictionary": (
        """
        from collections import OrderedDict, defaultdict
        x = OrderedDict([("a", 1)])
        y = defaultdict(list)
        y["k"] = 2
        """,
        "[x, y]",
        [{"a": 1}, {"k": 2}],
    ),
    "itertools": (
        "from itertools import chain, product\nx = list(chain([1], (2,)))\ny = list(product('ab', [1]))",
        "[x, y]",
        [[1, 2], [("a", 1), ("b", 1)]],
    ),
    "copies, casts and proxies of things": (
        """
        import copy, types, typing
        x = copy.deepcopy({"a": 1})
        y = typing.cast(str, "b")
        z = types.MappingProxyType(x)
        """,
        "[x, y, z['a']]",
        [{"a": 1}, "b", 1],
    ),
    "paths": (
        "import os.path\nfrom pathlib import Path\nx = os.path.join('a', 'b', '..', 'c')",
        "[x, os.path.basename('a/b.py'), os.path.splitext('b.py'), os.path.split('a/b'), str(Path('a') / 'b')]",
        ["a/c", "b.py", ["b", ".py"], ["a", "b"], "a/b"],
    ),
    "addresses": (
        "from urllib.parse import urljoin\nx = urljoin('/a/', 'b')",
        "x",
        "/a/b",
    ),
    "slots that are not there": ("x = [1]\nx[5] = 2\nx['a'] = 3\ndel x[7]\nx.pop(9)", "x", [1]),
    "starred names": ("a, *b, c = [1, 2, 3, 4]\n*d, e = 'xy'", "[a, b, c, d, e]", [1, [2, 3], 4, ["x"], "y"]),
}


@pytest.mark.parametrize("case", STATEMENTS)
def test_containers(case):
    before, expression, expected = STATEMENTS[case]
    found = worth(expression, before)

    if case == "a list":
        found = found[:2]
    assert found == expected


OPEN = {
    "a soft text in a comparison": ("x == 'a'", "import os\nx = os.environ.get('X', 'a')"),
    "a soft text in a list": ("x in ['a']", "import os\nx = os.environ.get('X', 'a')"),
    "a soft number": ("int(x)", "import os\nx = os.environ.get('X', '3')"),
    "a test of a soft text": ("x.startswith('a')", "import os\nx = os.environ.get('X', 'a')"),
    "the truth of a soft text": ("bool(x)", "import os\nx = os.environ.get('X', '')"),
    "an object's truth": ("bool(x)", "import sqlalchemy\nx = sqlalchemy.Engine()"),
    "two objects": ("x == y", "class A: ...\nx, y = A(), A()"),
    "a list with unknown items": ("'a' in [unknown]", ""),
    "an unknown list": ("'a' in unknown", ""),
    "an object's items": ("'a' in x", "class A: ...\nx = A()"),
    "names from outside": ("a is b", "import a, b"),
    "any of unknown": ("any(unknown)", ""),
    "all of unknown": ("all(unknown)", ""),
    "an unknown key": ("{'a': 1}.get('a') if unknown else {}['b']", "unknown = None"),
    "a version": ("version('flask')", "from importlib.metadata import version"),
    "what a callable is": ("callable(unknown)", ""),
    "the length of something": ("len(3)", ""),
    "an item of a number": ("3[0]", ""),
    "an item of an object": ("x['a']", "class A: ...\nx = A()"),
    "an item of the environment": ("os.environ['X']", "import os"),
    "a character": ("'abc'[9]", ""),
    "a slice of something": ("3[1:2]", ""),
    "a member of nothing": ("sum([1, 2])", ""),
    "a joined address": ("urljoin(unknown, 'a')", "from urllib.parse import urljoin"),
    "a path": ("os.path.dirname(unknown)", "import os"),
    "files": ("os.listdir('/etc')", "import os"),
    "whether there is a file": ("os.path.exists('/etc')", "import os"),
    "a pattern": ("glob.glob('/etc/*')", "import glob"),
    "an object by its name": ("import_string(unknown)", "from werkzeug.utils import import_string"),
    "an object from outside": ("import_string('a.b:c')", "from werkzeug.utils import import_string"),
    "modules of something": ("find_modules(unknown)", "from werkzeug.utils import find_modules"),
    "a product of something": ("list(product(unknown))", "from itertools import product"),
    "comparing kinds": ("'a' < 3", ""),
    "comparing with an object": ("(1, app) == (1, 2)", ""),
    "very wide": ("'%09999999d' % 3", ""),
    "very long": ("'a'.zfill(999999)", ""),
    "no argument": ("len()", ""),
    "a made class without a base": ("type('X', (), {})", ""),
}


@pytest.mark.parametrize("case", OPEN)
def test_what_is_open_stays_open(case):
    expression, before = OPEN[case]
    found = worth(expression, before)

    assert isinstance(found, Unknown) or (
        isinstance(found, Either) and isinstance(found.options[-1], Unknown)
    )


@pytest.mark.parametrize(
    ("expression", "guess"),
    [
        ("x == 'a'", True),
        ("x != 'a'", False),
        ("x in ['b']", False),
        ("not (x == 'a')", False),
        ("int(y)", 3),
        ("x.endswith('b')", False),
        ("bool(x)", True),
        ("z", None),
    ],
)
def test_what_holds_unless_something_else_is_configured_is_guessed(expression, guess):
    before = "import os\nx = os.environ.get('X', 'a')\ny = os.getenv('Y', '3')\nz = unknown"

    assert worth(expression, before).guess == guess


def test_a_soft_text_formats_like_a_text():
    before = "import os\nx = os.environ.get('X', '/a')"

    for expression in ("f'{x}/b'", "x + '/b'", "'%s/b' % x", "'{}/b'.format(x)", "'/'.join([x, 'b'])"):
        assert as_str(worth(expression, before)) == "/a/b"
    assert worth("{'/a': 1, '/b': 2}[x]", before).options == (1, 2)


def test_one_of_several_texts():
    before = "x = '/a' if unknown else '/b'"

    assert worth("x + '/c'", before).options == ("/a/c", "/b/c")
    assert worth("x.upper()", before).options == ("/A", "/B")
    assert worth("[y for y in x]", before) == ["/", "a"]
    assert worth("{'/a': 1, '/b': 2}[x]", before).options[:2] == (1, 2)


def test_values_are_joined_once_and_not_too_many():
    assert either(["a", "a"]) == "a"
    assert either([1, True]).options == (1, True)
    assert len(either(list(range(99))).options) == 12
    assert isinstance(either([]), Unknown)
    assert either([External("a"), External("a")]) == External("a")
    first = Unknown("one")
    assert either([first, "a", Unknown("two")]).options == ("a", first)


def test_texts_are_taken_apart_and_put_together():
    unknown = Unknown("something")

    assert text(["a", "b"]) == "ab"
    assert text([]) == ""
    assert text(["", unknown, ""]).parts == (unknown,)
    assert isinstance(text(["a" * 60_000]), Text)
    assert pieces(None) == ["None"]
    assert pieces(object())[0].why == "the text of an object"
    assert pieces(Unknown("x", guess=3)) == ["3"]
    assert pieces(Soft("a")) == ["a"]
    assert as_text(3) is None
    assert as_text(Unknown("x", guess="a")) == "a"
    assert as_str(Text((unknown,))) is None
    assert (repr(unknown), str(Text(("/", unknown)))) == ("<something>", "/{?}")


def test_arguments_are_found_by_place_or_name():
    args = Args(["a"], {"b": 1})

    assert (args.get(0, "x"), args.get(1, "b"), args.get(2, "c", 9)) == ("a", 1, 9)
    assert (args.has(0, "x"), args.has(None, "b"), args.has(1, "c")) == (True, True, False)


def test_values_can_be_written_down():
    shown = worth(
        "[repr(v) for v in []] or (A, A(), f, app, app.route)", "class A: ...\ndef f(): ...\nimport app as me"
    )

    assert [repr(value) for value in shown[:4]] == ["<class A>", "<<class A>>", "<function f>", "<app>"]


def test_methods_called_through_the_class():
    source = """
        class Site(Blueprint):
            def add_url_rule(self, rule, *args, **kwargs):
                return Blueprint.add_url_rule(self, "/v1" + rule, *args, **kwargs)
            def __init__(self, name):
                Blueprint.__init__(self, name, __name__)
        site = Site("s")
        site.add_url_rule("/x", "x")
        app.register_blueprint(site)
        """

    assert views(source) == ["GET /v1/x s.x"]


def test_update_wrapper_keeps_the_view():
    source = """
        import functools
        def guard(view):
            def inner(*a):
                return view(*a)
            return functools.update_wrapper(inner, view)
        @app.route("/x")
        @guard
        def x(): ...
        """

    assert views(source) == ["GET /x x"]
