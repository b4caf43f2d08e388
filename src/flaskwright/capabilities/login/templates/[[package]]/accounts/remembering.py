"""Staying logged in: a cookie that is changed each time it is used.

It holds the name of a series and a secret. Somebody who comes with a secret that was
used before has stolen it, or was robbed: then every session of the user ends.
"""

from datetime import timedelta
from hmac import compare_digest

from flask import Request, Response, after_this_request, current_app, g, request
from sqlalchemy import select, update

from ..database import utc_now
from ..extensions import db
from ..mail import send
from . import events, letters, sessions
from .models import User, UserSession
from .rows import won
from .tokens import digest, new_secret

# A browser that opens several pages at once sends the same secret several times.
GRACE = timedelta(seconds=30)


def cookie_name() -> str:
    """Give the cookie's name; the prefix makes browsers insist on HTTPS."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return "__Host-remember" if secure else "remember"


def remember(row: UserSession) -> None:
    """Let a browser log in again by a cookie, from this response on."""
    series, secret = new_secret(), new_secret()
    row.remember_series = digest(series)
    row.remember_hash = digest(secret)
    row.remember_rotated_at = utc_now()
    row.remember_until = utc_now() + timedelta(days=current_app.config["REMEMBER_DAYS"])
    set_cookie(f"{series}.{secret}")


def load(request: Request) -> User | None:
    """Log a browser in that comes with the cookie only."""
    cookie = request.cookies.get(cookie_name())
    if not cookie:
        return None
    series, _, secret = cookie.partition(".")
    row = db.session.scalar(
        select(UserSession).where(UserSession.remember_series == digest(series))
    )
    if row is None or not sessions.is_remembered(row) or not row.user.is_active:
        forget()
        return None
    return resume(row, series, digest(secret))


def resume(row: UserSession, series: str, given: str) -> User | None:
    """Continue a session whose cookie is right, and change the cookie's secret."""
    secret = new_secret()
    rotated = won(
        update(UserSession)
        .where(UserSession.id == row.id, UserSession.remember_hash == given)
        .values(
            remember_hash=digest(secret),
            remember_previous=given,
            remember_rotated_at=utc_now(),
            started_at=utc_now(),
            last_seen_at=utc_now(),
            verified_at=None,
        )
    )
    if rotated:
        sessions.adopt(row)
        set_cookie(f"{series}.{secret}")
        events.record("login", row.user)
        db.session.commit()
        return row.user
    if was_just_rotated(row, given):
        g.user_session = row
        return row.user
    end_stolen(row)
    return None


def was_just_rotated(row: UserSession, given: str) -> bool:
    """Say whether the secret was the right one a moment ago."""
    db.session.refresh(row)
    return (
        row.remember_previous is not None
        and row.remember_rotated_at is not None
        and compare_digest(row.remember_previous, given)
        and row.remember_rotated_at > utc_now() - GRACE
    )


def end_stolen(row: UserSession) -> None:
    """End every session of a user whose cookie two browsers have, and tell the user."""
    user = row.user
    sessions.end_others(user)
    events.record("remember-stolen", user)
    send(letters.cookie_stolen, user_id=user.id)
    db.session.commit()
    forget()


def set_cookie(value: str) -> None:
    """Send the cookie with the response to this request."""
    settings = current_app.config

    @after_this_request
    def add(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            value,
            max_age=timedelta(days=settings["REMEMBER_DAYS"]),
            secure=settings["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def forget() -> None:
    """Delete the cookie, if the browser has one."""
    if cookie_name() not in request.cookies:
        return

    @after_this_request
    def delete(response: Response) -> Response:
        response.delete_cookie(
            cookie_name(),
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response
