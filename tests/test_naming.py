"""Which names a new project may have, and words to describe it."""

import ast
import importlib.metadata
import re
import tomllib
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from flaskwright import bom
from flaskwright.capabilities import Menu
from flaskwright.capability import Wanted, run
from flaskwright.errors import UsageError
from flaskwright.naming import check_name, suggestion
from flaskwright.project import Project
from generation import APP


@pytest.mark.parametrize("name", ["shop", "my_shop", "shop2", "a1_b2", "application", "blog"])
def test_good_names(name):
    check_name(name)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("", "for example shop"),
        ("my-shop", "try my_shop"),
        ("MyShop", "try my_shop"),
        ("my shop", "try my_shop"),
        ("2shop", "try shop"),
        ("_shop", "try shop"),
        ("shop_", "try shop"),
        ("a__b", "try a_b"),
        ("../shop", "try shop"),
        ("/srv/shop", "try srv_shop"),
        ("café", "try caf"),
        ("日本", "for example shop"),
        ("...", "for example shop"),
        ("class", "a word of the Python language"),
        ("match", "a word of the Python language"),
        ("test", "where the tests are"),
        ("tests", "where the tests are"),
        ("email", "Python's own module email"),
        ("secrets", "Python's own module secrets"),
        ("flask", "the package flask"),
        ("flask_login", "the package flask_login"),
        ("sqlalchemy", "the package sqlalchemy"),
        ("migrations", "something else called migrations"),
        ("wsgi", "something else called wsgi"),
    ],
)
def test_bad_names_say_what_would_do(name, hint):
    with pytest.raises(UsageError, match=re.escape(hint)) as caught:
        check_name(name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["My Shop!", "MyShop", "my--shop", "9lives", "HTTPServer"])
def test_a_suggestion_can_be_taken(name):
    check_name(suggestion(name))


def test_no_package_of_the_tested_set_can_be_hidden():
    """Every import name that a distribution of the tested set brings here is refused."""
    known = bom.packages()
    for name, distributions in importlib.metadata.packages_distributions().items():
        ours = any(re.sub(r"[-_.]+", "-", item).lower() in known for item in distributions)
        if ours and re.fullmatch(r"[a-z][a-z0-9_]*", name):
            with pytest.raises(UsageError):
                check_name(name)


def test_any_words_can_describe_an_application():
    """Quotes, backslashes and letters of any language: every file can be read as what it is, and says them."""
    words = {"title": 'The "R" \\d été', "description": 'Say "hi" \\d to """, café "'}
    asked = {"app": APP | words, "pages": {}, "mail": {}, "api": {}}
    project = run(Menu(), Project(), Wanted(asked))

    files = {str(p): data.decode() for p, data in project.files.items() if str(p).endswith((".py", ".toml"))}
    trees = {path: ast.parse(text) for path, text in files.items() if path.endswith(".py")}
    assert tomllib.loads(files["pyproject.toml"])["project"]["description"] == words["description"]
    assert ast.get_docstring(trees["shop/__init__.py"]) == words["description"]
    strings = {n.value for n in ast.walk(trees["shop/config.py"]) if isinstance(n, ast.Constant)}
    assert words["title"] in strings
    assert "SITE_NAME: str" in files["shop/config.py"]
    assert "API_TITLE: str" in files["shop/config.py"]


@pytest.mark.parametrize("title", ["An öld application " * 3, "An old, old application " * 2, "Ö" * 60])
def test_a_long_title_is_the_sender_s_name_in_lines_that_fit(title):
    project = run(Menu(), Project(), Wanted({"app": APP | {"title": title}, "mail": {}}))

    settings = project.text("shop/config.py")
    assert max(map(len, settings.splitlines())) <= 88
    (sender,) = [
        ast.literal_eval(node.value)
        for node in ast.walk(ast.parse(settings))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "MAIL_DEFAULT_SENDER"
    ]
    name, address = parseaddr(sender)
    assert (str(make_header(decode_header(name))).strip(), address) == (title.strip(), "noreply@shop.example")
