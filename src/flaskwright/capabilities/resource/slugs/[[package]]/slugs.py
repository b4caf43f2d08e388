"""The readable parts of addresses."""

import re
import unicodedata
from itertools import count
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute

from .extensions import db
from .queries import RESERVED

ROOM = 8  # for a number behind the slug


def slugify(text: str, length: int) -> str:
    """Write a text in small letters, digits and hyphens; "" when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(words)[:length].strip("-")


def free_slug(column: InstrumentedAttribute[str], text: str, default: str) -> str:
    """Make a slug of a text that no row has yet, with a number behind it if need be."""
    length: Any = column.property.columns[0].type
    slug = slugify(text, length.length - ROOM) or default
    like = or_(column == slug, column.startswith(f"{slug}-", autoescape=True))
    with db.session.no_autoflush:
        taken = RESERVED | set(db.session.scalars(select(column).where(like)))
    names = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)
