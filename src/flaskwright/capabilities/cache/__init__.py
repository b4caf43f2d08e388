"""A cache with Flask-Caching: results, query results, pages and pieces of them, in this process, Redis or Memcached.

`remember("product")` keeps what a function gives until its topic is forgotten. Fifty who ask for what is not there wait
for one who finds it out, over threads and processes. With `database`, a change of rows forgets the topic of their table
when it is committed. `page` keeps pages for visitors without a session, by their whole address, but none with a cookie,
a token or a nonce; `{% cache %}` keeps a piece of one; `fresh_for` lets browsers keep an answer (ETag, Cache-Control).
`flask cache warm` fills it after a deployment. When its server is gone, everything works without it, at once.

`CACHE_URL` says where it is: empty for this process, `redis://…`, `memcached://…`, or `null://` for none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import OLDEST
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

README = """
`FLASK_CACHE_URL` says where the cache is: `redis://…`, `memcached://…`, or nothing for each process by itself, which is
right for one process only. Without its server, everything works, only slower.

```python
@remember("product", seconds=600)
def bestsellers() -> list[dict[str, str]]: ...


@bp.get("/")
@page("product", seconds=60)
def home() -> str: ...
```

| to | write |
| --- | --- |
| keep what a function gives, found out once for all who ask | `@remember("product")` |
| forget what is known about a topic | `forget("product")`; with a database, changed rows do it for their table |
| keep a page for visitors without a session | `@page("product")` below the route |
| keep a piece of a page | `{% cache 300, "menu", version_of("product") %}` … `{% endcache %}` |
| let browsers keep an answer | `@fresh_for(60)` below the route |
| fill it before anybody asks | `@remember("product", warm=True)` and `flask cache warm` |
| empty it | `flask cache clear` |
"""


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the cache and its tests, and attach it in the factory."""
    factory = facts.factory
    if factory is None:
        return project
    return project.then(
        edits.add_templates(__name__, **_context(facts)),
        *(edits.ensure_requirement(name) for name in ("flask-caching", "pymemcache", "redis")),
        edits.ensure_init(factory, "caching"),
        edits.ensure_settings(
            factory.folder,
            "CACHE_DEFAULT_TIMEOUT: int = 300",
            'CACHE_URL: str = ""',
            Testing=('CACHE_URL = "null://"',),
        ),
        edits.ensure_untyped("pymemcache.*"),
        edits.ensure_env(
            ".env.example",
            "FLASK_CACHE_URL",
            "redis://localhost:6379/0",
            "Where the cache is; without it, in each process by itself",
        ),
        edits.ensure_section("README.md", "### Cache", README, under="## Inside"),
    )


def _context(facts: Facts) -> dict[str, Any]:
    return {"package": facts.package, "database": facts.has("database")}


def join_database(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Forget what was known about rows that have changed."""
    return project.then(
        edits.add_templates(__name__, was={"database": False}, **_context(facts)),
        edits.add_templates(__name__, folder="database", package=facts.package),
    )


CAPABILITY = Capability(
    "cache",
    "A cache that is not missed when it is gone",
    NoOptions,
    apply,
    ground=OLDEST,
    needs=("app", "config"),
    joins={"database": join_database},
    recognise=Signs(
        extensions=("flask_cache.Cache", "flask_caching.Cache"),
        hints=("cachelib.FileSystemCache", "cachelib.RedisCache", "cachelib.SimpleCache"),
        requirements=("cachelib", "flask-cache", "flask-caching"),
    ),
)
