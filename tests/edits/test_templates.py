from __future__ import annotations

import sys
from types import ModuleType

import pytest
from jinja2 import UndefinedError

from edits.support import project
from flaskwright.edits import add_templates, follow, render
from flaskwright.project import ManualStep, Project

FILES = {
    "templates/[[package]]/config.py.jinja": (
        '"""[[ title ]]."""\n[% if mail %]\nMAIL = 1\n[% endif %]\n[# no #]x = 1\n'
    ),
    "templates/[[package]]/plain.html": "{{ x }} {% block y %}{% endblock %} {# z #}\n",
    "templates/.flaskenv": "A=1\n",
    "templates/[[ name | plural | snake ]].txt": "[[ name | kebab ]] [[ name | camel ]] [[ name | title ]]",
    "other/a.txt": "[[ name ]]\n",
}


@pytest.fixture
def capability(tmp_path):
    """A module with files beside it."""
    for path, text in FILES.items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    (tmp_path / "templates" / "logo.png").write_bytes(b"\x89PNG\0[[ x ]]\xff")
    (tmp_path / "templates" / "__pycache__").mkdir()
    (tmp_path / "templates" / "__pycache__" / "x.pyc").write_bytes(b"\0")
    module = ModuleType(f"capability_{tmp_path.name}")
    module.__file__ = str(tmp_path / "__init__.py")
    sys.modules[module.__name__] = module
    yield module.__name__
    del sys.modules[module.__name__]


CONTEXT = {"package": "shop", "title": "Shop", "mail": True, "name": "OrderItem"}


def test_every_file_is_written(capability):
    done = Project().then(add_templates(capability, **CONTEXT))
    assert done.steps == ()
    assert {path: done.files[path] for path in done.files} == {
        "shop/config.py": b'"""Shop."""\nMAIL = 1\nx = 1\n',
        "shop/plain.html": FILES["templates/[[package]]/plain.html"].encode(),
        ".flaskenv": b"A=1\n",
        "order_items.txt": b"order-item OrderItem Order item",
        "logo.png": b"\x89PNG\0[[ x ]]\xff",
    }
    assert done.then(add_templates(capability, **CONTEXT)).files == done.files


def test_a_part_of_the_files_in_another_place(capability):
    done = Project().then(add_templates(capability, into="sub/", only={".flaskenv", "logo.png"}))
    assert set(done.files) == {"sub/.flaskenv", "sub/logo.png"}
    done = Project().then(add_templates(capability, only=lambda path: path.endswith(".png")))
    assert set(done.files) == {"logo.png"}
    done = Project().then(add_templates(capability, folder="other", name="x"))
    assert done.text("a.txt") == "x\n"


def test_a_value_that_is_missing_is_an_error(capability):
    with pytest.raises(UndefinedError, match="title"):
        Project().then(add_templates(capability, package="shop", mail=1, name="A"))


def test_a_file_with_other_content_stays_and_asks(capability):
    start = project({".flaskenv": "B=1\n"})
    edit = add_templates(capability, only={".flaskenv"})
    after = start.then(edit)
    assert after.files == start.files
    assert [(s.path, s.code) for s in after.steps] == [(".flaskenv", "A=1\n")]
    assert start.then(add_templates(capability, only={".flaskenv"}, owned=True)).steps == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/config.py", "'''Shop.'''\n# mine\nMAIL = (1)\nx=1"),
        ("shop/config.py", '"""Shop."""\r\nMAIL = 1\r\nx = 1\r\n'),
        (".flaskenv", "A=1\r\n"),
    ],
)
def test_a_file_that_differs_in_nothing_that_counts_stays(capability, path, text):
    start = Project().put_bytes(path, text.encode())
    after = start.then(add_templates(capability, **CONTEXT))
    assert after.steps == ()
    assert after.files[path] == start.files[path]


def test_python_that_does_not_parse_asks(capability):
    after = project({"shop/config.py": "def ("}).then(add_templates(capability, **CONTEXT))
    assert [s.path for s in after.steps] == ["shop/config.py"]


def test_one_file_as_text(capability):
    assert render(capability, "a.txt", folder="other", name="B") == "B\n"
    with pytest.raises(FileNotFoundError, match=r"no other/b.txt"):
        render(capability, "b.txt", folder="other")
    with pytest.raises(FileNotFoundError, match="no folder"):
        render(capability, "b.txt", folder="none")


def test_files_follow_to_new_values(capability):
    old = Project().then(add_templates(capability, **CONTEXT))
    edit = add_templates(capability, **{**CONTEXT, "title": "Store"}, was={"title": "Shop"})
    assert old.then(edit).text("shop/config.py") == '"""Store."""\nMAIL = 1\nx = 1\n'
    mine = old.put("shop/config.py", '"""Shop."""\n\nMAIL = 1\nx = 1\ny = 2\n').drop("order_items.txt")
    after = mine.then(edit)
    assert after.text("shop/config.py") == '"""Store."""\n\nMAIL = 1\nx = 1\ny = 2\n'
    assert not after.has("order_items.txt")
    after = old.put("shop/config.py", '"""Mine."""\n').then(edit)
    assert after.text("shop/config.py") == '"""Mine."""\n'
    assert [s.path for s in after.steps] == ["shop/config.py"]


def test_what_was_asked_for_in_this_run_follows():
    theirs = (
        Project().put("server.conf", "their own\n").ask(ManualStep("server.conf", "It is there.", "one\n"))
    )

    done = follow(theirs, "server.conf", "one\n", "one\ntwo\n")

    assert done.text("server.conf") == "their own\n"
    assert done.steps == (ManualStep("server.conf", "It is there.", "one\ntwo\n"),)
