"""One of a few words, as in enum(draft,live)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flaskwright.errors import UsageError
from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FieldType
from flaskwright.fields.names import pascal

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

LENGTH = 30  # of the column: room for words that come later without a migration


class Enum(FieldType):
    """A word of a Python enumeration, kept as text: a new word needs no migration."""

    name = "enum"
    about = "one of a few words, as in enum(draft,live)"
    arguments = "enum(draft,live)"
    defaults = "one of its words"
    form_class = code("EnumField", "from ..form_fields import EnumField")
    schema_class = "Enum"

    def check_arguments(self, field: Field) -> None:
        """Allow two and more words, each once."""
        if len(field.arguments) < 2:  # noqa: PLR2004 (a choice)
            raise UsageError(f"{field.name}: enum takes two words or more, as in enum(draft,live).")
        for word in field.arguments:
            if not re.fullmatch(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", word) or len(word) > LENGTH:
                raise UsageError(
                    f"{field.name}: {word!r} is no word for an enum; write it as in sold_out, at most {LENGTH} long."
                )
        members = [self.member(word) for word in field.arguments]
        if repeated := sorted({m for m in members if members.count(m) > 1}):
            raise UsageError(f"{field.name}: enum has {repeated[0].lower()} more than once.")

    def check_default(self, field: Field) -> None:
        """Allow one of the words."""
        if field.default not in field.arguments:
            words_ = ", ".join(field.arguments)
            raise UsageError(f"{field.name}: the default {field.default!r} is none of {words_}.")

    @staticmethod
    def member(word: str) -> str:
        """Give the name of a word in the enumeration."""
        return word.replace("-", "_").upper()

    def class_name(self, field: Field, resource: Resource) -> str:
        """Name the enumeration: `ProductStatus`."""
        return f"{resource.name}{pascal(field.name)}"

    def _import(self, field: Field, resource: Resource) -> str:
        return f"from .models import {self.class_name(field, resource)}"

    def value_type(self, field: Field, resource: Resource) -> Code:
        """Give the enumeration."""
        return code(self.class_name(field, resource), self._import(field, resource))

    def model(self, field: Field, resource: Resource) -> Code | None:
        """Give the attribute; the enumeration stands above it, in the same module."""
        found = super().model(field, resource)
        return found and Code(found.text, found.imports - {self._import(field, resource)})

    def definition(self, field: Field, resource: Resource) -> Code:
        """Give the enumeration."""
        members = "\n".join(f'    {self.member(word)} = "{word}"' for word in field.arguments)
        text = (
            f"class {self.class_name(field, resource)}(StrEnum):\n"
            f'    """What the {field.label.lower()} of {resource.article} can be."""\n\n{members}'
        )
        return code(text, "from enum import StrEnum")

    def default(self, field: Field, resource: Resource) -> Code:
        """Give the member."""
        return self._value(field, resource, field.default or "")

    def _value(self, field: Field, resource: Resource, word: str) -> Code:
        text = f"{self.class_name(field, resource)}.{self.member(word)}"
        return code(text, self._import(field, resource))

    def migration_sql(self, field: Field) -> str:
        """Give the text column."""
        del field
        return f"sa.String(length={LENGTH})"

    def form_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Offer the words, and first of all none of them where there is no default."""
        kind = code(f"kind={self.class_name(field, resource)}", self._import(field, resource))
        return [kind] if field.default else [kind, code(f'blank="{"—" if field.nullable else "Choose…"}"')]

    def schema_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Travel as the word."""
        name = self.class_name(field, resource)
        return [code(name, self._import(field, resource)), code("by_value=True")]

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give the first word and the last."""
        first, other = (
            Sample(self._value(field, resource, word), word, f'"{word}"')
            for word in (field.arguments[0], field.arguments[-1])
        )
        return first, other

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give each word in turn."""
        text = f"list({self.class_name(field, resource)})[n % {len(field.arguments)}]"
        return Code(text, frozenset({self._import(field, resource)}))

    def factory(self, field: Field, resource: Resource) -> Code | None:
        """Make the default or the first word, or each in turn when none may come twice."""
        if field.unique:
            return super().factory(field, resource)
        value = self._value(field, resource, field.default or field.arguments[0])
        return Code(f"{field.name} = {value.text}", value.imports)

    def distinct(self, field: Field) -> int:
        """Give the number of words."""
        return len(field.arguments)

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give a word that is none of them."""
        del field
        return (Invalid("unknown_word", "no-such-word", '"no-such-word"'),)

    def shown(self, field: Field, value: str) -> str:
        """Show the word as people write it."""
        del field
        return f'{{{{ {value}.value | replace("_", " ") | replace("-", " ") | capitalize }}}}'


TYPE = Enum()
