"""`flaskwright inspect`: the facts of a project."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flaskwright.cli import show

if TYPE_CHECKING:
    from flaskwright.api import Inspection

SECTIONS = ("routes", "models", "config", "templates", "extensions")
FEW = 8
WIDTH = 96
MANY = 24
LONGEST = 60


@click.command("inspect")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--routes", "sections", flag_value="routes", multiple=True, help="Every route.")
@click.option(
    "--models", "sections", flag_value="models", multiple=True, help="Every model with its columns."
)
@click.option(
    "--config", "sections", flag_value="config", multiple=True, help="Every setting, secrets masked."
)
@click.option("--templates", "sections", flag_value="templates", multiple=True, help="Every template.")
@click.option("--extensions", "sections", flag_value="extensions", multiple=True, help="Every extension.")
@click.option("--live", is_flag=True, help="Also run the application (on a copy) and name each difference.")
@click.option("--python", metavar="PATH", help="The project's interpreter, for --live.")
@click.option(
    "--html", type=click.Path(path_type=Path), metavar="FILE", help="Write one self-contained page."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema: docs/inspect.schema.json).")
def command(
    path: Path,
    sections: tuple[str, ...],
    *,
    live: bool,
    python: str | None,
    html: Path | None,
    as_json: bool,
) -> int:
    """Tell what a Flask project is made of, without running it.

    Routes with their blueprints' prefixes, settings, models, templates, extensions. `--live` also runs the
    application in the project's own interpreter, on a copy and without network, and names what differs.
    """
    from flaskwright import api

    inspection = api.inspect(path, live=live or python is not None, python=python)
    if html is not None:
        from flaskwright.cli.page import write_page

        write_page(inspection, html)
    if as_json:
        show.print_json(inspection.document)
    elif sections:
        for section in dict.fromkeys(sections):
            _SHOWN[section](inspection)
    else:
        _summary(inspection)
    if not as_json:
        _live(inspection)
        if html is not None:
            show.say(f"\n[green]✓[/green] {show.escaped(str(html))} is written; open it in a browser.")
    return 1 if inspection.live is not None and inspection.live.state != "ran" else 0


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns; the last one may be as long as it likes."""
    rows = [tuple(map(str, row)) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
    show.say("  [dim]" + _line(headings, widths) + "[/dim]")
    for row in rows:
        show.say("  " + show.escaped(_line(row, widths)))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _heading(text: str, count: int | None = None) -> None:
    show.say(f"\n[bold]{text}[/bold]" + (f"  [dim]{count}[/dim]" if count is not None else ""))


def _summary(inspection: Inspection) -> None:
    facts = inspection.facts
    show.say(f"\n[bold]{inspection.root.name}[/bold]  [dim]{inspection.root}[/dim]")
    if not facts.apps:
        show.say("  No Flask application was found here.")
    for app in facts.apps[:FEW]:
        made = f"made by {app.factory}()" if app.factory else "at the module's top"
        show.say(
            f"  [cyan]{app.module}:{app.factory or app.name}[/cyan]  {app.app_class.rpartition('.')[2]} {made}"
        )
    _heading("Routes", len(facts.routes))
    rows = _by_blueprint(inspection)
    table(("blueprint", "routes", "prefix"), rows[:MANY])
    if len(rows) > MANY:
        show.say(f"  [dim]and {len(rows) - MANY} more[/dim]")
    _heading("Extensions", len({extension.distribution for extension in facts.extensions}))
    _wrapped(sorted({extension.distribution for extension in facts.extensions}))
    _kept(inspection)
    _data(inspection)
    _rest(inspection)
    _problems(inspection)
    show.say("\n[dim]--routes --models --config --templates --extensions show more, --html FILE all.[/dim]")


def _data(inspection: Inspection) -> None:
    facts = inspection.facts
    _heading("Data", len(facts.models))
    _wrapped([model.name for model in facts.models], "no models")
    for migrations in facts.all_migrations:
        heads = ", ".join(migrations.heads) or "none"
        lost = f", [yellow]missing {', '.join(migrations.missing)}[/yellow]" if migrations.missing else ""
        several = "[yellow]heads[/yellow]" if len(migrations.heads) > 1 else "head"
        show.say(
            f"  [dim]{migrations.folder or '.'}: {len(migrations.revisions)} migrations,[/dim] {several} {heads}{lost}"
        )


def _rest(inspection: Inspection) -> None:
    facts = inspection.facts
    _heading("Settings", len(facts.config.keys))
    environments = [f"{e.owner or e.at.path} ({e.name}) {len(e.settings)}" for e in facts.config.environments]
    _wrapped(environments, "the same in every environment")
    _heading("Templates", len(facts.templates.all))
    base = facts.templates.base
    show.say(f"  most extend {base.name}" if base else "  none that others extend")
    if missing := [m.name for m in facts.missing_templates if m.outside is None]:
        show.say(f"  [yellow]missing:[/yellow] {show.escaped(', '.join(dict.fromkeys(missing)))}")
    _heading("And")
    tests = sum(len(suite.tests) for suite in facts.suites)
    counts = ((facts.forms, "forms"), (facts.tasks, "tasks"), (facts.commands, "commands"))
    _wrapped(
        [*(f"{len(found)} {name}" for found, name in counts), f"{tests} tests in {len(facts.suites)} files"]
    )
    _wrapped(sorted({item.kind for item in facts.deployment}), "no files that ship it")


def _wrapped(words: Sequence[str], nothing: str = "none") -> None:
    for line in textwrap.wrap(", ".join(words), WIDTH, break_long_words=False, break_on_hyphens=False) or [
        nothing
    ]:
        show.say("  " + show.escaped(line))


def _kept(inspection: Inspection) -> None:
    """Name what nobody keeps and what breaks."""
    for status in inspection.facts.packages:
        if status.state == "abandoned":
            instead = f"; instead: {status.successor}" if status.successor else ""
            show.say(f"  [yellow]{status.name} is abandoned[/yellow]{show.escaped(instead)}")
        for broken in status.breaks:
            if status.name < broken.other:
                show.say(f"  [red]{status.name} and {broken.other}:[/red] {show.escaped(broken.problem)}")
                show.say(f"    [dim]{show.escaped(broken.fix)}[/dim]")


def _by_blueprint(inspection: Inspection) -> list[tuple[str, str, str]]:
    counts = Counter(route.blueprint or "" for route in inspection.facts.routes)
    prefixes = {
        name: _prefix([r.rule for r in inspection.facts.routes if (r.blueprint or "") == name])
        for name in counts
    }
    return [(name or "(application)", str(count), prefixes[name]) for name, count in sorted(counts.items())]


def _prefix(rules: Sequence[str]) -> str:
    """Give the folders that all rules share."""
    split = [rule.split("/") for rule in rules]
    shared = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1 or parts[0].startswith("<"):
            break
        shared.append(parts[0])
    return "/".join(shared) or "/"


def _problems(inspection: Inspection) -> None:
    if unresolved := inspection.facts.unresolved:
        _heading("Only known when it runs", len(unresolved))
        table(
            ("place", "call", "why"),
            (
                (f"{u.at.path}:{u.at.line}", textwrap.shorten(u.call, LONGEST), u.why)
                for u in unresolved[:MANY]
            ),
        )
        if len(unresolved) > MANY:
            show.say(f"  [dim]and {len(unresolved) - MANY} more[/dim]")
    problems = inspection.facts.problems
    if problems:
        _heading("Could not be read", len(problems))
        table(("place", "why"), ((f"{p.at.path}:{p.at.line}", p.message) for p in problems))


def _routes(inspection: Inspection) -> None:
    routes = inspection.facts.routes
    _heading("Routes", len(routes))
    rows = (
        (
            ",".join(r.methods),
            r.rule,
            r.endpoint,
            f"{r.at.path}:{r.at.line}",
            _remarks(r.condition, dynamic=r.dynamic, reachable=r.reachable),
        )
        for r in sorted(routes, key=lambda r: (r.app, r.rule, r.methods))
    )
    table(("methods", "rule", "endpoint", "place", ""), rows)


def _remarks(condition: tuple[str, ...], *, dynamic: bool, reachable: bool) -> str:
    words = (
        ["dynamic"] * dynamic + ["not registered"] * (not reachable) + [f"if {part}" for part in condition]
    )
    return ", ".join(words)


def _models(inspection: Inspection) -> None:
    models = inspection.facts.models
    _heading("Models", len(models))
    for model in models:
        about = f"{model.table or 'no table of its own'}, {model.at.path}:{model.at.line}"
        show.say(f"\n  [bold]{model.name}[/bold]  [dim]{about}[/dim]")
        for column in model.columns:
            marks = ["key"] * column.primary_key + ["unique"] * column.unique + ["null"] * column.nullable
            marks += [f"→ {column.foreign_key}"] if column.foreign_key else []
            marks += ["inherited"] * column.inherited
            show.say(f"    {column.name:<24} {show.escaped(column.type):<28} [dim]{' '.join(marks)}[/dim]")
        for relation in model.relations:
            show.say(
                f"    {relation.name:<24} [cyan]{'many ' if relation.many else ''}{relation.target or '?'}[/cyan]"
                + (f" [dim]through {show.escaped(relation.secondary)}[/dim]" if relation.secondary else "")
            )
        for constraint in model.constraints:
            about = ", ".join(constraint.columns) or constraint.rule
            show.say(f"    {constraint.name or '':<24} [dim]{constraint.kind} ({show.escaped(about)})[/dim]")
    for loose in inspection.facts.core_tables:
        columns = ", ".join(column.name for column in loose.columns)
        show.say(f"\n  [bold]{loose.name}[/bold]  [dim]a table of its own, {loose.at}[/dim]")
        show.say(f"    {show.escaped(columns)}")


def _config(inspection: Inspection) -> None:
    settings = inspection.document["config"]
    _heading("Settings", len(settings))
    rows = (
        (
            s["key"],
            s["value"].replace("\n", " ")[:48],
            s["environment"] or s["owner"],
            ", ".join(s["variables"]),
            f"{s['file']}:{s['line']}",
        )
        for s in sorted(settings, key=lambda s: (s["key"], s["environment"], s["file"]))
    )
    table(("key", "value", "where", "from the environment", "place"), rows)


def _templates(inspection: Inspection) -> None:
    facts = inspection.facts
    _heading("Templates", len(facts.templates.all))
    rows = (
        (t.name, ", ".join(t.extends), ", ".join((*t.includes, *t.imports)), ", ".join(t.blocks)[:40])
        for t in facts.templates.all
    )
    table(("template", "extends", "includes and imports", "blocks"), rows)
    if facts.missing_templates:
        _heading("Not there", len(facts.missing_templates))
        lost = (
            (m.name, str(m.at), f"{m.outside} may bring it" if m.outside else "")
            for m in facts.missing_templates
        )
        table(("template", "wanted at", ""), lost)


def _state(state: str, successor: str | None) -> str:
    words = "" if state == "unknown" else state
    return f"{words} → {successor}" if successor else words


def _extensions(inspection: Inspection) -> None:
    facts = inspection.facts
    _heading("Extensions", len(facts.extensions))
    rows: Iterable[Sequence[str]] = (
        (
            e.name,
            e.class_name,
            e.distribution,
            _state(e.status, e.successor),
            f"{e.at.path}:{e.at.line}",
            "" if e.initialised else "never initialised",
        )
        for e in facts.extensions
    )
    table(("object", "class", "distribution", "kept", "place", ""), rows)
    _heading("Packages", len(facts.packages))
    rows = (
        (
            p.name,
            p.required if p.required is not None else "not required",
            p.locked or "",
            inspection.installed.get(p.name, ""),
            _state(p.state, p.successor),
            "; ".join(f"breaks with {b.other}: {b.problem}" for b in p.breaks),
        )
        for p in facts.packages
    )
    table(("package", "required", "locked", "installed", "kept", ""), rows)


_SHOWN = {
    "routes": _routes,
    "models": _models,
    "config": _config,
    "templates": _templates,
    "extensions": _extensions,
}


def _live(inspection: Inspection) -> None:
    live = inspection.live
    if live is None:
        return
    _heading("Running")
    show.say(f"  {live.state}" + (f": {show.escaped(live.reason)}" if live.reason else ""))
    if live.interpreter:
        show.say(f"  [dim]Python {live.python} at {live.interpreter}[/dim]")
    for app in live.apps:
        show.say(f"  [cyan]{show.escaped(app['target'])}[/cyan]")
    for error in live.errors:
        place = ":".join(map(str, error["place"])) if error["place"] else error["target"]
        message = show.escaped(f"{error['error']}: {error['message'][:200]}")
        show.say(f"  [yellow]{show.escaped(place)}[/yellow]  {message}")
    if live.state == "ran":
        show.say()
        rows = ((noun, str(source), str(running)) for noun, source, running in inspection.side_by_side)
        table(("", "in the source", "running"), rows)
        _heading("Differences", len(inspection.differences))
        table(
            ("only", "what", "name", ""),
            ((d.only, d.noun, d.name, d.reason) for d in inspection.differences),
        )
