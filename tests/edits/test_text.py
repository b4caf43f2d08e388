from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from edits.support import project
from flaskwright.edits import ensure_block, ensure_env, ensure_line, ensure_section, ensure_text
from flaskwright.project import Project

README = """# Shop

Hi.

## Inside

## Deploy

```
## Inside
### Nothing
```
"""


def done(text, *edits, path="file"):
    start = Project() if text is None else project({path: text})
    once = start.then(*edits)
    assert once.steps == ()
    assert once.then(*edits).files == once.files
    return once.text(path)


def asked(text, edit):
    start = project({"file": text})
    after = start.then(edit)
    assert after.files == start.files
    assert after.steps[0].code
    return after.steps[0].reason


# --- lines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (None, "b\n"),
        ("", "b\n"),
        ("a\nc\n", "a\nb\nc\n"),
        ("c\na\n", "c\na\nb\n"),
        ("a\n\nc\n", "a\n\nc\nb\n"),
        ("a\n  b \n", "a\n  b \n"),
        ("a", "a\nb"),
    ],
)
def test_a_line(text, result):
    assert done(text, ensure_line("file", "b")) == result


def test_line_ends_are_kept():
    after = Project().put_bytes("file", b"a\r\nc\r\n").then(ensure_line("file", "b"))
    assert after.files["file"] == b"a\r\nb\r\nc\r\n"


# --- environment ----------------------------------------------------------------------------------------------


def test_a_variable_is_alphabetical_with_its_comment():
    text = "# How to log.\nLOG=1\nexport ZOO=2\n"
    result = done(
        text,
        ensure_env("file", "MAIL_URL", "smtp://", "Where mail\ngoes."),
        ensure_env("file", "ABC", "1"),
    )
    assert result == "ABC=1\n# How to log.\nLOG=1\n# Where mail\n# goes.\nMAIL_URL=smtp://\nexport ZOO=2\n"


def test_a_variable_that_is_there_stays():
    for text in ("A=2\n", "# A=2\n", "export A=2\n", "#A=\n"):
        assert done(text, ensure_env("file", "A", "1", "Why.")) == text
    assert done(None, ensure_env("file", "A", "1")) == "A=1\n"


def test_a_comment_behind_a_blank_line_is_no_variables():
    text = "# This file.\n\nB=1\n"
    assert done(text, ensure_env("file", "A", "1")) == "# This file.\n\nA=1\nB=1\n"


# --- sections -------------------------------------------------------------------------------------------------


def test_a_section_is_alphabetical_under_its_heading():
    edits = [
        ensure_section("file", f"### {n}", f"About {n}.", under="## Inside")
        for n in ("Mail", "accounts", "Zoo")
    ]
    result = done(README, *edits)
    assert result == README.replace(
        "## Inside\n\n## Deploy",
        "## Inside\n\n### accounts\n\nAbout accounts.\n\n### Mail\n\nAbout Mail.\n\n### Zoo\n\nAbout Zoo.\n\n## Deploy",
    )


def test_a_section_without_a_parent_goes_to_the_end():
    assert done("# A\n", ensure_section("file", "## B", "\n  x\n")) == "# A\n\n## B\n\nx\n"
    assert done("", ensure_section("file", "## B", "x")) == "## B\n\nx\n"


def test_a_section_that_is_there_stays():
    text = "# A\n\n## B ##\n\nmine\n"
    assert done(text, ensure_section("file", "## B", "x")) == text


def test_a_parent_that_is_not_there_asks():
    assert "no heading" in asked(README, ensure_section("file", "### X", "y", under="## Outside"))
    with pytest.raises(ValueError, match="no heading"):
        ensure_section("file", "Mail", "x")


@settings(max_examples=30, deadline=None)
@given(names=st.lists(st.sampled_from(["A", "b", "Cc", "cd", "D e"]), unique=True), data=st.data())
def test_any_order_of_arrival_gives_the_same_text(names, data):
    edits = [
        edit
        for name in names
        for edit in (
            ensure_section("file", f"### {name}", name, under="## Inside"),
            ensure_line("ignore", name),
            ensure_env("env", name.upper().replace(" ", "_"), "1", name),
            ensure_block("yaml", "services.web", name, f"{name}: 1"),
        )
    ]
    start = project({"file": README, "yaml": "services:\n  web:\n    bb: 1\n", "ignore": "Bb\n"})
    one = start.then(*edits)
    assert start.then(*data.draw(st.permutations(edits))).files == one.files
    assert one.steps == ()


# --- blocks ---------------------------------------------------------------------------------------------------

COMPOSE = """# compose
services:
  # the app
  app:
    image: "app"  # ours
    environment:
      B: 1
      D: "x: y"

  # the proxy
  nginx:
    image: nginx

volumes:
  data:
"""
REDIS = "redis:\n  image: redis:7\n  ports:\n    - 6379\n"


def test_a_block_is_alphabetical_among_its_siblings():
    result = done(COMPOSE, ensure_block("file", "services", "redis", REDIS))
    assert result == COMPOSE.replace(
        "    image: nginx\n", "    image: nginx\n  redis:\n    image: redis:7\n    ports:\n      - 6379\n"
    )
    assert yaml.safe_load(result)["services"]["redis"]["ports"] == [6379]
    result = done(COMPOSE, ensure_block("file", "services", "db", "db:\n  image: x"))
    assert result == COMPOSE.replace("  # the proxy", "  db:\n    image: x\n  # the proxy")


def test_a_block_deep_inside_and_at_the_top():
    result = done(
        COMPOSE,
        ensure_block("file", "services.app.environment", "C", "C: 2"),
        ensure_block("file", "services.app.environment", "E", "E: 2"),
        ensure_block("file", "", "networks", "networks:\n  front:"),
        ensure_block("file", "volumes", "cache", "cache:"),
    )
    data = yaml.safe_load(result)
    assert list(data["services"]["app"]["environment"]) == ["B", "C", "D", "E"]
    assert list(data) == ["services", "volumes", "networks"] or list(data) == [
        "networks",
        "services",
        "volumes",
    ]
    assert list(data["volumes"]) == ["cache", "data"]
    for line in COMPOSE.split("\n"):
        assert line in result.split("\n")


def test_a_block_that_is_there_stays():
    for key in ("app", "nginx"):
        assert done(COMPOSE, ensure_block("file", "services", key, f"{key}: 1")) == COMPOSE
    assert done('a:\n  "b": 1\n', ensure_block("file", "a", "b", "b: 2")) == 'a:\n  "b": 1\n'


def test_an_empty_parent_gets_its_first_block():
    assert done("a:\nb: 1\n", ensure_block("file", "a", "x", "x: 1")) == "a:\n  x: 1\nb: 1\n"
    assert done("", ensure_block("file", "", "x", "x: 1")) == "x: 1\n"


@pytest.mark.parametrize(
    ("text", "under", "reason"),
    [
        ("a: 1\n", "b", "no key"),
        ("a: {x: 1}\n", "a", "one line"),
        ("a: {}\n", "a", "one line"),
        ("a:\n  - x: 1\n", "a", "list"),
        ("a:\n- x: 1\n", "a", "list"),
    ],
)
def test_an_unsure_place_asks(text, under, reason):
    assert reason in asked(text, ensure_block("file", under, "k", "k: 1"))


def test_a_file_that_is_not_there_asks():
    assert Project().then(ensure_block("no", "", "a", "a: 1")).steps[0].reason == "The file does not exist."


# --- lines beside an anchor -----------------------------------------------------------------------------------


def test_lines_beside_an_anchor():
    text = "<nav>\n  <a>1</a>\n</nav>\n"
    result = done(text, ensure_text("file", "<a>\n  2\n</a>", after="<a>1</a>"))
    assert result == "<nav>\n  <a>1</a>\n  <a>\n    2\n  </a>\n</nav>\n"
    assert done(text, ensure_text("file", "<b>", before="</nav>")) == "<nav>\n  <a>1</a>\n<b>\n</nav>\n"
    assert "is not there" in asked(text, ensure_text("file", "x", after="y"))
    assert "more than once" in asked("a\na\n", ensure_text("file", "x", after="a"))
