"""A file goes when its row goes or gets another one: after the commit, not before."""

from typing import Any

from flask import current_app
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from . import storage
from .columns import uploads_of

UNUSED = "unused_files"


@event.listens_for(Session, "before_flush")
def note_unused(session: Session, _context: Any, _instances: Any) -> None:
    """Note the files that this transaction makes useless."""
    unused: set[str] = session.info.setdefault(UNUSED, set())
    for row in (*session.new, *session.dirty):
        state = inspect(row)
        for name in uploads_of(state.mapper):
            history = state.attrs[name].history
            unused.update(key for key in history.deleted or () if key)
            unused.difference_update(history.added or ())
    for row in session.deleted:
        for name in uploads_of(inspect(row).mapper):
            unused.update(filter(None, [getattr(row, name)]))


@event.listens_for(Session, "after_commit")
def remove_unused(session: Session) -> None:
    """Remove the files, now that nothing can bring their rows back."""
    if session.in_nested_transaction():
        return
    for key in session.info.pop(UNUSED, ()):
        try:
            storage.delete(key)
        except OSError:
            current_app.logger.exception("A file could not be removed")


@event.listens_for(Session, "after_soft_rollback")
def forget_unused(session: Session, _previous: Any) -> None:
    """Keep all files when something was taken back; pruning finds the rest."""
    session.info.pop(UNUSED, None)
