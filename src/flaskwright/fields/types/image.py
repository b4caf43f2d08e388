"""An uploaded picture: as a file, and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.fields.code import Sample, code
from flaskwright.fields.kind import literal
from flaskwright.fields.types.file import File, key_of

if TYPE_CHECKING:
    from flaskwright.fields.field import Field


class Image(File):
    """A stored picture; needs the uploads capability, which fills the column."""

    name = "image"
    about = "an uploaded picture (needs uploads)"
    form_class = code("PictureField", "from ..uploads.form_fields import PictureField")

    def sample(self, field: Field, start: str) -> Sample:
        """Give a storage key."""
        text = f"{key_of(start)}/{field.name}.png"
        return Sample(code(literal(text)), None, literal(text))


TYPE = Image()
