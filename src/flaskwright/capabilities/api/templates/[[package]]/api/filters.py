"""What a list's address may say: filters, search, sort and fields."""

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError, fields
from sqlalchemy import JSON, Column, ColumnElement, Text, or_
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from werkzeug.datastructures import MultiDict

from .schemas import ApiSchema, flaws

ORDERED = (fields.Date, fields.DateTime, fields.Number, fields.Time)
UNSORTABLE = (JSON, Text)
COMPARISONS: dict[str, Callable[ [Any, Any], ColumnElement[bool]]] = {
    "": operator.eq,
    "gte": operator.ge,
    "lte": operator.le,
}
LONGEST_SEARCH = 200
MOST_SORT_KEYS = 3
INTEGER = re.compile(r"-?[0-9]{1,19}")

Columns = ReadOnlyColumnCollection[str, Any]
Errors = dict[str, list[str]]


@dataclass(frozen=True)
class Key:
    """A column that a list is sorted by, and its direction."""

    name: str
    column: Column[Any]
    descending: bool = False


class Filters:
    """The columns of a resource, as a list's address may use them."""

    def __init__(
        self,
        schema: type[ApiSchema],
        columns: Columns,
        searched: Sequence[str] = (),
    ) -> None:
        declared = schema().fields
        self.names = tuple(declared)
        self.fields = {
            name: field
            for name, field in declared.items()
            if name in columns and not isinstance(columns[name].type, UNSORTABLE)
        }
        self.columns = {name: columns[name] for name in self.fields}
        self.searched = [columns[name] for name in searched]
        self.bounds = {
            f"{name}.{word}": name
            for name, field in self.fields.items()
            if isinstance(field, ORDERED)
            for word in COMPARISONS
            if word
        }

    def conditions(self, args: MultiDict[str, str], errors: Errors) -> Iterator[ColumnElement[bool]]:
        """Give the conditions that are asked for; note in `errors` what is wrong."""
        for name, text in args.items():
            if name == "q" and self.searched:
                yield from self.search(text, errors)
                continue
            of = self.bounds.get(name, name)
            if of not in self.fields:
                errors[name] = ["Unknown parameter."]
                continue
            value = self.read(name, of, text, errors)
            if name not in errors:
                compare = COMPARISONS[name.rpartition(".")[2] if name != of else ""]
                yield compare(self.columns[of], value)

    def search(self, text: str, errors: Errors) -> Iterator[ColumnElement[bool]]:
        """Give the condition that one of the searched columns holds a text."""
        if found := [*flaws(text)]:
            errors["q"] = found
        elif len(text) > LONGEST_SEARCH:
            errors["q"] = [f"Longer than {LONGEST_SEARCH} characters."]
        elif text:
            yield or_(*(c.icontains(text, autoescape=True) for c in self.searched))

    def read(self, parameter: str, name: str, value: Any, errors: Errors) -> Any:
        """Read a column's value, by its field in the schema."""
        field = self.fields[name]
        try:
            if found := [*flaws(value)]:
                raise ValidationError(found)
            if isinstance(field, fields.Integer) and INTEGER.fullmatch(str(value)):
                value = int(value)
            if isinstance(field, fields.Boolean):
                value = {"true": True, "false": False}.get(value, value)
            value = field.deserialize(value)
            return value.astimezone(UTC) if isinstance(value, datetime) else value
        except ValidationError as error:
            errors[parameter] = [str(message) for message in error.messages]
        except OverflowError:
            errors[parameter] = ["That is beyond the calendar."]
        return None

    def sort(self, text: str | None, errors: Errors) -> list[Key]:
        """Read `-price,name`; the identifier comes last, so that the order is total."""
        words = text.split(",") if text else []
        keys: dict[str, Key] = {}
        for word in words:
            name = word.removeprefix("-")
            if name not in self.fields or len(words) > MOST_SORT_KEYS:
                possible = ", ".join(self.fields)
                errors["sort"] = [f"Up to {MOST_SORT_KEYS} of: {possible}."]
                break
            keys.setdefault(name, Key(name, self.columns[name], word.startswith("-")))
        keys.setdefault("id", Key("id", self.columns["id"]))
        return list(keys.values())

    def only(self, text: str | None, errors: Errors) -> list[str] | None:
        """Read `id,name`: the fields that the client wants; None for all."""
        if not text:
            return None
        chosen = text.split(",")
        if unknown := set(chosen) - set(self.names):
            errors["fields"] = [f"Unknown: {', '.join(sorted(unknown))}."]
        return [name for name in self.names if name in chosen]
