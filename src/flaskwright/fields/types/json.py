"""A JSON object: settings, attributes that differ from row to row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FieldType

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


class Json(FieldType):
    """An object, kept as JSONB on PostgreSQL."""

    name = "json"
    about = "a JSON object"
    unique = False
    sortable = False
    defaults = "{}"
    python = code("dict[str, Any]", "from typing import Any")
    migration_type = (
        'sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")'
    )
    form_class = code("JSONField", "from ..form_fields import JSONField")
    schema_class = "Dict"

    def check_default(self, field: Field) -> None:
        """Allow the empty object: any other one belongs into code."""
        if field.default != "{}":
            raise self.bad_default(field)

    def default(self, field: Field, resource: Resource) -> Code:
        """Make an empty object for each row."""
        del field, resource
        return code("dict")

    def form_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Give it room, and the letters of code."""
        del field, resource
        return [code('render_kw={"class": "code", "rows": 5, "spellcheck": "false"}')]

    def schema_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Keys are texts."""
        del field, resource
        return [code("keys=fields.String()")]

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give two objects."""
        del field, resource
        first, other = (
            Sample(code(text), text, text)
            for text in (json.dumps({"color": "red", "sizes": [1, 2]}), json.dumps({"color": "blue"}))
        )
        return first, other

    def factory(self, field: Field, resource: Resource) -> Code:
        """Make a new object for each row."""
        value = self.numbered(field, resource).text
        return code(f"{field.name} = factory.LazyFunction(lambda: {value})", "import factory")

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give what is no JSON, and what is no object."""
        del field
        return (Invalid("no_json", "{color", '"{color"'), Invalid("no_object", "[1, 2]", "[1, 2]"))

    def shown(self, field: Field, value: str) -> str:
        """Show it as code."""
        del field
        return f"<pre><code>{{{{ {value} | tojson(indent=2) }}}}</code></pre>"


TYPE = Json()
