"""Text of any number of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.errors import UsageError
from flaskwright.fields.code import Code, code
from flaskwright.fields.types.string import String

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


class Text(String):
    """A long text, of at most 10 000 characters unless max= says otherwise (MariaDB holds 16 383 for sure)."""

    name = "text"
    about = "text of many lines, at most 10 000 characters unless max= says otherwise"
    arguments = ""
    sortable = False
    unique = False
    length = 10_000
    longest = 16_383
    migration_type = "sa.Text()"
    form_class = code("TextAreaField", "from wtforms import TextAreaField")

    def check_bounds(self, field: Field) -> None:
        """Allow up to what every database holds."""
        if field.maximum is not None and field.maximum.isdecimal() and int(field.maximum) > self.longest:
            raise UsageError(
                f"{field.name}: max={field.maximum} is more than the {self.longest} that every database holds."
            )
        super().check_bounds(field)

    def size(self, field: Field) -> int:
        """Give the length at which forms and the API stop."""
        return self.longest if field.maximum is not None else self.length

    def sql_type(self, field: Field, resource: Resource) -> Code:
        """Give the type without a length."""
        del field, resource
        return code("Text", "from sqlalchemy import Text")

    def migration_sql(self, field: Field) -> str:
        """Give the type without a length."""
        del field
        return self.migration_type

    def form_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Give it room."""
        return [*super().form_arguments(field, resource), code('render_kw={"rows": 5}')]

    def shown(self, field: Field, value: str) -> str:
        """Keep the lines."""
        del field
        return f'<span class="prose">{{{{ {value} }}}}</span>'


TYPE = Text()
