"""Accounts: those of the application, by the names that the parts know them by."""

from flask import Flask

from . import access, commands

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Let templates ask who is there, and add the commands."""
    access.init_app(app)
    commands.init_app(app)
