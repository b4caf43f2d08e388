"""`flaskwright explain`: what a word means, offline."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from flaskwright.cli import show

if TYPE_CHECKING:
    from flaskwright.explain import Topic


_HEADINGS = {
    "capability": "Capabilities: flaskwright add NAME",
    "field type": "Types of fields: flaskwright add resource Product name:TYPE",
    "step": "Steps: flaskwright verify --step NAME",
    "check": "Checks: flaskwright check",
}


@click.command("explain")
@click.argument("word", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(word: str | None, *, as_json: bool) -> int:
    """Tell about WORD: a capability, a type of field, a step of verify, a check, a package of the tested set.

    Without WORD it lists what there is.
    """
    from flaskwright.explain import explain, titles

    if word is None:
        _list(list(titles()), as_json=as_json)
        return 0
    topics = explain(word)
    if as_json:
        show.print_json([dataclasses.asdict(topic) for topic in topics])
        return 0
    for topic in topics:
        _show(topic)
    return 0


def _list(found: list[tuple[str, str, str]], *, as_json: bool) -> None:
    if as_json:
        show.print_json([{"kind": kind, "name": name, "title": title} for kind, name, title in found])
        return
    last = ""
    for kind, name, title in found:
        if kind != last:
            show.say(f"\n[bold]{_HEADINGS[kind]}[/bold]\n")
            last = kind
        show.say(f"  [cyan]{name:<12}[/cyan] {show.escaped(title)}")
    show.say("\n[dim]flaskwright explain NAME tells more; packages of the tested set are known too.[/dim]")


def _show(topic: Topic) -> None:
    show.say(f"\n[bold]{show.escaped(topic.name)}[/bold]  [dim]{topic.kind}[/dim]\n")
    show.markdown(topic.text)
