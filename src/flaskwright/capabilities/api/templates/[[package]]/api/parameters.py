"""How the parameters of a list are described."""

from __future__ import annotations

import copy
from typing import Any

from marshmallow import Schema, fields, missing
from marshmallow.validate import Length, OneOf, Range
from webargs.fields import DelimitedList

from .filters import LONGEST_SEARCH, MOST_SORT_KEYS, Filters

MOST_PER_PAGE = 100
LAST_PAGE = 1_000_000
AFTER = "Where the page starts: take it from `next`."


def describe(filters: Filters) -> type[Schema]:
    """Give a schema that describes the parameters: `conditions` reads faster."""
    described: dict[str, fields.Field[Any]] = {
        name: parameter(field) for name, field in filters.fields.items()
    }
    for name, of in filters.bounds.items():
        described[name] = parameter(filters.fields[of])
    if filters.searched:
        described["q"] = fields.String(validate=Length(max=LONGEST_SEARCH))
    sorts = OneOf([sign + name for name in filters.fields for sign in ("", "-")])
    described["sort"] = DelimitedList(
        fields.String(validate=sorts), validate=Length(max=MOST_SORT_KEYS)
    )
    described["fields"] = DelimitedList(fields.String(validate=OneOf(filters.names)))
    described["per_page"] = fields.Integer(validate=Range(1, MOST_PER_PAGE))
    described["page"] = fields.Integer(validate=Range(1, LAST_PAGE))
    described["after"] = fields.String(metadata={"description": AFTER})
    return Schema.from_dict(described)


def parameter(field: fields.Field[Any]) -> fields.Field[Any]:
    """Give a field of the resource as it stands in the address: never required."""
    shown = copy.copy(field)
    shown.required, shown.allow_none, shown.dump_only, shown.load_default = False, False, False, missing
    return shown
