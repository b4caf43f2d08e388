"""`flaskwright verify`: prove that a project works."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flaskwright.cli import show

if TYPE_CHECKING:
    from flaskwright.delivery.report import Report, Step

MARKS = {
    "passed": ("green", "✓"),
    "failed": ("red", "✗"),
    "could not run": ("yellow", "?"),
    "not needed": ("dim", "-"),
}


@click.command("verify")
@click.option("--project", type=click.Path(path_type=Path), default=".", help="The project's folder.")
@click.option("--python", metavar="PATH", help="The Python to run it with, instead of its .venv.")
@click.option("--step", "steps", multiple=True, metavar="NAME", help="Only this step and what it needs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(project: Path, python: str | None, steps: tuple[str, ...], *, as_json: bool) -> int:
    """Prove that the project works: run it, in a copy, with production's settings.

    Imports and starts it, migrates an empty database, runs its tests, serves it with gunicorn, opens its
    pages, looks at its headers, stops it with requests under way. Exit code 1 unless every step passed.
    """
    from flaskwright import api

    if as_json:
        report = api.verify(project, python, steps or None)
        show.print_json(report.as_dict())
    else:
        with show.busy("Proving …"):
            report = api.verify(project, python, steps or None, _show_step)
        _end(report)
    return report.exit_code


def _show_step(step: Step) -> None:
    color, mark = MARKS[step.state.value]
    show.say(f"[{color}]{mark}[/{color}] {show.escaped(step.title)}  [dim]{step.seconds:.1f} s[/dim]")
    said = (
        step.evidence.said if step.state.value != "could not run" else f"could not run: {step.evidence.said}"
    )
    show.say(f"    [dim]{show.escaped(step.evidence.ran)}[/dim]")
    show.say(f"    {show.escaped(said)}")
    if step.state.value in {"failed", "could not run"}:
        for line in step.evidence.details:
            show.say(f"      [dim]{show.escaped(line)}[/dim]")


def _end(report: Report) -> None:
    counts = report.as_dict()["counts"]
    text = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    color, word = ("green", "Proven") if report.good else ("red", "Not proven")
    show.say(f"\n[bold {color}]{word}[/bold {color}]: {text}, {report.as_dict()['seconds']:.0f} s.")
