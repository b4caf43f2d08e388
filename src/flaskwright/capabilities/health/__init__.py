"""Two addresses for whoever watches over the application.

`/health/live` answers as long as the process does: nothing else can make it fail, so a stopped database restarts
nobody. `/health/ready` answers 200 when everything works that requests need, else 503: the database, and that it
has every migration this code needs (newer ones do no harm, so old and new code can run side by side). The checks run
side by side in threads and are waited for no longer than `HEALTH_TIMEOUT` seconds; one that hangs is never started
twice. Why it is not ready stands in the log, not in the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import OLDEST
from flaskwright.recognition import routes_like

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

README = """
| address | answers 200 | else |
| --- | --- | --- |
| `/health/live` | while the process can answer | restart it |
| `/health/ready` | when everything works that requests need | send it no requests |

`health/checks.py` lists what must work. A check may take `FLASK_HEALTH_TIMEOUT` seconds (2).
"""


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the blueprint, and register it."""
    factory = facts.factory
    if factory is None:
        return project
    return project.then(
        edits.add_templates(__name__, package=factory.package, database=_database(facts)),
        edits.ensure_blueprint(factory, "health"),
        edits.ensure_settings(factory.folder, "HEALTH_TIMEOUT: int = 2"),
        edits.ensure_section("README.md", "### Health", README, under="## Inside"),
    )


def join_database(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Ask the database too, and compare its migrations with ours."""
    context: dict[str, Any] = {"package": facts.package, "database": _database(facts)}
    return project.then(
        edits.add_templates(__name__, was={"database": None}, **context),
        edits.add_templates(__name__, folder="database", **context),
        edits.ensure_requirement("alembic"),
    )


def _database(facts: Facts) -> str | None:
    """Give the name of the database's extension, None without one."""
    extension = facts.extension("SQLAlchemy")
    return extension.name if extension and facts.has("database") else None


# What a host calls the addresses that say whether it lives.
RULE = r"(?i)/_*(health([_-]?(check|z))?|livez?|liveness|readyz?|readiness|heartbeat)(/\w+)?/?$"
CAPABILITY = Capability(
    "health",
    "Live and ready",
    NoOptions,
    apply,
    ground=OLDEST,
    joins={"database": join_database},
    recognise=routes_like(RULE),
)
