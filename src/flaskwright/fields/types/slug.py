"""The readable part of an address: `red-shoes`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flaskwright.errors import UsageError
from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import literal
from flaskwright.fields.types.string import String

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


class Slug(String):
    """Always unique; made from the resource's label when none is given."""

    name = "slug"
    about = "the readable part of an address, unique, made from the label when none is given"
    optional = True
    searchable = False
    bounds = False
    arguments = "slug(120)"
    defaults = ""
    length = 120
    longest = 200

    def checked(self, field: Field, *, explicit: bool) -> Field:
        """Leave out what a slug is anyway, and refuse null."""
        field = replace(field, unique=False, index=False)
        if field.nullable:
            raise UsageError(
                f"{field.name}: a slug is made when none is given, so it is never null; leave out ?."
            )
        return super().checked(field, explicit=explicit)

    def check_arguments(self, field: Field) -> None:
        """Leave room for a number at the end."""
        super().check_arguments(field)
        if self.size(field) < 20:  # noqa: PLR2004 (a word and a number)
            raise UsageError(f"{field.name}: a slug has 20 to {self.longest} characters, as in slug(120).")

    def model(self, field: Field, resource: Resource) -> Code | None:
        """Make it unique."""
        found = super().model(field, resource)
        return Code(f"{found.text[:-1]}, unique=True)", found.imports) if found else None

    def form_presence(self, field: Field) -> list[Code]:
        """Ask for none."""
        del field
        return [code("Optional()", "from wtforms.validators import Optional")]

    def form_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Say what happens without one."""
        del field
        source = resource.label_field.label.lower() if resource.label_field else "name"
        hint = f"Made from the {source} when left empty."
        return [code(f"description={literal(hint)}")]

    def form_validators(self, field: Field) -> list[Code]:
        """Allow lower-case words with hyphens."""
        pattern = 'Regexp(r"[a-z0-9]+(-[a-z0-9]+)*\\Z", message="Use small letters, digits and hyphens.")'
        return [code(pattern, "from wtforms.validators import Regexp"), *super().form_validators(field)]

    def schema_validators(self, field: Field) -> list[str]:
        """Allow lower-case words with hyphens."""
        return [
            f"validate.Length(min=1, max={self.size(field)})",
            'validate.Regexp(r"[a-z0-9]+(-[a-z0-9]+)*\\Z")',
        ]

    def sample(self, field: Field, start: str) -> Sample:
        """Give a slug."""
        del field
        text = f"{start.lower()}-one"
        return Sample(code(literal(text)), text, literal(text))

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give another slug each time."""
        del field
        return code(f'f"{resource.table.replace("_", "-")}-{{n}}"')

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give what no address should hold."""
        long = "x" * (self.size(field) + 1)
        return (
            Invalid("no_slug", "Red Shoes!", '"Red Shoes!"'),
            Invalid("a_path", "../admin", '"../admin"'),
            Invalid("too_long", long, f'"x" * {self.size(field) + 1}'),
        )

    def shown(self, field: Field, value: str) -> str:
        """Show it as code."""
        del field
        return f"<code>{{{{ {value} }}}}</code>"


TYPE = Slug()
