"""The field types, one module each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.fields.types import (
    bigint,
    boolean,
    date,
    datetime,
    decimal,
    email,
    enum,
    file,
    float,  # noqa: A004 (the type's name)
    image,
    integer,
    json,
    many,
    ref,
    slug,
    string,
    text,
    time,
    url,
    uuid,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.fields.kind import FieldType

TYPES: Mapping[str, FieldType] = {
    module.TYPE.name: module.TYPE
    for module in (
        string, text, integer, bigint, decimal, float, boolean, date, datetime, time,
        uuid, json, enum, email, url, slug, file, image, ref, many,
    )
}  # fmt: skip # in the order of the documentation
