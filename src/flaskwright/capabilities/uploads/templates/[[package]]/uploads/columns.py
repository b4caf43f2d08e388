"""The columns that hold keys of files.

A column is one of them by its `info`; `active_history` lets a change see what was:

    image: Mapped[str | None] = mapped_column(
        String(255), active_history=True, info={"upload": True}
    )
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapper

from ..database import Base
from ..extensions import db


@cache
def uploads_of(mapper: Mapper[Any]) -> tuple[str, ...]:
    """Name the attributes of a model that hold keys."""
    return tuple(a.key for a in mapper.column_attrs if a.columns[0].info.get("upload"))


def keys_in_use() -> Iterator[str]:
    """Give every key that a row holds."""
    for mapper in Base.registry.mappers:
        for name in uploads_of(mapper):
            column = getattr(mapper.class_, name)
            yield from db.session.scalars(select(column).where(column.is_not(None)))
