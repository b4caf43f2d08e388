"""Sessions: each browser where a user is logged in has a row, so it can be ended."""

from datetime import timedelta

from flask import Response, current_app, g, request, session
from flask_login import login_user, logout_user
from sqlalchemy import delete, or_, select, update

from ..database import utc_now
from ..extensions import db
from .models import User, UserSession
from .tokens import digest, new_secret

SUDO = timedelta(minutes=15)
NOTED_EVERY = timedelta(minutes=1)


def start(user: User) -> UserSession:
    """Log a user in. What the browser's session held before is gone."""
    row = UserSession(
        user=user,
        token_hash="",
        user_agent=request.user_agent.string[:255],
        network_address=request.remote_addr or "",
    )
    db.session.add(row)
    adopt(row)
    return row


def adopt(row: UserSession) -> None:
    """Make a row this browser's session, under a new token."""
    secret = new_secret()
    row.token_hash = digest(secret)
    row.user.session_token = secret
    session.clear()
    # Flask-WTF keeps the token that it made for this request; it went with the session.
    g.pop("csrf_token", None)
    login_user(row.user)
    g.user_session = row


def renew() -> None:
    """Change the token of this browser's session: its rights have grown."""
    row = current()
    row.verified_at = utc_now()
    adopt(row)


def current() -> UserSession:
    """Give this browser's session; only where a user is logged in."""
    row: UserSession = g.user_session
    return row


def load(secret: str) -> User | None:
    """Give the user of a session's token, unless the session has ended."""
    row = db.session.scalar(
        select(UserSession).where(UserSession.token_hash == digest(secret))
    )
    if row is None or has_expired(row) or not row.user.is_active:
        # So that the browser knows that it is logged out.
        session.pop("_user_id")
        return None
    row.user.session_token = secret
    g.user_session = row
    return row.user


def has_expired(row: UserSession) -> bool:
    """Say whether a session is too old, or was not used for too long."""
    settings = current_app.config
    return row.started_at < utc_now() - timedelta(
        hours=settings["SESSION_HOURS"]
    ) or row.last_seen_at < utc_now() - timedelta(
        minutes=settings["SESSION_IDLE_MINUTES"]
    )


def note_use(response: Response) -> Response:
    """Note that a session was used, at most once a minute."""
    row = g.get("user_session")
    if row is not None and row.last_seen_at < utc_now() - NOTED_EVERY:
        # What the view did not commit is not ours to commit.
        db.session.rollback()
        db.session.execute(
            update(UserSession)
            .where(UserSession.id == row.id)
            .values(last_seen_at=utc_now())
        )
        db.session.commit()
    return response


def is_verified() -> bool:
    """Say whether the user has just proved who they are."""
    verified_at = current().verified_at
    return verified_at is not None and verified_at > utc_now() - SUDO


def end() -> None:
    """Log this browser out."""
    db.session.delete(current())
    logout_user()
    session.clear()
    g.user_session = None


def end_others(user: User) -> None:
    """Log every other browser of a user out."""
    row = g.get("user_session")
    query = delete(UserSession).where(UserSession.user_id == user.id)
    db.session.execute(query.where(UserSession.id != row.id) if row else query)


def of(user: User) -> list[UserSession]:
    """Give the browsers where a user is logged in or remembered, the latest first."""
    rows = db.session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user.id)
        .order_by(UserSession.last_seen_at.desc())
    )
    return [row for row in rows if not has_expired(row) or is_remembered(row)]


def is_remembered(row: UserSession) -> bool:
    """Say whether the browser may log in again by its cookie."""
    return row.remember_until is not None and row.remember_until > utc_now()


def forget_expired() -> None:
    """Delete the rows that let nobody in any more."""
    oldest = utc_now() - timedelta(hours=current_app.config["SESSION_HOURS"])
    db.session.execute(
        delete(UserSession).where(
            UserSession.started_at < oldest,
            or_(
                UserSession.remember_until.is_(None),
                UserSession.remember_until < utc_now(),
            ),
        )
    )
