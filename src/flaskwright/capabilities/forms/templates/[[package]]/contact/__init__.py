"""Ways to write to the people behind the site: a message, or a request in steps."""

from .routes import bp

__all__ = ["bp"]
