"""`flaskwright upgrade`: bring what was written into a project to what is written today."""

from __future__ import annotations

from pathlib import Path

import click

from flaskwright.cli import show


@click.command("upgrade")
@click.option("--project", type=click.Path(path_type=Path), default=".", help="The project's folder.")
@click.option("--yes", "-y", is_flag=True, help="Apply the plan without asking.")
@click.option("--dry-run", is_flag=True, help="Show the plan and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (writes only with --yes).")
@click.option("--allow-dirty", is_flag=True, help="Go on although git has uncommitted changes.")
@click.option(
    "--no-conflicts", is_flag=True, help="Write nothing where you and Flaskwright changed the same."
)
def command(
    project: Path, *, yes: bool, dry_run: bool, as_json: bool, allow_dirty: bool, no_conflicts: bool
) -> int:
    """Bring what Flaskwright wrote to what it writes today.

    Your changes stay. Where you and Flaskwright changed the same lines of a function, of a key or of a text, both
    versions are written with git's marks, and the exit code is 1. Migrations that are there are never changed.
    """
    from flaskwright import api

    plan = api.upgrade(project, allow_dirty=allow_dirty)
    refused = bool(plan.conflicts) and no_conflicts
    if not as_json and plan.diff:
        show.show_plan(plan, whole=False)
    may = bool(plan.diff) and not dry_run and not refused
    written = may and (yes or (not as_json and show.agreed(plan)))
    if written:
        api.apply_plan(plan, "flaskwright upgrade")
    lines = [] if plan.conflicts else list(plan.commands())
    if as_json:
        show.print_json(show.plan_json(plan, written=written, commands=lines))
    else:
        nothing = "Everything is as Flaskwright writes it today; nothing to do."
        why = ": there are conflicts (--no-conflicts)" if refused else ""
        show.show_end(plan, lines, written=written, nothing=nothing, unwritten=why)
    return int(bool(plan.conflicts) and (written or refused))
