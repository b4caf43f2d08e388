"""The difference that people see is the difference there is: git applies it and gets the same tree."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flaskwright.project import Project, commit, diff, read

BEFORE = Project().put("a.py", "x = 1\ny = 2\n").put("gone.txt", "one\ntwo").put("same.md", "same\n")


def test_names_and_counts():
    after = BEFORE.put("a.py", "x = 1\ny = 3\n").put("new/b.py", "z\n").drop("gone.txt")
    found = diff(BEFORE, after)
    assert (found.added, found.changed, found.removed) == (("new/b.py",), ("a.py",), ("gone.txt",))
    assert found.paths == ("a.py", "gone.txt", "new/b.py")
    assert found.counts() == (2, 3)
    assert found


def test_no_difference_is_false():
    assert not diff(BEFORE, BEFORE)
    assert diff(BEFORE, BEFORE).text() == ""


def test_text_is_what_git_writes():
    assert diff(BEFORE, BEFORE.put("a.py", "x = 1\ny = 3\n")).text() == (
        "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x = 1\n-y = 2\n+y = 3\n"
    )


def test_a_file_without_last_newline_says_so():
    text = diff(BEFORE, BEFORE.drop("gone.txt")).text()
    assert text.endswith("-one\n-two\n\\ No newline at end of file\n")


def test_binary_is_said_as_such():
    after = BEFORE.put_bytes("logo.png", b"\x89PNG\0\r\n").put_bytes("bad.txt", b"\xff\xfe")
    found = diff(BEFORE, after)
    assert "Binary files /dev/null and b/logo.png differ\n" in found.file("logo.png")
    assert "Binary files /dev/null and b/bad.txt differ\n" in found.file("bad.txt")
    assert found.counts() == (0, 0)


def test_git_applies_what_is_binary_forth_and_back(tmp_path):
    data = bytes(range(256)) * 20
    after = BEFORE.put_bytes("logo.png", data).put_bytes("gone.txt", b"\0now binary").drop("a.py")
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    for path, content in BEFORE.files.items():
        (tmp_path / path).write_bytes(content)
    patch = diff(BEFORE, after).text().encode()

    subprocess.run([*git, "apply"], input=patch, check=True)
    assert (tmp_path / "logo.png").read_bytes() == data
    assert (tmp_path / "gone.txt").read_bytes() == b"\0now binary"
    subprocess.run([*git, "apply", "-R"], input=patch, check=True)
    assert (tmp_path / "gone.txt").read_bytes() == BEFORE.files["gone.txt"]
    assert not (tmp_path / "logo.png").exists()


def test_lines_that_look_like_headers_are_counted():
    found = diff(Project().put("a.sql", "-- one\n"), Project().put("a.sql", "++ two\n"))
    assert found.counts() == (1, 1)


def test_an_unknown_path_is_an_error():
    with pytest.raises(KeyError):
        diff(BEFORE, BEFORE).file("nowhere.py")


TEXTS = st.lists(
    st.sampled_from(["a\n", "b\r\n", "é\n", "\n", "\u2028\n", "-- x\n", "++ y\n", "\x0c\n", "end"]),
    min_size=1,
    max_size=8,
).map("".join)
TREES = st.dictionaries(st.sampled_from(["a.py", "b/c d.txt", "b/e.sh", "run"]), TEXTS, max_size=4)


@settings(max_examples=60, deadline=None)
@given(before=TREES, after=TREES)
def test_git_applies_it_and_gets_the_same_tree(tmp_path_factory, before, after):
    old = Project({path: text.encode() for path, text in before.items()})
    new = Project({path: text.encode() for path, text in after.items()})
    root = tmp_path_factory.mktemp("tree") / "root"
    root.mkdir()
    commit(Project(), old, root)
    found = diff(old, new)
    if found:
        subprocess.run(
            ["git", "apply", "--whitespace=nowarn"], cwd=root, input=found.text().encode(), check=True
        )
    assert read(root).files == new.files
