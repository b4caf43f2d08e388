"""The extensions of the parts, made here and initialized once the application exists."""

from flask import Flask

__all__: list[str] = []


def init_app(app: Flask) -> None:
    """Initialize every extension."""
