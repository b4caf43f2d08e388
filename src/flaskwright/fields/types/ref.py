"""A reference to one row of another resource, as in ref(Category)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.errors import UsageError
from flaskwright.fields import names
from flaskwright.fields.code import Code, Invalid, Sample, code
from flaskwright.fields.kind import FieldType

if TYPE_CHECKING:
    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Resource

FLAGS = ("cascade", "private")
LARGEST_ID = 2**31 - 1


def check_target(field: Field, allowed: tuple[str, ...]) -> None:
    """Raise UsageError unless the arguments are a resource's name and allowed words."""
    kind, example = field.kind.name, field.kind.arguments
    if not field.arguments or not field.arguments[0]:
        raise UsageError(f"{field.name}: {kind} names a resource, as in {example}.")
    target, *flags = field.arguments
    if target != "User":
        try:
            names.check_resource(target)
        except UsageError as error:
            raise UsageError(f"{field.name}: {error}") from None
    for flag in flags:
        if flag not in allowed:
            may = f"; after the name may stand {', '.join(allowed)}" if allowed else "; it takes one name"
            raise UsageError(
                f"{field.name}: {flag!r} says nothing in {kind}({','.join(field.arguments)}){may}."
            )
    if len(set(flags)) != len(flags):
        raise UsageError(f"{field.name}: {flags[0]} is given twice.")


def rows_of(field: Field, resource: Resource) -> Code:
    """Give the form field's argument that says which rows there are."""
    if field.target == resource.name:
        return code("rows=services.visible", "from . import services")
    package = names.plural(names.snake(field.target or ""))
    return code(f"rows={package}.visible", f"from ..{package} import services as {package}")


class Ref(FieldType):
    """A foreign key with an index, and the row it leads to.

    What happens when the row that it leads to is deleted: `?` forgets it; `cascade` deletes this row too, and gives
    the other resource a collection of these rows; a reference to User deletes this row too, since it belongs to the
    account; else the row cannot be deleted. The first reference to User is the owner; `private` shows a row to its
    owner only.
    """

    name = "ref"
    about = "a row of another resource, as in ref(Category), ref(Order,cascade), ref(User,private)"
    arguments = "ref(Category)"
    refers = True
    form_class = code("RowField", "from ..form_fields import RowField")
    schema_class = "Integer"

    def check_arguments(self, field: Field) -> None:
        """Allow a resource and words that go together."""
        check_target(field, FLAGS)
        if field.name.endswith("_id"):
            raise UsageError(
                f"{field.name}: a reference is named without _id, as in {field.name[:-3] or 'owner'}."
            )
        if "private" in field.flags and field.target != "User":
            raise UsageError(f"{field.name}: private goes with the owner, as in ref(User,private).")
        if "cascade" in field.flags and field.target == "User":
            raise UsageError(
                f"{field.name}: what belongs to a User goes with the account anyway; leave out cascade."
            )
        if "cascade" in field.flags and field.nullable:
            raise UsageError(f"{field.name}: cascade deletes the row, ? keeps it; take one of them.")
        if "private" in field.flags and field.nullable:
            raise UsageError(f"{field.name}: a private row needs its owner; leave out ?.")
        if field.index:
            raise UsageError(f"{field.name}: a reference has an index by itself; leave out index.")

    def key(self, field: Field) -> str:
        """Give the column's name: `category_id`."""
        return f"{field.name}_id"

    def column(self, field: Field) -> str:
        """Give the column's name: `category_id`."""
        return f"{field.name}_id"

    def value_type(self, field: Field, resource: Resource) -> Code:
        """Services take the other row's id."""
        del field, resource
        return code("int")

    def on_delete(self, field: Field) -> str:
        """Give what the database does when the other row is deleted."""
        if field.nullable:
            return "SET NULL"
        return "CASCADE" if "cascade" in field.flags or field.target == "User" else "RESTRICT"

    def model(self, field: Field, resource: Resource) -> Code:
        """Give the foreign key."""
        del resource
        null = " | None" if field.nullable else ""
        index = "unique=True" if field.unique else "index=True"
        key = f'ForeignKey("{names.snake(field.target or "")}.id", ondelete="{self.on_delete(field)}")'
        return code(
            f"{field.key}: Mapped[int{null}] = mapped_column({key}, {index})",
            "from sqlalchemy import ForeignKey",
            "from sqlalchemy.orm import Mapped",
            "from sqlalchemy.orm import mapped_column",
        )

    def relationship(self, field: Field, resource: Resource) -> Code:
        """Give the way to the other row."""
        target, itself = field.target or "", field.target == resource.name
        arguments = [f'back_populates="{resource.collection(field)}"'] if "cascade" in field.flags else []
        arguments += [f"foreign_keys=[{field.key}]"] if resource.refers_twice(field) or itself else []
        arguments += [f"remote_side=lambda: {target}.id"] if itself else []
        null = " | None" if field.nullable else ""
        text = f'{field.name}: Mapped["{target}{null}"] = relationship({", ".join(arguments)})'
        return code(text, "from sqlalchemy.orm import Mapped", "from sqlalchemy.orm import relationship")

    def migration_sql(self, field: Field) -> str:
        """Give the type of every id."""
        del field
        return "sa.Integer()"

    def form_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Offer the rows that may be seen."""
        if field.target == "User":
            return []
        return [rows_of(field, resource), *[code('blank="—"')] * field.nullable]

    def form(self, field: Field, resource: Resource) -> Code | None:
        """Take a user by address: a list of all users would tell who they are."""
        found = super().form(field, resource)
        if field.target != "User" or found is None:
            return found
        imports = found.imports - self.form_class.imports | {
            "from ..form_fields.accounts import AccountField"
        }
        return Code(found.text.replace(" = RowField(", " = AccountField(", 1), imports)

    def schema_arguments(self, field: Field, resource: Resource) -> list[Code]:
        """Refuse "3"."""
        del field, resource
        return [code("strict=True")]

    def schema_validators(self, field: Field) -> list[str]:
        """Allow what can be an id."""
        del field
        return [f"validate.Range(min=1, max={LARGEST_ID:_})"]

    def samples(self, field: Field, resource: Resource) -> tuple[Sample, Sample]:
        """Give the ids of two rows, which the test makes: `category.id`, `other_category.id`."""
        del resource
        first, other = (
            Sample(code(f"{name}.id"), f"{{{name}.id}}", f"{name}.id")
            for name in (field.name, f"other_{field.name}")
        )
        return first, other

    def factory(self, field: Field, resource: Resource) -> Code | None:
        """Make the other row too; a nullable reference stays empty."""
        if field.nullable:
            return None
        if field.target == resource.name:
            raise UsageError(
                f"{field.name}: the first {field.target} could refer to none; write ref({field.target})?."
            )
        module = "accounts" if field.target == "User" else names.plural(names.snake(field.target or ""))
        text = f'{field.name} = factory.SubFactory("tests.factories.{module}.{field.target}Factory")'
        return code(text, "import factory")

    def wrong(self, field: Field) -> tuple[Invalid, ...]:
        """Give the id of no row, and what is no id."""
        del field
        return (
            Invalid("no_such_row", "2147483647", str(LARGEST_ID), contradicts=True),
            Invalid("no_id", "first", '"first"'),
        )


TYPE = Ref()
