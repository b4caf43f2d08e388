"""What is remembered about a table is forgotten when its rows have changed.

The name of the table is the topic. Changes through models and statements are seen when
they are committed; after SQL as text, call `forget` yourself.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Table, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.sql.dml import UpdateBase

from ..extensions import db
from .topics import forget

CHANGED = "changed_tables"


def init_app() -> None:
    """Listen to the application's session; once is enough."""
    for name, listener in LISTENERS.items():
        if not event.contains(db.session.session_factory, name, listener):
            event.listen(db.session.session_factory, name, listener)


def note(session: Session, tables: set[str]) -> None:
    """Note which tables the transaction changes."""
    session.info.setdefault(CHANGED, set()).update(tables)


def note_rows(session: Session, _context: UOWTransaction) -> None:
    """Note the tables of the rows that are about to be written."""
    rows: list[Any] = [*session.new, *session.dirty, *session.deleted]
    note(session, {t.name for row in rows for t in inspect(row).mapper.tables if isinstance(t, Table)})


def note_statement(state: ORMExecuteState) -> None:
    """Note the table of an INSERT, UPDATE or DELETE."""
    if isinstance(state.statement, UpdateBase):
        note(state.session, {state.statement.entity_description["table"].name})


def forget_changed(session: Session) -> None:
    """Forget, once everybody can see the change: a savepoint is not yet that."""
    if not session.in_nested_transaction():
        forget(*sorted(session.info.pop(CHANGED, ())))


def forget_nothing(session: Session) -> None:
    """Nothing was changed after all."""
    session.info.pop(CHANGED, None)


LISTENERS: dict[str, Callable[..., None]] = {
    "after_flush": note_rows,
    "do_orm_execute": note_statement,
    "after_commit": forget_changed,
    "after_rollback": forget_nothing,
}
