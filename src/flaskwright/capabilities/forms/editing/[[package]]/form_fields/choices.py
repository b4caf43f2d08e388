"""Fields whose values are chosen: rows, words of an enumeration, yes and no."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import Select
from wtforms import SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from ..extensions import db

MOST_CHOICES = 1000

Rows = Callable[ [], Select[Any]]


def offered(rows: Rows, selected: set[int]) -> list[SelectChoice]:
    """Offer rows by name: the newest, and those that are selected."""
    query = rows()
    model = query.column_descriptions[0]["entity"]
    newest = query.order_by(model.id.desc()).limit(MOST_CHOICES)
    found = {row.id: row for row in db.session.scalars(newest)}
    if missing := selected - set(found):
        chosen = query.where(model.id.in_(missing))
        found |= {row.id: row for row in db.session.scalars(chosen)}
    by_name = sorted(found.values(), key=lambda row: (str(row).casefold(), row.id))
    return [SelectChoice(row.id, str(row)) for row in by_name]


class RowField(SelectField):
    """One of the rows that may be chosen; its value is the id.

    Whether an id is one of them, the service finds out.
    """

    def __init__(
        self, *args: Any, rows: Rows, blank: str = "Choose…", **options: Any
    ) -> None:
        super().__init__(
            *args,
            coerce=self.key_of,
            choices=self.find,
            validate_choice=False,
            **options,
        )
        self.rows, self.blank = rows, blank

    def find(self) -> list[SelectChoice]:
        """Offer the rows, and none of them."""
        selected = {self.data} if isinstance(self.data, int) else set()
        return [SelectChoice("", self.blank), *offered(self.rows, selected)]

    @staticmethod
    def key_of(value: Any) -> int | None:
        """Read an id; the empty choice is none."""
        return None if value in {None, ""} else int(value)


class RowsField(SelectMultipleField):
    """Any number of rows; its value is a list of ids."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, rows: Rows, **options: Any) -> None:
        super().__init__(
            *args, coerce=int, choices=self.find, validate_choice=False, **options
        )
        self.rows = rows

    def find(self) -> list[SelectChoice]:
        """Offer the rows."""
        return offered(self.rows, set(self.data or ()))


class EnumField(SelectField):
    """A word of an enumeration."""

    def __init__(
        self, *args: Any, kind: type[StrEnum], blank: str | None = None, **options: Any
    ) -> None:
        choices = [] if blank is None else [SelectChoice("", blank)]
        choices += [SelectChoice(member.value, label_of(member)) for member in kind]
        super().__init__(*args, coerce=self.member_of, choices=choices, **options)
        self.kind = kind

    def member_of(self, value: Any) -> StrEnum | None:
        """Read a word; the empty choice is none."""
        return None if value in {None, ""} else self.kind(value)


def label_of(member: StrEnum) -> str:
    """Write a word of an enumeration for people: "Sold out"."""
    return member.name.replace("_", " ").capitalize()


def yes_no_or_none(value: Any) -> bool | None:
    """Take "yes", "no" or nothing; a stored value stays as it is."""
    if value is None or isinstance(value, bool):
        return value
    if value not in {"yes", "no", ""}:
        raise ValueError(value)
    return value == "yes" if value else None
