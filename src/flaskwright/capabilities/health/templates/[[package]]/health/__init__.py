"""Tells the watchers whether the application lives, and whether it can work."""

from .routes import bp

__all__ = ["bp"]
