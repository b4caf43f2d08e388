"""Idempotency keys: a request that is sent again is done once, and answered alike.

As draft-ietf-httpapi-idempotency-key-header describes it.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from ..database import transaction, utc_now
from ..errors import Conflict, Invalid
from ..extensions import db
from .access import caller
from .models import IdempotencyKey

HEADER = "Idempotency-Key"
LIFETIME = timedelta(hours=24)
KEY = re.compile(r"[!-~]{1,128}")
KEPT_HEADERS = ("Content-Type", "ETag", "Location")

P = ParamSpec("P")


def idempotent(
    view: Callable[P, ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Do a request that carries a key once; answer it again from what was kept.

    The key, what the view does and its answer are one transaction: only a request that
    succeeds takes its key, and of several at the same time one does. Raises Invalid for
    a key that is no key, Conflict for one that was used for another request.
    """

    @wraps(view)
    def once(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        key = request.headers.get(HEADER)
        if key is None:
            return view(*args, **kwargs)
        if not KEY.fullmatch(key):
            raise Invalid({HEADER: ["Must be 1 to 128 of ASCII's visible characters."]})
        record = IdempotencyKey(
            caller=caller(), key=key, fingerprint=fingerprint(), status=0, headers={}, body=""
        )
        with transaction(db.session):
            if not claim(record):
                return replay(record)
            response = make_response(view(*args, **kwargs))
            keep(record, response)
        return response

    return once


def claim(record: IdempotencyKey) -> bool:
    """Take a key; say no if it is taken. Waits for whoever is just taking it."""
    forget(record)
    try:
        with transaction(db.session):
            db.session.add(record)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def forget(record: IdempotencyKey) -> None:
    """Forget the key if it is too old to be sent again."""
    db.session.execute(
        delete(IdempotencyKey)
        .filter_by(caller=record.caller, key=record.key)
        .where(IdempotencyKey.created_at < utc_now() - LIFETIME)
    )


def replay(record: IdempotencyKey) -> Response:
    """Answer as the first time; raises Conflict if it was another request."""
    found = db.session.scalars(
        select(IdempotencyKey)
        .filter_by(caller=record.caller, key=record.key)
        .with_for_update(read=True)
    ).one()
    if found.fingerprint != record.fingerprint:
        raise Conflict("The Idempotency-Key was used for another request.")
    response = Response(found.body, found.status, found.headers)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def keep(record: IdempotencyKey, response: Response) -> None:
    """Keep the answer."""
    record.status = response.status_code
    record.headers = {
        name: response.headers[name] for name in KEPT_HEADERS if name in response.headers
    }
    record.body = response.get_data(as_text=True)
    db.session.flush()


def fingerprint() -> str:
    """Tell this request from others: its method, address and body."""
    parts = (request.method, request.full_path, request.content_type or "")
    found = hashlib.sha256("\n".join(parts).encode())
    found.update(request.get_data())
    return found.hexdigest()


def prune() -> int:
    """Forget keys that are too old to be sent again, and give how many."""
    with transaction(db.session):
        keys = select(IdempotencyKey.id).where(
            IdempotencyKey.created_at < utc_now() - LIFETIME
        )
        old = list(db.session.scalars(keys))
        db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.id.in_(old)))
    return len(old)
