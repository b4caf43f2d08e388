"""A column is written as the class writes its others, and gets a migration."""

from __future__ import annotations

import pytest

from flaskwright import edits, facts
from flaskwright.project import Project

ENV = "from alembic import context\n"


def added(source: str) -> Project:
    project = Project().put("web/models.py", source).put("migrations/env.py", ENV)
    found = facts.read(project)
    assert found.migrations is not None
    return project.then(edits.ensure_text_column(found.models[-1], found.migrations, "email", 254))


HEAD = "from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\n\n\n"
CLASSIC = """class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)

    def __str__(self):
        return "1"
"""
MAPPED = """class User(db.Model):
    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    name: so.Mapped[str] = so.mapped_column(sa.String(9))
"""
PLAIN = """class User(db.Model):
    id = Column(Integer, primary_key=True)
"""
STYLES = {
    CLASSIC: """primary_key=True)
    email = db.Column(db.String(254), unique=True, index=True, nullable=True)

    def""",
    MAPPED: """sa.String(9))
    email: so.Mapped[str | None] = so.mapped_column(
        sa.String(254), unique=True, index=True, nullable=True
    )
""",
    PLAIN: """primary_key=True)
    email = Column(String(254), unique=True, index=True, nullable=True)
""",
}


@pytest.mark.parametrize(("source", "expected"), STYLES.items(), ids=["classic", "mapped", "plain"])
def test_a_column_is_written_as_the_others(source, expected):
    project = added(HEAD + source)

    assert project.steps == ()
    assert expected in project.text("web/models.py")
    assert ("from sqlalchemy import String\n" in project.text("web/models.py")) is (source == PLAIN)
    path = next(path for path in project.files if path.endswith("_add_email_to_user.py"))
    assert 'op.add_column("user", sa.Column("email", sa.String(length=254), nullable=True))' in project.text(
        path
    )
    assert 'op.create_index(op.f("ix_user_email"), "user", ["email"], unique=True)' in project.text(path)
    assert 'op.drop_column("user", "email")' in project.text(path)


def test_it_asks_where_nothing_tells_how_columns_are_written():
    key = "class Key:\n    id = db.Column(db.Integer, primary_key=True)\n\n\n"
    project = added(f"{HEAD}{key}class User(Key, db.Model):\n    pass\n")

    assert [(step.path, step.code.strip()) for step in project.steps] == [
        ("web/models.py", "email = db.Column(db.String(254), unique=True, index=True, nullable=True)")
    ]
    assert "no column of its own" in project.steps[0].reason
