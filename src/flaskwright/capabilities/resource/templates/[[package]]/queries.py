"""What all services share: search, order, pages, and checks of values."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from .database import Model
from .errors import Contradiction, NotFound
from .extensions import db

MOST_WORDS = 8
MOST_PAGES = 100_000
PER_PAGE = 20
RESERVED = {"new"}

AnyModel = TypeVar("AnyModel", bound=Model)
Columns = Sequence[InstrumentedAttribute[Any]]


def search(
    query: Select[AnyModel], text: str, columns: Columns
) -> Select[AnyModel]:
    """Keep the rows that have every word of a text in one of the columns."""
    for word in text.replace("\0", " ").split()[:MOST_WORDS]:
        found = (column.icontains(word, autoescape=True) for column in columns)
        query = query.where(or_(false(), *found))
    return query


def sorted_by(
    query: Select[AnyModel], model: type[AnyModel], by: str, columns: Columns
) -> Select[AnyModel]:
    """Sort by the name of a column, downwards with "-" before it; else newest first."""
    for column in columns:
        if column.key == by.removeprefix("-"):
            order = column.desc() if by.startswith("-") else column.asc()
            return query.order_by(order, model.id)
    return query.order_by(model.id.desc())


def paginate(query: Select[AnyModel], number: int) -> Pagination:
    """Give a page of the rows."""
    number = min(max(number, 1), MOST_PAGES)
    return db.paginate(query, page=number, per_page=PER_PAGE, error_out=False)


def only(query: Select[AnyModel]) -> AnyModel:
    """Give the one row that a query selects. Raises NotFound."""
    row = db.session.scalar(query)
    if row is None:
        raise NotFound("There is nothing at this address.")
    return row


def rows(among: Select[AnyModel], keys: Sequence[int]) -> list[AnyModel]:
    """Give the rows of these ids."""
    model = among.column_descriptions[0]["entity"]
    return list(db.session.scalars(among.where(model.id.in_(keys))).unique())


class Check:
    """Compares new values of a row with what is stored, and collects what is wrong."""

    def __init__(self, row: Model, values: Mapping[str, Any]) -> None:
        self.row = row
        self.values = values
        self.errors: dict[str, list[str]] = {}

    def unique(self, *names: str) -> None:
        """Find values that another row has already."""
        model = type(self.row)
        for name in names:
            if self.values.get(name) is None:
                continue
            query = select(model.id).where(getattr(model, name) == self.values[name])
            with db.session.no_autoflush:
                taken = db.session.scalars(query.limit(2)).all()
            if set(taken) - {self.row.id}:
                self.errors[name] = ["This is taken already."]

    def slug(self, name: str) -> None:
        """Find a slug that is the address of something else."""
        self.unique(name)
        if self.values.get(name) in RESERVED:
            self.errors[name] = ["This word is taken; choose another one."]

    def refers(self, name: str, among: Select[AnyModel]) -> None:
        """Find ids, one or a list, that are not among the rows."""
        given = self.values.get(name)
        if given is None:
            return
        keys = set(given) if isinstance(given, list) else {given}
        with db.session.no_autoflush:
            found = {row.id for row in rows(among, list(keys))} if keys else keys
        if keys - found:
            self.errors[name] = ["There is no such entry."]

    def keeps(self, *names: str) -> None:
        """Find values that may be given once, and would change."""
        for name in names:
            stored = getattr(self.row, name)
            if name in self.values and stored not in {None, self.values[name]}:
                self.errors[name] = ["This cannot change."]

    def finish(self) -> None:
        """Raise Contradiction, which is Invalid, if anything is wrong."""
        if self.errors:
            raise Contradiction(self.errors)
