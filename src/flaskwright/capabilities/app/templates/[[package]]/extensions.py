"""The extensions, made here and initialized once the application exists."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Initialize every extension."""
