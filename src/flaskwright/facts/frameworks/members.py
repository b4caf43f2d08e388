"""Members of an Enum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import Object, Unknown, Value
from flaskwright.facts.frameworks.recogniser import Recogniser

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine


class Member(Recogniser):
    """A member: its name and value are attributes; a text member has the methods of its text."""

    kind = "member"

    def attribute(self, machine: Machine, made: Object, name: str) -> Value:
        """Give a method of the member's value."""
        from flaskwright.facts.abstract.methods import method  # noqa: PLC0415 (methods need recognisers)

        value = made.attrs.get("value")
        return method(machine, value, name) if isinstance(value, str) else Unknown(f"the member's {name}")
