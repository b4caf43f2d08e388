"""gunicorn with threads: the server that production runs.

`gunicorn.conf.py` has every setting, so that `gunicorn` alone starts the application. Workers and threads come from
`WEB_CONCURRENCY` and `WEB_THREADS`, within bounds. On SIGTERM requests under way are finished. Heartbeats are in
memory and nothing is written to disk: it runs on a read-only root. Its generated tests start it for real: six
requests under way when it is told to stop are all answered, and a chunked upload arrives whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import PYTHON_3_8
from flaskwright.project import ManualStep
from flaskwright.recognition import Signs, started_with

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Edit, Project

README = """
`.venv/bin/gunicorn` serves the application with the settings in `gunicorn.conf.py`. These variables change them:

| variable | meaning | default |
| --- | --- | --- |
| `BIND` | address and port | `127.0.0.1:8000` |
| `FORWARDED_ALLOW_IPS` | proxies that may say the scheme | the machine itself |
| `WEB_CONCURRENCY` | processes | two for each processor, 8 at most |
| `WEB_GRACEFUL_TIMEOUT` | seconds to finish when it stops | 25 |
| `WEB_THREADS` | threads in each process | 4 |
| `WEB_TIMEOUT` | seconds of silence after which a process is replaced | 30 |
"""


CONFIG = "gunicorn.conf.py"
WSGI = "wsgi.py"


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the settings and their tests; settings that a host has stay as they are."""
    guest = facts.record.guest is not None
    theirs = guest and project.has(CONFIG)
    return project.then(
        _settings(facts, only=(f"{CONFIG}.jinja",) if theirs else None),
        *([edits.add_templates(__name__, folder="guest")] if guest and not theirs else ()),
        edits.ensure_requirement("gunicorn"),
        edits.ensure_section("README.md", "### Server", README, under="## Inside"),
        *(_ask_for_target(facts) if facts.target is None else ()),
    )


def _ask_for_target(facts: Facts) -> list[Edit]:
    """Ask for a module that has the application, where only its owner knows what the factory wants to be told."""
    host = facts.host
    if host is None:
        return []
    reason = f"{host.name} in {host.path} wants to be told something; the server needs an application."
    code = f"from {host.module} import {host.name}\n\napp = {host.name}(...)\n"
    return [lambda project: project.ask(ManualStep(WSGI, reason, code))]


def join_logging(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Leave the line of each request to the application, and write the server's own lines as it does."""
    return project.then(_settings(facts, logging=False))


def join_metrics(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Let the numbers of all workers add up."""
    return project.then(_settings(facts, metrics=False))


def _settings(facts: Facts, only: tuple[str, ...] | None = None, **was: bool) -> Edit:
    target = facts.target
    return edits.add_templates(
        __name__,
        only=only,
        package=facts.package,
        target=target.name if target else "wsgi:app",
        root=target.folder if target else "",
        logging=facts.has("logging"),
        metrics=facts.has("metrics"),
        was=was or None,
    )


CAPABILITY = Capability(
    "gunicorn",
    "The production server",
    NoOptions,
    apply,
    ground=PYTHON_3_8,
    joins={"logging": join_logging, "metrics": join_metrics},
    recognise=Signs(files=("gunicorn",), requirements=("gunicorn",), also=started_with("gunicorn")),
)
