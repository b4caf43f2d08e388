from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from flaskwright import edits, facts
from flaskwright.capabilities import Menu, app
from flaskwright.capability import Capability, NoOptions, Wanted, changed_options, find, order, run
from flaskwright.errors import UsageError
from flaskwright.project import Project


@dataclass(frozen=True)
class Options:
    style: Literal["plain", "rich"] = "plain"
    size: int = 3
    loud: bool = False
    title: str = "Title"


def note(name):
    return lambda project, _facts, options: project.put(f"{name}.txt", f"{options}\n")


MENU = {
    "first": Capability("first", "The first", NoOptions, note("first")),
    "second": Capability(
        "second",
        "The second",
        Options,
        note("second"),
        needs=("first",),
        joins={"fourth": note("second-and-fourth")},
    ),
    "third": Capability("third", "The third", NoOptions, note("third"), conflicts=("second",)),
    "fourth": Capability("fourth", "The fourth", NoOptions, note("fourth")),
}


@pytest.fixture
def empty():
    return Project().put("pyproject.toml", "")


def added(project, *names, **options):
    return run(MENU, project, Wanted(dict.fromkeys(names, options)))


def test_what_is_needed_comes_first(empty):
    assert order(MENU, ["second"]) == ["first", "second"]
    assert order(MENU, ["second"], ["first"]) == ["second"]
    assert list(facts.read(added(empty, "second")).record.capabilities) == ["first", "second"]


def test_a_join_runs_whichever_came_last(empty):
    one = added(added(empty, "second"), "fourth")
    other = added(added(empty, "fourth"), "second")

    assert one == other == added(empty, "fourth", "second")
    assert one.has("second-and-fourth.txt")


def test_twice_equals_once(empty):
    once = added(empty, "second", style="rich")

    assert added(once, "second", style="rich") == once == added(once, "second")


def test_only_what_differs_from_the_defaults_is_recorded(empty):
    project = added(empty, "second", style="rich", size="3")

    assert dict(facts.read(project).record.capabilities["second"]) == {"style": "rich"}
    assert changed_options(Options(loud=True)) == {"loud": True}


def test_options_are_chosen_once(empty):
    with pytest.raises(UsageError, match="second is there already, with style=rich"):
        added(added(empty, "second", style="rich"), "second", style="plain", size="4")


def test_conflicts_are_refused(empty):
    with pytest.raises(UsageError, match="third and second do the same work"):
        added(empty, "second", "third")
    with pytest.raises(UsageError, match="third and second do the same work"):
        added(added(empty, "second"), "third")


@pytest.mark.parametrize(
    ("name", "message"),
    [("forth", "did you mean fourth?"), ("zzz", "there are first, second, third, fourth")],
)
def test_an_unknown_name_is_answered_with_the_nearest(name, message):
    with pytest.raises(UsageError, match=message):
        find(MENU, name)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"colour": "red"}, "second has no option 'colour'; it has loud, size, style, title"),
        ({"style": "fancy"}, "choose plain or rich"),
        ({"size": "big"}, "give a whole number"),
        ({"loud": "maybe"}, "choose true or false"),
        ({"title": 3}, "give a text"),
    ],
)
def test_wrong_options_are_refused(given, message):
    with pytest.raises(UsageError, match=message):
        MENU["second"].read_options(given)


def test_a_capability_without_options_says_so():
    with pytest.raises(UsageError, match="first has no option 'a'; it has none"):
        MENU["first"].read_options({"a": "1"})


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("off", False), (True, True)])
def test_options_are_read_from_words(text, value):
    assert MENU["second"].read_options({"loud": text, "size": "7"}) == Options(loud=value, size=7)


def test_new_python_is_formatted_and_old_is_not(empty):
    ugly = "x = {  'a':1 }\n"
    menu = {
        "ugly": Capability(
            "ugly",
            "Ugly",
            NoOptions,
            lambda p, _f, _o: p.put("new.py", ugly).then(edits.ensure_line("a", "b")),
        )
    }

    project = run(menu, empty.put("old.py", ugly), Wanted({"ugly": {}}))

    assert project.text("new.py") == 'x = {"a": 1}\n'
    assert project.text("old.py") == ugly


def test_a_file_of_ours_that_follows_stays_formatted_and_one_of_the_user_s_keeps_its_style(empty):
    ours, theirs = 'x = {"a": 1}\n', "x = {'a':1}\n"
    menu = {
        "ugly": Capability(
            "ugly",
            "Ugly",
            NoOptions,
            lambda p, _f, _o: p.put("ours.py", theirs + "y=2\n").put("theirs.py", theirs + "y=2\n"),
        )
    }

    project = run(menu, empty.put("ours.py", ours).put("theirs.py", theirs), Wanted({"ugly": {}}))

    assert project.text("ours.py") == ours + "y = 2\n"
    assert project.text("theirs.py") == theirs + "y=2\n"


SKELETON = Path(app.__file__).parent / "templates" / "[[package]]"
# A guest package has these from the start.
ALWAYS = {"__init__", "extensions"}
MODULES = {path.name.partition(".")[0] for path in SKELETON.glob("*.py*")} - ALWAYS
IMPORT = re.compile(r"^\s*from (\.+)(\w*)[\w.]* import (.+)$", re.MULTILINE)


def imported(name):
    """Give the modules of the skeleton that a capability's files import: what stands in the package itself."""
    root = Path(app.__file__).parent.parent / name
    found, own = set(), set()
    for path in [
        p for p in root.rglob("*.py*") if "[[package]]" in p.parts and p.suffix in {".py", ".jinja"}
    ]:
        depth = len(path.relative_to(root).parts) - 2
        if depth == 1:
            own.add(path.name.partition(".")[0])
        for dots, module, names in IMPORT.findall(path.read_text()):
            if len(dots) == depth:
                found |= {module} if module else {part.split()[0].strip("()") for part in names.split(",")}
    return (found & MODULES) - own


@pytest.mark.parametrize("name", [name for name in Menu() if name != "app"])
def test_what_is_imported_of_the_skeleton_is_declared(name):
    assert imported(name) <= set(Menu()[name].uses)


def test_imports_of_the_skeleton_are_seen():
    assert imported("api") == {"errors"}
    assert imported("health") == set()
