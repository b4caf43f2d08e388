"""ETags: read only what changed, and overwrite no change unseen (RFC 9110, 13)."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Response, json, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import update

from ..database import Model, transaction
from ..extensions import db
from .errors import ChangedMeanwhile, ConditionMissing

Row = TypeVar("Row", bound=Model)


def etag_of(item: Mapping[str, Any]) -> str:
    """Give the tag of an item's state: equal as long as nothing of it changes."""
    state = json.dumps(item, sort_keys=True).encode()
    return hashlib.sha256(state).hexdigest()[:32]


def show(
    item: Mapping[str, Any], status: int = 200, location: str | None = None
) -> ResponseReturnValue:
    """Answer with an item and its tag, or with 304 when the client has that state."""
    response: Response = jsonify(item)
    response.status_code = status
    response.set_etag(etag_of(item))
    response.headers["Cache-Control"] = "private, no-cache"
    if location:
        response.location = location
    return response.make_conditional(request)


@contextmanager
def changing(row: Row, write: Callable[ [Row], Mapping[str, Any]]) -> Iterator[Row]:
    """Change a row in a transaction, if its state is the one that the client has seen.

    `write` gives the state as the API shows it. Raises what `check_unchanged` raises.
    """
    with transaction(db.session):
        lock(row)
        check_unchanged(write(row))
        yield row


def lock(row: Model) -> None:
    """Let nobody else change a row until the transaction ends, and read it again.

    SQLite has no locks of rows; what locks on every database is a change, even one
    that leaves everything as it is.
    """
    kind: Any = type(row)
    same = update(kind).where(kind.id == row.id).values(updated_at=kind.updated_at)
    db.session.execute(same, execution_options={"synchronize_session": False})
    db.session.refresh(row, with_for_update=True)


def check_unchanged(item: Mapping[str, Any]) -> None:
    """Let a change pass only if the client has seen the state that it changes.

    `If-Match: *` passes whatever the state is. Raises ConditionMissing without the
    header, ChangedMeanwhile when the state is another one.
    """
    if "If-Match" not in request.headers:
        raise ConditionMissing(
            "Send the ETag of what you change in If-Match, or * to change it unseen."
        )
    if etag_of(item) not in request.if_match:
        raise ChangedMeanwhile("It was changed meanwhile. Read it again.")
