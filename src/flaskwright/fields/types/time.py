"""A time of day, without a day and a zone."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FieldType
from flaskwright.fields.types.date import IMPORT

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


class Time(FieldType):
    """A time of day with microseconds: opening hours."""

    name = "time"
    about = "a time of day, as in 09:30"
    defaults = "a time of day, as in 09:30"
    python = code("dt.time", IMPORT)
    migration_type = 'sa.Time().with_variant(mysql.TIME(fsp=6), "mysql", "mariadb")'
    form_class = code("ClockField", "from ..form_fields import ClockField")
    schema_class = "Time"

    def check_default(self, field: Field) -> None:
        """Allow hours and minutes."""
        if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", field.default or ""):
            raise self.bad_default(field)

    def default(self, field: Field, resource: Resource) -> Code:
        """Give the time."""
        del resource
        time = dt.time.fromisoformat(field.default or "")
        return code(f"dt.time({time.hour}, {time.minute})", IMPORT)

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give two times."""
        del field, resource
        return (
            Sample(code("dt.time(9, 30)", IMPORT), "09:30", '"09:30:00"'),
            Sample(code("dt.time(23, 59)", IMPORT), "23:59", '"23:59:00"'),
        )

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give the next minute each time."""
        del field, resource
        return code("dt.time(n // 60 % 24, n % 60)", IMPORT)

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give times that no clock has."""
        del field
        return (Invalid("no_time", "noon", '"noon"'), Invalid("no_such_hour", "25:00", '"25:00:00"'))

    def shown(self, field: Field, value: str) -> str:
        """Show hours and minutes."""
        del field
        return f'{{{{ {value}.strftime("%H:%M") }}}}'


TYPE = Time()
