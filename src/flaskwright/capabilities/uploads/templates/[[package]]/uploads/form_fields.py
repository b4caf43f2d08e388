"""Form fields that take a file, check it, and keep it."""

from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import StopValidation, ValidationError

from .refusal import Refused
from .services import Accepted, accept, keep


class UploadField(FileField):
    """A file of a kind that the settings allow; a row keeps the one that it has."""

    image = False
    accepted: Accepted | None = None

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Read the form; nobody must choose again what the row has."""
        super().process(*args, **kwargs)
        if self.object_data:
            self.flags.required = False

    def pre_validate(self, form: Any) -> None:
        """Check the file, if there is one: its name, content and size."""
        if isinstance(self.data, FileStorage):
            try:
                self.accepted = accept(self.data, image=self.image)
            except Refused as refused:
                raise ValidationError(str(refused)) from refused
        elif self.object_data:
            raise StopValidation

    def store(self) -> str | None:
        """Keep the file and give its key; None if there is none."""
        return keep(self.accepted) if self.accepted else None

    def populate_obj(self, obj: Any, name: str) -> None:
        """Give a row the file; without one, it keeps what it has."""
        if key := self.store():
            setattr(obj, name, key)


class PictureField(UploadField):
    """A picture, which is drawn anew."""

    image = True
