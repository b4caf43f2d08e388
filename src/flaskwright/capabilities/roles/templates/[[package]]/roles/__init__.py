"""Roles: what users may do. What nobody has declared, nobody may do."""

from flask import Flask

from . import commands, guard
from .decorators import permission_required, role_required
from .rights import has_permission, has_role

__all__ = [
    "has_permission",
    "has_role",
    "init_app",
    "permission_required",
    "role_required",
]


def init_app(app: Flask) -> None:
    """Guard every route, and let templates ask for rights."""
    guard.init_app(app)
    commands.init_app(app)
    app.jinja_env.globals["has_role"] = has_role
    app.jinja_env.tests["permitted"] = has_permission
