"""An exact number, for money: decimal(10,2) has ten digits, two of them after the point."""

from __future__ import annotations

from decimal import Decimal as Number
from decimal import InvalidOperation
from typing import TYPE_CHECKING

from flaskwright.errors import UsageError
from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FEWEST, FieldType
from flaskwright.fields.types.string import whole

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

# SQLite keeps numbers as 64-bit floats, which hold 15 digits exactly.
MOST_DIGITS = 15
_IMPORT = "from decimal import Decimal"


def number(text: str) -> Number | None:
    """Read a finite decimal number in plain digits; None for anything else."""
    if not text.isascii() or len(text) > 40 or "e" in text.lower() or "_" in text:  # noqa: PLR2004 (any longer is nonsense)
        return None
    try:
        value = Number(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


MANY = 1_000_000


class Decimal(FieldType):
    """An exact number; SQLite, PostgreSQL and MariaDB give back what was stored."""

    name = "decimal"
    about = "an exact number, decimal(10,2) has ten digits, two of them after the point"
    arguments = "decimal(10,2)"
    bounds = True
    defaults = "a number within its bounds and digits"
    python = code("Decimal", _IMPORT)
    form_class = code("ExactField", "from ..form_fields import ExactField")
    schema_class = "Decimal"

    def digits(self, field: Field) -> tuple[int, int]:
        """Give all digits and those after the point."""
        if not field.arguments:
            return 10, 2
        return int(field.arguments[0]), int(field.arguments[1]) if len(field.arguments) > 1 else 0

    def check_arguments(self, field: Field) -> None:
        """Allow digits that every database keeps exactly."""
        sizes = [whole(part) for part in field.arguments]
        if len(sizes) > 2 or None in sizes:  # noqa: PLR2004 (precision and scale)
            raise UsageError(
                f"{field.name}: decimal takes its digits and those after the point, as in decimal(10,2)."
            )
        digits, places = self.digits(field)
        if not 1 <= digits <= MOST_DIGITS:
            raise UsageError(
                f"{field.name}: decimal has 1 to {MOST_DIGITS} digits, which every database keeps exactly."
            )
        if not 0 <= places <= digits:
            raise UsageError(
                f"{field.name}: of {digits} digits, 0 to {digits} stand after the point, not {places}."
            )

    def step(self, field: Field) -> Number:
        """Give the smallest difference of two values."""
        return Number(1).scaleb(-self.digits(field)[1])

    def least(self, field: Field) -> Number:
        """Give the smallest value that is allowed."""
        return Number(field.minimum) if field.minimum is not None else -self._end(field)

    def most(self, field: Field) -> Number:
        """Give the largest value that is allowed."""
        return Number(field.maximum) if field.maximum is not None else self._end(field)

    def _end(self, field: Field) -> Number:
        digits, places = self.digits(field)
        return Number(10**digits - 1).scaleb(-places)

    def _fits(self, field: Field, text: str) -> bool:
        value = number(text)
        return value is not None and abs(value) <= self._end(field) and value % self.step(field) == 0

    def check_bounds(self, field: Field) -> None:
        """Allow numbers that the column holds, the smaller one first."""
        digits, places = self.digits(field)
        for word, text in (("min", field.minimum), ("max", field.maximum)):
            if text is not None and not self._fits(field, text):
                raise UsageError(
                    f"{field.name}: {word}={text} is no number of {digits} digits, {places} of them after the point."
                )
        if self.least(field) >= self.most(field):
            raise UsageError(
                f"{field.name}: min={self.least(field)} must be less than max={self.most(field)}."
            )

    def check_default(self, field: Field) -> None:
        """Allow a number within the bounds."""
        text = field.default or ""
        if not self._fits(field, text) or not self.least(field) <= Number(text) <= self.most(field):
            raise self.bad_default(field)

    def default(self, field: Field, resource: Resource) -> Code:
        """Give the number."""
        del resource
        return code(f'Decimal("{field.default}")', _IMPORT)

    def sql_type(self, field: Field, resource: Resource) -> Code:
        """Give the digits."""
        del resource
        return code("Exact({}, {})".format(*self.digits(field)), "from ..column_types import Exact")

    def migration_sql(self, field: Field) -> str:
        """Give the digits."""
        return "sa.Numeric(precision={}, scale={})".format(*self.digits(field))

    def form_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Show all places."""
        del resource
        return [code(f"places={self.digits(field)[1]}")]

    def form_validators(self, field: Field) -> list[Code]:
        """Keep to the range."""
        text = f"NumberRange(min={self._code(self.least(field))}, max={self._code(self.most(field))})"
        return [code(text, "from wtforms.validators import NumberRange", _IMPORT)]

    def schema_validators(self, field: Field) -> list[str]:
        """Keep to the range."""
        return [f"validate.Range(min={self._code(self.least(field))}, max={self._code(self.most(field))})"]

    def schema_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Travel as text, which keeps every digit."""
        del resource
        return [code(f"places={self.digits(field)[1]}", _IMPORT), code("as_string=True")]

    def _code(self, value: Number) -> str:
        return f'Decimal("{value:f}")'

    def _start(self, field: Field) -> Number:
        """Give a valid number near 1 after which others follow."""
        start, step = max(self.least(field), Number(1)), self.step(field)
        return (start if self.most(field) - start >= FEWEST * step else self.least(field)).quantize(step)

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give another number each time, as far as the range allows."""
        del resource
        start, step, steps = self._start(field), self.step(field), self.distinct(field)
        count = "n" if steps >= MANY else f"n % {steps}"
        if steps >= MANY:
            start += 10 * step  # beyond the samples
        if steps >= MANY and self.most(field) - start >= MANY:
            step = self.step(field) + 1 if self.digits(field)[1] else step
        return code(f"{self._code(start)} + {count} * {self._code(step)}", _IMPORT)

    def distinct(self, field: Field) -> int:
        """Give the number of steps in the range."""
        return min(int((self.most(field) - self._start(field)) / self.step(field)) + 1, MANY)

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give two numbers."""
        del resource
        start, step = self._start(field), self.step(field)
        first, other = (
            Sample(code(self._code(value), _IMPORT), f"{value:f}", f'"{value:f}"')
            for value in (
                # In a small range, those that a factory makes last.
                (start, (start + 7 * step).quantize(step))
                if self.distinct(field) >= MANY
                else (self.most(field).quantize(step), (self.most(field) - step).quantize(step))
            )
        )
        return first, other

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give what is no number, and what is outside the range."""
        over, under = self.most(field) + self.step(field), self.least(field) - self.step(field)
        return (
            Invalid("no_number", "many", '"many"'),
            Invalid("infinite", "Infinity", '"Infinity"'),
            Invalid("not_a_number", "NaN", '"NaN"'),
            Invalid("too_large", f"{over:f}", f'"{over:f}"'),
            Invalid("too_small", f"{under:f}", f'"{under:f}"'),
        )

    def shown(self, field: Field, value: str) -> str:
        """Group the thousands and show all places."""
        return f'{{{{ "{{:,.{self.digits(field)[1]}f}}".format({value}) }}}}'


TYPE = Decimal()
