"""An uploaded file: the column holds its key in the storage of the uploads capability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import literal
from flaskwright.fields.types.string import String

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


def key_of(start: str) -> str:
    """Give a folder as the storage names them, another one for another start."""
    return start.lower().encode().hex().rjust(32, "0")


class File(String):
    """A stored file; needs the uploads capability. Forms ask for it; through the API a row is made without one."""

    name = "file"
    about = "an uploaded file (needs uploads)"
    arguments = ""
    bounds = False
    unique = False
    defaults = ""
    later = True
    searchable = False
    sortable = False
    presence = "InputRequired"
    form_class = code("UploadField", "from ..uploads.form_fields import UploadField")

    def model(self, field: Field, resource: Resource) -> Code | None:
        """Say that it holds a file's key, so that the file goes with the row."""
        found = super().model(field, resource)
        more = ', active_history=True, info={"upload": True})'
        return Code(found.text[:-1] + more, found.imports) if found else None

    def form_presence(self, field: Field) -> list[Code]:
        """Ask for a file where one is required."""
        name = "InputRequired" if field.required else "Optional"
        return [code(f"{name}()", f"from wtforms.validators import {name}")]

    def form_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Add none: a file is no text."""
        del field, resource
        return []

    def form_validators(self, field: Field) -> list[Code]:
        """Add none: the field checks what the file holds."""
        del field
        return []

    def schema(self, field: Field, resource: Resource) -> None:
        """Give none: files are not sent as JSON."""

    def sample(self, field: Field, start: str) -> Sample:
        """Give a storage key."""
        text = f"{key_of(start)}/{field.name}.txt"
        return Sample(code(literal(text)), None, literal(text))

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give a storage key."""
        return self.samples(field, resource)[0].python

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give none: uploads has the tests."""
        del field
        return ()


TYPE = File()
