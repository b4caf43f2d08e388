"""A number that need not be exact: a measurement, a coordinate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flaskwright.errors import UsageError
from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FieldType
from flaskwright.fields.types.decimal import number

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

# Above this, neighbouring whole numbers are no longer told apart.
LARGEST = 1e15


class Float(FieldType):
    """A floating-point number of double precision."""

    name = "float"
    about = "a number that need not be exact"
    bounds = True
    defaults = "a number within its bounds"
    python = code("float")
    migration_type = "sa.Double()"
    form_class = code("FloatField", "from wtforms import FloatField")
    schema_class = "Float"

    def least(self, field: Field) -> float:
        """Give the smallest value that is allowed."""
        return float(field.minimum) if field.minimum is not None else -LARGEST

    def most(self, field: Field) -> float:
        """Give the largest value that is allowed."""
        return float(field.maximum) if field.maximum is not None else LARGEST

    def check_bounds(self, field: Field) -> None:
        """Allow numbers that make sense, the smaller one first."""
        for word, text in (("min", field.minimum), ("max", field.maximum)):
            if text is not None and ((value := number(text)) is None or abs(value) > LARGEST):
                raise UsageError(f"{field.name}: {word}={text} is no number of at most 15 digits.")
        if self.least(field) >= self.most(field):
            raise UsageError(
                f"{field.name}: min={self.least(field):g} must be less than max={self.most(field):g}."
            )

    def check_default(self, field: Field) -> None:
        """Allow a number within the bounds."""
        value = number(field.default or "")
        if value is None or not self.least(field) <= float(value) <= self.most(field):
            raise self.bad_default(field)

    def default(self, field: Field, resource: Resource) -> Code:
        """Give the number."""
        del resource
        return code(repr(float(field.default or "0")))

    def _range(self, field: Field) -> str:
        return f"min={_short(self.least(field))}, max={_short(self.most(field))}"

    def form_validators(self, field: Field) -> list[Code]:
        """Keep to the range, which keeps infinity out."""
        return [code(f"NumberRange({self._range(field)})", "from wtforms.validators import NumberRange")]

    def schema_validators(self, field: Field) -> list[str]:
        """Keep to the range."""
        return [f"validate.Range({self._range(field)})"]

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give two numbers."""
        del resource
        low, high = max(self.least(field), -1e6), min(self.most(field), 1e6)
        if low <= 1.5 and high >= 2.5:  # noqa: PLR2004 (the usual case)
            values = 1.5, 2.5
        else:
            low, high = (self.least(field), self.most(field)) if low >= high else (low, high)
            values = low, low + (high - low) / 2
        first, other = (Sample(code(repr(v)), repr(v), repr(v)) for v in values)
        return first, other

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give another number each time when none may come twice."""
        first = self.samples(field, resource)[0].python
        if not field.unique:
            return first
        step = min(1.0, (self.most(field) - float(first.text)) / 10**6)
        return code(f"{first.text} + (n + 10) * {step!r}")

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give what is no number, and what is outside the range."""
        gap = max(1.0, abs(self.most(field)), abs(self.least(field)))
        over, under = repr(self.most(field) + gap), repr(self.least(field) - gap)
        return (
            Invalid("no_number", "many", '"many"'),
            Invalid("infinite", "inf", None),
            Invalid("not_a_number", "nan", None),
            Invalid("too_large", over, over),
            Invalid("too_small", under, under),
        )


def _short(value: float) -> str:
    return (
        f"{value:g}"
        if math.isclose(abs(value), LARGEST)
        else repr(int(value) if value.is_integer() else value)
    )


TYPE = Float()
