"""Structured logs: one JSON line for every request and event, its request's identifier in each, no secrets.

structlog renders the lines, and takes those of `logging` and of libraries too; in development they are colored
text. `LOG_LEVEL` and `LOG_FORMAT` choose. What is a secret by its name (`password`, `api_key`), by its looks (a
bearer token, a URL with a password) or by its place (the token in a reset link) is redacted before it is written.
A request's line costs less than Flask's own work for the request; its query string is never logged.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import OLDEST
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

README = """
Every request is one line with its method, path, status and time, and every line carries the identifier that
the response sends as `X-Request-ID`. Write your own with `structlog.get_logger(__name__).info("paid", order=7)`
or `current_app.logger`. In production lines are JSON on standard error; `FLASK_LOG_LEVEL` and
`FLASK_LOG_FORMAT` (`json` or `console`) change that. `redaction.py` knows what must not be logged.
"""


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the logging, and call it from the factory before anything that may log."""
    factory = facts.factory
    if factory is None:
        return project
    return project.then(
        edits.add_templates(__name__, package=factory.package),
        edits.ensure_requirement("structlog"),
        edits.ensure_init(factory, "logs"),
        edits.ensure_settings(
            factory.folder,
            'LOG_FORMAT: str = "json"',
            'LOG_LEVEL: str = "INFO"',
            Development=('LOG_FORMAT = "console"',),
        ),
        edits.ensure_env(
            ".env.example", "FLASK_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING, ERROR or CRITICAL"
        ),
        edits.ensure_section("README.md", "### Logs", README, under="## Inside"),
    )


def join_health(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Keep the probes, which come every few seconds, out of the log."""
    return project.then(
        *(
            edits.ensure_list_item(f"{facts.folder}/logs.py", "QUIET_ENDPOINTS", f'"health.{name}"')
            for name in ("live", "ready")
        )
    )


CAPABILITY = Capability(
    "logging",
    "Structured logs without secrets",
    NoOptions,
    apply,
    # Before, the application's logger had handlers of its own.
    ground=replace(OLDEST, flask=(1, 0)),
    uses=("hooks",),
    joins={"health": join_health},
    recognise=Signs(
        names=(
            "logging.config.dictConfig",
            "logging.config.fileConfig",
            "loguru.logger.add",
            "structlog.configure",
        ),
        hints=(
            "logging.basicConfig",
            "logging.handlers.RotatingFileHandler",
            "logging.handlers.TimedRotatingFileHandler",
        ),
        requirements=("loguru", "python-json-logger", "structlog"),
    ),
)
