"""Every model in one place: whoever imports this knows all tables."""

from flask import Flask
from sqlalchemy.orm import configure_mappers

__all__: list[str] = []


def init_app(_app: Flask) -> None:
    """Find out now, not at the first request, whether the models fit together."""
    configure_mappers()
