"""What the forms of every feature stand on."""

import re
from collections.abc import Iterator
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, PasswordField, StringField, TextAreaField
from wtforms.fields.core import UnboundField

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean_line(value: str | None) -> str | None:
    """Take a text as one line: without control characters and spaces around it."""
    return " ".join(CONTROLS.sub("", value).split()) if value else value


def clean_text(value: str | None) -> str | None:
    """Take a longer text: newlines as "\\n", no other control characters."""
    if not value:
        return value
    return CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


class Form(FlaskForm):
    """A form whose texts arrive clean; passwords are taken as they are typed."""

    class Meta(FlaskForm.Meta):
        """How the fields are made."""

        def bind_field(
            self, form: Any, unbound_field: "UnboundField[Any]", options: dict[str, Any]
        ) -> Any:
            """Add the filter that fits the kind of text."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                clean = clean_text if issubclass(kind, TextAreaField) else clean_line
                options["filters"] = [clean, *unbound_field.kwargs.get("filters", ())]
            return super().bind_field(form, unbound_field, options)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Validate a form that was sent, unless it was sent to change a list in it."""
        if any(isinstance(field, EntryList) and field.changed for field in self):
            return False
        return bool(super().validate_on_submit(extra_validators))


class EntryList(FieldList):
    """A list to which the visitor adds entries, and takes some away.

    The page does that by itself (forms.js). Without scripts the buttons send the form,
    which then comes back with one entry more or less.
    """

    changed = False

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Read the entries, and do what a button in the list asks for."""
        super().process(formdata, *args, **kwargs)
        if not formdata:
            return
        removed = str(formdata.get(f"{self.name}-remove", ""))
        if f"{self.name}-add" in formdata:
            self.changed = True
            if not self.max_entries or len(self.entries) < self.max_entries:
                self.append_entry()
        elif removed.isascii() and removed.isdigit():
            self.changed = True
            if int(removed) < len(self.entries):
                self.pop_entry(int(removed))
            while len(self.entries) < self.min_entries:
                self.append_entry()

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        names = [name for name in formdata if name.isascii()]
        return super()._extract_indices(prefix, names)  # type: ignore[no-any-return]
