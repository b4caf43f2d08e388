"""Where something from outside is used: names through imports and aliases, modules, texts."""

from __future__ import annotations

import pytest

from flaskwright.facts.names import Modules
from flaskwright.facts.uses import imports, texts, uses


def found(reader, wanted, **files):
    paths = {f"{path}.py": code.encode() for path, code in files.items()}
    return [(what, str(at)) for what, at in reader(Modules(paths), wanted)]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("import sentry_sdk\nsentry_sdk.init('x')\n", 2),
        ("import sentry_sdk as s\n\n\ndef start():\n    s.init('x')\n", 5),
        ("from sentry_sdk import init\ninit()\n", 2),
        ("from sentry_sdk import init as begin\nbegin()\n", 2),
        ("def start():\n    import sentry_sdk\n    return sentry_sdk.init\n", 3),
        ("import sentry_sdk\n\n\n@sentry_sdk.init\ndef view(): ...\n", 4),
    ],
)
def test_a_name_is_followed_to_where_it_comes_from(code, line):
    assert found(uses, {"sentry_sdk.init"}, app=code) == [("sentry_sdk.init", f"app.py:{line}")]


@pytest.mark.parametrize(
    "code",
    [
        "import sentry_sdk\n",
        "from sentry_sdk import init\n",
        "init()\n",
        "def init(): ...\n\n\ninit()\n",
        "import other\nother.init()\n",
        "from sentry_sdk import init\n\n\ndef init(): ...\n\n\ninit()\n",
        "text = 'sentry_sdk.init()'\n",
    ],
)
def test_another_one_is_no_use(code):
    assert found(uses, {"sentry_sdk.init"}, app=code) == []


def test_a_name_is_followed_through_the_project():
    files = {"web/__init__": "from sentry_sdk import init\n", "app": "from web import init\ninit()\n"}

    assert found(uses, {"sentry_sdk.init"}, **files) == [("sentry_sdk.init", "app.py:2")]


def test_a_module_of_the_project_is_not_from_outside():
    files = {"sentry_sdk": "def init(): ...\n", "app": "import sentry_sdk\nsentry_sdk.init()\n"}

    assert found(uses, {"sentry_sdk.init"}, **files) == []
    assert found(imports, {"sentry_sdk"}, **files) == []


@pytest.mark.parametrize("folder", ["tests", "examples", "docs"])
@pytest.mark.parametrize("reader", [uses, imports, texts])
def test_tests_and_examples_do_not_count(folder, reader):
    code = "import sentry_sdk\nsentry_sdk.init('sentry_sdk')\n"
    wanted = {"sentry_sdk.init", "sentry_sdk"}

    assert found(reader, wanted, **{f"{folder}/app": code}) == []
    assert found(reader, wanted, app=code) != []


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("import loguru\n", 1),
        ("import os\nimport loguru.deep as x\n", 2),
        ("from loguru import logger\n", 1),
        ("def f():\n    from loguru.deep import logger\n", 2),
        ("try:\n    import loguru\nexcept ImportError:\n    loguru = None\n", 2),
    ],
)
def test_an_import_is_found_at_any_depth(code, line):
    assert found(imports, {"loguru"}, app=code) == [("loguru", f"app.py:{line}")]


def test_a_text_stands_by_itself():
    code = 'headers = {"X-Frame-Options": "DENY"}\nabout = "X-Frame-Options are set"\n'

    assert found(texts, {"X-Frame-Options"}, app=code) == [("X-Frame-Options", "app.py:1")]


def test_a_file_that_cannot_be_read_has_none():
    assert found(uses, {"sentry_sdk.init"}, app="import sentry_sdk\nsentry_sdk.init(\n") == []
