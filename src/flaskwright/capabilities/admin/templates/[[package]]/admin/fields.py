"""Form fields that plain HTML can show, without scripts or styles of their own."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_admin.contrib.sqla.fields import QuerySelectField, QuerySelectMultipleField
from flask_admin.contrib.sqla.validators import Unique
from wtforms import DateTimeLocalField, Field, Form, SelectField
from wtforms.fields.choices import Choice
from wtforms.fields.core import UnboundField
from wtforms.widgets import Select, TextArea, TextInput


class Free(Unique):
    """A value that no other row has; asked only about what is not wrong by itself."""

    def __call__(self, form: Form, field: Field) -> None:
        """Ask the database."""
        if not field.errors:
            super().__call__(form, field)


def asking_last(field: "UnboundField[Any]") -> "UnboundField[Any]":
    """Let a field ask the database last, and only about what is not wrong by itself."""
    given = list(field.kwargs.get("validators", ()))
    asking = [Free(v.db_session, v.model, v.column) for v in given if isinstance(v, Unique)]
    field.kwargs["validators"] = [v for v in given if not isinstance(v, Unique)] + asking
    return field


class Moment(DateTimeLocalField):
    """A moment in UTC, to the second; what is not changed keeps its microseconds."""

    data: datetime | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, tz=UTC, render_kw={"step": "1"}, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the moment."""
        super().process_formdata(valuelist)
        old = self.object_data
        if isinstance(old, datetime) and old.replace(microsecond=0) == self.data:
            self.data = old


class Maybe(SelectField):
    """Yes, no, or not said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = {"": "—", "yes": "Yes", "no": "No"}
        super().__init__(*args, choices=choices, coerce=self.read, **kwargs)

    @staticmethod
    def read(value: Any) -> bool | None:
        """Read a word; what is stored stays as it is."""
        return value if isinstance(value, bool) else {"yes": True, "no": False}.get(value)


class Json(Field):
    """An object of JSON, as text."""

    widget = TextArea()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else json.dumps(self.data, ensure_ascii=False, indent=2)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the object; no text is no value."""
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = json.loads(text, parse_constant=refuse_constant) if text else None
        except (ValueError, RecursionError) as error:
            raise ValueError("This is not valid JSON.") from error
        if self.data is not None and not isinstance(self.data, dict):
            raise ValueError("This must be an object: {…}.")


def refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise ValueError(name)


class Uuid(Field):
    """A UUID."""

    widget = TextInput()

    def _value(self) -> str:
        return str(self.raw_data[0] if self.raw_data else self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the UUID."""
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = UUID(text) if text else None
        except ValueError as error:
            raise ValueError("This is no UUID.") from error


class One(QuerySelectField):
    """One row of another table."""

    widget = Select()

    def iter_choices(self) -> Iterator[Choice]:
        """Give the choices as WTForms wants them."""
        return as_choices(super().iter_choices())


class Many(QuerySelectMultipleField):
    """Several rows of another table."""

    widget = Select(multiple=True)

    def iter_choices(self) -> Iterator[Choice]:
        """Give the choices as WTForms wants them."""
        return as_choices(super().iter_choices())


def as_choices(choices: Iterator[Any]) -> Iterator[Choice]:
    """Make choices of Flask-Admin's tuples, which WTForms no longer likes."""
    for value, label, selected, *_ in choices:
        yield Choice(value, str(label), selected, {})
