from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edits.support import asked, assert_tidy, edited, module
from flaskwright.edits import ALPHABETICAL, CONTENTS, ensure_class, ensure_function, ensure_statement

PATH = "shop/mod.py"
APP = '''"""Shop."""

from flask import Flask

from . import config, extensions


def create_app() -> Flask:
    """Build the application."""
    app = Flask(__name__)

    config.init_app(app)
    extensions.init_app(app)

    return app
'''


def in_app(code, order=None):
    return ensure_statement(PATH, code, into="create_app", order=order)


def test_goes_before_the_final_return():
    assert edited(APP, in_app("app.cli.add_command(seed)")) == APP.replace(
        "extensions.init_app(app)\n", "extensions.init_app(app)\n    app.cli.add_command(seed)\n"
    )


def test_a_comment_above_the_return_stays_with_it():
    text = "def f():\n    x = 1\n\n    # done\n    return x\n"
    assert edited(text, ensure_statement(PATH, "y = 2", into="f")) == (
        "def f():\n    x = 1\n    y = 2\n\n    # done\n    return x\n"
    )


def test_a_function_without_return_gets_it_at_its_end():
    text = "def f():\n    x = 1\n    # more\n\n\ny = 1\n"
    assert edited(text, ensure_statement(PATH, "z = 2", into="f")) == (
        "def f():\n    x = 1\n    z = 2\n    # more\n\n\ny = 1\n"
    )


def test_a_return_inside_of_with_ends_the_function_too():
    text = "def f():\n    app = 1\n    with app:\n        import x\n        return app\n"
    assert edited(text, ensure_statement(PATH, "use(app)", into="f")) == text.replace(
        "    with", "    use(app)\n    with"
    )


def test_what_it_uses_must_be_made_before():
    text = "def f():\n    if x:\n        a = 1\n        return a\n"
    assert "too late" in asked(text, ensure_statement(PATH, "use(a)", into="f"))


def test_the_end_of_the_module_is_before_its_main():
    text = 'x = 1\n\n\nif __name__ == "__main__":\n    run()\n'
    assert edited(text, ensure_statement(PATH, "y = 2")) == text.replace("x = 1\n", "x = 1\ny = 2\n")
    assert (
        edited("def f():\n    pass\n", ensure_statement(PATH, "y = 2")) == "def f():\n    pass\n\n\ny = 2\n"
    )


def test_several_statements_are_one_thing():
    code = "seed = Seed()\napp.cli.add_command(seed)"
    once = edited(APP, in_app(code))
    assert "    seed = Seed()\n    app.cli.add_command(seed)\n\n    return app\n" in once
    assert "part of this" in asked(APP.replace("    return", "    seed = Seed()\n    return"), in_app(code))


def test_an_equal_tree_is_there_already():
    text = "def f():\n    call( 'x',\n      2 )\n"
    assert edited(text, ensure_statement(PATH, 'call("x", 2)', into="f")) == text


def test_another_value_of_the_same_name_asks():
    assert "x is there already" in asked("x = 1\n", ensure_statement(PATH, "x = 2"))


def test_there_must_be_exactly_one_function_of_the_name():
    assert "no create_app" in asked("x = 1\n", in_app("y()"))
    double = "if x:\n    def create_app(): return 1\nelse:\n    def create_app(): return 2\n"
    assert "more than one" in asked(double, in_app("y()"))


def test_a_body_in_the_line_of_its_head_asks():
    for text in ("def f(): return 1\n", "def f(\n    a\n): return 1\n", "def f(): pass\n"):
        assert "more than one statement" in asked(text, ensure_statement(PATH, "y()", into="f"))


def test_statements_that_share_a_line_ask():
    text = "def f():\n    x = 1; y = 2\n"
    assert "more than one statement" in asked(text, ensure_statement(PATH, "y()", into="f"))
    text = "def f():\n    x = 1;\n"
    assert "more than one statement" in asked(text, ensure_statement(PATH, "y()", into="f"))


def test_a_lone_pass_gives_way():
    assert edited("def f():\n    pass\n", ensure_statement(PATH, "y()", into="f")) == "def f():\n    y()\n"
    assert edited(
        "def f():\n    '''Doc.'''\n    ...  # later\n", ensure_statement(PATH, "y()", into="f")
    ) == ("def f():\n    '''Doc.'''\n    y()  # later\n")


def test_a_method_and_a_nested_function_are_found_by_their_path():
    text = "class A:\n    def f(self):\n        x = 1\n\n    def g(self):\n        x = 1\n"
    assert edited(text, ensure_statement(PATH, "y()", into="A.g")) == text + "        y()\n"
    text = "def a():\n    def b():\n        x = 1\n    return b\n"
    assert edited(text, ensure_statement(PATH, "y()", into="a.b")) == text.replace(
        "x = 1\n", "x = 1\n        y()\n"
    )


def test_tabs_are_indented_with_tabs():
    text = "def f():\n\tx = 1\n\treturn x\n"
    assert edited(text, ensure_statement(PATH, "if y:\n    z(\n        1,\n    )", into="f")) == (
        "def f():\n\tx = 1\n\tif y:\n\t\tz(\n\t\t\t1,\n\t\t)\n\treturn x\n"
    )


def test_two_spaces_are_kept_and_strings_too():
    text = "def f():\n  x = 1\n"
    code = 'if y:\n    z = """\n    a\n      b"""\n    q = "a" \\\n        "b"'
    result = edited(text, ensure_statement(PATH, code, into="f"))
    assert result == 'def f():\n  x = 1\n  if y:\n    z = """\n    a\n      b"""\n    q = "a" \\\n      "b"\n'


def test_docstrings_are_indented_with_their_function():
    code = 'def g():\n    """Doc.\n\n    More.\n    """\n    return f"""\n{x}\n  """'
    result = edited("def f():\n    x = 1\n", ensure_statement(PATH, code, into="f"))
    assert result == (
        'def f():\n    x = 1\n\n    def g():\n        """Doc.\n\n        More.\n        """\n'
        '        return f"""\n{x}\n  """\n'
    )
    assert_tidy(result)


def test_crlf_and_a_missing_final_newline_are_kept():
    project = module("").put_bytes(PATH, b"def f():\r\n    return 1\r\n\r\n\r\nx = 1")
    project = project.then(ensure_statement(PATH, "y = 2\nz = 3"), ensure_statement(PATH, "a()", into="f"))
    assert project.files[PATH] == (b"def f():\r\n    a()\r\n    return 1\r\n\r\n\r\nx = 1\r\ny = 2\r\nz = 3")


def test_positions_count_characters():
    assert "more than one" in asked("x = 'ä€😀'; \n", ensure_statement(PATH, "y()"))
    text = "def f():\n    x = 'ä€😀'  # ä\n    return x\n"
    assert edited(text, ensure_statement(PATH, "use(x)", into="f")) == text.replace(
        "# ä\n", "# ä\n    use(x)\n"
    )


def test_alphabetical_among_its_kind():
    text = "b = 1\nd = 2\n\n\ndef f():\n    pass\n\n\ndef h():\n    pass\n"
    result = edited(
        text,
        ensure_statement(PATH, "c: int = 1", order=ALPHABETICAL),
        ensure_statement(PATH, "a = 0", order=ALPHABETICAL),
        ensure_statement(PATH, "e = 9", order=ALPHABETICAL),
        ensure_function(PATH, "def g():\n    return 1", order=ALPHABETICAL),
    )
    assert result == (
        "a = 0\nb = 1\nc: int = 1\nd = 2\ne = 9\n\n\ndef f():\n    pass\n\n\ndef g():\n    return 1\n\n\n"
        "def h():\n    pass\n"
    )
    assert_tidy(result)


def test_alphabetical_comes_after_what_it_uses():
    text = "z = 1\n\n\nclass Base:\n    pass\n"
    assert (
        edited(text, ensure_statement(PATH, "a = use(Base)", order=ALPHABETICAL))
        == text + "\n\na = use(Base)\n"
    )


def test_an_assignment_without_neighbours_stands_before_the_definitions():
    text = '"""Doc."""\n\nimport os\n\n\ndef f():\n    pass\n'
    result = edited(text, ensure_statement(PATH, "a = os", order=ALPHABETICAL))
    assert result == '"""Doc."""\n\nimport os\n\na = os\n\n\ndef f():\n    pass\n'
    assert_tidy(result)


def test_contents_has_its_order_and_paragraphs():
    result = edited(
        APP,
        in_app("app.register_blueprint(pages.bp)", CONTENTS),
        in_app("mail.init_app(app)", CONTENTS),
        in_app("logs.init_app(app)", CONTENTS),
        in_app("app.register_blueprint(accounts.bp)", CONTENTS),
        in_app("own.init_app(app)", CONTENTS),
    )
    assert result == APP.replace(
        "    extensions.init_app(app)\n",
        "    logs.init_app(app)\n    extensions.init_app(app)\n    own.init_app(app)\n    mail.init_app(app)\n\n"
        "    app.register_blueprint(accounts.bp)\n    app.register_blueprint(pages.bp)\n",
    )
    assert_tidy(result)


def test_contents_leaves_strange_neighbours_where_they_are():
    text = APP.replace(
        "    return app",
        "    @app.get('/')\n    def home():\n        return ''\n\n    app.register_blueprint(zoo.bp)\n    return app",
    )
    result = edited(
        text,
        in_app("mail.init_app(app)", CONTENTS),
        in_app("app.register_blueprint(accounts.bp)", CONTENTS),
    )
    assert result == text.replace(
        "extensions.init_app(app)\n", "extensions.init_app(app)\n    mail.init_app(app)\n"
    ).replace("    app.register", "    app.register_blueprint(accounts.bp)\n    app.register")


PARTS = ["logs", "mail", "hooks", "errors", "own", "zoo", "api", "headers"]
CONTENTS_CODE = [f"{name}.init_app(app)" for name in PARTS] + [
    f"app.register_blueprint({name}.bp)" for name in PARTS
]


@settings(max_examples=60, deadline=None)
@given(
    codes=st.lists(st.sampled_from(CONTENTS_CODE), unique=True, max_size=9),
    strange=st.lists(st.sampled_from(["x()", "a.b()", "db.init_app(app)", "y = 1"]), unique=True),
    data=st.data(),
)
def test_any_order_of_arrival_gives_the_same_contents(codes, strange, data):
    text = APP.replace("    extensions", "".join(f"    {code}\n" for code in strange) + "    extensions")
    edits = [in_app(code, CONTENTS) for code in codes]
    one = edited(text, *edits)
    assert edited(text, *data.draw(st.permutations(edits))) == one
    assert set(text.split("\n")) <= set(one.split("\n"))
    if not strange:
        assert_tidy(one)


ASSIGNMENTS = ["a = 1", "b = C()", "c: int = 2", "# why\nd = 3", "e = [\n    1,\n]", "F = 2"]


@settings(max_examples=60, deadline=None)
@given(
    codes=st.lists(st.sampled_from(ASSIGNMENTS), unique=True),
    text=st.sampled_from(
        ["", "import os\n", "import os\n\nbb = 1\n", "bb = 1\n\nfoo()\n\ndd = 2\n", "def f():\n    pass\n"]
    ),
    data=st.data(),
)
def test_any_order_of_arrival_gives_the_same_module(codes, text, data):
    edits = [ensure_statement(PATH, code, order=ALPHABETICAL) for code in codes]
    one = edited(text, *edits)
    assert edited(text, *data.draw(st.permutations(edits))) == one
    assert_tidy(one)


def test_a_definition_of_the_name_is_never_overwritten():
    for text in ("def f():\n    return 2\n", "f = 1\n", "from x import f\n", "class f:\n    pass\n"):
        assert edited(text, ensure_function(PATH, "def f():\n    return 1")) == text
    text = "class A:\n    x = 1\n"
    assert edited(text, ensure_class(PATH, "class A:\n    x = 2")) == text


def test_a_definition_gets_its_blank_lines():
    result = edited(
        '"""Doc."""\n\nimport os\n\nx = 1\n',
        ensure_class(PATH, "@decorated\nclass A(B):\n    '''Doc.'''"),
        ensure_function(PATH, "async def f():\n    await os.g()"),
    )
    assert result.endswith(
        "x = 1\n\n\n@decorated\nclass A(B):\n    '''Doc.'''\n\n\nasync def f():\n    await os.g()\n"
    )


def test_what_is_no_code_is_refused():
    with pytest.raises(ValueError, match="no Python"):
        ensure_statement(PATH, "def (")
    with pytest.raises(ValueError, match="not one definition"):
        ensure_function(PATH, "x = 1")


def test_a_file_of_comments_only_keeps_them():
    assert edited("# only this\n", ensure_statement(PATH, "x = 1")) == "# only this\n\nx = 1\n"
    assert edited("# only this", ensure_statement(PATH, "x = 1")) == "# only this\n\nx = 1\n"
    assert edited("", ensure_statement(PATH, "x = 1")) == "x = 1\n"


def test_decorated_neighbours_keep_their_decorators():
    text = "@a\n# why\n@b(\n    1\n)\ndef f():\n    pass\n"
    assert edited(text, ensure_statement(PATH, "x = 1", order=ALPHABETICAL)) == "x = 1\n\n\n" + text


def test_nothing_else_changes():
    text = APP + "\n\nclass A:\n    def g(self): return 'ä'\n\n\nx = (1,\n  2)\n"
    tree = ast.parse(edited(text, in_app("y()")))
    old = ast.parse(text)
    assert [ast.dump(n) for n in tree.body if n.lineno > 20] == [
        ast.dump(n) for n in old.body if n.lineno > 19
    ]


def test_lines_that_are_too_long_at_their_place_are_wrapped():
    call = f'app.register_blueprint(pages.bp, url_prefix="/{"a" * 30}", subdomain="{"b" * 10}")'
    result = edited(APP, in_app(call, CONTENTS))
    assert "    app.register_blueprint(\n        pages.bp, url_prefix=" in result
    assert_tidy(result)
    url = f'x = "{"u" * 100}"'
    assert edited("", ensure_statement(PATH, url)) == f"{url}\n"


def test_parts_that_have_no_place_stand_behind_the_extensions():
    result = edited(
        APP,
        in_app("connections.init_app(app)", CONTENTS),
        in_app("bees.init_app(app)", CONTENTS),
        in_app("models.init_app(app)", CONTENTS),
    )
    assert [line.strip() for line in result.split("\n") if ".init_app" in line] == [
        f"{name}.init_app(app)" for name in ("config", "connections", "extensions", "bees", "models")
    ]
