"""${message[:1].upper() + message[1:].rstrip(".")}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision: str = "${up_revision}"
down_revision: str | None = ${f'"{down_revision}"' if down_revision else None}
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Apply the change."""
    ${upgrades if upgrades else ""}


def downgrade() -> None:
    """Take the change back."""
    ${downgrades if downgrades else ""}
