"""The API: `/api/v1` and whatever follows, described at `/api/docs`."""

from flask import Flask

from . import commands, docs, v1

VERSIONS = [v1.VERSION]


def init_app(app: Flask) -> None:
    """Serve every version of the API, and its description."""
    for version in VERSIONS:
        version.init_app(app)
    app.register_blueprint(docs.bp)
    commands.init_app(app)
