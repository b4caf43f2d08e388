"""What a delivery check says: steps, each with its evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any


class State(Enum):
    """How a step ended. What could not run is never good."""

    PASSED = "passed"
    FAILED = "failed"
    COULD_NOT_RUN = "could not run"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True)
class Evidence:
    """What was run, what came back in one line, and more of it line by line."""

    ran: str
    said: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A step that has ended: its name ("boot"), what it proves, how it ended, in how many seconds, and why."""

    name: str
    title: str
    state: State
    seconds: float
    evidence: Evidence

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "name": self.name,
            "title": self.title,
            "state": self.state.value,
            "seconds": round(self.seconds, 2),
            **asdict(self.evidence),
        }


@dataclass(frozen=True)
class Report:
    """The whole checklist of one project."""

    project: str
    steps: tuple[Step, ...] = field(default=())

    @property
    def good(self) -> bool:
        """Say whether everything that the project needs was run and passed."""
        return bool(self.steps) and all(step.state in {State.PASSED, State.NOT_NEEDED} for step in self.steps)

    @property
    def exit_code(self) -> int:
        """0 when it is good, else 1."""
        return 0 if self.good else 1

    def count(self, state: State) -> int:
        """Count the steps that ended so."""
        return sum(step.state is state for step in self.steps)

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "project": self.project,
            "good": self.good,
            "seconds": round(sum(step.seconds for step in self.steps), 2),
            "counts": {state.value: self.count(state) for state in State},
            "steps": [step.as_dict() for step in self.steps],
        }
