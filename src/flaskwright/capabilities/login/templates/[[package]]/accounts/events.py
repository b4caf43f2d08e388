"""The audit trail: who did what to an account, from where. It holds no secret."""

from flask import current_app, has_request_context, request
from sqlalchemy import select

from ..extensions import db
from .models import AccountEvent, User

TITLES = {
    "confirmed": "Address confirmed",
    "deleted": "Account deleted",
    "disabled": "Account disabled",
    "email-changed": "E-mail address changed",
    "email-change-asked": "Change of the e-mail address asked for",
    "enabled": "Account enabled",
    "identity-proved": "Password entered again",
    "identity-refused": "Wrong password when asked again",
    "login": "Logged in",
    "login-refused": "Log-in refused",
    "logout": "Logged out",
    "password-changed": "Password changed",
    "password-reset": "Password reset by mail",
    "recovery-code-used": "Recovery code used",
    "recovery-codes-made": "New recovery codes made",
    "registered": "Account created",
    "remember-stolen": "A stolen cookie was used; every browser was logged out",
    "session-ended": "Logged out on another browser",
    "two-factor-off": "Two-factor authentication switched off",
    "two-factor-on": "Two-factor authentication switched on",
}


def record(kind: str, user: User | None = None) -> None:
    """Note what happens, as part of the transaction at hand."""
    network = request.remote_addr if has_request_context() else None
    db.session.add(
        AccountEvent(
            kind=kind,
            user_id=user.id if user else None,
            network_address=network or "console",
        )
    )
    current_app.logger.info("account %s: %s", user.id if user else "unknown", kind)


def latest(user: User, count: int = 20) -> list[AccountEvent]:
    """Give a user's newest events."""
    query = (
        select(AccountEvent)
        .where(AccountEvent.user_id == user.id)
        .order_by(AccountEvent.id.desc())
        .limit(count)
    )
    return list(db.session.scalars(query))
