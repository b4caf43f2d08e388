"""Column types that mean the same on every database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Numeric
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator, TypeEngine


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC with microseconds, aware of its zone on every database."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Ask MariaDB for microseconds and PostgreSQL for the zone."""
        if dialect.name in {"mariadb", "mysql"}:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse a moment without a zone: it could be any of 24."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone.")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give the moment in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Exact(TypeDecorator[Decimal]):
    """An exact number of at most 15 digits, which SQLite's floats still tell apart."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.precision, self.scale = precision, scale
        self.step = Decimal(1).scaleb(-scale)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Take floats from SQLite, which has no decimal numbers."""
        if dialect.name == "sqlite":
            return Numeric(self.precision, self.scale, asdecimal=False)
        return Numeric(self.precision, self.scale)

    def process_bind_param(
        self, value: Decimal | None, dialect: Dialect
    ) -> Decimal | None:
        """Round to the column's digits here, the same way for every database."""
        return None if value is None else value.quantize(self.step)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give the number that was stored."""
        return None if value is None else Decimal(str(value)).quantize(self.step)
