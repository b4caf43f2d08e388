"""A moment, the same for everybody: kept in UTC."""

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

UTC_IMPORT = "from datetime import UTC"


class DateTime(FieldType):
    """A moment with microseconds; `now` as default is when the row is made. Forms take and show UTC."""

    name = "datetime"
    about = "a moment in UTC, as in 2027-01-31T12:00Z"
    defaults = "now or a moment in UTC, as in 2027-01-31T12:00Z"
    python = code("dt.datetime", IMPORT)
    migration_type = 'sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")'
    form_class = code("MomentField", "from ..form_fields import MomentField")
    schema_class = "AwareDateTime"

    def check_default(self, field: Field) -> None:
        """Allow `now` and a moment in UTC."""
        if field.default != "now" and self._moment(field.default or "") is None:
            raise self.bad_default(field)

    @staticmethod
    def _moment(text: str) -> dt.datetime | None:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z", text):
            return None
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            return None

    def default(self, field: Field, resource: Resource) -> Code:
        """Give the moment, or what tells it later."""
        del resource
        moment = self._moment(field.default or "")
        if moment is None:
            return code("utc_now", "from ..database import utc_now")
        parts = [moment.year, moment.month, moment.day, moment.hour, moment.minute]
        parts += [moment.second] if moment.second else []
        return code(f"dt.datetime({', '.join(map(str, parts))}, tzinfo=dt.UTC)", IMPORT)

    def schema_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Write ISO 8601; what has no zone is UTC."""
        del field, resource
        return [code('format="iso"'), code("default_timezone=dt.UTC", IMPORT)]

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give two moments."""
        del field, resource
        first = "dt.datetime(2027, 1, 31, 12, 30, tzinfo=dt.UTC)"
        other = "dt.datetime(2028, 2, 29, 23, 59, tzinfo=dt.UTC)"
        return (
            Sample(code(first, IMPORT), "2027-01-31T12:30", '"2027-01-31T12:30:00+00:00"'),
            Sample(code(other, IMPORT), "2028-02-29T23:59", '"2028-02-29T23:59:00+00:00"'),
        )

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give the next hour each time."""
        del field, resource
        return code("dt.datetime(2027, 3, 1, tzinfo=dt.UTC) + dt.timedelta(hours=n)", IMPORT)

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give moments that no clock has."""
        del field
        return (
            Invalid("no_moment", "soon", '"soon"'),
            Invalid("no_such_hour", "2027-01-31T25:00", '"2027-01-31T25:00:00Z"'),
        )

    def shown(self, field: Field, value: str) -> str:
        """Show the moment as people write it, and machines read it."""
        del field
        return f'<time datetime="{{{{ {value}.isoformat() }}}}">{{{{ {value}|datetime }}}}</time>'


TYPE = DateTime()
