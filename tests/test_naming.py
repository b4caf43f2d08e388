"""Which names a new project may have."""

import importlib.metadata
import re

import pytest

from flaskwright import bom
from flaskwright.errors import UsageError
from flaskwright.naming import check_name, suggestion


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
