"""What was added to the application: each part is a module, bound by `init_app`."""

from flask import Flask

from . import config, extensions


def init_app(app: Flask) -> None:
    """Bind the parts to the application, which has its own settings by now."""
    config.init_app(app)
    extensions.init_app(app)
