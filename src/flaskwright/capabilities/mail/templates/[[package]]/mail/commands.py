"""The commands `flask mail …`."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from . import outbox
from .delivery import hand_over
from .letters import Message

group = AppGroup("mail", help="Send what waits in the outbox.")


def init_app(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(group)


@group.command("send")
@click.option("--all", "everything", is_flag=True, help="Also what is not due yet.")
def send(everything: bool) -> None:
    """Send what waits; run it every few minutes, for the mail that a server refused."""
    sent = outbox.deliver(everything)
    click.echo(f"Sent {sent}, waiting {len(outbox.waiting())}.")


@group.command("list")
def show() -> None:
    """List what waits."""
    for mail in outbox.waiting():
        failed = f", failed {mail.attempts} times: {mail.error}" if mail.error else ""
        due = f"{mail.due_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{mail.id}: {mail.letter}, next attempt {due}{failed}")


@group.command("test")
@click.argument("address")
def test(address: str) -> None:
    """Send a mail to ADDRESS, to see whether the settings are right."""
    hand_over(hello(address))
    preview = current_app.config["MAIL_PREVIEW"]
    click.echo("Read it at /dev/mail." if preview else "The mail server took it.")


def hello(address: str) -> Message:
    """Say that mail works."""
    return Message(address, "Mail works", "mail/hello")
