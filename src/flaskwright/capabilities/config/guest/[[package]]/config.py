"""The settings of the parts, where the application's own configuration has none."""

import os

from flask import Config as Settings
from flask import Flask


class ConfigurationError(RuntimeError):
    """The settings are not fit to run with; the message says which and why."""


class Config:
    """What holds unless something else is said."""


class Development(Config):
    """What differs on a developer's own machine (APP_ENV=development)."""


class Testing(Config):
    """What differs in tests (APP_ENV=testing)."""


class Production(Config):
    """What differs where the world sees it (APP_ENV=production)."""


ENVIRONMENTS: dict[str, type[Config]] = {
    "development": Development,
    "production": Production,
    "testing": Testing,
}


def init_app(app: Flask) -> None:
    """Add the settings that the application does not have, from the environment or from here."""
    environment = app.config.get("ENVIRONMENT") or os.environ.get("APP_ENV", "")
    settings = Settings(app.root_path)
    settings.from_object(ENVIRONMENTS.get(environment, Config))
    if environment != "testing":
        given = Settings(app.root_path)
        given.from_prefixed_env()
        settings.update({name: given[name] for name in settings.keys() & given.keys()})
    settings.setdefault("ENVIRONMENT", environment or "production")
    for name, value in settings.items():
        if app.config.get(name) is None:
            app.config[name] = value
