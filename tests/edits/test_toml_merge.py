"""TOML is merged by key: tables, pairs, and items of arrays with a row for each."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskwright.edits.merge import Sides, merge_lines
from flaskwright.edits.toml_merge import keys, merge_toml

SIDES = Sides("yours", "flaskwright 9")
BASE = """\
# The project.
[project]
name = "shop"
dependencies = [
    "flask>=3.1,<4",
    "flask-login>=0.6,<0.7", # signs in
    "sqlalchemy>=2,<3",
]

[dependency-groups]
dev = ["pytest>=9"]

# How it looks.
[tool.ruff]
line-length = 88
target-version = "py311"

[[tool.mypy.overrides]]
module = "one"

[[tool.mypy.overrides]]
module = "two"

[tool.flaskwright]
version = "0.1.0"

[tool.flaskwright.capabilities]
app = {}
"""


def changed(*pairs, text=BASE):
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def merged(ours, theirs, base=BASE):
    return merge_toml(base, ours, theirs, SIDES)


def test_parts_make_the_whole():
    body = keys(BASE)

    assert "".join(part.gap + part.text for part in body.parts) + body.tail == BASE
    for part in body.parts:
        assert part.body.head + "".join(p.gap + p.text for p in part.body.parts) + part.body.tail == part.text


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (("line-length = 88", "line-length = 100"), ('"py311"', '"py312"')),
        (('"flask>=3.1,<4"', '"flask>=3.2,<4"'), ('"flask-login>=0.6,<0.7"', '"flask-login>=0.7,<0.8"')),
        (('    "sqlalchemy', '    "mine",\n    "sqlalchemy'), ('"sqlalchemy>=2,<3"', '"sqlalchemy>=2.1,<3"')),
        (("# signs in", "# ours"), ('    "sqlalchemy>=2,<3",\n', "")),
        (("# How it looks.", "# Mine."), ("line-length = 88\n", "line-length = 88\nfix = true\n")),
        (("[tool.ruff]\n", "[tool.mine]\nx = 1\n\n[tool.ruff]\n"), ('"py311"', '"py312"')),
        (('module = "one"', 'module = "uno"'), ('module = "two"', 'module = "duo"')),
        (
            ('dev = ["pytest>=9"]\n', 'dev = ["pytest>=9"]\nmine = []\n'),
            ('dev = ["pytest>=9"]', 'dev = ["pytest>=10"]'),
        ),
    ],
)
def test_both_changes_are_there(mine, theirs):
    result = merged(changed(mine), changed(theirs))

    assert result.conflicts == 0
    assert result.text == changed(theirs, text=changed(mine))


def test_a_conflict_stands_around_the_key():
    mine = changed(
        ('"flask-login>=0.6,<0.7"', '"flask-login==0.6.3"'), ("line-length = 88", "line-length = 100")
    )
    theirs = changed(
        ('"flask-login>=0.6,<0.7"', '"flask-login>=0.7,<0.8"'), ("line-length = 88", "line-length = 90")
    )

    result = merged(mine, theirs)

    assert result == merge_lines(BASE, mine, theirs, SIDES)
    assert result.conflicts == 2


def test_a_requirement_that_its_owner_took_out_stays_out():
    mine = changed(('    "sqlalchemy>=2,<3",\n', ""))

    assert merged(mine, changed(('"flask>=3.1,<4"', '"flask>=3.2,<4"'))).text == changed(
        ('"flask>=3.1,<4"', '"flask>=3.2,<4"'), text=mine
    )
    assert merged(mine, changed(('"sqlalchemy>=2,<3"', '"sqlalchemy>=3"'))).conflicts == 1


def test_the_record_is_the_new_one():
    record = BASE[BASE.index("[tool.flaskwright]") :]
    mine = changed(('version = "0.1.0"', 'version = "0.0.9"'), ("line-length = 88", "line-length = 100"))
    mine += '\n[tool.flaskwright.adopted]\nlogin = "accounts.py"\n'
    theirs = changed(('version = "0.1.0"', 'version = "0.2.0"'), ("app = {}\n", "app = {}\ncache = {}\n"))

    # A host's text before has no record.
    for base in (BASE, BASE.replace(record, "")):
        result = merged(mine, theirs, base)

        assert result.conflicts == 0
        assert tomllib.loads(result.text)["tool"]["flaskwright"] == {
            "version": "0.2.0",
            "capabilities": {"app": {}, "cache": {}},
            "adopted": {"login": "accounts.py"},
        }
        assert "line-length = 100" in result.text


@pytest.mark.parametrize(
    "mine",
    [
        "[broken\n",
        'x = """\n[not.a.table]\n"""\nno-end = 1',
        "[a]\nb = 1\n[a.c]\n[[a.d]]\n",
    ],
)
def test_other_files_are_merged_too(mine):
    base = "[a]\nb = 1\n\n[z]\nz = 1\n"

    result = merged(base + mine, base.replace("z = 1", "z = 2"), base)

    assert result.text.startswith("[a]\nb = 1\n")
    assert result.conflicts or "z = 2" in result.text


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        ("x = 1\n", "x = 1\ny = 2\n", "x = 2\n", "x = 2\ny = 2\n"),
        (
            "x = [\n    1,\n    2,\n]\n",
            "x = [\n    1,\n    2,\n    3,\n]\n",
            "x = [\n    0,\n    1,\n    2,\n]\n",
            "x = [\n    0,\n    1,\n    2,\n    3,\n]\n",
        ),
        ("x = [\n    1, 2,\n]\n", "x = [\n    1, 3,\n]\n", "x = [\n    1, 4,\n]\n", None),
        (
            'x = [\n    """a\nb""",\n    1,\n    2,\n]\n',
            'x = [\n    """a\nb""",\n    1,\n    2,\n    3,\n]\n',
            'x = [\n    """a\nb""",\n    2,\n]\n',
            'x = [\n    """a\nb""",\n    2,\n    3,\n]\n',
        ),
        # a row without its comma would become no TOML with another one behind it
        (
            "x = [\n    1,\n    2\n]\n",
            "x = [\n    1,\n    2\n]\n# mine\n",
            "x = [\n    1,\n    2,\n    3,\n]\n",
            "x = [\n    1,\n    2,\n    3,\n]\n# mine\n",
        ),
        (
            "x = [\n    1\n]\ny = 1\n",
            "x = [\n    1,\n    2\n]\ny = 1\n",
            "x = [\n    1,\n    3\n]\ny = 1\n",
            None,
        ),
        ("x = []\n", "x = [1]\n", "x = [2]\n", None),
    ],
)
def test_arrays(base, ours, theirs, result):
    found = merged(ours, theirs, base)

    assert found.text == result if result else found.conflicts == 1


PAIRS = st.dictionaries(
    st.sampled_from("abcd"), st.one_of(st.integers(0, 3), st.lists(st.integers(0, 3), max_size=3))
)


@st.composite
def files(draw):
    """Files with few tables and keys, so that they meet."""
    tables = draw(st.dictionaries(st.sampled_from("xyz"), PAIRS, max_size=3))
    return "\n".join(
        f"[{name}]\n" + "".join(f"{key} = {_array(value)}\n" for key, value in pairs.items())
        for name, pairs in tables.items()
    )


def _array(value):
    return "[\n" + "".join(f"    {item},\n" for item in value) + "]" if isinstance(value, list) else value


@given(files(), files())
def test_a_side_that_changed_nothing_takes_the_other(base, other):
    assert merged(base, other, base).text == other
    assert merged(other, base, base).text == other
    assert merged(other, other, base).text == other


@given(files(), files(), files())
def test_without_conflicts_it_is_toml_and_has_the_changes_of_both(base, ours, theirs):
    result = merged(ours, theirs, base)

    if result.conflicts:
        assert result.text.count("<<<<<<< yours\n") == result.conflicts
        return
    was, mine, new, done = map(tomllib.loads, (base, ours, theirs, result.text))
    for table in {*mine, *new}:
        for key in {*mine.get(table, {}), *new.get(table, {})}:
            one, other = (data.get(table, {}).get(key) for data in (mine, new))
            if was.get(table, {}).get(key) in (one, other):
                assert done.get(table, {}).get(key) == (other if one == was.get(table, {}).get(key) else one)
