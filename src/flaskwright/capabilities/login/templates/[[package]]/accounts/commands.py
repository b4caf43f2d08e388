"""The commands `flask user …`."""

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import delete, select

from ..database import utc_now
from ..errors import Conflict
from ..extensions import db
from . import addresses, events, passwords, services, sessions, throttle
from .letters import find_user
from .models import User, UserToken

group = AppGroup("user", help="Look after the accounts.")


def init_app(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(group)


def existing(email: str) -> User:
    """Give the user with an address, or end the command."""
    user = find_user(addresses.normalize(email) or "")
    if user is None:
        raise click.ClickException(f"There is no user {email}.")
    return user


@group.command("create")
@click.argument("email")
@click.password_option(help="Asked for when it is not given.")
def create(email: str, password: str) -> None:
    """Make a user who needs no confirmation."""
    address = addresses.normalize(email)
    if address is None:
        raise click.ClickException(f"{email} is not a mail address.")
    if find_user(address):
        raise click.ClickException(f"There is a user {address} already.")
    if weakness := passwords.weakness(password, address):
        raise click.ClickException(weakness)
    user = User(email=address, confirmed_at=utc_now())
    passwords.set_password(user, password)
    db.session.add(user)
    db.session.flush()
    events.record("registered", user)
    db.session.commit()
    click.echo(f"Created {address}.")


@group.command("list")
def show_all() -> None:
    """List the users."""
    for user in db.session.scalars(select(User).order_by(User.email)):
        click.echo(f"{user.email}  {state_of(user)}")


def state_of(user: User) -> str:
    """Say in a few words what a user can do."""
    if user.disabled_at:
        return "disabled"
    if not user.confirmed_at:
        return "not confirmed"
    return "two-factor" if user.has_two_factor else "active"


@group.command("events")
@click.argument("email")
@click.option("--count", default=50, show_default=True)
def show_events(email: str, count: int) -> None:
    """Show what happened to an account, the newest first."""
    for event in events.latest(existing(email), count):
        click.echo(
            f"{event.happened_at:%Y-%m-%d %H:%M:%S} UTC  {event.network_address:15}"
            f"  {events.TITLES[event.kind]}"
        )


@group.command("confirm")
@click.argument("email")
def confirm(email: str) -> None:
    """Take an address as confirmed, as if its owner had followed a mailed link."""
    user = existing(email)
    user.confirmed_at = user.confirmed_at or utc_now()
    events.record("confirmed", user)
    db.session.commit()


@group.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Keep a user out, at once and everywhere."""
    user = existing(email)
    user.disabled_at = utc_now()
    services.end_everything(user)
    events.record("disabled", user)
    db.session.commit()


@group.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Let a disabled user in again."""
    user = existing(email)
    user.disabled_at = None
    events.record("enabled", user)
    db.session.commit()


@group.command("log-out")
@click.argument("email")
def log_out(email: str) -> None:
    """Log a user out everywhere."""
    user = existing(email)
    services.end_everything(user)
    events.record("session-ended", user)
    db.session.commit()


@group.command("delete")
@click.argument("email")
@click.confirmation_option(prompt="Delete this user and what belongs to them?")
def remove(email: str) -> None:
    """Delete a user."""
    try:
        services.delete_account(existing(email))
    except Conflict as conflict:
        raise click.ClickException(f"{email} stays: {conflict}") from None


@group.command("tidy")
def tidy() -> None:
    """Delete sessions, tokens and counters that have expired; run it once a day."""
    sessions.forget_expired()
    throttle.forget_old()
    db.session.execute(delete(UserToken).where(UserToken.expires_at < utc_now()))
    db.session.commit()
