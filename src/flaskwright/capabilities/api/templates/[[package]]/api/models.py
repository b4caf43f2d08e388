"""What the API remembers."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Model, utc_now


class IdempotencyKey(Model):
    """A request that was done, and its answer, for a client that asks again.

    `caller` is who sent it ("" without accounts), `fingerprint` tells the request from
    others under the same key.
    """

    __tablename__ = "idempotency_key"
    # Its name is that of the migration, whatever the application calls such a thing.
    __table_args__ = (UniqueConstraint("caller", "key", name="uq_idempotency_key_caller_key"),)

    caller: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
