"""How dates, times, money and sizes are written in pages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

SYMBOLS = {"EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$"}
WITHOUT_CENTS = {"JPY", "KRW"}
STEPS = [
    (timedelta(minutes=1), "minute"),
    (timedelta(hours=1), "hour"),
    (timedelta(days=1), "day"),
    (timedelta(days=30), "month"),
    (timedelta(days=365), "year"),
]


def as_utc(value: datetime) -> datetime:
    """Give a time in UTC; a time without a zone is taken to be in UTC already."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def format_date(value: date | None) -> str:
    """Write a date as "Mar 5, 2026"."""
    return "" if value is None else f"{value:%b} {value.day}, {value.year}"


def format_datetime(value: datetime | None) -> str:
    """Write a time as "Mar 5, 2026, 14:07 UTC"."""
    if value is None:
        return ""
    value = as_utc(value)
    return f"{format_date(value)}, {value:%H:%M} UTC"


def format_money(amount: Decimal | int | None, currency: str = "USD") -> str:
    """Write an amount as "$1,234.50"; a currency without a known sign as "CHF 5.00"."""
    if amount is None:
        return ""
    places = 0 if currency in WITHOUT_CENTS else 2
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{sign}{symbol}{abs(amount):,.{places}f}"


def relative_time(value: datetime | None, now: datetime | None = None) -> str:
    """Write how long ago or ahead a time is: "2 hours ago", "in 3 days", "just now"."""
    if value is None:
        return ""
    difference = (now or datetime.now(UTC)) - as_utc(value)
    size = abs(difference)
    count, unit = 0, ""
    for step, name in STEPS:
        if size >= step:
            count, unit = size // step, name
    if not unit:
        return "just now"
    span = f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{span} ago" if difference > timedelta() else f"in {span}"


def plural(count: int, singular: str, several: str | None = None) -> str:
    """Write a count with its noun: "1 order", "2 orders", "1,000 entries"."""
    return f"{count:,} {singular if count == 1 else several or singular + 's'}"


def is_past(value: date) -> bool:
    """Tell whether a date or a time lies behind us."""
    if isinstance(value, datetime):
        return as_utc(value) < datetime.now(UTC)
    return value < datetime.now(UTC).date()


def is_external(url: str) -> bool:
    """Tell whether an address leads away from this site."""
    return url.startswith(("http://", "https://", "//"))
