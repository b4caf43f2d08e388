"""Guessing is slowed down: each further attempt has to wait longer.

Attempts are counted for the network they come from and for the account they aim at.
Who attacks an account must not lock its owner out, so a browser that logged in before
is counted by itself, and a mailed link lets the owner in from anywhere.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network
from math import ceil

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from ..database import utc_now
from ..extensions import db
from .models import Throttle
from .rows import won
from .tokens import digest

FORGET_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """So many attempts are free; then the wait doubles from a second to the longest."""

    free: int
    longest: timedelta

    def pause(self, count: int) -> timedelta:
        """Give the wait after the so manieth attempt."""
        doublings = min(count - self.free, 20)
        if doublings < 0:
            return timedelta(0)
        return min(timedelta(seconds=2**doublings), self.longest)


ACCOUNT = Limit(free=5, longest=timedelta(minutes=15))
NETWORK = Limit(free=30, longest=timedelta(minutes=15))
# Shorter than a mailed link lives: there is always a good one in the inbox.
MAIL = Limit(free=3, longest=timedelta(minutes=15))


class TooManyAttempts(Exception):
    """It must not be tried again before `wait` is over."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many attempts")
        self.seconds = ceil(wait.total_seconds())


def count(key: str, limit: Limit) -> None:
    """Count an attempt, before it is made: so many at once do not slip through.

    Raises TooManyAttempts when it comes too early.
    """
    for _ in range(5):
        row = db.session.get(Throttle, digest(key), populate_existing=True)
        if row is not None and row.free_at > utc_now():
            raise TooManyAttempts(row.free_at - utc_now())
        if write(key, row, limit):
            return
    raise TooManyAttempts(timedelta(seconds=1))


def write(key: str, row: Throttle | None, limit: Limit) -> bool:
    """Write down one more attempt; say no when somebody else was faster."""
    if row is None:
        attempts = 1
    else:
        attempts = row.count + 1 if row.tried_at > utc_now() - FORGET_AFTER else 1
    values = {
        "count": attempts,
        "tried_at": utc_now(),
        "free_at": utc_now() + limit.pause(attempts),
    }
    if row is None:
        db.session.add(Throttle(key=digest(key), **values))
        try:
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            return False
        return True
    changed = won(
        update(Throttle)
        .where(Throttle.key == row.key, Throttle.count == row.count)
        .values(values)
    )
    db.session.commit()
    return changed


def forgive(key: str) -> None:
    """Forget the attempts: the last one was right."""
    db.session.execute(delete(Throttle).where(Throttle.key == digest(key)))


def take_back(key: str) -> None:
    """Uncount one attempt that was right; the others of that network still count."""
    db.session.execute(
        update(Throttle)
        .where(Throttle.key == digest(key), Throttle.count > 0)
        .values(count=Throttle.count - 1, free_at=utc_now())
    )


def forget_old() -> None:
    """Delete what has no effect any more."""
    db.session.execute(
        delete(Throttle).where(Throttle.tried_at < utc_now() - FORGET_AFTER)
    )


def network(address: str | None) -> str:
    """Give the network that an attempt is counted for: one IPv6 customer has a /64."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return "network unknown"
    prefix = 64 if ip.version == 6 else 32
    return f"network {ip_network((ip, prefix), strict=False)}"
