"""Making accounts: only for whoever reads the mail to their address."""

from sqlalchemy.exc import IntegrityError

from ..database import utc_now
from ..extensions import db
from ..mail import send
from . import (
    events,
    guard,
    letters,
    passwords,
    services,
    tokens,
    two_factor,
)
from .models import User, UserToken


def ask(email: str) -> None:
    """Mail a link to register with; the account is made by whoever reads the mail."""
    if guard.count_mail(email):
        send(letters.registration, email=email)
    db.session.commit()


def finish(token: UserToken, password: str) -> User | None:
    """Make the account of a confirmed address, or give None when it cannot be.

    An account that somebody else made for this address and never confirmed becomes
    the owner's: nothing of what the other one set stays.
    """
    user = letters.find_user(token.address) or User(email=token.address)
    if user.confirmed_at or user.disabled_at or not tokens.use(token):
        return None
    passwords.set_password(user, password)
    user.confirmed_at = utc_now()
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return None
    services.end_everything(user)
    two_factor.disable(user)
    events.record("registered", user)
    db.session.commit()
    return user
