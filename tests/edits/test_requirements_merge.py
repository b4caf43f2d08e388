"""A requirements file is merged by requirement, whatever stands beside it."""

from __future__ import annotations

import pytest

from flaskwright.edits import Sides
from flaskwright.edits.requirements_merge import merge_requirements, requirements

SIDES = Sides("yours", "flaskwright 9")
BASE = """\
-r other.txt

# the web
flask>=3
Flask-Login==0.6.3
redis[hiredis]>=5 \\
    --hash=sha256:1
sqlalchemy>=2
# the end
"""


def test_parts_make_the_whole():
    body = requirements(BASE)

    assert "".join(part.gap + part.text for part in body.parts) + body.tail == BASE
    assert [part.key[0] for part in body.parts] == [
        "-r other.txt",
        "flask",
        "flask-login",
        "redis",
        "sqlalchemy",
    ]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (("flask>=3\n", "flask>=3.1\n"), ("Flask-Login==0.6.3", "flask-login>=0.7")),
        (("Flask-Login==0.6.3\n", ""), ("sha256:1", "sha256:2")),
        (("# the web", "# mine"), ("Flask-Login==0.6.3", "flask-login>=0.7")),
        (("sqlalchemy>=2\n", "sqlalchemy>=2\nmine\n"), ("sqlalchemy>=2", "sqlalchemy>=2.1")),
        (("# the end\n", "# my end"), ("-r other.txt", "-r another.txt")),
    ],
)
def test_both_changes_are_there(mine, theirs):
    result = merge_requirements(BASE, BASE.replace(*mine), BASE.replace(*theirs), SIDES)

    assert result.conflicts == 0
    assert result.text == BASE.replace(*mine).replace(*theirs)


def test_a_conflict_stands_around_the_requirement():
    mine, theirs = BASE.replace("0.6.3", "0.6.2"), BASE.replace("Flask-Login==0.6.3", "flask-login>=0.7")

    result = merge_requirements(BASE, mine, theirs, SIDES)

    shown = "<<<<<<< yours\nFlask-Login==0.6.2\n=======\nflask-login>=0.7\n>>>>>>> flaskwright 9\n"
    assert result.text == BASE.replace("Flask-Login==0.6.3\n", shown)
