"""The outbox: a table of the letters to be sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import CursorResult, String, delete, event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ..database import Model, utc_now
from ..extensions import db
from .delivery import hand_over
from .letters import Letter, make, name_of

AT_ONCE = 100
LONGEST_WAIT = timedelta(days=1)
# Who has not sent a letter by then was killed.
CLAIM = timedelta(minutes=10)

# One thread sends, so that nobody waits for the mail server, nor can tell by the
# time of an answer whether a mail was sent.
background = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


class OutgoingMail(Model):
    """A letter that the mail server has not taken yet."""

    __tablename__ = "outgoing_mail"

    letter: Mapped[str] = mapped_column(String(200))
    arguments: Mapped[dict[str, Any]]
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")


def send(letter: Letter, **arguments: Any) -> None:
    """Put a letter into the outbox, as part of the transaction at hand.

    It is sent after the commit, and never if there is none.
    """
    db.session.add(
        OutgoingMail(letter=name_of(letter), arguments=arguments, due_at=utc_now())
    )
    db.session().info["mail"] = True


@event.listens_for(Session, "after_commit")
def deliver_soon(session: Session) -> None:
    """Deliver in the background, when the transaction brought mail."""
    if session.in_nested_transaction() or not session.info.pop("mail", False):
        return
    if current_app.config["MAIL_IN_BACKGROUND"]:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        background.submit(deliver_for, app)


def deliver_for(app: Flask) -> None:
    """Deliver what is due, outside of a request."""
    with app.app_context():
        try:
            deliver()
        except Exception:
            app.logger.exception("The outbox could not be read")


def deliver(everything: bool = False) -> int:
    """Send the letters that are due, or all that nobody is sending; give the number."""
    wanted = OutgoingMail.due_at <= utc_now()
    if everything:
        wanted |= OutgoingMail.error != ""
    query = select(OutgoingMail.id, OutgoingMail.attempts).where(wanted)
    rows = db.session.execute(query.order_by(OutgoingMail.id).limit(AT_ONCE)).all()
    db.session.commit()
    return sum(deliver_one(identity, attempts) for identity, attempts in rows)


def deliver_one(identity: int, attempts: int) -> bool:
    """Send one letter and forget it; if that fails it stays for another time."""
    mail = claim(identity, attempts)
    if mail is None:
        return False
    try:
        message = make(mail.letter, mail.arguments)
        db.session.commit()
        if message is not None:
            hand_over(message)
    except Exception as error:
        # Whatever went wrong with one letter must not hold up the others.
        db.session.rollback()
        postpone(identity, attempts, type(error).__name__)
        return False
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.id == identity))
    db.session.commit()
    return True


def claim(identity: int, attempts: int) -> OutgoingMail | None:
    """Take a letter for ourselves, unless others did since it had so many attempts."""
    taken = db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id == identity, OutgoingMail.attempts == attempts)
        .values(attempts=attempts + 1, due_at=utc_now() + CLAIM, error="")
    )
    db.session.commit()
    ours = cast(CursorResult[Any], taken).rowcount == 1
    return db.session.get(OutgoingMail, identity) if ours else None


def postpone(identity: int, attempts: int, error: str) -> None:
    """Say when a letter that could not be sent is tried again."""
    pause = min(timedelta(minutes=2 ** min(attempts, 20)), LONGEST_WAIT)
    db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id == identity)
        .values(due_at=utc_now() + pause, error=error)
    )
    db.session.commit()
    current_app.logger.warning("Mail %s waits: %s", identity, error)


def waiting() -> list[OutgoingMail]:
    """Give the letters in the outbox; some may be on their way."""
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))
