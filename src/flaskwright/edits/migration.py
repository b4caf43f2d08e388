"""Add a migration to an Alembic folder."""

from __future__ import annotations

import hashlib
import re
import textwrap
from typing import TYPE_CHECKING

from flaskwright.project import ManualStep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flaskwright.project import Edit, Project

_LENGTH = 12
_DOWN = re.compile(r"^(down_revision\b[^\n]*?=\s*)(.+)$", re.MULTILINE)
_TEXT = '''"""{title}."""

from __future__ import annotations

{imports}

revision: str = "{revision}"
down_revision: str | None = {down}
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Apply the change."""
{upgrade}


def downgrade() -> None:
    """Take the change back."""
{downgrade}
'''


def revision_id(slug: str, upgrade: str, downgrade: str) -> str:
    """Give the revision of a migration: the same content has the same one everywhere."""
    return hashlib.sha256(f"{slug}\0{upgrade}\0{downgrade}".encode()).hexdigest()[:_LENGTH]


def parent(text: str) -> str:
    """Give what a migration stands on, as it is written: a text in quotes, or None."""
    found = _DOWN.search(text)
    return found[2].strip() if found else "None"


def relinked(text: str, onto: str) -> str:
    """Give a migration that stands on another one (written as `parent` gives it)."""
    return _DOWN.sub(lambda found: found[1] + onto, text, count=1)


def add_migration(
    folder: str,
    heads: Sequence[str],
    slug: str,
    *,
    upgrade: str,
    downgrade: str,
    imports: Sequence[str] = (),
) -> Edit:
    """Write a migration after the one head; `upgrade` and `downgrade` are the bodies of its functions.

    `folder` is the migrations' folder ("migrations"), `slug` says what it does ("add product"). The imports
    of alembic's `op` and of SQLAlchemy are there; `imports` are further ones. A migration with the same content
    that is there already stays. Asks when there are several heads or there is no folder.
    """
    name = re.sub(r"[^a-z0-9]+", "_", slug.lower()).strip("_")
    revision = revision_id(slug, upgrade, downgrade)
    path = f"{folder}/versions/{revision}_{name}.py"
    lines = {"import sqlalchemy as sa", "from alembic import op", *imports}
    text = _TEXT.format(
        title=slug[:1].upper() + slug[1:].rstrip("."),
        imports="\n".join(sorted(lines, key=lambda line: (line.startswith("from"), line))),
        revision=revision,
        down=f'"{heads[0]}"' if heads else "None",
        upgrade=_body(upgrade),
        downgrade=_body(downgrade),
    )

    def edit(project: Project) -> Project:
        start = f"{folder}/versions/{revision}_"
        if any(p.startswith(start) for p in project.files):
            return project
        if not any(project.under(folder)):
            return project.ask(ManualStep(path, "The project has no migrations.", text))
        if len(heads) > 1:
            reason = f"The migrations have several heads ({', '.join(heads)}); merge them first."
            return project.ask(ManualStep(path, reason, text))
        return project.put(path, text)

    return edit


def _body(code: str) -> str:
    return textwrap.indent(textwrap.dedent(code).strip("\n"), "    ")
