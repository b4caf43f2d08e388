"""An identifier that no two machines make twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FieldType

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

IMPORT = "from uuid import UUID"
FIRST = "0b5d7d34-3f0c-4f0e-9a54-6a6f0f3f0a01"
OTHER = "7c1e2f7a-8e0b-4e39-8a0d-2d1f6f6f5b02"


class Uuid(FieldType):
    """A UUID; `random` as default makes one for each row."""

    name = "uuid"
    about = "a UUID; = random makes one for each row"
    defaults = "random"
    python = code("UUID", IMPORT)
    migration_type = "sa.Uuid()"
    form_class = code("UUIDField", "from ..form_fields import UUIDField")
    schema_class = "UUID"

    def check_default(self, field: Field) -> None:
        """Allow `random`."""
        if field.default != "random":
            raise self.bad_default(field)

    def default(self, field: Field, resource: Resource) -> Code:
        """Make one for each row."""
        del field, resource
        return code("uuid4", "from uuid import uuid4")

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give two identifiers."""
        del field, resource
        first, other = (Sample(code(f'UUID("{t}")', IMPORT), t, f'"{t}"') for t in (FIRST, OTHER))
        return first, other

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give another one each time."""
        del field, resource
        return code("UUID(int=n + 1)", IMPORT)

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give what is no identifier."""
        del field
        return (Invalid("no_uuid", "4711", '"4711"'), Invalid("too_short", FIRST[:-1], f'"{FIRST[:-1]}"'))

    def shown(self, field: Field, value: str) -> str:
        """Show it as code."""
        del field
        return f"<code>{{{{ {value} }}}}</code>"


TYPE = Uuid()
