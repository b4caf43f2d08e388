"""Rows for tests: `ProductFactory(name="Tea")` stores a product and what it needs."""

from factory.alchemy import SQLAlchemyModelFactory
from sqlalchemy.orm import scoped_session, sessionmaker

# The tests' own session: views never see its objects, only what it has committed.
session = scoped_session(sessionmaker())


class Factory(SQLAlchemyModelFactory):
    """Makes rows and commits them, inside the transaction of the test."""

    class Meta:
        """Where the rows go."""

        abstract = True
        sqlalchemy_session = session
        sqlalchemy_session_persistence = "commit"


def begin_again() -> None:
    """Let every factory count from 0: a test makes the same rows in any order."""
    waiting = [Factory]
    while waiting:
        waiting += (factory := waiting.pop()).__subclasses__()
        factory.reset_sequence(0, force=True)
