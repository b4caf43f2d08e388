"""The questions of `flaskwright new` when nothing is said about what the application shall have."""

from __future__ import annotations

import click

from flaskwright.cli import show
from flaskwright.errors import UsageError

# What people start with: what it is called, and its capabilities. What these need comes with them.
STARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "a web application with accounts",
        ("pages", "forms", "database", "login", "mail", "health", "headers", "logging", "gunicorn"),
    ),
    (
        "the same with roles, an admin area and an API",
        ("roles", "admin", "api", "uploads", "docker", "ci", "agents"),
    ),
    ("an API without pages", ("database", "api", "health", "headers", "logging", "gunicorn")),
    ("a few pages, no database", ("pages", "headers", "gunicorn")),
    ("let me choose", ()),
)
EXTENDS = {1: 0}
"""A start that holds everything of another one as well."""


def ask_for(name: str | None) -> tuple[str, tuple[str, ...]]:
    """Ask for the name (when it is not given) and the capabilities.

    Gives both, after printing the command line that would do the same. Ctrl-C stops with nothing changed.
    """
    from flaskwright.cli.new import again

    show.say("\n[bold]A new Flask project.[/bold] Enter takes what is in brackets; Ctrl-C stops.\n")
    name = _name(name)
    chosen = _start() or _choose()
    show.say(f"\n[dim]The same without questions:[/dim] {show.escaped(again(name, chosen))}\n")
    return name, chosen


def _name(name: str | None) -> str:
    from flaskwright.naming import check_name

    while True:
        if name is None:
            name = str(click.prompt("Name", default="shop"))
        try:
            check_name(name)
        except UsageError as error:
            show.say(f"[yellow]{show.escaped(str(error))}[/yellow]")
            name = None
        else:
            return name


def _start() -> tuple[str, ...]:
    show.say("What shall it be?\n")
    for index, (text, _) in enumerate(STARTS, 1):
        show.say(f"  [cyan]{index}[/cyan]  {text}")
    number: int = click.prompt("\nNumber", type=click.IntRange(1, len(STARTS)), default=1)
    return parts(number - 1)


def parts(start: int) -> tuple[str, ...]:
    """Give the capabilities of a start, with those of the one that it extends."""
    more = STARTS[start][1]
    return (*parts(EXTENDS[start]), *more) if start in EXTENDS else more


def _choose() -> tuple[str, ...]:
    """Let people pick capabilities by number or name until all are known."""
    from flaskwright.capabilities import SKELETON, Menu
    from flaskwright.capability import find

    # A resource is more than a capability: it has a name and fields, and comes with `add resource`.
    menu = [part for part in Menu().usable() if part.name not in {*SKELETON, "resource"}]
    show.say("\nWhat shall it have? What something needs comes with it.\n")
    for number, capability in enumerate(menu, 1):
        show.say(f"  [cyan]{number:>2}[/cyan]  {capability.name:<10} [dim]{capability.title}[/dim]")
    while True:
        answer = str(click.prompt("\nNumbers or names, with commas", default="pages"))
        words = [word for word in answer.replace(",", " ").split() if word]
        try:
            names = [_named(word, [capability.name for capability in menu]) for word in words]
            for name in names:
                find(Menu(), name)
        except UsageError as error:
            show.say(f"[yellow]{show.escaped(str(error))}[/yellow]")
        else:
            return tuple(dict.fromkeys(names))


def _named(word: str, names: list[str]) -> str:
    if not word.isdecimal():
        return word
    if not 1 <= int(word) <= len(names):
        raise UsageError(f"There is no number {word}; they go from 1 to {len(names)}.")
    return names[int(word) - 1]
