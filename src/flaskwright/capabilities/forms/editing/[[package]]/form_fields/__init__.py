"""Form fields for what a database holds; each gives a value that a service takes."""

from .choices import EnumField, RowField, RowsField, yes_no_or_none
from .values import (
    ClockField,
    ExactField,
    JSONField,
    MomentField,
    UUIDField,
    or_none,
)

__all__ = [
    "ClockField",
    "EnumField",
    "ExactField",
    "JSONField",
    "MomentField",
    "RowField",
    "RowsField",
    "UUIDField",
    "or_none",
    "yes_no_or_none",
]
