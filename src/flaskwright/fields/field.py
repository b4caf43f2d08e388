"""One field of a declared resource, and the grammar in which it is written.

    word        = name ":" declaration
    declaration = type [ "(" argument { "," argument } ")" ] [ "!" | "?" ] { modifier } [ "=" default ]
    modifier    = "unique" | "index" | "min=" number | "max=" number

Modifiers are separated by colons or spaces, whichever suits: `stock:integer:min=0:=0` needs no quotes in a shell,
`stock = "integer min=0 = 0"` is the same field in a specification. The default comes last and goes to the end, so it
may hold anything: `state:string:=in stock: yes`. Parentheses need quotes in most shells: `'price:decimal(10,2)'`.

A field is required unless `?` makes it nullable; `!` says so in as many words. A field with a default may be left out
and is never null.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flaskwright.errors import UsageError
from flaskwright.fields import names

if TYPE_CHECKING:
    from flaskwright.fields.code import Code, Invalid, Sample
    from flaskwright.fields.kind import FieldType
    from flaskwright.fields.resource import Resource

_HEAD = re.compile(r"\s*(?P<type>\w+)\s*(?:\((?P<args>[^()]*)\))?\s*(?P<mark>[!?]*)(?P<rest>.*)")


@dataclass(frozen=True)
class Field:
    """A named value of a resource, with its type and what limits it.

    `arguments` are those in the type's parentheses, `minimum`, `maximum` and `default` the texts as they were
    written. `kind` gives the code. Make one with `parse`, which checks everything.
    """

    name: str
    kind: FieldType
    arguments: tuple[str, ...] = ()
    nullable: bool = False
    unique: bool = False
    index: bool = False
    minimum: str | None = None
    maximum: str | None = None
    default: str | None = None

    def __str__(self) -> str:
        """Give the word that `parse` reads as this same field, in the canonical spelling."""
        return f"{self.name}:{self.declaration}"

    @property
    def declaration(self) -> str:
        """Everything after the name."""
        arguments = f"({','.join(self.arguments)})" if self.arguments else ""
        parts = [f"{self.kind.name}{arguments}{'?' if self.nullable else ''}"]
        parts += ["unique"] * self.unique + ["index"] * self.index
        parts += [f"min={self.minimum}"] if self.minimum is not None else []
        parts += [f"max={self.maximum}"] if self.maximum is not None else []
        parts += [f"={_quoted(self.default)}"] if self.default is not None else []
        return ":".join(parts)

    @property
    def label(self) -> str:
        """What people read: "Unit price"."""
        return names.words(self.name)

    @property
    def required(self) -> bool:
        """Whether a value must be given: not nullable, no default, and no type that has one by itself."""
        return not self.nullable and self.default is None and not self.kind.optional

    @property
    def empty(self) -> bool:
        """Whether the column may be null: a nullable field, or one that is filled in later."""
        return self.nullable or self.kind.later

    @property
    def target(self) -> str | None:
        """The resource (or User) that a `ref` or `many` names."""
        return self.arguments[0] if self.kind.refers else None

    @property
    def key(self) -> str:
        """The name under which a value is given to services, forms and the API: `category_id`, `tag_ids`."""
        return self.kind.key(self)

    @property
    def column(self) -> str | None:
        """The column's name in the table; None for `many`, which has its own table."""
        return self.kind.column(self)

    @property
    def flags(self) -> frozenset[str]:
        """The words after a reference's target: `cascade`, `private`."""
        return frozenset(self.arguments[1:]) if self.kind.refers else frozenset()

    # What the type writes for this field; see FieldType for each.

    def model(self, resource: Resource) -> Code | None:
        """Give the column's attribute in the model; None where the table has no such column."""
        return self.kind.model(self, resource)

    def relationship(self, resource: Resource) -> Code | None:
        """Give the attribute that leads to other rows."""
        return self.kind.relationship(self, resource)

    def migration(self, resource: Resource) -> str | None:
        """Give the column in the migration."""
        return self.kind.migration(self, resource)

    def form(self, resource: Resource) -> Code | None:
        """Give the field of the HTML form."""
        return self.kind.form(self, resource)

    def schema(self, resource: Resource) -> Code | None:
        """Give the field of the marshmallow schema that reads input."""
        return self.kind.schema(self, resource)

    def factory(self, resource: Resource) -> Code | None:
        """Give the line of the test factory; None when the factory leaves the field alone."""
        return self.kind.factory(self, resource)

    def samples(self, resource: Resource) -> tuple[Sample, Sample]:
        """Give two different valid values."""
        return self.kind.samples(self, resource)

    def invalid(self, resource: Resource) -> tuple[Invalid, ...]:
        """Give values that must be refused."""
        return self.kind.invalid(self, resource)

    def display(self, variable: str) -> str:
        """Give the Jinja text that shows the value of `variable`, as in `product`."""
        return self.kind.display(self, variable)


def parse(word: str) -> Field:
    """Read one field from a word like `price:decimal(10,2):min=0`.

    Raises UsageError that says in one line what is wrong and what is allowed.
    """
    name, colon, declaration = word.partition(":")
    if not colon or not declaration.strip():
        raise UsageError(f"{word!r} is no field; write name:type, as in price:decimal(10,2).")
    return parse_declaration(name.strip(), declaration)


def parse_declaration(name: str, declaration: str) -> Field:
    """Read one field from its name and the rest, as a specification holds them.

    Raises UsageError as `parse` does.
    """
    names.check_field(name)
    if not declaration.isprintable():
        raise UsageError(f"{name}: a field is written in one line of printable characters.")
    head = _HEAD.fullmatch(declaration)
    if head is None:
        raise UsageError(f"{name}: {declaration!r} does not start with a type, as in string(80).")
    kind = _kind(name, head["type"])
    mark = head["mark"]
    if len(mark) > 1:
        raise UsageError(f"{name}: {mark} is one mark too many; ! is required, ? nullable.")
    if "(" in head["rest"].partition("=")[0]:
        raise UsageError(f"{name}: parentheses come once, right after the type, as in decimal(10,2).")
    arguments = tuple(part.strip() for part in head["args"].split(",")) if head["args"] is not None else ()
    field = Field(name, kind, arguments, nullable=mark == "?", **_modifiers(name, head["rest"]))
    if field.nullable and field.default is not None:
        raise UsageError(f"{name}: a field with a default is never null; leave out ? or the default.")
    return kind.checked(field, explicit=mark == "!")


def _kind(name: str, word: str) -> FieldType:
    from flaskwright.fields.types import TYPES  # noqa: PLC0415 (the types need Field)

    if word not in TYPES:
        hint = names.nearest(word.lower(), TYPES) or f"; there are {', '.join(TYPES)}."
        raise UsageError(f"{name}: there is no type {word!r}{hint}")
    return TYPES[word]


def _modifiers(name: str, rest: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while rest := rest.lstrip(": "):
        if rest.startswith("="):
            found["default"] = _unquoted(rest[1:].strip())
            break
        token = re.split(r"[:\s]", rest, maxsplit=1)[0]
        rest = rest[len(token) :]
        key, value = _modifier(name, token)
        if key in found:
            raise UsageError(f"{name}: {token.partition('=')[0]} is given twice.")
        found[key] = value
    return found


def _modifier(name: str, token: str) -> tuple[str, bool | str]:
    word, equals, value = token.partition("=")
    if word in {"unique", "index"} and not equals:
        return word, True
    if word in {"min", "max"} and value:
        return {"min": "minimum", "max": "maximum"}[word], value
    if word in {"min", "max"}:
        raise UsageError(f"{name}: {word} needs a number, as in {word}=10.")
    if word in {"required", "nullable", "null", "optional", "default"}:
        spelling = {"required": "!", "default": "= value, at the end"}.get(word, "?")
        raise UsageError(f"{name}: {word} is written {spelling}.")
    hint = names.nearest(word, ("unique", "index", "min", "max"))
    raise UsageError(
        f"{name}: {token!r} is no modifier{hint or '; there are unique, index, min=…, max=… and, last, = default.'}"
    )


def _quoted(default: str) -> str:
    bare = default and default == default.strip() and _unquoted(default) == default
    return default if bare else f'"{default}"'


def _unquoted(text: str) -> str:
    paired = len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'"  # noqa: PLR2004 (a pair)
    return text[1:-1] if paired else text
