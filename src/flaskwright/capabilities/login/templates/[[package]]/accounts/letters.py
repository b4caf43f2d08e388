"""What is mailed to users.

Tokens are made here, when a mail is sent: nothing that waits in the outbox holds one.
A letter to an address without an account is made, or not, away from the request, so
that its answer tells nothing.
"""

from sqlalchemy import select

from ..extensions import db
from ..mail import Message, letter, public_url
from . import tokens
from .models import User


def find_user(email: str) -> User | None:
    """Give the user with exactly this address; some databases take an é for an e."""
    user = db.session.scalar(select(User).where(User.email == email))
    return user if user and user.email == email else None


def link(to: str, subject: str, text: str, button: str, url: str) -> Message:
    """Make a mail with a link to follow."""
    context = {"text": text, "button": button, "url": url}
    return Message(to, subject, "accounts/mail/link", context)


def notice(to: str, subject: str, text: str) -> Message:
    """Make a mail that says what has happened, and what to do if it was not meant."""
    context = {"text": text, "url": public_url("accounts.forgot")}
    return Message(to, subject, "accounts/mail/notice", context)


@letter
def registration(email: str) -> Message:
    """Let the owner of an address finish registering, or say that they have already."""
    user = find_user(email)
    if user is not None and (user.confirmed_at or user.disabled_at):
        return link(
            email,
            "You already have an account",
            "Somebody, probably you, wanted to register with this address. There is an"
            " account already: log in, or reset your password if you forgot it.",
            "Log in",
            public_url("accounts.login"),
        )
    token = tokens.issue(tokens.REGISTER, email, user)
    return link(
        email,
        "Finish your registration",
        "Choose a password to open your account. The link works once, for 30 minutes."
        " If you did not ask for this, ignore it: no account is made.",
        "Choose a password",
        public_url("accounts.finish_registration", token=token),
    )


@letter
def password_reset(email: str) -> Message | None:
    """Let the owner of an account choose a new password."""
    user = find_user(email)
    if user is None or user.disabled_at is not None:
        return None
    token = tokens.issue(tokens.RESET, email, user)
    return link(
        email,
        "Reset your password",
        "Choose a new password for your account. The link works once, for 30 minutes."
        " If you did not ask for this, ignore it: your password stays as it is.",
        "Choose a new password",
        public_url("accounts.reset", token=token),
    )


@letter
def change_of_address(user_id: int, email: str) -> Message | None:
    """Let a user prove that a new address is theirs."""
    user = db.session.get(User, user_id)
    if user is None or find_user(email) is not None:
        return None
    token = tokens.issue(tokens.CHANGE_EMAIL, email, user)
    return link(
        email,
        "Confirm your new address",
        "Confirm that you want to use this address for your account. The link works"
        " once, for 30 minutes, where you are logged in.",
        "Confirm this address",
        public_url("accounts.confirm_email", token=token),
    )


@letter
def address_changed(old: str, new: str) -> Message:
    """Tell the old address that it is out of use."""
    text = f"Your account now uses {new} instead of this address."
    return notice(old, "Your e-mail address was changed", text)


@letter
def password_changed(email: str) -> Message:
    """Tell a user that the password is a new one."""
    text = "Your password was changed, and every other browser was logged out."
    return notice(email, "Your password was changed", text)


@letter
def two_factor_changed(email: str, on: bool) -> Message:
    """Tell a user that logging in has become safer, or less safe."""
    state = "on" if on else "off"
    text = f"Two-factor authentication was switched {state} for your account."
    return notice(email, f"Two-factor authentication is {state}", text)


@letter
def cookie_stolen(user_id: int) -> Message | None:
    """Tell a user that somebody else has used their cookie."""
    user = db.session.get(User, user_id)
    if user is None:
        return None
    text = (
        "Two browsers used the same cookie to stay logged in to your account. One of"
        " them may not be yours, so every browser was logged out. Please log in again."
    )
    return notice(user.email, "Somebody may have copied your cookies", text)


@letter
def account_deleted(email: str) -> Message:
    """Say goodbye."""
    text = "Your account and what belonged to it were deleted."
    return notice(email, "Your account was deleted", text)
