"""What every schema of the API shares."""

import math
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, pre_load
from marshmallow.validate import Range

DEEPEST = 20
LARGEST_KEY = 2**31 - 1
MOST_DIGITS = 15



def is_number(value: Any) -> bool:
    """Tell whether a JSON value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


# marshmallow takes "1" for a number and "yes" for true; an API means what it says.
TYPES: dict[Any, tuple[Callable[ [Any], bool], str]] = {
    fields.Boolean: (lambda value: isinstance(value, bool), "Must be true or false."),
    fields.Integer: (
        lambda value: is_number(value) and value % 1 == 0,
        "Must be a whole number.",
    ),
    fields.Float: (is_number, "Must be a number."),
}
WHOLE = (fields.Integer, fields.List)


class ApiSchema(Schema):
    """Refuses unknown fields, wrong types, and text that no database can store."""

    class Meta:
        unknown = RAISE

    @pre_load
    def refuse(self, data: Any, **_options: Any) -> Any:
        """Refuse values of the wrong type, and what cannot be stored."""
        if not isinstance(data, dict):
            return data
        problems = {
            name: [*self.wrong_type(name, value), *dict.fromkeys(flaws(value))]
            for name, value in data.items()
        }
        if found := {name: flaw for name, flaw in problems.items() if flaw}:
            raise ValidationError(found)
        return {
            name: whole(value) if isinstance(self.fields.get(name), WHOLE) else value
            for name, value in data.items()
        }

    @post_load
    def to_utc(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """Refuse moments that UTC's calendar does not have, in the years 1 and 9999."""
        for name, value in data.items():
            try:
                if isinstance(value, datetime):
                    value.astimezone(UTC)
            except OverflowError as error:
                raise ValidationError("That is beyond the calendar.", name) from error
        return data

    def wrong_type(self, name: str, value: Any) -> Iterator[str]:
        """Say what a field's value must be, if it is something else."""
        field = self.fields.get(name)
        if value is None:
            return
        if isinstance(field, fields.Decimal):
            pattern = decimal_pattern(field)
            if not isinstance(value, str) or not re.fullmatch(pattern, value):
                yield 'Must be a decimal number, written as text: "1.50".'
        for kind, (fits, message) in TYPES.items():
            if isinstance(field, kind) and not fits(value):
                yield message


def whole(value: Any) -> Any:
    """Give 5 for 5.0, which are the same in JSON; also in a list."""
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def decimal_pattern(field: fields.Decimal) -> str:
    """Give the pattern of the texts that a decimal number is written as."""
    bounds = next((v for v in field.validators if isinstance(v, Range)), Range())
    sign = "" if bounds.min is not None and bounds.min >= 0 else "-?"
    digits = len(str(int(bounds.max))) if bounds.max is not None else MOST_DIGITS
    places = -int(field.places.as_tuple().exponent) if field.places is not None else 0
    fraction = rf"(\.[0-9]{{1,{places}}})?" if places else ""
    return f"^{sign}[0-9]{{1,{digits}}}{fraction}$"


def flaws(value: Any, depth: int = 0) -> Iterator[str]:
    """Give what keeps a value, or anything inside of it, from being stored."""
    if depth > DEEPEST:
        yield "This is nested too deeply."
    elif isinstance(value, str):
        if "\x00" in value:
            yield "Text must not hold the character NUL."
        if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            yield "Text must be valid Unicode."
    elif isinstance(value, float) and not math.isfinite(value):
        yield "Numbers must be finite."
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from flaws(key, depth + 1)
            yield from flaws(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from flaws(inner, depth + 1)


class ProblemSchema(Schema):
    """An error, as RFC 9457 writes it."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    request_id = fields.String(required=True, allow_none=True)
    errors = fields.Dict(
        keys=fields.String(),
        metadata={"description": "What is wrong, by field (422 only)."},
    )


def page_of(item: type[Schema]) -> type[Schema]:
    """Make the schema of a list of items."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item(partial=True)), required=True),
            "next": fields.String(
                required=True,
                allow_none=True,
                metadata={"description": "The address of the next page, if any."},
            ),
            "total": fields.Integer(
                metadata={"description": "How many there are (only with page=)."}
            ),
        },
        name=f"{item.__name__.removesuffix('Schema')}Page",
    )
