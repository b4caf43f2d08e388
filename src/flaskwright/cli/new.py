"""`flaskwright new`: make a project."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flaskwright.cli import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from flaskwright.delivery.install import Installer
    from flaskwright.plan import Plan


LONGEST = 60  # of what an installer prints, so that it stays on one line of a terminal


@click.command("new")
@click.argument("name", required=False)
@click.option(
    "--with", "with_", multiple=True, metavar="A,B", help="Capabilities, as in login,api:style=smorest."
)
@click.option("--spec", type=click.Path(path_type=Path), metavar="FILE", help="A specification (TOML).")
@click.option("--description", metavar="TEXT", help="One sentence about the application.")
@click.option("--no-install", is_flag=True, help="Make no virtual environment.")
@click.option("--python", metavar="VERSION", help="The environment's Python: 3.12, or a path.")
@click.option("--dry-run", is_flag=True, help="Show the plan and write nothing.")
@click.option("--diff", "whole", is_flag=True, help="Show every line of the plan.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(  # noqa: PLR0913 (one parameter for each option)
    name: str | None,
    with_: tuple[str, ...],
    spec: Path | None,
    description: str | None,
    *,
    no_install: bool,
    python: str | None,
    dry_run: bool,
    whole: bool,
    as_json: bool,
) -> int:
    """Make a new Flask project NAME in a folder of that name.

    Without --with and --spec it asks what the application shall have. `flaskwright explain` lists what there is.
    """
    from flaskwright.delivery.install import installer

    plan = _plan(name, with_, spec, description, ask=not as_json)
    how = None if no_install or dry_run else installer(python)
    if whole or (dry_run and not as_json):
        show.show_plan(plan, whole=whole)
    if not dry_run:
        _write(plan, quiet=as_json)
        if how:
            _install(plan.root, how, quiet=as_json)
    return _end(plan, dry_run=dry_run, installed=bool(how), as_json=as_json)


def _plan(
    name: str | None, with_: tuple[str, ...], spec: Path | None, description: str | None, *, ask: bool
) -> Plan:
    from flaskwright import api
    from flaskwright import spec as specification
    from flaskwright.errors import UsageError

    title, read = None, None
    if spec is not None:
        read = specification.read(spec)
        wanted = read.wanted(specification.capabilities(with_))
        name, description, title = name or read.name, description or read.description, read.title
    elif not with_ and ask and sys.stdin.isatty() and sys.stdout.isatty():
        from flaskwright.cli.wizard import ask_for

        name, chosen = ask_for(name)
        wanted = specification.wanted(chosen)
    else:
        wanted = specification.wanted(with_)
    if not name:
        raise UsageError("The project needs a name: flaskwright new shop.")
    with specification.located(read):
        return api.create(name, wanted, title=title, description=description)


def _write(plan: Plan, *, quiet: bool) -> None:
    from flaskwright import api

    api.apply_plan(plan)
    if not quiet:
        capabilities = ", ".join(plan.capabilities)
        show.say(f"[green]✓[/green] [bold]{plan.root.name}[/bold] is written: {len(plan.diff.added)} files")
        show.say(f"  [dim]{capabilities}[/dim]")
        if plan.resources:
            show.say(f"  [dim]resources: {', '.join(plan.resources)}[/dim]")


def _install(root: Path, how: Installer, *, quiet: bool) -> None:
    from flaskwright.delivery.install import install

    def run(tell: Callable[[str], None]) -> None:
        install(root, how, tell)

    if quiet:
        run(lambda _line: None)
    elif show.on_terminal():
        _with_spinner(run, how.tool)
    else:
        click.echo(f"Installing with {how.tool} …")
        run(lambda line: click.echo(f"  {line}"))
    if not quiet:
        show.say("[green]✓[/green] The packages are installed in .venv")


def _with_spinner(run: Callable[[Callable[[str], None]], None], tool: str) -> None:
    with show.busy(f"Installing with {tool} …") as update:
        run(lambda line: update(f"Installing with {tool}  [dim]{show.escaped(line[:LONGEST])}[/dim]"))


def _end(plan: Plan, *, dry_run: bool, installed: bool, as_json: bool) -> int:

    lines = [*plan.commands(installed=installed)]
    if as_json:
        show.print_json(show.plan_json(plan, written=not dry_run, commands=lines))
        return 0
    if dry_run:
        show.say("\nNothing was written (--dry-run).")
        return 0
    show.show_steps(plan.steps)
    show.show_next(lines)
    return 0


def again(name: str, with_: tuple[str, ...]) -> str:
    """Give the command line that does the same without questions."""
    return shlex.join(["flaskwright", "new", name, "--with", ",".join(with_)])
