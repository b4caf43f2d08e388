"""Python is merged by symbol: who changed what alone has it, and only what both changed is a conflict."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskwright.edits.merge import Sides, merge_lines
from flaskwright.edits.symbols import merge_python, symbols
from flaskwright.project import Project

SIDES = Sides("yours", "flaskwright 9")
PATH = "shop/views.py"
BASE = '''"""Views."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flask import Blueprint, abort

from .extensions import db

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("shop", __name__)
LIMIT = 10


# The first page.
@bp.get("/")
def index() -> str:
    """Say hello."""
    first = os.sep
    second = 2
    third = 3
    return f"{first}{second}{third}"


class Basket:
    """What a customer takes."""

    size = 3

    def add(self, item):
        """Add an item."""
        self.items.append(item)

    # Empties it.
    def clear(self):
        """Take all out."""
        self.items.clear()


def missing() -> Response:
    """Say no."""
    return abort(404)


bp.add_url_rule("/missing", view_func=missing)
'''


def changed(*pairs, text=BASE):
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def merged(ours, theirs, base=BASE):
    return merge_python(Project().put(PATH, ours), PATH, base, ours, theirs, SIDES)


def test_parts_make_the_whole():
    body = symbols(BASE)

    assert "".join(part.gap + part.text for part in body.parts) + body.tail == BASE
    assert [part.key[-2] for part in body.parts] == [
        "docstring",
        "import",
        "if TYPE_CHECKING:",
        "bp",
        "LIMIT",
        "index",
        "Basket",
        "missing",
        "'/missing'",
    ]


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        # different functions, with their comments and decorators
        (("second = 2", "second = 22"), ("return abort(404)", "return abort(410)"), None),
        (("# The first page.", "# My page."), ("first = os.sep", "first = os.linesep"), None),
        # members of a class, beside one another
        (("size = 3\n", "size = 4  # more\n"), ("self.items.append(item)", "self.items += [item]"), None),
        (
            ("    size = 3\n", "    size = 3\n    mine = 1\n"),
            ("def clear(self):", "def clear(self, *, all):"),
            None,
        ),
        (("class Basket:", "class Basket(Base):"), ("size = 3", "size = 5"), None),
        # lines of one function
        (("first = os.sep", "first = os.linesep"), ("third = 3", "third = 33"), None),
        # neighbours that are one line each
        (
            ('bp = Blueprint("shop", __name__)', 'bp = Blueprint("mine", __name__)'),
            ("LIMIT = 10", "LIMIT = 20"),
            None,
        ),
        # new ones at the same place
        (
            ("\n\nclass Basket", "\n\ndef mine():\n    return 1\n\n\nclass Basket"),
            ("\n\nclass Basket", "\n\ndef theirs():\n    return 2\n\n\nclass Basket"),
            (
                "\n\nclass Basket",
                "\n\ndef mine():\n    return 1\n\n\ndef theirs():\n    return 2\n\n\nclass Basket",
            ),
        ),
    ],
)
def test_both_changes_are_there(mine, theirs, both):
    result = merged(changed(mine), changed(theirs))

    assert result.conflicts == 0
    assert result.text == (changed(both) if both else changed(mine, theirs))


def test_what_moved_is_no_conflict():
    missing = BASE[BASE.index("def missing") : BASE.index("bp.add_url_rule")]
    moved = BASE.replace(missing, "").replace("# The first page.", f"{missing}# The first page.")
    theirs = changed(("return abort(404)", "return abort(410)"), ("LIMIT = 10", "LIMIT = 20"))

    assert merged(moved, theirs).text == moved.replace("404", "410").replace("= 10", "= 20")
    assert merged(theirs, moved).text == moved.replace("404", "410").replace("= 10", "= 20")


def test_a_conflict_stands_around_the_symbol_s_lines():
    mine = changed(("second = 2", "second = 22"), ("size = 3", "size = 4"))
    theirs = changed(("second = 2", "second = 222"), ("size = 3", "size = 5"))

    result = merged(mine, theirs)

    assert result == merge_lines(BASE, mine, theirs, SIDES)
    assert result.conflicts == 2
    assert (
        "    first = os.sep\n<<<<<<< yours\n    second = 22\n=======\n    second = 222\n>>>>>>> flaskwright 9\n"
        "    third = 3\n" in result.text
    )


def test_what_its_owner_deleted_stays_deleted():
    clear = BASE[BASE.index("    # Empties it.") : BASE.index("def missing")]
    mine = BASE.replace(clear, "\n").replace("append(item)\n\n\n", "append(item)\n\n")
    theirs = changed(("return abort(404)", "return abort(410)"), ("LIMIT = 10\n", "LIMIT = 10\nNEW = 1\n"))

    result = merged(mine, theirs)

    assert result.conflicts == 0
    assert result.text == mine.replace("404", "410").replace("LIMIT = 10\n", "LIMIT = 10\nNEW = 1\n")


def test_what_its_owner_deleted_and_upstream_changed_is_a_conflict():
    missing = BASE[BASE.index("def missing") : BASE.index("bp.add_url_rule")]
    theirs = changed(("return abort(404)", "return abort(410)"))

    result = merged(BASE.replace(missing, ""), theirs)

    new = missing.rstrip("\n").replace("404", "410")
    assert result.conflicts == 1
    assert f"<<<<<<< yours\n=======\n{new}\n>>>>>>> flaskwright 9\n" in result.text


def test_what_upstream_deleted_and_its_owner_changed_is_a_conflict():
    missing = BASE[BASE.index("def missing") : BASE.index("bp.add_url_rule")]

    result = merged(changed(("return abort(404)", "return abort(410)")), BASE.replace(missing, ""))

    mine = missing.rstrip("\n").replace("404", "410")
    assert f"<<<<<<< yours\n{mine}\n=======\n>>>>>>> flaskwright 9\n" in result.text


def test_a_class_that_became_something_else_is_merged_by_line():
    basket = BASE[BASE.index("class Basket") : BASE.index("def missing")].rstrip("\n")
    mine = changed(("size = 3", "size = 4"))

    result = merged(mine, BASE.replace(basket, "Basket = list"))

    assert result.conflicts == 1
    assert "=======\nBasket = list\n>>>>>>> flaskwright 9\n" in result.text


def test_imports_are_a_set():
    mine = changed(
        ("import os\n", "import os\nimport sys\n"),
        ("import Blueprint, abort", "import Blueprint, abort, g"),
        ("    from flask import Response\n", "    from flask import Response\n    from mine import Mine\n"),
        ("third = 3", "third = len(sys.argv)"),
    )
    theirs = changed(
        ("import os\n", "import json\n"),
        ("import Blueprint, abort", "import Blueprint, abort, current_app"),
        ("from .extensions import db\n", "from .extensions import cache\n"),
        ("first = os.sep", "first = json.dumps(1)"),
        (
            "    from flask import Response\n",
            "    from collections.abc import Iterator\n\n    from flask import Response\n",
        ),
    )

    result = merged(mine, theirs)

    assert result.conflicts == 0
    assert result.text == changed(
        ("import os\n", "import json\nimport sys\n"),
        ("import Blueprint, abort", "import Blueprint, abort, current_app, g"),
        ("from .extensions import db\n", "from .extensions import cache\n"),
        (
            "    from flask import Response\n",
            "    from collections.abc import Iterator\n\n    from flask import Response\n    from mine import Mine\n",
        ),
        ("first = os.sep", "first = json.dumps(1)"),
        ("third = 3", "third = len(sys.argv)"),
    )


def test_an_import_that_is_still_used_stays():
    mine = changed(
        ("import os\n", "import os\nimport sys\n"), ("return abort(404)", "return os.abort(sys.argv)")
    )
    theirs = changed(("import os\n", ""), ("first = os.sep", "first = 1"))

    assert "import os\nimport sys\n" in merged(mine, theirs).text


def test_a_name_that_means_two_things_is_a_conflict():
    mine = changed(
        ("import os\n", "import os\nimport sys\n"), ("import Blueprint, abort", "import Blueprint, abort, g")
    )
    theirs = changed(("import os\n", "import os\nfrom sys import path as g\n"))

    result = merged(mine, theirs)

    assert result.conflicts == 1
    assert "from sys import path as g\n" in result.text


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        # we import nothing any more, upstream something else
        ("import a\n\nx = a\n", "x = 1\n", "import a\nimport b\n\nx = a\n", None),
        # a block for types that we took out
        (
            "if TYPE_CHECKING:\n    import a\n\nx = 1\n",
            "x = 1\n",
            "if TYPE_CHECKING:\n    import b\n\nx = 1\n",
            None,
        ),
        # one that upstream empties
        (
            "if TYPE_CHECKING:\n    import a\n    import b\n",
            "if TYPE_CHECKING:\n    import a\n",
            "if TYPE_CHECKING:\n    import c\n",
            "if TYPE_CHECKING:\n    import c\n",
        ),
        # several runs of imports
        (
            "import a\n\nx = a\n\nimport b\n\ny = b\n",
            "import a\nimport mine\n\nx = a\n\nimport b\n\ny = mine\n",
            "import a\nimport new\n\nx = a\n\ny = new\n",
            None,
        ),
    ],
)
def test_imports_of_other_shapes(base, ours, theirs, result):
    found = merged(ours, theirs, base)

    if result is not None:
        assert found.text == result
    assert {line for line in theirs.splitlines() if "import" in line and line not in base} <= {
        *found.text.splitlines()
    }


def test_a_new_import_brings_its_comment():
    mine = changed(("from .extensions import db\n", "from .extensions import db\nfrom .mine import x\n"))
    theirs = changed(
        (
            "from .extensions import db\n",
            "from . import signals  # noqa: F401 (connects them)\nfrom .extensions import db\n",
        )
    )

    assert (
        "\nfrom . import signals  # noqa: F401 (connects them)\nfrom .extensions import db\n"
        in merged(mine, theirs).text
    )


@pytest.mark.parametrize(
    "broken",
    ["def x(:\n", "a = 1; b = 2\n", "class A: x = 1; y = 2\n", "x = '\0'\n"],
)
def test_what_cannot_be_taken_apart_is_merged_by_line(broken):
    mine, theirs = BASE + broken, changed(("LIMIT = 10", "LIMIT = 20"))

    assert merged(mine, theirs) == merge_lines(BASE, mine, theirs, SIDES)


def test_a_class_in_one_line_is_one_piece():
    base = "class A: x = 1\n\n\nclass B:\n    y = 1; z = 2\n"

    result = merged(base.replace("x = 1", "x = 2"), base.replace("z = 2", "z = 3"), base)

    assert result.text == "class A: x = 2\n\n\nclass B:\n    y = 1; z = 3\n"


def test_comments_below_the_last_member_belong_to_the_class():
    base = "class A:\n    x = 1\n\n    # y = 2\n\n\n# of B\nclass B:\n    pass\n"

    (one, other) = symbols(base).parts

    assert one.text.endswith("# y = 2\n")
    assert other.text.startswith("# of B\n")


# --- laws -----------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "c", "d"])
BODIES = st.lists(st.sampled_from(["x = 1", "y = 2", "z = 3", "# why"]), max_size=3)
IMPORT = st.sampled_from(["import os", "import re", "from flask import g", "from flask import abort, g"])


@st.composite
def modules(draw, imports=3):
    """Modules of functions, classes, values and imports with few names, so that they meet."""
    parts = ["\n".join(draw(st.lists(IMPORT, max_size=imports, unique=True)))]
    for name in draw(st.lists(NAMES, max_size=4, unique=True)):
        body = "".join(f"    {line}\n" for line in draw(BODIES))
        kind = draw(st.sampled_from(["def", "class", "value"]))
        parts.append(
            f"{name} = {len(body)}"
            if kind == "value"
            else f"def {name}():\n{body}    return {len(body)}"
            if kind == "def"
            else f"class {name}:\n{body}    def m(self):\n        return {len(body)}"
        )
    return "".join(f"{part}\n\n\n" for part in parts if part)


@given(modules(), modules())
def test_a_side_that_changed_nothing_takes_the_other(base, other):
    assert merged(base, other, base).text == other
    assert merged(other, base, base).text == other
    assert merged(other, other, base).text == other


@given(modules(), modules(), modules())
def test_without_conflicts_it_is_python_and_has_the_changes_of_both(base, ours, theirs):
    result = merged(ours, theirs, base)
    was, mine, new = ({part.key: part.text for part in symbols(text).parts} for text in (base, ours, theirs))

    assert (
        result.conflicts
        == result.text.count("<<<<<<< yours\n")
        == result.text.count(">>>>>>> flaskwright 9\n")
    )
    if not result.conflicts:
        ast.parse(result.text)
        done = {part.key: part.text for part in symbols(result.text).parts}
        for key in {*mine, *new} - {("import", 0)}:
            one, other = mine.get(key), new.get(key)
            if was.get(key) in (one, other) or one == other:
                assert done.get(key) == (other if one == was.get(key) else one)


@given(modules(imports=0), modules(imports=0), modules(imports=0))
def test_the_other_side_sees_the_same_conflicts(base, ours, theirs):
    one, other = merged(ours, theirs, base), merged(theirs, ours, base)

    assert one.conflicts == other.conflicts
    assert sorted(one.text.split()) == sorted(other.text.split())


def test_line_ends_stay():
    crlf = Project().put_bytes(PATH, dedent(BASE).replace("\n", "\r\n").encode())
    mine, theirs = changed(("LIMIT = 10", "LIMIT = 20")), changed(("third = 3", "third = 33"))

    done = crlf.put(PATH, merge_python(crlf, PATH, BASE, mine, theirs, SIDES).text)

    assert (
        done.files[PATH]
        == changed(("LIMIT = 10", "LIMIT = 20"), ("third = 3", "third = 33")).replace("\n", "\r\n").encode()
    )
