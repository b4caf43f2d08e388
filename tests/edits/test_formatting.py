from __future__ import annotations

import pytest

from flaskwright.edits import format_python
from flaskwright.edits.isort import first_party
from flaskwright.errors import FlaskwrightError
from flaskwright.project import Project


def test_files_are_formatted_and_sorted():
    files = {
        "shop/__init__.py": "import sys, os\nfrom shop.models import a\nimport flask\nx = {'a':1}\n",
        "shop/models.py": "a=1\n",
        ".hidden/x.py": "b=1",
    }
    assert format_python(files) == {
        "shop/__init__.py": (
            'import os\nimport sys\n\nimport flask\n\nfrom shop.models import a\n\nx = {"a": 1}\n'
        ),
        "shop/models.py": "a = 1\n",
        ".hidden/x.py": "b = 1\n",
    }


def test_packages_that_are_not_among_the_files_are_first_party_too():
    text = "import flask\nfrom shop.models import a\nimport zoo\n"
    assert format_python({"tests/x.py": text}, Project().put("shop/__init__.py", ""))["tests/x.py"] == (
        "import flask\nimport zoo\n\nfrom shop.models import a\n"
    )


def test_nothing_is_nothing():
    assert format_python({}) == {}


def test_a_file_that_is_no_python_is_named():
    with pytest.raises(FlaskwrightError, match=r"shop/bad\.py"):
        format_python({"shop/bad.py": "def ("})


def test_unused_names_and_long_texts_stay():
    text = f'import os\n\nx = "{"y" * 100}"\n'
    assert format_python({"a.py": text}) == {"a.py": text}


def test_the_projects_own_names():
    made = Project()
    for path in ("shop/__init__.py", "src/store/x.py", "wsgi.py", "src/one.py", "docs/a.md", "README.md"):
        made = made.put(path, "")
    assert first_party(made) == {"shop", "src", "store", "wsgi", "one", "docs"}


def test_syntax_newer_than_the_target_is_formatted_too():
    assert format_python({"a.py": "def f[T]( x:T ): return x\n"}) == {
        "a.py": "def f[T](x: T):\n    return x\n"
    }
