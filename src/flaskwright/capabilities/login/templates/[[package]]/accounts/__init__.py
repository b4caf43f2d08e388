"""Accounts: who the users are, how they prove it, and what they can change."""

from flask import Flask

from . import access, commands
from .routes import bp

__all__ = ["bp", "init_app"]


def init_app(app: Flask) -> None:
    """Find the user of each request, and add the commands."""
    access.init_app(app)
    commands.init_app(app)
