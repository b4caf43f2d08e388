"""users

Revision ID: 0123456789ab
Revises:
"""
import sqlalchemy as sa
from alembic import op

revision = "0123456789ab"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(80), nullable=False),
        sa.Column("email", sa.String(80), nullable=False),
        sa.Column("password", sa.LargeBinary(128), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("username"),
    )


def downgrade():
    op.drop_table("users")
