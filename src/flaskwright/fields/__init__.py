"""The fields of a declared resource: what may be written, and the code that each type gives."""

from flaskwright.fields.code import Code, Invalid, Sample, imports_of
from flaskwright.fields.field import Field, parse, parse_declaration
from flaskwright.fields.kind import FieldType
from flaskwright.fields.resource import (
    Ownership,
    Resource,
    check_known,
    make_resource,
    ownership,
    parse_resource,
    resources,
    sorted_resources,
)
from flaskwright.fields.types import TYPES

__all__ = [
    "TYPES",
    "Code",
    "Field",
    "FieldType",
    "Invalid",
    "Ownership",
    "Resource",
    "Sample",
    "check_known",
    "imports_of",
    "make_resource",
    "ownership",
    "parse",
    "parse_declaration",
    "parse_resource",
    "resources",
    "sorted_resources",
]
