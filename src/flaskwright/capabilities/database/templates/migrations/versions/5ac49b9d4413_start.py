"""Start: an empty database, which every change follows."""

from __future__ import annotations

revision: str = "5ac49b9d4413"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Change nothing."""


def downgrade() -> None:
    """Change nothing."""
