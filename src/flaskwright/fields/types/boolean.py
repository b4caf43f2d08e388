"""Yes or no; no unless something else is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FieldType

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


class Boolean(FieldType):
    """A box to tick; nullable, it also knows "not said"."""

    name = "boolean"
    about = "yes or no; no unless a default says otherwise"
    optional = True
    unique = False
    defaults = "true or false"
    python = code("bool")
    migration_type = "sa.Boolean()"
    form_class = code("BooleanField", "from wtforms import BooleanField")
    schema_class = "Boolean"

    def check_default(self, field: Field) -> None:
        """Allow true and false."""
        if field.default not in {"true", "false"}:
            raise self.bad_default(field)

    def default(self, field: Field, resource: Resource) -> Code:
        """Give True or False."""
        del resource
        return code(str(field.default == "true"))

    def model(self, field: Field, resource: Resource) -> Code | None:
        """Default to no."""
        if field.nullable or field.default is not None:
            return super().model(field, resource)
        imports = ("from sqlalchemy.orm import Mapped", "from sqlalchemy.orm import mapped_column")
        return code(f"{field.name}: Mapped[bool] = mapped_column(default=False)", *imports)

    def form_presence(self, field: Field) -> list[Code]:
        """Ask for nothing: an empty box is a no."""
        del field
        return []

    def form(self, field: Field, resource: Resource) -> Code | None:
        """Offer three choices where nothing said is one of them."""
        if not field.nullable:
            return super().form(field, resource)
        choices = '{"": "Not said", "yes": "Yes", "no": "No"}'
        text = f'{field.name} = SelectField("{field.label}", choices={choices}, coerce=yes_no_or_none)'
        return code(text, "from wtforms import SelectField", "from ..form_fields import yes_no_or_none")

    def schema_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Take true and false only, not "yes"."""
        del field, resource
        return [code("truthy={True}"), code("falsy={False}")]

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give yes and no."""
        del resource
        no = "no" if field.nullable else None
        return Sample(code("True"), "yes", "True"), Sample(code("False"), no, "False")

    def invalid(self, field: Field, resource: Resource) -> tuple[Invalid, ...]:
        """Give what is neither."""
        del resource
        nothing = () if field.nullable else (Invalid("missing", json="None"),)
        return (*nothing, Invalid("no_boolean", "perhaps" if field.nullable else None, '"perhaps"'))

    def shown(self, field: Field, value: str) -> str:
        """Say yes or no."""
        del field
        return f'{{{{ "Yes" if {value} else "No" }}}}'


TYPE = Boolean()
