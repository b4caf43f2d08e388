"""How what a plan changes in an application's behaviour is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.cli.show import escaped, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flaskwright.probe import Behaviour

_NO_INTERPRETER = "not looked at: the project has no virtual environment (name its Python with --python)"
# A list that is longer is cut: the whole of it is in --json.
_MOST = 10


def show_behaviour(found: Behaviour | None) -> None:
    """Print what changes, in a line and the names; None says that there is no interpreter."""
    if found is None:
        _row("behaviour", _NO_INTERPRETER)
    elif found.state != "compared":
        _row("behaviour", f"[yellow]could not run[/yellow]: {escaped(found.reason)}")
    else:
        _row("behaviour", ", ".join(_counts(found)))
        for mark, color, names in (
            ("+", "green", found.routes.new),
            (
                "~",
                "yellow",
                [f"GET {a.path}: {a.before}, then {a.after}" for a in found.answers if not a.worse],
            ),
            ("✗", "red", found.regressions),
        ):
            _names(mark, color, list(names))


def show_refusal() -> None:
    """Say that a plan is not applied, and what to do."""
    say("\n[red]✗[/red] Refused: what works now would not. Nothing was written.")
    say("[dim]To apply it all the same: --allow-regression[/dim]")


def _row(label: str, text: str) -> None:
    say(f"\n  [dim]{label:<10}[/dim] {text}")


def _names(mark: str, color: str, names: list[str]) -> None:
    for name in names[:_MOST]:
        say(f"    [{color}]{mark}[/{color}] {escaped(name)}")
    if more := names[_MOST:]:
        say(f"    [dim]and {len(more)} more[/dim]")


def _counts(found: Behaviour) -> Iterator[str]:
    if found.conflict:
        yield "cannot be installed"
        return
    if found.boot:
        yield "does not start"
        return
    yield from _told("route", len(found.routes.new), "new")
    yield from _told("route", len(found.routes.gone), "gone")
    yield from _told("route", found.routes.same, "as before")
    yield from _told("answer", len(found.answers), "with another status")
    for word, change in (
        ("header", found.headers),
        ("setting", found.config),
        ("table", found.tables),
        ("command", found.commands),
        ("extension", found.extensions),
    ):
        yield from _told(word, len(change.new), "new")
        yield from _told(word, len(change.changed), "changed")
        yield from _told(word, len(change.gone), "gone")
    if found.tests is not None:
        yield from _told("test", found.tests.same, "as before")
        yield from _told("test", len(found.tests.new), "new")
        yield from _told("new test", len(found.tests.changed), "failing")
        yield from _told("test", len(found.tests.gone), "failing that passed")
    elif found.untested:
        yield f"the tests could not run ({escaped(found.untested)})"


def _told(word: str, count: int, what: str) -> Iterator[str]:
    if count:
        yield f"{count} {word}{'s' if count > 1 else ''} {what}"
