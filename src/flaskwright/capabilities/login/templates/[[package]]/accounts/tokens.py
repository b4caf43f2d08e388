"""Tokens: secrets that are shown once, and of which only a hash is kept."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from ..database import utc_now
from ..extensions import db
from .models import User, UserToken
from .rows import won

REGISTER = "register"
RESET = "reset"
CHANGE_EMAIL = "change-email"
SECOND_STEP = "second-step"

LIFETIMES = {
    REGISTER: timedelta(minutes=30),
    RESET: timedelta(minutes=30),
    CHANGE_EMAIL: timedelta(minutes=30),
    SECOND_STEP: timedelta(minutes=5),
}


def new_secret() -> str:
    """Make a secret that nobody can guess."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Give what is kept of a secret: as it is random, a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(purpose: str, address: str, user: User | None = None) -> str:
    """Make a token for one purpose and one address; an older one of theirs ends."""
    db.session.execute(
        delete(UserToken).where(
            UserToken.purpose == purpose, UserToken.address == address
        )
    )
    secret = new_secret()
    db.session.add(
        UserToken(
            token_hash=digest(secret),
            purpose=purpose,
            address=address,
            user_id=user.id if user else None,
            expires_at=utc_now() + LIFETIMES[purpose],
        )
    )
    return secret


def find(purpose: str, secret: str) -> UserToken | None:
    """Give the token of a secret, if it is good for the purpose."""
    if not secret:
        return None
    return db.session.scalar(
        select(UserToken).where(
            UserToken.token_hash == digest(secret),
            UserToken.purpose == purpose,
            UserToken.expires_at > utc_now(),
        )
    )


def use(token: UserToken) -> bool:
    """Use up a token; of two who try at the same time only one may go on."""
    return won(delete(UserToken).where(UserToken.id == token.id))


def revoke_all(user: User) -> None:
    """End every token of a user."""
    db.session.execute(
        delete(UserToken).where(
            (UserToken.user_id == user.id) | (UserToken.address == user.email)
        )
    )
