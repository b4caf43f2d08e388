"""What a template says in today's words is said in older ones, and means the same."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskwright.capabilities import Menu
from flaskwright.capability import Wanted, run
from flaskwright.edits.format import format_python
from flaskwright.edits.older import in_older_words
from flaskwright.facts import TODAY, Ground
from flaskwright.project import Project

OLD = Ground((3, 8), (1, 1))
SOURCES = sorted(Path(__file__, "../../../src/flaskwright").resolve().rglob("*.py"))


def older(text, ground=OLD):
    """Give it as it is written in the end: formatted."""
    return format_python({"it.py": in_older_words(text, ground)})["it.py"]


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (
            '"""Doc."""\n\nimport os\n\n\ndef f(a: list[int] | None) -> None: ...\n',
            (
                '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n\n\n'
                "def f(a: list[int] | None) -> None: ...\n"
            ),
        ),
        (
            "from datetime import UTC, datetime\n\nnow = datetime.now(UTC)\n",
            "from datetime import datetime, timezone\n\nnow = datetime.now(timezone.utc)\n",
        ),
        (
            "import datetime as dt\n\nnow = dt.datetime.now(dt.UTC)\n",
            "import datetime as dt\n\nnow = dt.datetime.now(dt.timezone.utc)\n",
        ),
        (
            "from typing import Any, Unpack\n\nimport os\n\n\ndef f(**a: Unpack[Any]) -> None: ...\n",
            (
                "from __future__ import annotations\n\nimport os\nfrom typing import TYPE_CHECKING, Any\n\n"
                "if TYPE_CHECKING:\n    from typing_extensions import Unpack\n\n\n"
                "def f(**a: Unpack[Any]) -> None: ...\n"
            ),
        ),
        (
            (
                "from typing import TYPE_CHECKING, Self\n\nif TYPE_CHECKING:\n    import os\n\n\n"
                "def f() -> Self: ...\n"
            ),
            (
                "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\n"
                "if TYPE_CHECKING:\n    import os\n\n    from typing_extensions import Self\n\n\n"
                "def f() -> Self: ...\n"
            ),
        ),
        (
            'from enum import StrEnum\n\n\nclass Size(StrEnum):\n    """How big."""\n\n    BIG = "big"\n',
            (
                'from enum import Enum\n\n\nclass Size(str, Enum):\n    """How big."""\n\n'
                '    __str__ = str.__str__\n\n    BIG = "big"\n'
            ),
        ),
        (
            "import enum\n\n\nclass Size(enum.StrEnum):\n    BIG = 1\n\n\nkinds = {enum.StrEnum: 1}\n",
            (
                "import enum\n\n\nclass Size(str, enum.Enum):\n    __str__ = str.__str__\n    BIG = 1\n\n\n"
                "kinds = {enum.Enum: 1}\n"
            ),
        ),
        ("pairs = zip(one, two, strict=True)\n", "pairs = zip(one, two)\n"),
        (
            "from collections.abc import Callable, Mapping\n\nMake = Callable[..., int | None]\n",
            "from typing import Callable, Mapping, Union\n\nMake = Callable[..., Union[int, None]]\n",
        ),
        ("Rows = dict[str, list[int]]\n", "from typing import Dict, List\n\nRows = Dict[str, List[int]]\n"),
        ("is_plain = isinstance(x, int | str | bytes)\n", "is_plain = isinstance(x, (int, str, bytes))\n"),
        (
            "class Lines(logging.StreamHandler[TextIO]):\n    pass\n",
            "class Lines(logging.StreamHandler):\n    pass\n",
        ),
        (
            'from typing import ParamSpec, TypeVar\n\nP = ParamSpec("P")\nT = TypeVar("T")\n',
            (
                "from typing import TYPE_CHECKING, TypeVar\n\nif TYPE_CHECKING:\n"
                '    from typing_extensions import ParamSpec\n\n    P = ParamSpec("P")\nelse:\n'
                '    P = TypeVar("P")\nT = TypeVar("T")\n'
            ),
        ),
        (
            "with (\n    pytest.raises(ValueError),\n    app.app_context(),\n):\n    run()\n",
            "with pytest.raises(ValueError), app.app_context():\n    run()\n",
        ),
        ('@bp.get("/")\ndef f():\n    pass\n', '@bp.route("/")\ndef f():\n    pass\n'),
        (
            '@bp.post("/", endpoint="g")\ndef f():\n    pass\n',
            '@bp.route("/", endpoint="g", methods=["POST"])\ndef f():\n    pass\n',
        ),
        (
            "from flask.typing import ResponseReturnValue\n\n\ndef f() -> ResponseReturnValue: ...\n",
            "from __future__ import annotations\n\nfrom typing import Any\n\n\ndef f() -> Any: ...\n",
        ),
        (
            "from flask.globals import request_ctx\n\nopened = request_ctx.session\n",
            "from flask import _request_ctx_stack\n\nopened = _request_ctx_stack.top.session\n",
        ),
        ("found = client.get('/')\n", 'found = client.get("/")\n'),
        ("not Python (\n", None),
    ],
)
def test_the_same_in_older_words(new, old):
    if old is None:
        assert in_older_words(new, OLD) == new
        return
    assert older(new) == old
    assert older(old) == old


def test_today_s_words_stay():
    texts = [path.read_text() for path in SOURCES]

    assert [in_older_words(text, TODAY) for text in texts] == texts


@given(
    st.sampled_from(SOURCES), st.sampled_from([(3, 8), (3, 9), (3, 10)]), st.sampled_from([(1, 0), (2, 0)])
)
def test_what_comes_out_is_python_again_and_stays(path, python, flask):
    once = in_older_words(path.read_text(), Ground(python, flask))

    ast.parse(once)
    assert in_older_words(once, Ground(python, flask)) == once


def hosts():
    """Give each capability that bears an older ground, with the oldest that it bears."""
    for name, capability in Menu().items():
        if capability.ground.python < TODAY.python and name not in {"app", "config"}:
            yield name, capability.ground


@pytest.mark.parametrize(("name", "ground"), [*hosts()])
def test_parts_speak_the_oldest_python_that_they_bear(tmp_path, name, ground):
    host = Project().put("shop/__init__.py", "from flask import Flask\n\n\ndef create_app():\n"
                         "    app = Flask(__name__)\n    return app\n")  # fmt: skip
    host = host.put("requirements.txt", "flask\n")
    python, flask = ("{}.{}".format(*version) for version in (ground.python, ground.flask))
    app = {"package": "shop.parts", "guest": "shop/parts", "tests": "tests/added", "title": "Shop"}
    app |= {"python": python, "flask": flask}

    made = run(Menu(), host, Wanted({"app": app, "config": {}, name: {}}))

    assert not made.steps
    for path in made.under("", ".py"):
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(made.text(path))
    vermin = Path(sys.executable).with_name("vermin")
    options = ["--quiet", "--no-tips", "--no-eval-annotations", f"--target={python}-", "--violations"]
    said = subprocess.run([vermin, *options, tmp_path], capture_output=True, text=True, check=False)
    assert not said.returncode, said.stdout


def test_words_to_choose_are_pairs_before_wtforms_had_a_dictionary_of_them():
    text = 'field = SelectField("Done", choices={"": "Not said", "yes": "Yes"}, coerce=str)\n'

    older = in_older_words(text, Ground((3, 11), (2, 3), (3, 2)))

    assert older == "field = SelectField(\"Done\", choices=[('', 'Not said'), ('yes', 'Yes')], coerce=str)\n"
    assert in_older_words(text, Ground((3, 11), (2, 3))) == text
