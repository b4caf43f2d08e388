"""What a check is, what it finds, and the runner that survives a check of ours that crashes."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flaskwright.facts import Facts, Place

log = logging.getLogger("flaskwright")

_EXAMPLE = re.compile(r"^(Bad|Good):\n((?:    .*\n|\n)+)", re.MULTILINE)


class Severity(IntEnum):
    """How much harm a finding may do."""

    INFO = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4


class Confidence(IntEnum):
    """How sure a finding is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True)
class Finding:
    """A place that a check objects to: what is wrong there, and what to do about it.

    The runner fills in `check`; a check leaves `severity` out unless it differs from its own.
    """

    at: Place
    message: str
    hint: str
    confidence: Confidence = Confidence.HIGH
    severity: Severity | None = None
    check: Check | None = None


@dataclass(frozen=True)
class Check:
    """A rule: `find` gives what contradicts it. An id is never given to another check.

    The docstring of the module that defines `find` is the check's page, with examples under "Bad:" and "Good:".
    """

    id: str
    slug: str
    severity: Severity
    find: Callable[[Facts], Iterator[Finding]]

    @property
    def page(self) -> str:
        """The check's documentation."""
        import sys  # noqa: PLC0415 (read only by `explain` and the tests)

        return (sys.modules[self.find.__module__].__doc__ or "").strip() + "\n"

    @property
    def title(self) -> str:
        """What the check objects to, in one line."""
        return self.page.partition("\n")[0]

    def examples(self, kind: str) -> list[str]:
        """Give the "Bad" or "Good" examples of the page."""
        return [
            "\n".join(line.removeprefix("    ") for line in text.rstrip().split("\n")) + "\n"
            for found, text in _EXAMPLE.findall(self.page)
            if found == kind
        ]


@dataclass(frozen=True)
class Report:
    """What the checks found, by place, and the ids of those that could not run."""

    findings: tuple[Finding, ...]
    crashed: tuple[str, ...] = ()


def run(checks: Iterable[Check], facts: Facts) -> Report:
    """Run checks over a project's facts. One that crashes is named in the report; the others go on."""
    findings: list[Finding] = []
    crashed: list[str] = []
    for check in checks:
        try:
            findings += [_of(check, finding) for finding in check.find(facts)]
        except Exception:
            log.exception("The check %s could not run.", check.id)
            crashed.append(check.id)
    return Report(tuple(sorted(findings, key=_place)), tuple(crashed))


def _of(check: Check, finding: Finding) -> Finding:
    severity = check.severity if finding.severity is None else finding.severity
    return Finding(finding.at, finding.message, finding.hint, finding.confidence, severity, check)


def _place(finding: Finding) -> tuple[str, int, str]:
    return finding.at.path, finding.at.line, finding.check.id if finding.check else ""
