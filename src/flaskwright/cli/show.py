"""What people see: a plan, the steps left to them, what to type next.

On a terminal Rich draws it; elsewhere (a pipe, a log) the same words are plain text, and Rich is not loaded.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import Console

    from flaskwright.plan import Plan
    from flaskwright.project import ManualStep

_MARKUP = re.compile(r"\[/?[a-z][a-z ]*\]")
# Stands for a bracket that is no markup, where no Rich reads it: a character that nobody uses.
_BRACKET = "\ue000"


def on_terminal() -> bool:
    """Say whether a person sees what we print."""
    return sys.stdout.isatty()


def console() -> Console:
    """Give Rich's console on stdout."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


_live: Console | None = None


@contextmanager
def busy(text: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal that something goes on; gives a function that changes the text.

    What is said meanwhile stands above it. Elsewhere nothing is shown.
    """
    global _live  # noqa: PLW0603 (there is one terminal)
    if not on_terminal():
        yield lambda _text: None
        return
    _live = console()
    try:
        with _live.status(text) as status:
            yield status.update
    finally:
        _live = None


def say(text: str = "") -> None:
    """Print text with Rich's markup; elsewhere than on a terminal without it."""
    if on_terminal():
        (_live or console()).print(text)
    else:
        click.echo(_MARKUP.sub("", text).replace(_BRACKET, "["))


def escaped(text: str) -> str:
    """Give text in which brackets are brackets and no markup."""
    if not on_terminal():
        return text.replace("[", _BRACKET)
    from rich.markup import escape

    return escape(text)


def print_json(value: Any) -> None:
    """Print one JSON document on stdout."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=not _unicode()))


def _unicode() -> bool:
    return "utf" in (sys.stdout.encoding or "").lower()


def plan_json(plan: Plan, *, written: bool, commands: Iterable[str]) -> dict[str, Any]:
    """Give everything about a plan as plain data."""
    plus, minus = plan.diff.counts()
    return {
        "project": str(plan.root),
        "written": written,
        "capabilities": list(plan.capabilities),
        "resources": list(plan.resources),
        "packages": list(plan.packages),
        "files": {
            "added": list(plan.diff.added),
            "changed": list(plan.diff.changed),
            "removed": list(plan.diff.removed),
        },
        "lines": {"added": plus, "removed": minus},
        "diff": plan.diff.text(),
        "ignored": list(plan.ignored),
        "conflicts": list(plan.conflicts),
        "manual_steps": [
            {"path": step.path, "reason": step.reason, "code": step.code} for step in plan.steps
        ],
        "commands": list(commands),
        "git": plan.git.value,
    }


def show_plan(plan: Plan, *, whole: bool) -> None:
    """Print what a plan does: capabilities, packages, files, the diff. `whole` shows new files' text too."""
    say()
    say(f"[bold]{plan.root.name}[/bold]  [dim]{plan.root}[/dim]")
    _row("builds", plan.capabilities)
    _row("resources", plan.resources)
    _row("packages", plan.packages)
    _row("conflicts", plan.conflicts)
    say()
    _files(plan)
    shown = plan.diff.paths if whole else () if plan.fresh else plan.diff.changed
    for path in shown:
        show_diff(plan.diff.file(path))
    show_steps(plan.steps)


def _row(label: str, words: Iterable[str]) -> None:
    if text := ", ".join(words):
        say(f"  [dim]{label:<10}[/dim] {escaped(text)}")


def _files(plan: Plan) -> None:
    found = plan.diff
    for mark, color, paths in (
        ("+", "green", found.added),
        ("~", "yellow", found.changed),
        ("-", "red", found.removed),
    ):
        for path in paths if not plan.fresh else ():
            say(f"  [{color}]{mark}[/{color}] {escaped(path)}  [dim]{_counted(*found.counts(path))}[/dim]")
    for line in _folded(found.added) if plan.fresh else ():
        say(f"  [green]+[/green] {escaped(line)}")
    plus, minus = found.counts()
    say(f"  [dim]{len(found.paths)} files, {plus} lines added, {minus} removed[/dim]")
    if hidden := plan.ignored:
        names = ", ".join(hidden[:3]) + (f" and {len(hidden) - 3} more" if hidden[3:] else "")
        say(f"  [yellow]!  .gitignore keeps these out of git (`git add --force`):[/yellow] {escaped(names)}")


def _counted(plus: int, minus: int) -> str:
    return " ".join([f"+{plus}"] * bool(plus) + [f"-{minus}"] * bool(minus))


def _folded(paths: Iterable[str]) -> list[str]:
    """Give a new tree's top level: folders with the number of their files."""
    counts: dict[str, int] = {}
    for path in paths:
        head, slash, _ = path.partition("/")
        counts[head + slash] = counts.get(head + slash, 0) + 1
    return [f"{name:<20} {count} files" if name.endswith("/") else name for name, count in counts.items()]


def show_diff(text: str) -> None:
    """Print a unified diff, in color on a terminal."""
    if not on_terminal():
        click.echo(text, nl=False)
        return
    from rich.text import Text

    drawn = Text()
    for line in text.splitlines():
        drawn.append(line + "\n", _color(line))
    console().print(drawn, end="")


def _color(line: str) -> str:
    if line.startswith(("diff ", "+++ ", "--- ", "new file", "deleted file")):
        return "bold"
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")


def show_steps(steps: Iterable[ManualStep]) -> None:
    """Print what is left to a person, with the code to paste."""
    for number, step in enumerate(steps, 1):
        if number == 1:
            say("\n[bold yellow]By hand[/bold yellow] (left to you, because a guess could be wrong)")
        say(f"\n  {number}. [bold]{escaped(step.path)}[/bold]: {escaped(step.reason)}\n")
        for line in step.code.rstrip("\n").split("\n"):
            say(f"     [cyan]{escaped(line)}[/cyan]" if line else "")


def show_end(plan: Plan, lines: list[str], *, written: bool, nothing: str, unwritten: str = "") -> None:
    """Say what became of a plan: that there was nothing to do, that it was not written and why, or what comes next."""
    if not plan.diff:
        say(nothing)
        show_steps(plan.steps)
    elif not written:
        say(f"\nNothing was written{unwritten}.")
    else:
        say(f"\n[green]✓[/green] Written: {len(plan.diff.paths)} files.")
        if plan.conflicts:
            say(
                "\n[bold yellow]Conflicts[/bold yellow] are marked (<<<<<<< yours); take what you want, then commit:"
            )
            for path in plan.conflicts:
                say(f"  {escaped(path)}")
        show_next([*_way(plan.root), *lines] if lines and not plan.fresh else lines)
        say("[dim]Undo: flaskwright undo[/dim]")


def _way(root: Path) -> Iterator[str]:
    """Give the command that goes to the project, where one is somewhere else."""
    here = Path.cwd()
    if root != here and root not in here.parents:
        yield f"cd {shlex.quote(os.path.relpath(root, here))}"


def show_next(commands: Iterable[str]) -> None:
    """Print what to type next."""
    lines = list(commands)
    if lines:
        say("\n[bold]Next[/bold]\n")
    for line in lines:
        say(f"  [cyan]{escaped(line)}[/cyan]")
    say()


def markdown(text: str) -> None:
    """Print Markdown: drawn on a terminal, as it is elsewhere."""
    if not on_terminal():
        click.echo(text)
        return
    from rich.markdown import Markdown

    drawn = console()
    drawn.soft_wrap = False
    drawn.print(Markdown(text))


def agreed(plan: Plan) -> bool:
    """Ask whether to apply a plan. Raises UsageError where nobody can answer."""
    from flaskwright.errors import UsageError

    if not sys.stdin.isatty():
        raise UsageError("There is nobody to ask: say --yes to apply the plan, --dry-run only to see it.")
    while True:
        answer = click.prompt("\nApply? yes, no, or d for the whole diff", default="yes", show_default=True)
        if answer[:1].lower() != "d":
            return str(answer)[:1].lower() == "y"
        show_diff(plan.diff.text())
