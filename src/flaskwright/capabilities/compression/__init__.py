"""Compression with Flask-Compress: zstd, br or gzip, whichever the client likes best, for streams too.

Not for secrets: the length of a compressed page that holds a secret beside something an attacker chose tells the secret
(BREACH). So what is sent to somebody with a cookie or a password, or made from the session, stays as it is; static
files and the answers of an API to who has a token are compressed. Parts of a file (206) and streams of events stay as
they are too. An ETag that names a compressed state is good in `If-Match`, and `If-None-Match` gets its 304.
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

README = """
`compressing.py` compresses what is the same for everybody; `is_personal` says what is not: its length could tell a
secret. An empty `FLASK_COMPRESS_ALGORITHM` turns it off where a proxy in front does this, which then has to spare
personal pages too.
"""


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the hooks, and attach them in the factory."""
    factory = facts.factory
    if factory is None:
        return project
    guest = facts.record.guest
    older = guest is not None and guest.ground.python < (3, 9)
    settings = [f'COMPRESS_ALGORITHM{more}: str = "zstd, br, gzip"' for more in ("", "_STREAMING")]
    return project.then(
        edits.add_templates(__name__, package=factory.package),
        *([edits.add_templates(__name__, folder="older")] if older else []),
        edits.ensure_requirement("flask-compress"),
        edits.ensure_init(factory, "compressing"),
        edits.ensure_settings(factory.folder, *settings),
        edits.ensure_section("README.md", "### Compression", README, under="## Inside"),
    )


CAPABILITY = Capability(
    "compression",
    "Compressed answers that tell no secret",
    NoOptions,
    apply,
    ground=OLDEST,
    needs=("app", "config"),
    recognise=Signs(extensions=("flask_compress.Compress",), requirements=("flask-compress",)),
)
