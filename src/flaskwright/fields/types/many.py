"""Any number of rows of another resource, as in many(Tag)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.errors import UsageError
from flaskwright.fields import names
from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FieldType
from flaskwright.fields.types.ref import LARGEST_ID, check_target, rows_of

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


class Many(FieldType):
    """A set of rows through an association table; it may be empty."""

    name = "many"
    about = "any number of rows of another resource, as in many(Tag)"
    arguments = "many(Tag)"
    optional = True
    refers = True
    unique = False
    sortable = False
    form_class = code("RowsField", "from ..form_fields import RowsField")
    schema_class = "List"

    def checked(self, field: Field, *, explicit: bool) -> Field:
        """Refuse marks: a set is never null and may be empty."""
        if field.nullable or explicit:
            raise UsageError(
                f"{field.name}: many is a set that may be empty; leave out {'!' if explicit else '?'}."
            )
        return super().checked(field, explicit=explicit)

    def check_arguments(self, field: Field) -> None:
        """Allow one resource."""
        check_target(field, ())
        if field.name.endswith(("_id", "_ids")):
            raise UsageError(f"{field.name}: name the rows, not their ids, as in tags:many(Tag).")

    def singular(self, field: Field) -> str:
        """Give the name of one of them: `tag`."""
        return names.snake(field.target or "")

    def key(self, field: Field) -> str:
        """Give the name of the ids: `tag_ids`."""
        name = field.name
        one = self.singular(field)
        if names.plural(one) == name:
            return f"{one}_ids"
        return f"{name.removesuffix('s')}_ids"

    def column(self, field: Field) -> None:
        """Give none: it has its own table."""

    def value_type(self, field: Field, resource: Resource) -> Code:
        """Services take the ids of the other rows."""
        del field, resource
        return code("list[int]")

    def table(self, field: Field, resource: Resource) -> str:
        """Name the association table: `product_tags`."""
        return f"{resource.table}_{field.name}"

    def columns(self, field: Field, resource: Resource) -> tuple[str, str]:
        """Name its columns: `product_id`, `tag_id`."""
        one = self.singular(field)
        return f"{resource.table}_id", f"other_{one}_id" if one == resource.table else f"{one}_id"

    def definition(self, field: Field, resource: Resource) -> Code:
        """Give the association table."""
        left, right = self.columns(field, resource)
        lines = [f'    "{self.table(field, resource)}",', "    Base.metadata,"]
        for column, table, index in (
            (left, resource.table, ""),
            (right, self.singular(field), ", index=True"),
        ):
            key = f'ForeignKey("{table}.id", ondelete="CASCADE")'
            lines.append(f'    Column("{column}", {key}, primary_key=True{index}),')
        text = f"{self.table(field, resource)} = Table(\n" + "\n".join(lines) + "\n)"
        return code(
            text,
            "from sqlalchemy import Column",
            "from sqlalchemy import ForeignKey",
            "from sqlalchemy import Table",
            "from ..database import Base",
        )

    def model(self, field: Field, resource: Resource) -> None:
        """Give no column: it has its own table."""

    def relationship(self, field: Field, resource: Resource) -> Code:
        """Give the way to the other rows."""
        left, right = self.columns(field, resource)
        table = self.table(field, resource)
        arguments = [f"secondary={table}"]
        if field.target == resource.name:
            arguments += [
                f"primaryjoin=lambda: {resource.name}.id == {table}.c.{left}",
                f"secondaryjoin=lambda: {resource.name}.id == {table}.c.{right}",
            ]
        arguments.append(f'order_by="{field.target}.id"')
        text = f'{field.name}: Mapped[list["{field.target}"]] = relationship({", ".join(arguments)})'
        return code(text, "from sqlalchemy.orm import Mapped", "from sqlalchemy.orm import relationship")

    def migration(self, field: Field, resource: Resource) -> None:
        """Give no column: the table is made after the others."""

    def form_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Offer the rows that may be seen."""
        return [rows_of(field, resource)]

    def form_presence(self, field: Field) -> list[Code]:
        """Ask for nothing."""
        del field
        return []

    def schema_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Allow what can be ids."""
        del field, resource
        inner = f"fields.Integer(strict=True, validate=validate.Range(min=1, max={LARGEST_ID:_}))"
        return [code(inner, "from marshmallow import validate")]

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give the ids of one row, which the test makes (`tag.id`), and none."""
        del resource
        one = self.singular(field)
        return Sample(code(f"[{one}.id]"), f"{{{one}.id}}", f"[{one}.id]"), Sample(code("[]"), None, "[]")

    def factory(self, field: Field, resource: Resource) -> None:
        """Give none: the set is empty."""

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give the id of no row, and what is no id."""
        del field
        return (
            Invalid("no_such_row", "2147483647", f"[{LARGEST_ID}]", contradicts=True),
            Invalid("no_id", "first", '["first"]'),
        )

    def display(self, field: Field, variable: str) -> str:
        """Show them in one line."""
        return f'{{{{ {variable}.{field.name} | join(", ") or "—" }}}}'


TYPE = Many()
