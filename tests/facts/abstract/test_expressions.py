"""Expressions are worth what Python says they are, or are said to be unknown."""

from __future__ import annotations

import pytest

from flaskwright.facts.abstract.values import Either, Soft, Text, Unknown, as_str
from following import worth

KNOWN = """
1 + 2 * 3 - 4 // 3 % 2
-5
not 0
not "x"
"a" + "b"
"a" "b"
"ab" * 3
"%s/%d" % ("x", 3)
"%(a)s-%(b)s" % {"a": 1, "b": 2}
"{}/{}".format("x", "y")
"{1}/{0}".format("x", "y")
"{a}/{b}".format(a="x", b=3)
f"{'x'}/{1 + 1}/{None}"
"/".join(["a", "b"])
"/".join(str(i) for i in range(3))
"a,b,c".split(",")
"Some Text".lower().replace(" ", "-")
"/x/".strip("/")
"abc".startswith("a")
"abc"[1]
"abc"[1:]
"abc"[::-1]
[1, 2, 3][-1]
[1, 2, 3][:2]
(1, 2)[0]
[*[1, 2], 3]
(*(1, 2), 3)
{**{"a": 1}, "b": 2}
{"a": 1}["a"]
{"a": 1}.get("a")
{"a": 1}.get("b", 5)
{"a": 1}.get("b")
{"a": 1} | {"b": 2}
[1] + [2]
(1,) + (2,)
list({"a": 1, "b": 2})
list({"a": 1}.items())
list({"a": 1}.keys())
list({"a": 1}.values())
dict([("a", 1)], b=2)
dict({"a": 1})
dict(a=1)
[x * 2 for x in (1, 2, 3) if x > 1]
{x: y for x, y in [("a", 1)]}
[x + y for x in "ab" for y in "cd"]
sorted(["b", "a"])
list(reversed([1, 2]))
list(map(str, [1, 2]))
list(filter(None, [0, 1, 2]))
list(zip("ab", [1, 2]))
list(enumerate("ab", 1))
list(range(2, 8, 3))
tuple([1, 2])
len("abc")
len({"a": 1})
int("3") + int(2.5)
float("1.5")
bool([])
str(3)
any([0, 1])
all([0, 1])
any(x for x in [])
next(iter([7, 8]))
next(iter([]), 9)
1 if True else 2
1 if [] else 2
1 < 2 < 3
1 == 1.0
"a" in "abc"
"a" in ["b"]
"a" not in {"a": 1}
None is None
None is not None
True and "x"
False or "y"
"" or "default"
0 and 1
isinstance("x", str)
isinstance(1, (str, int))
callable(len)
callable("x")
(lambda a, b=2: a + b)(1)
(lambda *a, **k: len(a))(1, 2, x=3)
[y := 5, y]
repr("x")
"x".encode().decode() if False else "z"
getattr("abc", "upper")()
hasattr({}, "nothing_like_it") if False else 3
__import__ and 4
set(["a", "a"]) and 5
frozenset("a") and 6
"abc".partition("b")
"a/b/c".rsplit("/", 1)
"a\\nb".splitlines()
"x".zfill(3)
"abc".removesuffix("c").removeprefix("a")
""".strip().splitlines()


@pytest.mark.parametrize("expression", KNOWN)
def test_it_is_worth_what_python_says(expression):
    assert worth(expression) == eval(expression)  # noqa: S307 (our own table)


@pytest.mark.parametrize(
    ("expression", "before"),
    [
        ("unheard_of", ""),
        ("undefined()", ""),
        ("'x' - 1", ""),
        ("1 / 0", ""),
        ("'a' * 99999", ""),
        ("len(unknown)", ""),
        ("sorted(unknown)", ""),
        ("list(unknown)", ""),
        ("dict(unknown)['a']", ""),
        ("range('a')", ""),
        ("int('three')", ""),
        ("map(str, unknown)", ""),
        ("filter(None, unknown)", ""),
        ("zip(unknown, [1])", ""),
        ("enumerate(unknown)", ""),
        ("reversed(unknown)", ""),
        ("next(unknown)", ""),
        ("dir(3)", ""),
        ("type(3)", ""),
        ("getattr(app, unknown)", ""),
        ("isinstance(unknown, str)", ""),
        ("isinstance(3)", ""),
        ("issubclass(unknown, str)", ""),
        ("'%s %s' % 1", ""),
        ("'{' .format(1)", ""),
        ("' '.join(unknown)", ""),
        ("unknown[1:2]", ""),
        ("-unknown", ""),
        ("~3", ""),
        ("unknown.attribute", ""),
        ("unknown + other", ""),
        ("await_me()", "async def await_me(): return await other()"),
    ],
)
def test_what_is_not_known_is_said_to_be_unknown(expression, before):
    found = worth(expression, before)

    assert isinstance(found, Unknown)
    assert found.why


def test_a_text_keeps_the_parts_that_are_known():
    found = worth("f'/{unknown}/edit'")

    assert isinstance(found, Text)
    assert str(found) == "/{?}/edit"


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("('/' + unknown + '/').strip('/')", "{?}"),
        ("('/a' + unknown).lstrip('/')", "a{?}"),
        ("(unknown + '/b/').rstrip('/')", "{?}/b"),
        ("('/A/' + unknown).lower()", "/a/{?}"),
        ("('/a/' + unknown).replace('/a', '/b')", "/b/{?}"),
        ("'/%s/%s' % (unknown, 'x')", "/{?}/x"),
        ("'/{}/x'.format(unknown)", "/{?}/x"),
        ("'-'.join(['a', unknown])", "a-{?}"),
        ("'a' / unknown", None),
    ],
)
def test_methods_work_on_the_known_parts(expression, shown):
    found = worth(expression)

    assert (None if isinstance(found, Unknown) else str(found)) == shown


def test_the_start_of_a_text_can_be_tested():
    assert worth("('/api' + unknown).startswith('/a')") is True
    assert isinstance(worth("('/api' + unknown).startswith('/api/v1')"), Unknown)
    assert isinstance(worth("('/api' + unknown).upper()"), Unknown)


def test_what_the_environment_may_change_is_soft():
    found = worth("os.environ.get('PREFIX', '/api')", "import os")

    assert isinstance(found, Soft)
    assert found == "/api"
    assert isinstance(worth("os.getenv('PREFIX', 'a') + 'b'", "import os"), Soft)
    assert isinstance(worth("os.getenv('PREFIX', 'a').upper()", "import os"), Soft)


def test_a_variable_without_a_default_is_likely_not_set():
    found = worth("os.environ.get('PREFIX')", "import os")

    assert isinstance(found, Either)
    assert found.options[0] is None
    assert as_str(worth("os.environ.get('PREFIX') or '/x'", "import os")) == "/x"


def test_an_unknown_key_may_be_any_item():
    found = worth("{'a': '/a', 'b': '/b'}[unknown]")

    assert [option for option in found.options if isinstance(option, str)] == ["/a", "/b"]


def test_an_undecided_choice_is_either():
    assert worth("'/a' if unknown else '/b'").options == ("/a", "/b")
    assert worth("'/a' if not unknown else '/b'").options == ("/a", "/b")


def test_what_is_likely_comes_first():
    before = "import os\nDEBUG = os.environ.get('DEBUG', '') == '1'"

    assert worth("'/debug' if DEBUG else '/plain'", before).options == ("/plain", "/debug")
