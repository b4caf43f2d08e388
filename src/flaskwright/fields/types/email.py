"""An e-mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.errors import UsageError
from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import literal
from flaskwright.fields.types.string import String

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


class Email(String):
    """An address whose form is checked; whether it exists, only a mail can tell."""

    name = "email"
    about = "an e-mail address"
    arguments = ""
    bounds = False
    defaults = "an address, as in hello@example.com"
    length = 254
    form_class = code("EmailField", "from wtforms import EmailField")
    schema_class = "Email"

    def check_default(self, field: Field) -> None:
        """Allow what looks like an address."""
        name, at, host = (field.default or "").partition("@")
        if not (name and at and "." in host) or any(c in host + name for c in ' "@<>'):
            raise self.bad_default(field)
        if len(field.default or "") > self.length:
            raise UsageError(f"{field.name}: an address has at most {self.length} characters.")

    def form_validators(self, field: Field) -> list[Code]:
        """Check the form of the address."""
        return [code("Email()", "from wtforms.validators import Email"), *super().form_validators(field)]

    def sample(self, field: Field, start: str) -> Sample:
        """Give an address."""
        del field
        text = f"{start.lower()}@example.com"
        return Sample(code(literal(text)), text, literal(text))

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give another address each time."""
        del field
        return code(f'f"{resource.table}{{n}}@example.com"')

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give what is no address."""
        del field
        return (Invalid("no_address", "nobody", '"nobody"'), Invalid("no_text", None, "5"))

    def shown(self, field: Field, value: str) -> str:
        """Show a link that writes a mail."""
        del field
        return f'<a href="mailto:{{{{ {value} }}}}">{{{{ {value} }}}}</a>'


TYPE = Email()
