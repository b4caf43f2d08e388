"""The command that clears up: `flask uploads prune`."""

import click
from flask.cli import AppGroup

from .columns import keys_in_use
from .services import prune

uploads = AppGroup("uploads", help="Look after uploaded files.")


@uploads.command("prune")
def delete_unused() -> None:
    """Delete files that no row refers to, once they are a day old; run it every day."""
    deleted = prune(set(keys_in_use()))
    click.echo(f"{len(deleted)} files deleted.")
