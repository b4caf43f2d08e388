"""A day in the calendar."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FieldType

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

IMPORT = "import datetime as dt"


class Date(FieldType):
    """A day; `today` as default is the day on which the row is made (UTC)."""

    name = "date"
    about = "a day, as in 2027-01-31"
    defaults = "today or a day, as in 2027-01-31"
    python = code("dt.date", IMPORT)
    migration_type = "sa.Date()"
    form_class = code("DateField", "from wtforms import DateField")
    schema_class = "Date"

    def check_default(self, field: Field) -> None:
        """Allow `today` and a day."""
        text = field.default or ""
        if text != "today" and not self._is_day(text):
            raise self.bad_default(field)

    @staticmethod
    def _is_day(text: str) -> bool:
        try:
            return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and dt.date.fromisoformat(text))
        except ValueError:
            return False

    def default(self, field: Field, resource: Resource) -> Code:
        """Give the day, or what tells it later."""
        del resource
        if field.default == "today":
            return code("today", "from ..database import today")
        day = dt.date.fromisoformat(field.default or "")
        return code(f"dt.date({day.year}, {day.month}, {day.day})", IMPORT)

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give two days."""
        del field, resource
        return (
            Sample(code("dt.date(2027, 1, 31)", IMPORT), "2027-01-31", '"2027-01-31"'),
            Sample(code("dt.date(2028, 2, 29)", IMPORT), "2028-02-29", '"2028-02-29"'),
        )

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give the next day each time."""
        del field, resource
        return code("dt.date(2027, 3, 1) + dt.timedelta(days=n)", IMPORT)

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give days that no calendar has."""
        del field
        return (
            Invalid("no_date", "soon", '"soon"'),
            Invalid("no_such_day", "2027-02-30", '"2027-02-30"'),
        )

    def shown(self, field: Field, value: str) -> str:
        """Show the day as people write it, and machines read it."""
        del field
        return f'<time datetime="{{{{ {value}.isoformat() }}}}">{{{{ {value}|date }}}}</time>'


TYPE = Date()
