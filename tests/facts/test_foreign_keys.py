from __future__ import annotations

import pytest

from flaskwright import facts
from flaskwright.project import Project

MODELS = """
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Person(db.Model):
    __tablename__ = "people"
    id = db.Column(db.Integer, primary_key=True)


class Letter(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    sender_id = db.Column({key})
"""


@pytest.mark.parametrize(
    ("key", "leads_to"),
    [
        ("db.ForeignKey('people.id')", "people.id"),
        ("sa.ForeignKey(Person.id, ondelete='CASCADE')", "people.id"),
        ("sa.ForeignKey(Stranger.id)", "Stranger.id"),
        ("sa.ForeignKey(f'{x}.id')", "f'{x}.id'"),
        ("sa.ForeignKey()", ""),
        ("sa.Integer", None),
    ],
)
def test_a_foreign_key_names_its_column(key, leads_to):
    found = facts.read(Project().put("models.py", MODELS.format(key=key)))

    assert found.model("Letter").column("sender_id").foreign_key == leads_to
