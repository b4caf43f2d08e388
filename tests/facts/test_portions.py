from __future__ import annotations

import pytest

from flaskwright.facts.portions import NAMES, Portions, Watched

FILES = {"a.py": b"1", "b.py": b"2", "c.py": b"3"}
HASHES = {"a.py": "1", "b.py": "2", "c.py": "3", NAMES: "abc"}


def said(portions, path, text, *looks, given=""):
    """Let a reader say something of a file; gives what was said and whether it was read for that."""
    read = []

    def reader():
        read.append(path)
        for look in looks:
            look(portions.files)
        return [text]

    return list(portions.of(str, "reader", path, given, reader)), bool(read)


def look_into(path):
    return lambda files: files[path]


def test_what_was_said_holds_while_the_file_is_the_same():
    first = Portions(FILES, HASHES)
    assert said(first, "a.py", "old") == (["old"], True)
    again = Portions(FILES, HASHES, first.dump())

    assert said(again, "a.py", "new") == (["old"], False)


@pytest.mark.parametrize("changed", ["a.py", "b.py"])
def test_what_was_said_falls_with_any_file_that_was_looked_at(changed):
    first = Portions(FILES, HASHES)
    said(first, "a.py", "old", look_into("b.py"))
    again = Portions(FILES, {**HASHES, changed: "x"}, first.dump())

    assert said(again, "a.py", "new") == (["new"], True)


def test_other_files_do_not_matter():
    first = Portions(FILES, HASHES)
    said(first, "a.py", "old", look_into("b.py"))
    again = Portions(FILES, {**HASHES, "c.py": "x"}, first.dump())

    assert said(again, "a.py", "new") == (["old"], False)


@pytest.mark.parametrize("look", [list, len, lambda files: "d.py" in files, lambda files: files.get("d.py")])
def test_looking_for_a_name_stands_on_all_names(look):
    first = Portions(FILES, HASHES)
    said(first, "a.py", "old", look)
    again = Portions(FILES, {**HASHES, NAMES: "abcd"}, first.dump())

    assert said(again, "a.py", "new") == (["new"], True)


def test_another_question_is_asked_again():
    first = Portions(FILES, HASHES)
    said(first, "a.py", "old", given="one")
    again = Portions(FILES, HASHES, first.dump())

    assert said(again, "a.py", "new", given="two") == (["new"], True)


def test_what_nobody_asked_for_this_time_is_kept():
    first = Portions(FILES, HASHES)
    said(first, "a.py", "old")
    second = Portions(FILES, HASHES, first.dump())
    said(second, "b.py", "other")
    third = Portions(FILES, HASHES, second.dump())

    assert said(third, "a.py", "new") == (["old"], False)


def test_a_portion_that_uses_another_stands_on_the_files_of_both():
    first = Portions(FILES, HASHES)
    said(first, "b.py", "inner", look_into("c.py"))
    second = Portions(FILES, HASHES, first.dump())
    _found, seen = second.files.watch(lambda: said(second, "b.py", "inner"))

    assert seen == {"b.py", "c.py"}


def test_what_was_seen_inside_counts_outside_too():
    files = Watched(FILES)
    inner, seen = files.watch(lambda: files.watch(lambda: files["a.py"]))

    assert inner == (b"1", {"a.py"})
    assert seen == {"a.py"}
