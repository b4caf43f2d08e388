"""`flaskwright add`: add capabilities and resources to a project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flaskwright.cli import behaviour, show

if TYPE_CHECKING:
    from flaskwright.plan import Plan
    from flaskwright.probe import Behaviour


@dataclass(frozen=True)
class Choice:
    """What the options say of the plan: whether to apply it, how to show it, how to try it out."""

    yes: bool
    dry_run: bool
    whole: bool
    as_json: bool
    python: str | None
    tests: bool
    no_probe: bool
    allow_regression: bool


@click.command("add")
@click.argument("words", nargs=-1, metavar="CAPABILITY… | resource NAME FIELD:TYPE…")
@click.option("--spec", type=click.Path(path_type=Path), metavar="FILE", help="A specification (TOML).")
@click.option("--project", type=click.Path(path_type=Path), default=".", help="The project's folder.")
@click.option(
    "--layers",
    type=click.Choice(["service", "repository"]),
    help="What lies between a resource's model and views.",
)
@click.option("--yes", "-y", is_flag=True, help="Apply the plan without asking.")
@click.option("--dry-run", is_flag=True, help="Show the plan and write nothing.")
@click.option("--diff", "whole", is_flag=True, help="Show every line, of new files too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (writes only with --yes).")
@click.option("--allow-dirty", is_flag=True, help="Go on although git has uncommitted changes.")
@click.option("--python", metavar="PATH", help="The project's interpreter (else its .venv).")
@click.option("--tests", is_flag=True, help="Run the project's tests before and after too.")
@click.option("--no-probe", is_flag=True, help="Do not run the project to see what changes.")
@click.option("--anyway", is_flag=True, help="Build also what the project has of its own, beside it.")
@click.option("--allow-regression", is_flag=True, help="Go on although something works no longer.")
def command(
    words: tuple[str, ...],
    spec: Path | None,
    project: Path,
    layers: str | None,
    *,
    allow_dirty: bool,
    anyway: bool,
    **options: Any,
) -> int:
    """Add capabilities, or a resource with its fields, to the project.

    \b
    flaskwright add mail api:style=smorest
    flaskwright add resource Product name:string(80)! price:decimal(10,2) category:ref(Category)?

    The plan is shown first; nothing is written until you agree, and then everything or nothing. Where the
    project has an interpreter it runs in a copy, as it is and as it would be: what worked and would no
    longer is refused.
    """  # noqa: D301 (Click's mark for lines that stay as they are)
    python = options["python"]
    plan = _plan(words, spec, project, layers, allow_dirty=allow_dirty, anyway=anyway, python=python)
    return _answer(plan, Choice(**options), " ".join(("flaskwright add", *words)))


def _answer(plan: Plan, choice: Choice, what: str) -> int:
    """Try a plan, show it, ask, and apply it."""
    from flaskwright import api

    found = _tried(plan, choice)
    refused = bool(found and found.regressions and not choice.allow_regression)
    if not choice.as_json and plan.diff:
        show.show_plan(plan, whole=choice.whole)
        if not choice.no_probe:
            behaviour.show_behaviour(found)
    may = bool(plan.diff) and not choice.dry_run and not refused
    written = may and (choice.yes or (not choice.as_json and show.agreed(plan)))
    if written:
        api.apply_plan(plan, what)
    lines = list(plan.commands())
    if choice.as_json:
        about = found.document if found else None
        show.print_json({**show.plan_json(plan, written=written, commands=lines), "behaviour": about})
    elif refused:
        behaviour.show_refusal()
    else:
        nothing, why = "It is all there already; nothing to do.", " (--dry-run)" if choice.dry_run else ""
        show.show_end(plan, lines, written=written, nothing=nothing, unwritten=why)
    return int(refused)


def _tried(plan: Plan, choice: Choice) -> Behaviour | None:
    from flaskwright import api

    if choice.no_probe:
        return None
    with show.busy("Running the project as it is and as it would be …"):
        return api.behaviour(plan, python=choice.python, tests=choice.tests)


def _plan(words: tuple[str, ...], spec: Path | None, project: Path, layers: str | None, **how: Any) -> Plan:
    from flaskwright import api
    from flaskwright import spec as specification
    from flaskwright.errors import UsageError

    read = None
    if words and words[0] == "resource":
        if spec is not None:
            raise UsageError("Give the resource in the specification or in words, not in both.")
        wanted = specification.resource(words[1:], layers)
    elif layers:
        raise UsageError("--layers goes with a resource; elsewhere write resource:layers=repository.")
    elif spec is not None:
        read = specification.read(spec)
        wanted = read.wanted(specification.capabilities(words))
    elif words:
        wanted = specification.wanted(words)
    else:
        raise UsageError("What shall be added? Name capabilities, or: resource Product name:string.")
    with specification.located(read):
        return api.add(project, wanted, **how)
