"""Errors are told to Sentry: what nobody handled, and what `logger.exception` notes, without secrets.

Nothing is started without a `SENTRY_DSN`: even idle, it would take almost half of the throughput. What is sent has no
query string, no cookies, no body, no local variables, and only harmless headers; messages, breadcrumbs and the path go
through `redaction.py`, which `logging` uses too. Each report names its request, as the logs and the `X-Request-ID`
header do. `SENTRY_TRACES_SAMPLE_RATE` also measures requests; it is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import OLDEST
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

# What must not be told is written once, for logs and reports alike.
LOGGING = "flaskwright.capabilities.logging"
REDACTION = ("[[package]]/redaction.py", "tests/test_redaction.py.jinja")

README = """
`FLASK_SENTRY_DSN` says where errors are reported; without it nothing is started. `sentry.py` decides what is sent:
errors that nobody handled and those that `logger.exception` notes, without query strings, cookies, bodies and local
variables. `redaction.py` knows what must not be told. `FLASK_SENTRY_TRACES_SAMPLE_RATE=0.01` also measures one request
in a hundred, which costs every request some time. Name the version that runs in `FLASK_SENTRY_RELEASE`.
"""


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the module and its tests, and start it in the factory before anything that may fail."""
    factory = facts.factory
    if factory is None:
        return project
    return project.then(
        edits.add_templates(__name__, package=factory.package),
        edits.add_templates(LOGGING, only=REDACTION, owned=True, package=factory.package),
        edits.ensure_requirement("sentry-sdk[flask]"),
        edits.ensure_init(factory, "sentry"),
        edits.ensure_settings(
            factory.folder,
            'SENTRY_DSN: str = ""',
            'SENTRY_RELEASE: str = ""',
            "SENTRY_TRACES_SAMPLE_RATE: float | int = 0",
        ),
        edits.ensure_env(".env.example", "FLASK_SENTRY_DSN", "", "Where errors are reported"),
        edits.ensure_section("README.md", "### Error reports", README, under="## Inside"),
    )


CAPABILITY = Capability(
    "sentry",
    "Error reports without secrets",
    NoOptions,
    apply,
    ground=OLDEST,
    needs=("app", "config"),
    recognise=Signs(
        names=("raven.contrib.flask.Sentry", "sentry_sdk.init"), requirements=("raven", "sentry-sdk")
    ),
)
