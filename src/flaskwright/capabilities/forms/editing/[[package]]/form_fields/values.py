"""Fields whose values are written: times, moments, JSON, identifiers."""

import datetime as dt
import json
from typing import Any
from uuid import UUID

from wtforms import DateTimeLocalField, DecimalField, Field, TimeField
from wtforms.widgets import TextArea, TextInput


def or_none(value: str | None) -> str | None:
    """Take an empty text as none at all."""
    return value or None


def is_unchanged(field: Any, sent: list[str]) -> bool:
    """Tell whether a field came back as it was shown.

    Then it keeps its value: a stored time may have seconds that nobody was shown.
    """
    stored = field.object_data
    return bool(sent and stored and sent[0] == stored.strftime(field.format[0]))


class ClockField(TimeField):
    """A time of day."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, format=["%H:%M", "%H:%M:%S"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time."""
        if is_unchanged(self, valuelist):
            self.data = self.object_data
        else:
            super().process_formdata(valuelist)


class MomentField(DateTimeLocalField):
    """A moment, given and shown in UTC."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("description", "In UTC.")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(*args, format=formats, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the moment; a browser sends no zone with it."""
        if is_unchanged(self, valuelist):
            self.data = self.object_data
            return
        super().process_formdata(valuelist)
        if self.data:
            self.data = self.data.replace(tzinfo=dt.UTC)


class WrittenField(Field):
    """A value that is written as text, and shown again as it was sent."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the text; an empty one is none."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = self.read(text) if text else None

    def written(self, value: Any) -> str:
        """Write a value."""
        return str(value)

    def read(self, text: str) -> Any:
        """Read a value. Raises ValueError with what is wrong."""
        raise NotImplementedError


class UUIDField(WrittenField):
    """An identifier."""

    def read(self, text: str) -> UUID:
        """Read it, with hyphens or without."""
        try:
            return UUID(text)
        except ValueError:
            raise ValueError("This is not an identifier.") from None


class JSONField(WrittenField):
    """A JSON object."""

    widget = TextArea()

    def written(self, value: Any) -> str:
        """Write it in several lines."""
        return json.dumps(value, ensure_ascii=False, indent=2)

    def read(self, text: str) -> dict[str, Any]:
        """Read an object that every database can keep."""
        try:
            value = json.loads(text, parse_constant=refuse)
            written = json.dumps(value, ensure_ascii=False).encode()
        except (RecursionError, ValueError):
            raise ValueError("This is not JSON.") from None
        if not isinstance(value, dict):
            raise ValueError('This is not a JSON object, as in {"color": "red"}.')
        if b"\\u0000" in written:
            raise ValueError("Databases keep no text with a NUL in it.")
        return value


def refuse(constant: str) -> None:
    """Refuse NaN and Infinity, which are not JSON."""
    raise ValueError(constant)


class ExactField(DecimalField):
    """An exact number, which is not rounded."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; refuse more digits than are kept."""
        super().process_formdata(valuelist)
        if self.data is None:
            return
        parts = self.data.as_tuple()
        if not isinstance(parts.exponent, int):
            raise ValueError("This is not a number.")
        beyond = -parts.exponent - self.places
        if beyond > 0 and any(parts.digits[-beyond:]):
            raise ValueError(f"At most {self.places} digits after the point, please.")
