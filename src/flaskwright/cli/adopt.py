"""`flaskwright adopt`: recognise what a project has already, and record it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flaskwright.cli import show

if TYPE_CHECKING:
    from collections.abc import Collection

    from flaskwright.recognition import Recognised

MOST = 3  # signs of one capability in the table; --json has all
_COLORS = {"certain": "green", "likely": "yellow"}


@click.command("adopt")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option(
    "--without", multiple=True, metavar="NAME", help="Do not record this one: it is something else."
)
@click.option("--yes", "-y", is_flag=True, help="Record it without asking.")
@click.option("--dry-run", is_flag=True, help="Show what was seen and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (writes only with --yes).")
@click.option("--allow-dirty", is_flag=True, help="Go on although git has uncommitted changes.")
def command(
    path: Path, *, without: tuple[str, ...], yes: bool, dry_run: bool, as_json: bool, allow_dirty: bool
) -> int:
    """Recognise what the project in PATH has already of what Flaskwright builds, and record it.

    The table says for each capability where it was seen and how sure that is; nothing of the project is run. What is
    recorded is not built a second time by `flaskwright add`. What is only required is shown and not recorded.
    """
    from flaskwright import api

    plan, found = api.adopt(path, without=without, allow_dirty=allow_dirty)
    if not as_json:
        _table(plan.root.name, found, plan.capabilities)
        if plan.diff:
            show.show_plan(plan, whole=False)
    may = bool(plan.diff) and not dry_run
    written = may and (yes or (not as_json and show.agreed(plan)))
    if written:
        api.apply_plan(plan, "flaskwright adopt")
    if as_json:
        shown = show.plan_json(plan, written=written, commands=())
        show.print_json({**shown, "found": [_plain(part) for part in found]})
    elif plan.diff:
        show.say("\n[green]✓[/green] Recorded." if written else "\nNothing was written.")
    elif any(part.there for part in found):
        show.say("\nIt is all recorded already; nothing to do.")
    else:
        show.say("\nThere is nothing to record.")
    return 0


def _table(name: str, found: Collection[Recognised], restored: Collection[str]) -> None:
    show.say(f"\nWhat [bold]{show.escaped(name)}[/bold] has already\n")
    if restored:
        show.say(f"  built by Flaskwright, whose record was lost: {', '.join(restored)}\n")
    shown = [sign for part in found for sign in part.signs[:MOST]]
    width = max((len(str(sign.at)) for sign in shown), default=0)
    sureness = max((len(sign.certainty) for sign in shown), default=0)
    for part in found:
        label = part.name
        for sign in part.signs[:MOST]:
            color = _COLORS.get(sign.certainty, "dim")
            sure = f"[{color}]{sign.certainty:<{sureness}}[/{color}]"
            at = show.escaped(f"{sign.at!s:<{width}}")
            show.say(f"  [cyan]{label:<12}[/cyan] {sure}  {at}  [dim]{show.escaped(sign.what)}[/dim]")
            label = ""
        if len(part.signs) > MOST:
            show.say(f"  {'':<12} {'':<{sureness}}  [dim]and {len(part.signs) - MOST} more[/dim]")


def _plain(part: Recognised) -> dict[str, Any]:
    return {
        "capability": part.name,
        "title": part.title,
        "certainty": part.certainty.value,
        "recorded": part.there,
        "signs": [
            {"path": s.at.path, "line": s.at.line, "what": s.what, "certainty": s.certainty.value}
            for s in part.signs
        ],
    }
