"""Lists of a resource: filtered, sorted, page by page, as JSON or CSV."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request
from sqlalchemy import ColumnElement, Select, bindparam, func, select

from ..errors import Invalid
from ..extensions import db
from .filters import Columns, Errors, Filters, Key
from .negotiation import as_csv, wants_csv
from .parameters import LAST_PAGE, MOST_PER_PAGE, describe
from .pagination import after, ordering, read_cursor, read_number, write_cursor
from .schemas import ApiSchema

PER_PAGE = 20

Item = dict[str, Any]
Links = Mapping[str, tuple[ColumnElement[int], ColumnElement[int]]]


@dataclass(frozen=True)
class Wanted:
    """What an address asks for."""

    conditions: Sequence[ColumnElement[bool]]
    keys: Sequence[Key]
    only: Sequence[str] | None
    per_page: int
    page: int | None


class Listing:
    """The list of one kind of resource.

    `dump` writes a row of the columns as JSON; `links` names the two columns of the
    table behind each list of related identifiers.
    """

    def __init__(
        self,
        schema: type[ApiSchema],
        columns: Columns,
        dump: Callable[ [Any], Item],
        searched: Sequence[str] = (),
        links: Links | None = None,
    ) -> None:
        self.filters = Filters(schema, columns, searched)
        self.columns = [columns[name] for name in schema().fields if name in columns]
        self.dump = dump
        self.links = {name: links_of(*both) for name, both in (links or {}).items()}
        self.parameters = [{"in": "query", "schema": describe(self.filters)}]

    def answer(self, query: Select[Any]) -> Response:
        """Answer with the items of a query that the address asks for.

        Raises Invalid for wrong parameters, NotFound for a wrong `after`, 406 if
        neither JSON nor CSV will do.
        """
        csv = wants_csv()
        wanted = self.read_address()
        query = query.where(*wanted.conditions)
        items, following = self.read_page(query, wanted)
        if wanted.only:
            items = [{name: item[name] for name in wanted.only} for item in items]
        if csv:
            response = as_csv(wanted.only or self.filters.names, items)
        else:
            total = {} if wanted.page is None else {"total": count(query)}
            response = jsonify(items=items, next=following, **total)
        response.vary.add("Accept")
        if following:
            response.headers["Link"] = f'<{following}>; rel="next"'
        return response

    def read_address(self) -> Wanted:
        """Read the request's address; raises Invalid with all that is wrong in it."""
        args = request.args.copy()
        errors: Errors = {}
        place = args.pop("after", None)
        keys = self.filters.sort(args.pop("sort", None), errors)
        only = self.filters.only(args.pop("fields", None), errors)
        per_page = read_number(args.pop("per_page", None), "per_page", MOST_PER_PAGE, errors)
        page = read_number(args.pop("page", None), "page", LAST_PAGE, errors)
        conditions = [*self.filters.conditions(args, errors)]
        if errors:
            raise Invalid(errors)
        if place is not None:
            conditions.append(after(keys, read_cursor(place, keys, self.filters)))
        return Wanted(conditions, keys, only, per_page or PER_PAGE, page)

    def read_page(self, query: Select[Any], wanted: Wanted) -> tuple[list[Item], str | None]:
        """Read the items of a page, and give the address of the next."""
        rows_of: Select[Any] = query.with_only_columns(*self.columns)
        rows_of = rows_of.order_by(None).order_by(*ordering(wanted.keys))
        if wanted.page is not None:
            rows_of = rows_of.offset((wanted.page - 1) * wanted.per_page)
        # One more than asked for tells whether there is a next page.
        rows = db.session.execute(rows_of.limit(wanted.per_page + 1)).all()
        items = [self.dump(row) for row in rows[: wanted.per_page]]
        for name, linked in self.links.items():
            add_links(items, name, linked)
        if len(rows) <= wanted.per_page:
            return items, None
        if wanted.page is not None:
            return items, address(page=wanted.page + 1)
        return items, address(after=write_cursor(wanted.keys, items[-1]))


def links_of(owner: ColumnElement[int], other: ColumnElement[int]) -> Select[int, int]:
    """Give the query for what some owners are linked to; made once, as that is slow."""
    some = owner.in_(bindparam("owners", expanding=True))
    return select(owner, other).where(some).order_by(owner, other)


def add_links(items: Sequence[Item], name: str, query: Select[int, int]) -> None:
    """Add to each item the identifiers of what it is related to, by one query."""
    related: dict[int, list[int]] = {item["id"]: [] for item in items}
    for owner, other in db.session.execute(query, {"owners": list(related)}):
        related[owner].append(other)
    for item in items:
        item[name] = related[item["id"]]


def count(query: Select[Any]) -> int:
    """Count the items of a query, over all pages."""
    return db.session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def address(**changes: object) -> str:
    """Give the address of this request with other parameters."""
    parameters = {**request.args.to_dict(), **changes}
    return f"{request.root_path}{request.path}?{urlencode(parameters)}"
