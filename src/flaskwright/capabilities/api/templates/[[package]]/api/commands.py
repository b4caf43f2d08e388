"""The command that clears up: `flask api prune-keys`."""

import click
from flask import Flask
from flask.cli import AppGroup

from .idempotency import prune

api = AppGroup("api", help="Look after the API.")


def init_app(app: Flask) -> None:
    """Add the command to the application."""
    app.cli.add_command(api)


@api.command("prune-keys")
def prune_keys() -> None:
    """Forget idempotency keys that are too old to be sent again."""
    click.echo(f"{prune()} keys forgotten.")
