"""Typed settings for each environment, which refuse to start when they are wrong.

Classes for development, testing and production; variables `FLASK_…`, `.env` and `instance/settings.toml` override
them. Production refuses a missing, short or known key; `SECRET_KEY_FALLBACKS` rotates keys without ending sessions.
`config:loader=flask-env` reads the environment with Flask-Env (2.0.0, without a release since 2018) instead of
Flask's own `from_prefixed_env`: for teams that have it everywhere.

In a project that Flaskwright did not make, the application's own configuration stays as it is and wins; here are the
defaults of what is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flaskwright import edits
from flaskwright.capability import Capability
from flaskwright.facts import OLDEST

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Edit, Project


@dataclass(frozen=True)
class Options:
    """`loader`: how the environment is read."""

    loader: Literal["prefixed", "flask-env"] = "prefixed"


def apply(project: Project, facts: Facts, options: Options) -> Project:
    """Write the settings and their tests."""
    if facts.record.guest:
        return project.then(edits.add_templates(__name__, folder="guest", package=facts.package))
    return project.then(
        edits.add_templates(__name__, package=facts.package, loader=options.loader),
        *(_flask_env() if options.loader == "flask-env" else ()),
    )


def _flask_env() -> list[Edit]:
    return [
        edits.ensure_requirement("flask-env"),
        edits.ensure_untyped("flask_env.*"),
    ]


CAPABILITY = Capability(
    "config", "Typed settings for each environment", Options, apply, ground=OLDEST, needs=("app",)
)
