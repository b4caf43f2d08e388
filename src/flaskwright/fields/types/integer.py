"""A whole number of 32 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from flaskwright.errors import UsageError
from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FEWEST, FieldType
from flaskwright.fields.types.string import whole

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


MANY = 1_000_000


class Integer(FieldType):
    """A whole number; forms and the API refuse what the column cannot hold."""

    name = "integer"
    about = "a whole number of 32 bits"
    bounds = True
    defaults = "a whole number within its bounds"
    python = code("int")
    migration_type = "sa.Integer()"
    form_class = code("IntegerField", "from wtforms import IntegerField")
    schema_class = "Integer"
    bits: ClassVar[int] = 32

    def least(self, field: Field) -> int:
        """Give the smallest value that is allowed."""
        return int(field.minimum) if field.minimum is not None else -(2 ** (self.bits - 1))

    def most(self, field: Field) -> int:
        """Give the largest value that is allowed."""
        return int(field.maximum) if field.maximum is not None else 2 ** (self.bits - 1) - 1

    def check_bounds(self, field: Field) -> None:
        """Allow whole numbers that the column holds, the smaller one first."""
        limit = 2 ** (self.bits - 1)
        for word, text in (("min", field.minimum), ("max", field.maximum)):
            if text is not None and ((value := whole(text)) is None or not -limit <= value < limit):
                raise UsageError(f"{field.name}: {word}={text} is no whole number of {self.bits} bits.")
        if self.least(field) >= self.most(field):
            raise UsageError(
                f"{field.name}: min={self.least(field)} must be less than max={self.most(field)}."
            )

    def check_default(self, field: Field) -> None:
        """Allow a whole number within the bounds."""
        value = whole(field.default or "")
        if value is None or not self.least(field) <= value <= self.most(field):
            raise self.bad_default(field)

    def default(self, field: Field, resource: Resource) -> Code:
        """Give the number."""
        del resource
        return code(str(int(field.default or "0")))

    def form_validators(self, field: Field) -> list[Code]:
        """Keep to the range."""
        return [code(f"NumberRange({self._range(field)})", "from wtforms.validators import NumberRange")]

    def schema_validators(self, field: Field) -> list[str]:
        """Keep to the range."""
        return [f"validate.Range({self._range(field)})"]

    def schema_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Refuse 3.7 and "3"."""
        del field, resource
        return [code("strict=True")]

    def _range(self, field: Field) -> str:
        return f"min={_grouped(self.least(field))}, max={_grouped(self.most(field))}"

    def _start(self, field: Field) -> int:
        """Give a valid number near 1 after which others follow."""
        start = max(self.least(field), 1)
        return start if self.most(field) - start >= FEWEST else self.least(field)

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give another number each time, as far as the range allows."""
        del resource
        start, span = self._start(field), self.distinct(field)
        if span >= MANY:
            return code(f"{start + 10} + n")  # beyond the samples
        return code(f"{start} + n % {span}" if start else f"n % {span}")

    def distinct(self, field: Field) -> int:
        """Give the length of the range."""
        return min(self.most(field) - self._start(field) + 1, MANY)

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give two numbers."""
        del resource
        start, most = self._start(field), self.most(field)
        # In a small range, those that a factory makes last.
        values = (str(start), str(start + 4)) if self.distinct(field) >= MANY else (str(most), str(most - 1))
        first, other = (Sample(code(value), value, value) for value in values)
        return first, other

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give what is no whole number, and what is outside the range."""
        over, under = str(self.most(field) + 1), str(self.least(field) - 1)
        return (
            Invalid("no_number", "many", '"many"'),
            Invalid("a_fraction", "1.5", "1.5"),
            Invalid("too_large", over, over),
            Invalid("too_small", under, under),
        )


def _grouped(number: int) -> str:
    return f"{number:_}" if abs(number) >= 10_000 else str(number)  # noqa: PLR2004 (shorter numbers read well)


TYPE = Integer()
