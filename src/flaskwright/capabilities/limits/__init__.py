"""Limits: how often a client may ask, with Flask-Limiter, counted in memory or in Redis.

Whatever changes something counts against `RATELIMIT_WRITES`; with `api`, every request of the API counts against
`RATELIMIT_API` too. A view or a blueprint gets a limit of its own with `limiter.limit`. Other reads pay nothing. A
client is the signed-in user, what a verified key says, or else the network that the request comes from (a /64 of
IPv6). Who asks too often gets 429 in the application's own shape, with `Retry-After`.

`RATELIMIT_STORAGE_URI` says where is counted: in memory by default, in Redis so that all workers share one budget. When
Redis is gone, each worker counts by itself until it is back.

Flask-Limiter 4 asks for Python 3.10 and Flask 2.0. An application on older ones, or on an older Flask-Limiter, gets
`counting.py`, a small layer over the library that counts for Flask-Limiter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import OLDEST
from flaskwright.facts.ground import held_at
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

# The Flask-Limiter that the template is written for.
OURS = (4, 1)

README = """
`FLASK_RATELIMIT_WRITES` says how often a client may change something (`60 per minute`; an empty value means: as often
as it likes); of an API, reads count too, against `FLASK_RATELIMIT_API`. `limiter.limit("100 per hour")(bp)` gives a
blueprint a limit of its own, and a decorator a view:

```python
@bp.get("/search")
@limiter.limit("10 per minute")
def search() -> str: ...
```

`client()` in `limiting.py` says who is counted; code that has verified a key names its owner in `g.client`. Several
processes share one budget when `FLASK_RATELIMIT_STORAGE_URI` names a Redis. Behind a proxy, every client has the
proxy's address until the application is told to believe it.
"""


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the limiter, and attach it in the factory."""
    factory = facts.factory
    if factory is None:
        return project
    older = _is_older(facts)
    return project.then(
        edits.add_templates(__name__, **_context(facts)),
        *([edits.add_templates(__name__, folder="older", package=facts.package)] if older else []),
        edits.ensure_requirement("limits" if older else "flask-limiter"),
        edits.ensure_requirement("redis"),
        edits.ensure_init(factory, "limiting"),
        edits.ensure_settings(
            factory.folder,
            "RATELIMIT_ENABLED: bool = True",
            'RATELIMIT_STORAGE_URI: str = "memory://"',
            'RATELIMIT_WRITES: str = "60 per minute"',
            Testing=("RATELIMIT_ENABLED = False",),
        ),
        edits.ensure_env(
            ".env.example",
            "FLASK_RATELIMIT_STORAGE_URI",
            "redis://localhost:6379/1",
            "Where requests are counted; without it, in each process by itself",
        ),
        edits.ensure_fixtures("limits"),
        edits.ensure_section("README.md", "### Limits", README, under="## Inside"),
    )


def _is_older(facts: Facts) -> bool:
    """Say whether the application stands on what Flask-Limiter 4 does not run with, or on an older Flask-Limiter."""
    guest = facts.record.guest
    if guest is None:
        return False
    held = held_at(facts.requirements, "flask-limiter") or OURS
    return guest.ground.python < (3, 10) or guest.ground.flask < (2, 0) or held < OURS


def _context(facts: Facts) -> dict[str, Any]:
    """Give what the templates need: how the signed-in user is named, if there is one."""
    user = None
    if facts.has("login"):
        user = "current_user.id"
    elif facts.extension("LoginManager") is not None:
        user = "current_user.get_id()"
    return {"package": facts.package, "user": user, "people": facts.people, "older": _is_older(facts)}


def join_login(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Count users by who they are, wherever they are."""
    user = "current_user.get_id()" if facts.people.adopted else None
    return project.then(edits.add_templates(__name__, was={"user": user}, **_context(facts)))


CAPABILITY = Capability(
    "limits",
    "How often a client may ask",
    NoOptions,
    apply,
    ground=OLDEST,
    needs=("app", "config"),
    joins={"login": join_login},
    recognise=Signs(extensions=("flask_limiter.Limiter",), requirements=("flask-limiter",)),
)
