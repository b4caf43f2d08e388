"""A piece of generated Python and the imports that it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """An expression or a statement, and the import statements that must stand above it.

    Imports that start with `from .` are written for a module of a feature's package (`shop/products/models.py`).
    """

    text: str
    imports: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Give the text: templates write `[[ code ]]`."""
        return self.text


def code(text: str, *imports: str) -> Code:
    """Make a piece of code from its text and its import statements."""
    return Code(text, frozenset(imports))


def imports_of(pieces: Iterable[Code | None], feature: str = "") -> tuple[str, ...]:
    """Give the import statements of several pieces, sorted and each once.

    With `feature` (`shop.products`) the relative ones become absolute, for a module outside of the package.
    """
    lines = {line for piece in pieces if piece for line in piece.imports}
    if feature:
        application = feature.rpartition(".")[0]
        lines = {
            line.replace("from ..", f"from {application}.", 1)
            if line.startswith("from ..")
            else line.replace("from .", f"from {feature}.", 1)
            for line in lines
        }
    return tuple(sorted(lines))


@dataclass(frozen=True)
class Sample:
    """A valid value in its three spellings.

    `python` is an expression for services and factories, `form` is what a browser sends (None: the box is left
    empty), `json` is an expression for a request's or response's JSON.
    """

    python: Code
    form: str | None
    json: str


@dataclass(frozen=True)
class Invalid:
    """A value that must be refused, and why, as the end of a test's name (`too_long`).

    `form` is what a browser would send, `json` an expression; None where that way in has no such value.
    `contradicts` says that the value would be valid if other rows were stored.
    """

    reason: str
    form: str | None = None
    json: str | None = None
    contradicts: bool = False
