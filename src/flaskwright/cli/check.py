"""`flaskwright check`: what is wrong in a project, without running it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flaskwright.cli import show

if TYPE_CHECKING:
    from flaskwright.check import Finding, Report

_COLORS = {"HIGH": "red", "MEDIUM": "yellow", "LOW": "cyan", "INFO": "dim"}


@click.command("check")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(path: Path, *, as_json: bool) -> int:
    """Look for what is wrong in a Flask project, without running it.

    Exit code 1 when something was found.
    """
    from flaskwright import api

    report = api.check(path)
    if as_json:
        show.print_json({"findings": [_plain(f) for f in report.findings], "crashed": list(report.crashed)})
    else:
        _show(report)
    return 1 if report.findings else 0


def _plain(finding: Finding) -> dict[str, Any]:
    check = finding.check
    return {
        "id": check.id if check else "",
        "check": check.slug if check else "",
        "severity": finding.severity.name.lower() if finding.severity else "",
        "confidence": finding.confidence.name.lower(),
        "path": finding.at.path,
        "line": finding.at.line,
        "message": finding.message,
        "hint": finding.hint,
    }


def _show(report: Report) -> None:
    for finding in report.findings:
        severity = finding.severity.name if finding.severity else "INFO"
        color = _COLORS[severity]
        name = finding.check.id if finding.check else ""
        show.say(
            f"{show.escaped(str(finding.at))}  [{color}]{name} {severity.lower()}[/{color}]  {finding.message}"
        )
        show.say(f"    [dim]{show.escaped(finding.hint)}[/dim]")
    for name in report.crashed:
        show.say(f"[yellow]{name} could not run: a mistake of Flaskwright.[/yellow]")
    if not report.findings:
        show.say("[green]✓[/green] Nothing was found.")
