"""The application's own commands: `flask settings …`."""

import secrets

import click
from flask import Flask, current_app
from flask.cli import AppGroup

settings = AppGroup("settings", help="Look at the settings and make keys.")

SECRET_WORDS = ("KEY", "PASSWORD", "SECRET", "TOKEN", "URI", "URL", "DSN")


def init_app(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(settings)


@settings.command("show")
def show() -> None:
    """Print the settings in force; secrets are masked."""
    for name, value in sorted(current_app.config.items()):
        masked = value and any(word in name for word in SECRET_WORDS)
        click.echo(f"{name} = {'********' if masked else repr(value)}")


@settings.command("new-key")
def new_key() -> None:
    """Print a new value for SECRET_KEY."""
    click.echo(secrets.token_urlsafe(48))
