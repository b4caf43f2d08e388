"""Uploaded files: checked, kept under random keys, shown to those who may see them."""

from flask import Flask

from ..config import ConfigurationError
from .commands import uploads
from .kinds import KINDS
from .links import link
from .removal import remove_unused
from .routes import bp
from .services import accept, keep

__all__ = ["accept", "init_app", "keep", "link", "remove_unused"]


def init_app(app: Flask) -> None:
    """Check the settings, serve the files, and give templates `upload_link`."""
    if unknown := set(app.config["UPLOAD_KINDS"]) - set(KINDS):
        names = ", ".join(sorted(unknown))
        raise ConfigurationError(f"UPLOAD_KINDS: there is no {names}.")
    app.register_blueprint(bp)
    app.cli.add_command(uploads)
    app.jinja_env.globals["upload_link"] = link
