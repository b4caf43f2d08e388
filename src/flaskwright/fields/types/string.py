"""One line of text of at most n characters, as in string(80); 255 when nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from flaskwright.errors import UsageError
from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FieldType, literal

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

# MariaDB indexes at most 3072 bytes, four for each character.
LONGEST_INDEXED = 768
LONGEST_NUMBER = 20  # in digits
DIGITS = 6  # of the numbers that make a factory's texts differ


def whole(text: str) -> int | None:
    """Read a whole number in plain digits; None for anything else."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    plain = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER
    return int(sign + digits) if plain else None


class String(FieldType):
    """A text in one line; min= and max= limit its length. The parent of the other texts."""

    name = "string"
    about = "one line of text, string(80) limits its length"
    arguments = "string(80)"
    bounds = True
    defaults = "a text that fits"
    searchable = True
    python = code("str")
    presence = "DataRequired"
    form_class = code("StringField", "from wtforms import StringField")
    schema_class = "String"
    length: ClassVar[int] = 255
    longest: ClassVar[int] = 2000

    def check_arguments(self, field: Field) -> None:
        """Allow one length."""
        if field.arguments:
            length = whole(field.arguments[0]) if len(field.arguments) == 1 else None
            if length is None or not 1 <= length <= self.longest:
                raise UsageError(
                    f"{field.name}: {self.name} takes one length of 1 to {self.longest}, as in {self.arguments}."
                )
        if (field.unique or field.index) and self.size(field) > LONGEST_INDEXED:
            raise UsageError(f"{field.name}: a text with an index has at most {LONGEST_INDEXED} characters.")

    def check_bounds(self, field: Field) -> None:
        """Allow lengths that leave room."""
        for word, text in (("min", field.minimum), ("max", field.maximum)):
            if text is not None and ((size := whole(text)) is None or not 0 <= size <= self.size(field)):
                raise UsageError(
                    f"{field.name}: {word}={text} is no length of 0 to {self.size(field)} characters."
                )
        if self.most(field) < max(self.least(field), 1):
            raise UsageError(
                f"{field.name}: no text is at least {field.minimum or 1} and at most {self.most(field)} long."
            )

    def check_default(self, field: Field) -> None:
        """Allow what fits."""
        if not self.least(field) <= len(field.default or "") <= self.most(field):
            raise self.bad_default(field)

    def size(self, field: Field) -> int:
        """Give the column's length."""
        return int(field.arguments[0]) if field.arguments else self.length

    def least(self, field: Field) -> int:
        """Give the length of the shortest text that is allowed."""
        return int(field.minimum) if field.minimum is not None else int(field.required)

    def most(self, field: Field) -> int:
        """Give the length of the longest text that is allowed."""
        return int(field.maximum) if field.maximum is not None else self.size(field)

    def default(self, field: Field, resource: Resource) -> Code:
        """Give the text."""
        del resource
        return code(literal(field.default or ""))

    def sql_type(self, field: Field, resource: Resource) -> Code:
        """Give the length."""
        del resource
        return code(f"String({self.size(field)})", "from sqlalchemy import String")

    def migration_sql(self, field: Field) -> str:
        """Give the length."""
        return f"sa.String(length={self.size(field)})"

    def form_presence(self, field: Field) -> list[Code]:
        """Ask for a text unless an empty one will do."""
        if not field.nullable and not field.required:
            return []
        return super().form_presence(field)

    def form_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Take an empty text as none where none is allowed; `Form` trims what was typed."""
        del resource
        return [code("filters=[or_none]", "from ..form_fields import or_none")] if field.nullable else []

    def form_validators(self, field: Field) -> list[Code]:
        """Limit the length."""
        least = f"min={field.minimum}, " if field.minimum not in {None, "0"} else ""
        return [code(f"Length({least}max={self.most(field)})", "from wtforms.validators import Length")]

    def schema_validators(self, field: Field) -> list[str]:
        """Limit the length."""
        least = f"min={self.least(field)}, " if self.least(field) else ""
        return [f"validate.Length({least}max={self.most(field)})"]

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give a text with a number in it."""
        least, most = self.least(field), self.most(field)
        digits = min(most, DIGITS)
        name = resource.title if field is resource.label_field else field.label
        prefix = f"{name} "[: most - digits]
        width = max(least - len(prefix), digits if digits < DIGITS else 0)
        number = f"{{n:0{width}d}}" if width > 1 else "{n}"
        return code(f'f"{prefix}{number}"')

    def distinct(self, field: Field) -> int:
        """Short texts are few."""
        return int(10 ** min(self.most(field), 3))

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give two texts that fit."""
        del resource
        return self.sample(field, "First"), self.sample(field, "Other")

    def sample(self, field: Field, start: str) -> Sample:
        """Give a text that fits and starts so."""
        text = (
            f"{start} {field.name.replace('_', ' ')}"[: self.most(field)]
            .rstrip()
            .ljust(self.least(field), "x")
        )
        return Sample(code(literal(text)), text, literal(text))

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give a text that is too long, one that is too short, and what is no text."""
        long = f'"x" * {self.most(field) + 1}'
        found = [Invalid("too_long", "x" * (self.most(field) + 1), long), Invalid("no_text", None, "5")]
        if field.minimum is not None and int(field.minimum) > 1:
            short = "x" * (int(field.minimum) - 1)
            found.append(Invalid("too_short", short, literal(short)))
        return tuple(found)


TYPE = String()
