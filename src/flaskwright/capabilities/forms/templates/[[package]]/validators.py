"""Validators of our own; each raises ValidationError with a text for the visitor."""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from wtforms import Field, Form, ValidationError

SIGNATURES = {
    "jpg": (b"\xff\xd8\xff",),
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
}


class WebAddress:
    """An address that begins with http:// or https:// and names a host."""

    def __init__(self, message: str = "This is not the address of a web page.") -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        """Refuse other schemes, and addresses with a user name that hides the host."""
        try:
            parts = urlsplit(field.data or "")
            fine = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            fine = False
        if not fine or parts.username or any(c.isspace() for c in field.data):
            raise ValidationError(self.message)


class Distinct:
    """A list in which nothing stands twice."""

    def __init__(self, message: str = "The same entry is there twice.") -> None:
        self.message = message

    def __call__(self, form: Form, field: Any) -> None:
        """Refuse repeated entries; empty ones do not count."""
        entries = [entry for entry in field.data if entry]
        if len(entries) != len(set(entries)):
            raise ValidationError(self.message)


class NotPast:
    """A date that is today or later."""

    def __init__(self, message: str = "This day is over.") -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        """Refuse a day that is over everywhere on Earth."""
        if field.data and (datetime.now(UTC).date() - field.data).days > 1:
            raise ValidationError(self.message)


class FileContent:
    """A file whose content is what its name says."""

    def __init__(self, kinds: Collection[str]) -> None:
        self.kinds = {kind: SIGNATURES[kind] for kind in kinds}

    def __call__(self, form: Form, field: Field) -> None:
        """Compare the first bytes with those that the kind begins with."""
        if not field.data:
            return
        suffix = PurePath(field.data.filename or "").suffix.lower()
        kind = suffix.removeprefix(".").replace("jpeg", "jpg")
        start = field.data.stream.read(16)
        field.data.stream.seek(0)
        if not start.startswith(self.kinds.get(kind, (b"\x00\xff",))):
            raise ValidationError(
                f"Please choose a file of type {', '.join(self.kinds)}."
            )
