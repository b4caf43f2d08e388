"""The address of a web page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import literal
from flaskwright.fields.types.string import String

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


WEB_ADDRESS = re.compile(r"https?://[^\s/@\[\]]+\.[^\s/@\[\]]+(/\S*)?")


class Url(String):
    """An http or https address; anything else, as `javascript:`, is refused."""

    name = "url"
    about = "the http or https address of a page"
    arguments = ""
    bounds = False
    defaults = "an address, as in https://example.com/"
    length = 500
    form_class = code("URLField", "from wtforms import URLField")
    schema_class = "Url"

    def check_default(self, field: Field) -> None:
        """Allow what looks like an address of the web."""
        if not WEB_ADDRESS.fullmatch(field.default or ""):
            raise self.bad_default(field)
        super().check_default(field)

    def form_validators(self, field: Field) -> list[Code]:
        """Allow http and https."""
        return [code("WebAddress()", "from ..validators import WebAddress"), *super().form_validators(field)]

    def schema_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Allow http and https."""
        del field, resource
        return [code('schemes={"http", "https"}')]

    def sample(self, field: Field, start: str) -> Sample:
        """Give an address."""
        del field
        text = f"https://example.com/{start.lower()}"
        return Sample(code(literal(text)), text, literal(text))

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give another address each time."""
        del field, resource
        return code('f"https://example.com/{n}"')

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give what is no address, and one that would run a script."""
        script = "javascript:alert(1)//example.com"
        long = "https://example.com/" + "x" * self.size(field)
        return (
            Invalid("no_address", "nowhere", '"nowhere"'),
            Invalid("a_script", script, literal(script)),
            Invalid("too_long", long, f'"https://example.com/" + "x" * {self.size(field)}'),
        )

    def shown(self, field: Field, value: str) -> str:
        """Show a link."""
        del field
        return f'<a href="{{{{ {value} }}}}" rel="nofollow noopener">{{{{ {value} }}}}</a>'


TYPE = Url()
