"""`flaskwright remove`: take capabilities out of a project again."""

from __future__ import annotations

from pathlib import Path

import click

from flaskwright.cli import show


@click.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="CAPABILITY…")
@click.option("--project", type=click.Path(path_type=Path), default=".", help="The project's folder.")
@click.option("--yes", "-y", is_flag=True, help="Apply the plan without asking.")
@click.option("--dry-run", is_flag=True, help="Show the plan and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (writes only with --yes).")
@click.option("--allow-dirty", is_flag=True, help="Go on although git has uncommitted changes.")
def command(
    names: tuple[str, ...], project: Path, *, yes: bool, dry_run: bool, as_json: bool, allow_dirty: bool
) -> int:
    """Take capabilities out of the project again.

    What they wrote goes; what you changed in it since stays, and is named. Packages stay installed.
    """
    from flaskwright import api

    plan = api.remove(project, names, allow_dirty=allow_dirty)
    if not as_json:
        show.show_plan(plan, whole=False)
    written = not dry_run and (yes or (not as_json and show.agreed(plan)))
    if written:
        api.apply_plan(plan, " ".join(("flaskwright remove", *names)))
    if as_json:
        show.print_json(show.plan_json(plan, written=written, commands=()))
    else:
        show.say(f"\n[green]✓[/green] Removed: {', '.join(names)}." if written else "\nNothing was written.")
    return 0
