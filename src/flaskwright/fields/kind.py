"""What every field type gives: a class to derive from, with what most types have in common."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, ClassVar

from flaskwright.errors import UsageError
from flaskwright.fields.code import Code, Invalid, Sample, code

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource


def literal(text: str) -> str:
    """Write a printable text as a Python string in double quotes."""
    return json.dumps(text, ensure_ascii=False)


FEWEST = 100  # different values of what may not come twice


class FieldType:
    """A type of field; a subclass says what differs, and its one instance stands in `TYPES`.

    `name` is the word in declarations and `about` one line about it. The other attributes say which arguments and
    modifiers make sense; `checked` refuses the rest.
    """

    name: ClassVar[str]
    about: ClassVar[str]
    arguments: ClassVar[str] = (
        ""  # how the parentheses look, for messages: "string(80)"; "" when there are none
    )
    optional: ClassVar[bool] = False  # has a value when none is given
    refers: ClassVar[bool] = False  # names another resource
    later: ClassVar[bool] = False  # only forms ask for it: a row can be made before there is a value
    unique: ClassVar[bool] = True  # may be unique or indexed
    bounds: ClassVar[bool] = False  # takes min= and max=
    defaults: ClassVar[str] = ""  # what a default may be, for messages; "" when there is none
    searchable: ClassVar[bool] = False  # found by the search of a list
    sortable: ClassVar[bool] = True  # a list may be sorted by it

    python: ClassVar[Code]  # the annotation without None
    sql: ClassVar[Code | None] = None  # the column's type in the model, where the annotation does not tell it
    migration_type: ClassVar[str]
    presence: ClassVar[str] = "InputRequired"  # the validator of a required form field
    form_class: ClassVar[Code]
    schema_class: ClassVar[str]

    # Reading.

    def checked(self, field: Field, *, explicit: bool) -> Field:
        """Give the field in its canonical form. Raises UsageError for what the type does not take.

        `explicit` tells that the declaration says `!`.
        """
        del explicit
        if field.arguments and not self.arguments:
            raise UsageError(f"{field.name}: {self.name} takes nothing in parentheses.")
        if (field.unique or field.index) and not self.unique:
            word = "unique" if field.unique else "indexed"
            raise UsageError(f"{field.name}: {self.name} cannot be {word}.")
        if field.unique and field.index:
            raise UsageError(f"{field.name}: unique has an index already; leave out index.")
        if not self.bounds and (field.minimum is not None or field.maximum is not None):
            raise UsageError(f"{field.name}: {self.name} has no min or max.")
        if field.default is not None and not self.defaults:
            raise UsageError(f"{field.name}: {self.name} has no default.")
        self.check_arguments(field)
        if self.bounds:
            self.check_bounds(field)
        if field.unique and self.distinct(field) < FEWEST:
            raise UsageError(
                f"{field.name}: unique would leave room for {self.distinct(field)} rows only; leave it out."
            )
        if field.default is not None:
            self.check_default(field)
        return field

    def check_arguments(self, field: Field) -> None:
        """Raise UsageError unless the arguments in parentheses make sense."""

    def check_bounds(self, field: Field) -> None:
        """Raise UsageError unless min and max make sense."""

    def check_default(self, field: Field) -> None:
        """Raise UsageError unless the default is a value of the type."""

    def bad_default(self, field: Field) -> UsageError:
        """Give the error that names what a default may be."""
        return UsageError(f"{field.name}: the default {field.default!r} is not {self.defaults}.")

    # Names.

    def key(self, field: Field) -> str:
        """Give the name under which a value is given to services, forms and the API."""
        return field.name

    def column(self, field: Field) -> str | None:
        """Give the column's name."""
        return field.name

    # Model and migration.

    def annotation(self, field: Field, resource: Resource) -> Code:
        """Give the Python type of the value as services take it."""
        kind = self.value_type(field, resource)
        return Code(f"{kind.text} | None", kind.imports) if field.empty else kind

    def value_type(self, field: Field, resource: Resource) -> Code:
        """Give the Python type of a value that is there."""
        del field, resource
        return self.python

    def sql_type(self, field: Field, resource: Resource) -> Code | None:
        """Give the column's type in the model, None where the annotation tells it."""
        del field, resource
        return self.sql

    def default(self, field: Field, resource: Resource) -> Code:
        """Give the default as an expression; only called when there is one."""
        del resource
        return code(str(field.default))

    def model(self, field: Field, resource: Resource) -> Code | None:
        """Give the column's attribute in the model; None where the table has no such column."""
        kind, sql = self.annotation(field, resource), self.sql_type(field, resource)
        imports = {"from sqlalchemy.orm import Mapped", *kind.imports}
        arguments = []
        if sql:
            arguments.append(sql.text)
            imports |= sql.imports
        if field.default is not None:
            default = self.default(field, resource)
            arguments.append(f"default={default.text}")
            imports |= default.imports
        arguments += ["unique=True"] * field.unique + ["index=True"] * field.index
        text = f"{field.name}: Mapped[{kind.text}]"
        if arguments:
            text += f" = mapped_column({', '.join(arguments)})"
            imports.add("from sqlalchemy.orm import mapped_column")
        return Code(text, frozenset(imports))

    def relationship(self, field: Field, resource: Resource) -> Code | None:
        """Give the attribute that leads to other rows."""
        del field, resource
        return None

    def definition(self, field: Field, resource: Resource) -> Code | None:
        """Give what must stand above the model's class: an enumeration, an association table."""
        del field, resource
        return None

    def migration_sql(self, field: Field) -> str:
        """Give the column's type in the migration (`sa`, `mysql` and `postgresql` are imported there)."""
        del field
        return self.migration_type

    def migration(self, field: Field, resource: Resource) -> str | None:
        """Give the column in the migration."""
        del resource
        return f'sa.Column("{field.column}", {self.migration_sql(field)}, nullable={field.empty})'

    # Form and schema.

    def form_validators(self, field: Field) -> list[Code]:
        """Give the validators besides the one for presence."""
        del field
        return []

    def form_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Give further arguments of the form field: filters, choices."""
        del field, resource
        return []

    def form_presence(self, field: Field) -> list[Code]:
        """Give the validator that asks for a value, or allows none."""
        name = "Optional" if field.nullable else self.presence
        return [code(f"{name}()", f"from wtforms.validators import {name}")]

    def form(self, field: Field, resource: Resource) -> Code | None:
        """Give the field of the HTML form."""
        validators = [*self.form_presence(field), *self.form_validators(field)]
        arguments = self.form_arguments(field, resource)
        if field.default is not None:
            default = self.default(field, resource)
            arguments.append(Code(f"default={default.text}", default.imports))
        if validators:
            listed = ", ".join(v.text for v in validators)
            arguments.append(
                Code(f"validators=[{listed}]", frozenset().union(*(v.imports for v in validators)))
            )
        inner = ", ".join([literal(field.label), *(a.text for a in arguments)])
        imports = self.form_class.imports.union(*(a.imports for a in arguments))
        return Code(f"{self.key(field)} = {self.form_class.text}({inner})", imports)

    def schema_validators(self, field: Field) -> list[str]:
        """Give the validators of the API's schema (`validate` is marshmallow's)."""
        del field
        return []

    def schema_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Give further arguments of the schema field."""
        del field, resource
        return []

    def schema(self, field: Field, resource: Resource) -> Code | None:
        """Give the field of the schema that reads input; a field with a default may be left out."""
        arguments = [a.text for a in self.schema_arguments(field, resource)]
        arguments += ["required=True"] * field.required + ["allow_none=True"] * field.nullable
        imports = {"from marshmallow import fields"}
        imports = imports.union(*(a.imports for a in self.schema_arguments(field, resource)))
        if validators := self.schema_validators(field):
            listed = validators[0] if len(validators) == 1 else f"[{', '.join(validators)}]"
            arguments.append(f"validate={listed}")
            imports.add("from marshmallow import validate")
        return Code(
            f"{self.key(field)} = fields.{self.schema_class}({', '.join(arguments)})", frozenset(imports)
        )

    # Tests and pages.

    def numbered(self, field: Field, resource: Resource) -> Code:
        """Give the n-th of many values as an expression in `n`, different ones where none may come twice."""
        return self.samples(field, resource)[0].python

    def distinct(self, field: Field) -> int:
        """Give how many different values `numbered` has, at most about a thousand."""
        del field
        return 1000

    def factory(self, field: Field, resource: Resource) -> Code | None:
        """Give the line of the test factory; None when the factory leaves the field alone."""
        value = self.numbered(field, resource)
        if re.search(r"\bn\b", value.text):
            text = f"{field.name} = factory.Sequence(lambda n: {value.text})"
            return Code(text, value.imports | {"import factory"})
        return Code(f"{field.name} = {value.text}", value.imports)

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give two different valid values."""
        raise NotImplementedError

    def invalid(self, field: Field, resource: Resource) -> tuple[Invalid, ...]:
        """Give values that must be refused, beginning with none at all where one is required."""
        del resource
        missing = (Invalid("missing", form="", json="None"),) if field.required else ()
        return (*missing, *self.wrong(field))

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give values that are there and must be refused."""
        del field
        return ()

    def display(self, field: Field, variable: str) -> str:
        """Give the Jinja text that shows the value, with a dash where there is none."""
        value = f"{variable}.{field.name}"
        shown = self.shown(field, value)
        return f"{{% if {value} is not none %}}{shown}{{% else %}}—{{% endif %}}" if field.empty else shown

    def shown(self, field: Field, value: str) -> str:
        """Give the Jinja text that shows a value that is there."""
        del field
        return f"{{{{ {value} }}}}"
