"""The tree is immutable, and text goes in and out of it without losing a byte."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskwright.errors import ProjectError
from flaskwright.project import ManualStep, Project, decode

ENCODINGS = ("utf-8", "latin-1", "cp1252", "iso-8859-15", "koi8-r", "shift_jis", "gb18030", "euc-jp", "utf-7")
ENDS = ("\n", "\r\n", "\r")


@st.composite
def sources(draw):
    """Give (bytes, text lines): a Python file in any encoding, any or mixed line ends, marked or not."""
    encoding = draw(st.sampled_from(ENCODINGS))
    marked = encoding == "utf-8" and draw(st.booleans())
    letters = "abcé ñ\t#='\"日本я€\u2028\x0c"
    lines = draw(st.lists(st.text(letters, max_size=12), max_size=6))
    ends = draw(st.sampled_from([(end,) for end in ENDS] + [ENDS]))
    text = f"# -*- coding: {encoding} -*-" + draw(st.sampled_from(ends))
    for line in lines:
        text += line + draw(st.sampled_from(ends))
    text += draw(st.sampled_from(["", "last"]))
    body = text.encode(encoding, "ignore")
    return (codecs.BOM_UTF8 if marked else b"") + body


@given(sources())
def test_decode_and_encode_give_the_same_bytes(data):
    try:
        text, style = decode(data, "a.py")
    except ProjectError as error:
        assert "convert the file to UTF-8" in str(error)  # noqa: PT017 (both endings are right)
        return
    assert style.encode(text, "a.py") == data


@given(sources())
def test_putting_a_files_own_text_changes_nothing(data):
    project = Project().put_bytes("a.py", data)
    try:
        text = project.text("a.py")
    except ProjectError:
        return
    assert project.put("a.py", text) is project
    assert project.put("a.py", f"{text}x").put("a.py", text).files == {"a.py": data}


@given(st.binary(max_size=200))
def test_any_bytes_are_text_that_comes_back_or_one_error(data):
    try:
        text, style = decode(data, "data.txt")
    except ProjectError:
        return
    assert style.encode(text, "data.txt") == data


@given(sources(), st.integers(0, 8))
def test_a_line_put_in_leaves_the_other_lines_bytes_alone(data, at):
    project = Project().put_bytes("a.py", data)
    try:
        lines = project.text("a.py").split("\n")
    except ProjectError:
        return
    at = min(at, len(lines))
    changed = project.put("a.py", "\n".join([*lines[:at], "added = 1", *lines[at:]])).files["a.py"]
    assert changed.replace(b"added = 1", b"").replace(b"\r", b"").replace(b"\n", b"") == data.replace(
        b"\r", b""
    ).replace(b"\n", b"")
    ends = {data.count(b"\r\n"), data.count(b"\n"), data.count(b"\r")}
    if len(ends) == 1 and b"\r\n" in data:
        assert changed.count(b"\r\n") == changed.count(b"\n") == changed.count(b"\r")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"a\rb\r", "a\nb\n"),
        (b"a\r\nb\n", "a\r\nb\n"),
        (codecs.BOM_UTF8 + b"a\n", "a\n"),
        (b"# coding: latin-1\n\xe9\n", "# coding: latin-1\né\n"),
        (b"#!/bin/python\n# vim: set fileencoding=latin-1 :\n\xe9\n", None),
        (b"", ""),
    ],
)
def test_text_has_plain_line_ends_where_the_files_are_all_alike(data, text):
    expected = text if text is not None else data.decode("latin-1")
    assert Project().put_bytes("a.py", data).text("a.py") == expected


def test_a_new_file_is_utf8_with_plain_line_ends():
    assert Project().put("a.txt", "é\n").files["a.txt"] == b"\xc3\xa9\n"


def test_a_coding_comment_counts_only_in_python():
    assert (
        Project().put_bytes("README.md", b"# Encoding: base64\n").text("README.md") == "# Encoding: base64\n"
    )
    with pytest.raises(ProjectError, match="not base64 text"):
        Project().put_bytes("a.py", b"# coding: base64\n").text("a.py")


def test_a_character_that_the_encoding_lacks_is_refused():
    project = Project().put_bytes("a.py", b"# coding: latin-1\n")
    with pytest.raises(ProjectError, match=r"'€' does not exist in the file's encoding latin-1"):
        project.put("a.py", "# coding: latin-1\n€\n")


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"# coding: nonsense\n", b"# coding: undefined\n"])
def test_what_is_no_text_says_so(data):
    with pytest.raises(ProjectError, match=r"^a\.py is not .* text"):
        Project().put_bytes("a.py", data).text("a.py")


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "../a", "a/../../b", "a//b", "./a", "a/", "a\\b", "a\0b", "..", "a/.."]
)
def test_a_path_that_leaves_the_root_is_refused(path):
    with pytest.raises(ProjectError, match="is not a path inside the project"):
        Project().put(path, "")


def test_every_change_gives_a_new_project():
    first = Project().put("a.py", "1\n")
    second = first.put("a.py", "2\n").put("b.py", "").drop("b.py")
    assert first.text("a.py") == "1\n"
    assert second.text("a.py") == "2\n"
    assert not second.has("b.py")
    with pytest.raises(TypeError):
        first.files["a.py"] = b""  # type: ignore[index]


def test_what_changes_nothing_gives_the_same_project():
    project = Project().put("a.py", "1\n")
    assert project.put("a.py", "1\n") is project
    assert project.put_bytes("a.py", b"1\n") is project
    assert project.drop("b.py") is project


def test_steps_are_asked_once():
    step = ManualStep("a.py", "no factory", "app = create_app()")
    assert Project().ask(step).ask(step).steps == (step,)


def test_edits_apply_in_order():
    project = Project().then(lambda p: p.put("a", "1"), lambda p: p.put("a", p.text("a") + "2"))
    assert project.text("a") == "12"


def test_under_gives_a_folders_files():
    project = Project().put("a/b.py", "").put("a/c.txt", "").put("ab/d.py", "").put("e.py", "")
    assert list(project.under("a")) == ["a/b.py", "a/c.txt"]
    assert list(project.under("a/", ".py")) == ["a/b.py"]
    assert list(project.under("", ".py")) == ["a/b.py", "ab/d.py", "e.py"]


def test_nothing_is_put_on_or_below_what_was_not_read():
    project = Project(unread={"link": "a symbolic link", "big.sql": "larger than 5 MB"})
    for path in ("link", "link/inside.py", "big.sql"):
        with pytest.raises(ProjectError, match="cannot be written"):
            project.put(path, "x")
    assert project.put("links", "x").has("links")
