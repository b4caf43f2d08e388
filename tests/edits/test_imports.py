from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edits.support import asked, assert_tidy, edited, module, ruff
from flaskwright.edits import ensure_import, ensure_typing_import

MODULES = [
    *("os", "sys", "json", "re", "collections.abc", "flask", "flask_wtf", "sqlalchemy", "sqlalchemy.orm"),
    *("shop", "shop.models", "tests", "a1", "a10", "a2", "a01", "A", "B_c", "zeta", "_private"),
    *(".", ".models", ".db", "..", "..x", ".a10", ".a2", ".a1", "...y"),
]
NAMES = [
    *("a", "b", "Abc", "ABC", "abc", "X", "x1", "x10", "x2", "x01", "Y_Z", "_p", "__d", "aB", "CONST_1", "T"),
    *("a_very_long_name_for_something_here", "AnotherQuiteLongClassNameHere"),
]
STARTS = [
    "",
    '"""Doc."""\n',
    '"""Doc."""\n\nX9 = 1\n',
    '# License\n\n"""Doc."""\n\nfrom __future__ import annotations\n',
    "def f9():\n    pass\n",
    "from __future__ import annotations\n\n\nclass C9:\n    pass\n",
    "#!/usr/bin/env python\n# comment\n\nX9 = 1\n",
    '"""Doc."""\n\n# about f9\ndef f9():\n    pass\n',
    '"""Doc."""\n\n# about X9\nX9 = 1\n',
]


def _import(module_name, name, alias):
    if not module_name.startswith(".") and name is None:
        return f"import {module_name}" + (f" as {alias}" if alias else "")
    return f"from {module_name} import {name or 'a'}" + (f" as {alias}" if alias else "")


IMPORTS = st.builds(
    _import,
    st.sampled_from(MODULES),
    st.one_of(st.none(), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.one_of(st.none(), st.none(), st.none(), st.sampled_from(["q1", "q2", "q10"])),
)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_ruff_sorts_nothing_and_the_order_of_arrival_is_not_seen(data):
    texts = []
    for _ in range(12):
        start = data.draw(st.sampled_from(STARTS))
        imports = data.draw(st.lists(IMPORTS, min_size=1, max_size=12))
        edits = [ensure_import("shop/mod.py", code) for code in imports]
        one = module(start).then(*edits)
        other = module(start).then(*data.draw(st.permutations(edits)))
        if not one.steps and not other.steps:
            assert one.files == other.files
        assert one.then(*edits).files == one.files
        texts.append(one.text("shop/mod.py"))
    assert_tidy(*texts)


def test_goes_to_its_section_with_blank_lines_around():
    text = '"""Doc."""\n\nimport os\n\nfrom .models import Product\n\nx = 1\n'
    assert edited(text, ensure_import("shop/mod.py", "from flask import Flask")) == (
        '"""Doc."""\n\nimport os\n\nfrom flask import Flask\n\nfrom .models import Product\n\nx = 1\n'
    )


def test_joins_the_import_of_its_module_by_order_of_type():
    text = "from flask import Flask, abort\n"
    result = edited(text, ensure_import("shop/mod.py", "from flask import Blueprint, url_for, G_1"))
    assert result == "from flask import G_1, Blueprint, Flask, abort, url_for\n"


def test_wraps_at_88():
    text = "from .models import AaaaaaaaaaaaaaaaaaaaA, BbbbbbbbbbbbbbbbbbbbbbB, CcccccccccccccccC\n"
    result = edited(text, ensure_import("shop/mod.py", "from .models import Product"))
    assert result == (
        "from .models import (\n    AaaaaaaaaaaaaaaaaaaaA,\n    BbbbbbbbbbbbbbbbbbbbbbB,\n"
        "    CcccccccccccccccC,\n    Product,\n)\n"
    )
    assert_tidy(result)


def test_wraps_and_keeps_the_comment_of_the_line():
    text = "from .models import AaaaaaaaaaaaaaaaaaaaA, BbbbbbbbbbbbbbbbbbbbbbB  # noqa: F401\n"
    result = edited(text, ensure_import("shop/mod.py", "from .models import Product, ProductRow"))
    assert result == (
        "from .models import (  # noqa: F401\n    AaaaaaaaaaaaaaaaaaaaA,\n    BbbbbbbbbbbbbbbbbbbbbbB,\n"
        "    Product,\n    ProductRow,\n)\n"
    )
    assert_tidy(result)


@pytest.mark.parametrize("name", ["Aaa", "Bbb", "zzz"])
def test_a_row_for_a_name_where_each_has_one(name):
    text = "from .models import (\n    # first\n    Aab,  # why\n    Zoo,\n)\n"
    result = edited(text, ensure_import("shop/mod.py", f"from .models import {name}"))
    assert f"    {name},\n" in result
    assert result.replace(f"    {name},\n", "") == text


def test_a_very_long_single_name_is_wrapped():
    name = "a" * 80
    result = edited("", ensure_import("shop/mod.py", f"from .models import {name}"))
    assert result == f"from .models import (\n    {name},\n)\n"
    assert_tidy(result)


def test_names_over_several_lines_in_another_way_are_written_anew():
    text = "from .models import (Bbb,\n                     Ccc)\nfrom .forms import A, \\\n    B\n"
    result = edited(
        text,
        ensure_import("shop/mod.py", "from .models import Aaa"),
        ensure_import("shop/mod.py", "from .forms import C"),
    )
    assert result == (
        "from .models import (\n    Aaa,\n    Bbb,\n    Ccc,\n)\nfrom .forms import (\n    A,\n    B,\n    C,\n)\n"
    )


def test_comments_between_the_names_in_another_way_ask():
    text = "from .models import (Bbb,  # why\n                     Ccc)\n"
    assert "Comments" in asked(text, ensure_import("shop/mod.py", "from .models import Aaa"))


def test_a_single_line_with_parentheses_keeps_them():
    text = "from .models import (Bbb, Ccc)\n"
    result = edited(text, ensure_import("shop/mod.py", "from .models import Bcc"))
    assert result == "from .models import (Bbb, Bcc, Ccc)\n"


def test_a_file_with_a_line_for_each_name_gets_a_line():
    text = "from .models import Bbb\nfrom .models import Ddd\n"
    result = edited(text, ensure_import("shop/mod.py", "from .models import Ccc"))
    assert result == "from .models import Bbb\nfrom .models import Ccc\nfrom .models import Ddd\n"


def test_star_and_alias_stand_alone():
    text = "from .models import Bbb\n"
    result = edited(
        text,
        ensure_import("shop/mod.py", "from .models import *"),
        ensure_import("shop/mod.py", "from .models import Ccc as C"),
    )
    assert result == "from .models import *\nfrom .models import Bbb\nfrom .models import Ccc as C\n"


def test_a_new_first_name_moves_the_statement_before_the_alias():
    text = "from .models import B as C\nfrom .models import D\n"
    result = edited(text, ensure_import("shop/mod.py", "from .models import A"))
    assert result == "from .models import A, D\nfrom .models import B as C\n"
    assert_tidy(result)


def test_an_import_in_try_counts_and_one_for_types_does_not():
    text = (
        "from typing import TYPE_CHECKING\n\ntry:\n    import json\nexcept ImportError:\n    json = None\n\n"
        "if TYPE_CHECKING:\n    from .models import Product\n"
    )
    assert edited(text, ensure_import("shop/mod.py", "import json")) == text
    assert "something else" in asked(text, ensure_import("shop/mod.py", "from .models import Product"))


def test_dotted_imports_of_one_package_live_together():
    text = "import sqlalchemy.orm\n\nsqlalchemy = sqlalchemy\n"
    assert edited("import xml.dom\n", ensure_import("shop/mod.py", "import xml.sax")) == (
        "import xml.dom\nimport xml.sax\n"
    )
    assert "something else" in asked(text, ensure_import("shop/mod.py", "import json as sqlalchemy"))


@pytest.mark.parametrize(
    "text",
    ["db = 1\n", "def db(): ...\n", "from other import db\n", "import db\n", "for x in y:\n    db = 1\n"],
)
def test_a_name_that_means_something_else_asks(text):
    assert "db means something else" in asked(
        text, ensure_import("shop/mod.py", "from .extensions import db")
    )


def test_an_import_behind_the_code_is_not_the_place():
    text = "from flask import Flask\n\napp = Flask(__name__)\n\nfrom shop import routes  # noqa: E402\n"
    result = edited(text, ensure_import("shop/mod.py", "from shop.extensions import db"))
    assert result.startswith("from flask import Flask\n\nfrom shop.extensions import db\n\napp = ")


def test_future_after_other_code_asks():
    text = "import os\nx = 1\n"
    assert edited(text, ensure_import("shop/mod.py", "from __future__ import annotations")).startswith(
        "from __future__ import annotations\n\nimport os\n"
    )
    assert asked("x = 1\n\nimport os\n", ensure_import("shop/mod.py", "from __future__ import annotations"))


def test_into_a_function():
    text = 'def create_app():\n    """Doc."""\n    app = 1\n    return app\n'
    result = edited(
        text,
        ensure_import("shop/mod.py", "from . import pages", into="create_app"),
        ensure_import("shop/mod.py", "import os", into="create_app"),
    )
    assert result == (
        'def create_app():\n    """Doc."""\n    import os\n\n    from . import pages\n\n    app = 1\n'
        "    return app\n"
    )
    assert_tidy(result)


def test_unsorted_imports_stay_and_get_the_new_one():
    text = "import sys\nimport flask\nimport os\nfrom .b import x\n"
    result = edited(text, ensure_import("shop/mod.py", "import abc"))
    assert result.replace("import abc\n", "", 1).replace("\n\n", "\n") == text


def test_tabs_crlf_mark_and_a_missing_final_newline_are_kept():
    data = b"\xef\xbb\xbfimport os\r\n\r\ndef f():\r\n\treturn os"
    project = module("").put_bytes("shop/mod.py", data)
    project = project.then(ensure_import("shop/mod.py", "import sys"))
    assert project.files["shop/mod.py"] == data.replace(b"import os\r\n", b"import os\r\nimport sys\r\n")
    project = (
        module("").put_bytes("shop/mod.py", b"import os").then(ensure_import("shop/mod.py", "import sys"))
    )
    assert project.files["shop/mod.py"] == b"import os\nimport sys"


def test_shared_lines_ask():
    assert "more than one statement" in asked(
        "import os; x = 1\n", ensure_import("shop/mod.py", "import sys")
    )


def test_a_file_that_is_missing_or_broken_asks():
    assert "does not exist" in module("").then(ensure_import("shop/no.py", "import os")).steps[0].reason
    assert "does not parse" in asked("def (\n", ensure_import("shop/mod.py", "import os"))


def test_what_is_no_import_is_refused():
    with pytest.raises(ValueError, match="not one import"):
        ensure_import("shop/mod.py", "x = 1")
    with pytest.raises(ValueError, match="no Python"):
        ensure_import("shop/mod.py", "import")


def test_the_proof_sees_a_disorder():
    assert ruff("check", "--select", "I", texts=["import sys\nimport os\n"])


def test_an_import_for_types():
    text = '"""Doc."""\n\nimport os\n\n\nclass A:\n    pass\n'
    edits = [
        ensure_typing_import("shop/mod.py", "from .models import Product"),
        ensure_typing_import("shop/mod.py", "from collections.abc import Iterator"),
        ensure_typing_import("shop/mod.py", "from .models import Order"),
        ensure_typing_import("shop/mod.py", "import os"),
    ]
    result = edited(text, *edits)
    assert result == (
        '"""Doc."""\n\nimport os\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n'
        "    from collections.abc import Iterator\n\n    from .models import Order, Product\n\n\n"
        "class A:\n    pass\n"
    )
    assert_tidy(result)
    assert edited(text, *edits[::-1]) == result
    result = edited("", *edits[:3])
    assert result.startswith(
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from collections.abc"
    )
    assert_tidy(result)


def test_an_import_for_types_in_an_unsure_file_asks():
    assert asked("TYPE_CHECKING = 1\n", ensure_typing_import("shop/mod.py", "from .a import b"))
    assert asked("def (\n", ensure_typing_import("shop/mod.py", "from .a import b"))
