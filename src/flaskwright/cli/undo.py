"""`flaskwright undo`: take back the last plan."""

from __future__ import annotations

from pathlib import Path

import click

from flaskwright.cli import show


@click.command("undo")
@click.option("--project", type=click.Path(path_type=Path), default=".", help="The project's folder.")
@click.option("--yes", "-y", is_flag=True, help="Take it back without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would be taken back and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (writes only with --yes).")
def command(project: Path, *, yes: bool, dry_run: bool, as_json: bool) -> int:
    """Take back the last plan that was written to the project, exactly.

    Every file gets its old bytes again. Refused where one was changed since. Call it again for the plan before.
    """
    from flaskwright import api

    plan = api.undo(project)
    if not as_json:
        show.say(f"Takes back: {show.escaped(plan.undoes.what if plan.undoes else '')}")
        show.show_plan(plan, whole=False)
    written = not dry_run and (yes or (not as_json and show.agreed(plan)))
    if written:
        api.apply_plan(plan)
    if as_json:
        show.print_json(show.plan_json(plan, written=written, commands=()))
    else:
        show.say("\n[green]✓[/green] Taken back." if written else "\nNothing was written.")
    return 0
