"""The commands of the cache: `flask cache …`."""

import time

import click
from flask import Flask
from flask.cli import AppGroup

from .remembering import WARM
from .store import cache

group = AppGroup("cache", help="Fill the cache and empty it.")


def init_app(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(group)


@group.command("warm")
def warm() -> None:
    """Find out what is asked for most, before anybody asks: after a deployment."""
    for function in WARM:
        started = time.perf_counter()
        function.refresh()
        taken = time.perf_counter() - started
        click.echo(f"{function.function.__qualname__} in {taken:.2f} s")
    click.echo(f"{len(WARM)} remembered.")


@group.command("clear")
def clear() -> None:
    """Forget everything."""
    cache.clear()
    click.echo("All forgotten.")
