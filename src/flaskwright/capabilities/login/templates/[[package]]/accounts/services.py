"""What can be done with accounts; each function is one transaction."""

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from ..database import utc_now
from ..errors import Conflict
from ..extensions import db
from ..mail import send
from . import (
    events,
    guard,
    letters,
    passwords,
    remembering,
    sessions,
    tokens,
)
from .models import AccountEvent, RecoveryCode, User, UserSession, UserToken


def log_in(email: str, password: str) -> User | None:
    """Give the user whose password this is, if they may log in.

    Raises TooManyAttempts.
    """
    guard.count_attempt(email)
    user = letters.find_user(email)
    right = passwords.verify(user, password)
    if user is None or not right or not user.is_active:
        events.record("login-refused", user)
        db.session.commit()
        return None
    db.session.commit()
    return user


def ask_for_reset(email: str) -> None:
    """Mail a link to reset the password with, if there is an account."""
    if guard.count_mail(email):
        send(letters.password_reset, email=email)
    db.session.commit()


def reset_password(token: UserToken, password: str) -> User | None:
    """Give the owner of the address a new password, or None when the link was used."""
    user = db.session.get(User, token.user_id)
    if user is None or user.email != token.address or not tokens.use(token):
        return None
    user.confirmed_at = user.confirmed_at or utc_now()
    new_password(user, password, "password-reset")
    return user


def change_password(user: User, password: str) -> None:
    """Give a user a new password; this browser stays logged in."""
    renew_session()
    new_password(user, password, "password-changed")


def new_password(user: User, password: str, kind: str) -> None:
    """Set a password; whoever knew the old one is out."""
    passwords.set_password(user, password)
    end_everything(user)
    events.record(kind, user)
    send(letters.password_changed, email=user.email)
    db.session.commit()


def end_everything(user: User) -> None:
    """End every other session and every token of a user."""
    sessions.end_others(user)
    tokens.revoke_all(user)


def renew_session() -> None:
    """Give this browser new secrets: copies of the old ones are worth nothing."""
    sessions.renew()
    if sessions.is_remembered(sessions.current()):
        remembering.remember(sessions.current())


def ask_to_change_email(user: User, email: str) -> None:
    """Mail a link to the new address; whether it is taken is not said."""
    if guard.count_mail(email):
        send(letters.change_of_address, user_id=user.id, email=email)
    events.record("email-change-asked", user)
    db.session.commit()


def change_email(user: User, token: UserToken) -> bool:
    """Use a confirmed address from now on, and tell the old one."""
    old, new = user.email, token.address
    if token.user_id != user.id or not tokens.use(token):
        return False
    user.email = new
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return False
    end_everything(user)
    renew_session()
    events.record("email-changed", user)
    send(letters.address_changed, old=old, new=new)
    db.session.commit()
    return True


def delete_account(user: User) -> None:
    """Delete a user and what belongs to them. The audit trail stays, without a name.

    Raises Conflict when something that must stay still belongs to the user.
    """
    email, identity = user.email, user.id
    events.record("deleted", user)
    send(letters.account_deleted, email=email)
    for model in (UserSession, UserToken, RecoveryCode):
        db.session.execute(delete(model).where(model.user_id == identity))
    db.session.execute(
        update(AccountEvent)
        .where(AccountEvent.user_id == identity)
        .values(user_id=None)
    )
    try:
        db.session.execute(delete(User).where(User.id == identity))
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise Conflict("Something that must be kept belongs to this account.") from None
