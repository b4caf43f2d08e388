"""Checks find their bad examples and leave the good ones alone; one that crashes does not stop the others."""

from __future__ import annotations

from collections import Counter

import pytest

from flaskwright import facts
from flaskwright.check import Check, Confidence, Finding, Severity, run
from flaskwright.checks import all_checks
from flaskwright.facts import Place
from flaskwright.facts.literals import text_of
from flaskwright.project import Project

EXAMPLES = [
    (check, kind, code) for check in all_checks() for kind in ("Bad", "Good") for code in check.examples(kind)
]


def found(check, code):
    return list(check.find(facts.read(Project().put("app.py", code))))


@pytest.mark.parametrize(("check", "kind", "code"), EXAMPLES, ids=lambda v: getattr(v, "id", None))
def test_the_examples_of_the_page_hold(check, kind, code):
    assert bool(found(check, code)) is (kind == "Bad")


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_a_page_has_examples_of_both_kinds(check):
    assert check.examples("Bad")
    assert check.examples("Good")
    assert check.title.endswith(".")


def test_an_id_and_a_slug_belong_to_one_check():
    names = Counter(name for check in all_checks() for name in (check.id, check.slug))

    assert set(names.values()) == {1}
    assert [check.id for check in all_checks()] == sorted(check.id for check in all_checks())


def one(_facts):
    yield Finding(Place("b.py", 2), "late", "mend it", Confidence.LOW)
    yield Finding(Place("a.py", 9), "early", "mend it", severity=Severity.INFO)


def broken(_facts):
    yield Finding(Place("a.py", 1), "never seen", "")
    raise ZeroDivisionError


def test_findings_come_by_place_with_their_check(caplog):
    check, other = Check("FW001", "one", Severity.HIGH, one), Check("FW002", "broken", Severity.LOW, broken)

    report = run((other, check), facts.read(Project()))

    assert [(f.at.path, f.message, f.severity) for f in report.findings] == [
        ("a.py", "early", Severity.INFO),
        ("b.py", "late", Severity.HIGH),
    ]
    assert {f.check for f in report.findings} == {check}
    assert report.crashed == ("FW002",)
    assert "FW002 could not run" in caplog.text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('"a" "b"', "ab"),
        ("b'x'", "x"),
        ("1", None),
        ("os.environ['A']", None),
        ("(", None),
        ("[" * 5000, None),
    ],
)
def test_a_literal_is_told_from_an_expression(source, text):
    assert text_of(source) == text
