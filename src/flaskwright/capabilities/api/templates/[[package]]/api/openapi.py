"""How the API describes itself: what flask-smorest cannot know."""

from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields
from marshmallow.validate import Regexp

from .schemas import decimal_pattern

IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of the state that is changed, or `*` to change any.",
    "schema": {"type": "string"},
    "example": "*",
}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "description": "The ETag of the state that the client has: 304 if it is the same.",
    "schema": {"type": "string"},
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "Any unique text: a request sent again with it is done only once.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
}
TEXT = {"type": "string"}
END = r"\Z"


class Describer(MarshmallowPlugin):
    """Describes schemas: decimal numbers as text, a part of an item by its own name."""

    def __init__(self) -> None:
        super().__init__(schema_name_resolver=schema_name)

    def init_spec(self, spec: Any) -> None:
        """Learn which version of OpenAPI to write."""
        super().init_spec(spec)
        converter: Any = self.converter
        converter.map_to_openapi_type(fields.Decimal, "string", "decimal")
        converter.add_attribute_function(describe_decimal)
        converter.add_attribute_function(describe_pattern)


def schema_name(schema: Any) -> str:
    """Name a schema: ProductSchema is Product; ProductPart, if all is optional."""
    kind = schema if isinstance(schema, type) else type(schema)
    name: str = kind.__name__.removesuffix("Schema")
    return f"{name}Part" if isinstance(schema, Schema) and schema.partial else name


def describe_decimal(_converter: Any, field: Any, **_options: Any) -> dict[str, str]:
    """Describe how a decimal number is written as text."""
    return {"pattern": decimal_pattern(field)} if isinstance(field, fields.Decimal) else {}


def describe_pattern(_converter: Any, field: Any, **_options: Any) -> dict[str, str]:
    """Describe a pattern in JavaScript's words: it holds from the start to `$`."""
    for validator in field.validators:
        if isinstance(validator, Regexp):
            return {"pattern": f"^{validator.regex.pattern!s}".replace(END, "$")}
    return {}
