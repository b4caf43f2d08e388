"""A declared resource: its fields and every name that follows from its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flaskwright.errors import UsageError
from flaskwright.fields import names
from flaskwright.fields.field import Field, parse

if TYPE_CHECKING:
    from flaskwright.facts import Record
    from flaskwright.fields.code import Code

# PostgreSQL cuts names after 63 characters; "ix_", the table, "_" and the column make an index's name.
_LONGEST_NAME = 63


@dataclass(frozen=True)
class Resource:
    """A thing that the application keeps, as in `Product` with its fields.

    Make one with `parse_resource`, which checks everything. Values are equal when name and fields are.
    """

    name: str
    fields: tuple[Field, ...]

    @property
    def declaration(self) -> tuple[str, ...]:
        """The fields as words that `parse_resource` reads again: what the project's record keeps."""
        return tuple(map(str, self.fields))

    @property
    def table(self) -> str:
        """The table: `order_line`."""
        return names.snake(self.name)

    @property
    def variable(self) -> str:
        """One of them in code: `order_line`; `the_request` where generated code or a field has that name already."""
        taken = names.SPOKEN.union(*({f.name, f.key} for f in self.fields))
        return f"the_{self.table}" if self.table in taken else self.table

    @property
    def package(self) -> str:
        """The feature's package, its address and many of them in code: `order_lines`."""
        return names.plural(self.table)

    @property
    def title(self) -> str:
        """One of them for people: "Order line"."""
        return names.words(self.table)

    @property
    def titles(self) -> str:
        """Many of them for people: "Order lines"."""
        return names.words(self.package)

    @property
    def article(self) -> str:
        """One of them in a sentence: "an order line"."""
        title = self.title.lower()
        an = title[0] in "aeio" or (title[0] == "u" and not title.startswith(("uni", "use", "usa")))
        return f"{'an' if an else 'a'} {title}"

    @cached_property
    def label_field(self) -> Field | None:
        """The field that names a row to people: name or title, else the first short text; None when there is none."""
        texts = [f for f in self.fields if f.kind.name in {"string", "email", "slug"}]
        named = [f for f in texts if f.name in {"name", "title", "label", "subject"}]
        plain = [f for f in texts if f.kind.name == "string" and not f.nullable]
        return next(iter([*named, *plain, *texts]), None)

    @cached_property
    def owner(self) -> Field | None:
        """The field that says whose row it is: the first reference to User."""
        return next((f for f in self.fields if f.kind.name == "ref" and f.target == "User"), None)

    @property
    def private(self) -> bool:
        """Whether only its owner sees a row."""
        return self.owner is not None and "private" in self.owner.flags

    @cached_property
    def parent(self) -> Field | None:
        """The reference with which a row goes away: the first `ref(…,cascade)`."""
        return next((f for f in self.fields if "cascade" in f.flags), None)

    @cached_property
    def references(self) -> tuple[Field, ...]:
        """The `ref` fields."""
        return tuple(f for f in self.fields if f.kind.name == "ref")

    @cached_property
    def collections(self) -> tuple[Field, ...]:
        """The `many` fields."""
        return tuple(f for f in self.fields if f.kind.name == "many")

    @cached_property
    def uploads(self) -> tuple[Field, ...]:
        """The `file` and `image` fields, which need the uploads capability."""
        return tuple(f for f in self.fields if f.kind.name in {"file", "image"})

    @cached_property
    def slug(self) -> Field | None:
        """The slug."""
        return next((f for f in self.fields if f.kind.name == "slug"), None)

    @cached_property
    def given(self) -> tuple[Field, ...]:
        """The fields that people and programs fill in: all but the owner and uploads."""
        return tuple(f for f in self.fields if f is not self.owner and f not in self.uploads)

    @cached_property
    def searchable(self) -> tuple[Field, ...]:
        """The fields in which a list's search looks."""
        return tuple(f for f in self.fields if f.kind.searchable)

    @cached_property
    def sortable(self) -> tuple[Field, ...]:
        """The fields by which a list may be sorted."""
        return tuple(f for f in self.fields if f.kind.sortable and not f.kind.refers)

    @property
    def targets(self) -> tuple[str, ...]:
        """The other resources (and User) that this one refers to, each once, in order."""
        found = [f.target for f in self.fields if f.target and f.target != self.name]
        return tuple(dict.fromkeys(found))

    @cached_property
    def schema_names(self) -> frozenset[str]:
        """The names that are its own in the database: of tables, indexes and constraints."""
        found = {self.table}
        for field in self.fields:
            if field.kind.name == "many":
                one = names.snake(field.target or "")
                found |= {f"{self.table}_{field.name}", f"ix_{self.table}_{field.name}_{one}_id"}
            elif field.unique or field.kind.name == "slug":
                found.add(f"uq_{self.table}_{field.column}")
            elif field.index or field.kind.name == "ref":
                found.add(f"ix_{self.table}_{field.column}")
        return frozenset(found)

    @cached_property
    def enums(self) -> Mapping[str, Field]:
        """The fields with an enumeration, by its class's name."""
        return {f"{self.name}{names.pascal(f.name)}": f for f in self.fields if f.kind.name == "enum"}

    def collection(self, field: Field) -> str:
        """Name the collection that a cascading reference gives the other resource: `lines` of an Order."""
        prefix = f"{names.snake(field.target or '')}_"
        return self.package.removeprefix(prefix)

    def refers_twice(self, field: Field) -> bool:
        """Tell whether another reference leads to the same resource."""
        return sum(f.target == field.target for f in self.references) > 1

    def definitions(self) -> tuple[Code, ...]:
        """Give what stands above the model's class: enumerations, association tables."""
        found = (f.kind.definition(f, self) for f in self.fields)
        return tuple(piece for piece in found if piece)


@dataclass(frozen=True)
class Ownership:
    """How a row belongs to somebody: the relationships from it to the User, and whether only its owner sees it.

    `path` is `("author",)` for a row with an owner, `("order", "customer")` for one that goes away with an order.
    """

    path: tuple[str, ...]
    private: bool

    def key(self, variable: str) -> str:
        """Give the owner's id from a row in code: `line.order.customer_id`."""
        return ".".join((variable, *self.path)) + "_id"


def ownership(resource: Resource, known: Mapping[str, Resource]) -> Ownership | None:
    """Say how a resource's rows belong to somebody; None when they belong to nobody.

    That is by their own reference to User, else by the owner of what they go away with (`ref(Order,cascade)`).
    `known` are the project's resources by name.
    """
    if resource.owner:
        return Ownership((resource.owner.name,), resource.private)
    parent = known.get(resource.parent.target or "") if resource.parent else None
    if resource.parent is None or parent is None or parent.name == resource.name:
        return None
    above = ownership(parent, known)
    return above and Ownership((resource.parent.name, *above.path), above.private)


def parse_resource(name: str, words: Iterable[str]) -> Resource:
    """Read a resource from its name and its fields' words. Raises UsageError with what is wrong and allowed."""
    return make_resource(name, [parse(word) for word in words])


def make_resource(name: str, fields: Sequence[Field]) -> Resource:
    """Put fields together. Raises UsageError when the name cannot be, or fields contradict each other."""
    names.check_resource(name)
    if not fields:
        raise UsageError(f"{name} has no fields; give at least one, as in name:string(80).")
    resource = Resource(name, tuple(fields))
    _check_columns(resource)
    _check_references(resource)
    if sum(f.kind.name == "slug" for f in fields) > 1:
        raise UsageError(f"{name} has two slugs; one is enough.")
    if resource.slug and (resource.label_field is None or resource.label_field is resource.slug):
        raise UsageError(f"{name}: {resource.slug.name} is made from a name; add one, as in name:string(80).")
    return resource


def _check_columns(resource: Resource) -> None:
    taken = Counter(n for f in resource.fields for n in {f.name, f.key})
    for field in resource.fields:
        if taken[field.name] > 1 or taken[field.key] > 1:
            raise UsageError(
                f"{resource.name} has {field.name} more than once; every field needs its own name."
            )
        if field.kind.name == "enum" and names.pascal(field.name) in {
            "",
            "Factory",
            "Form",
            "Schema",
            "Values",
        }:
            raise UsageError(f"{resource.name}: take another name than {field.name} for an enum.")
        longest = [(resource.table, field.column)]
        if field.kind.name == "many":
            table = f"{resource.table}_{field.name}"
            longest = [(table, f"{resource.table}_id"), (table, f"{names.snake(field.target or '')}_id")]
        for table, column in longest:
            if len(f"ix_{table}_{column}") > _LONGEST_NAME:
                raise UsageError(
                    f"{resource.name}: {field.name} makes names that databases cut; take a shorter one."
                )


def _check_references(resource: Resource) -> None:
    for field in resource.references:
        if field.target == resource.name and not field.nullable:
            raise UsageError(
                f"{field.name}: the first {field.target} could refer to none; write ref({field.target})?."
            )
    if resource.parent:
        same = [f for f in resource.references if "cascade" in f.flags and f.target == resource.parent.target]
        if len(same) > 1:
            raise UsageError(
                f"{resource.name} goes away with one {resource.parent.target}; leave one cascade out."
            )


def check_known(resource: Resource, known: Mapping[str, Resource], *, users: bool, uploads: bool) -> None:
    """Raise UsageError unless the project has what the resource needs.

    `known` are the project's other resources by name, `users` tells whether it has accounts, `uploads` whether it
    stores files.
    """
    for other in known.values():
        if other.name != resource.name and (
            other.package == resource.package or other.table == resource.table
        ):
            raise UsageError(
                f"{resource.name} and {other.name} would both be {other.package}; take another name."
            )
        _check_apart(resource, other)
    _check_collections({**known, resource.name: resource})
    for field in resource.fields:
        target = field.target
        if target == "User" and not users:
            raise UsageError(f"{field.name}: there is no User yet; add login first.")
        if target and target not in {"User", resource.name, *known}:
            hint = names.nearest(target, known) or "; declare it first."
            raise UsageError(f"{field.name}: there is no resource {target}{hint}")
        if target in known and not _may_refer(resource, field, known):
            raise UsageError(
                f"{field.name}: {target} is private; give {resource.name} an owner too, as in owner:ref(User)."
            )
        if field in resource.uploads and not uploads:
            raise UsageError(
                f"{field.name}: {field.kind.name} fields need a place for files; add uploads first."
            )


def _check_apart(resource: Resource, other: Resource) -> None:
    """Refuse two resources that have the same name for something in the database, or for a class."""
    if other.name == resource.name:
        return
    for name in sorted(resource.schema_names & other.schema_names):
        raise UsageError(
            f"{resource.name} and {other.name} would both have {name} in the database; take another name."
        )
    for one, two in ((resource, other), (other, resource)):
        if two.name in one.enums:
            field = one.enums[two.name].name
            raise UsageError(
                f"{two.name} is what the {field} of {one.name} can be already; take another name."
            )


def _check_collections(everyone: Mapping[str, Resource]) -> None:
    """Refuse a collection (what a cascading reference gives to the other resource) whose name is taken."""
    for target in everyone.values():
        taken = {n for f in target.fields for n in (f.name, f.key)}
        for resource in everyone.values():
            for field in resource.references:
                if field.target == target.name and "cascade" in field.flags:
                    name = resource.collection(field)
                    if name in taken:
                        raise UsageError(
                            f"{resource.name} would be the {name} of {target.name}, which has {name} already;"
                            " take another name, or leave cascade out."
                        )
                    taken.add(name)


def _may_refer(resource: Resource, field: Field, known: Mapping[str, Resource]) -> bool:
    """Tell whether a resource may refer to another: to a private one only what belongs to the same person."""
    target = ownership(known[field.target or ""], known)
    return target is None or not target.private or ownership(resource, known) is not None


def sorted_resources(resources: Iterable[Resource]) -> list[Resource]:
    """Order resources so that each comes after those that it refers to. Raises UsageError when they go in a circle."""
    waiting = {r.name: r for r in resources}
    done: list[Resource] = []
    while waiting:
        ready = [r for r in waiting.values() if not any(t in waiting for t in r.targets)]
        if not ready:
            circle = " and ".join(sorted(waiting))
            raise UsageError(f"{circle} refer to each other in a circle; leave one reference out.")
        done.append(ready[0])
        del waiting[ready[0].name]
    return done


def resources(record: Record) -> tuple[Resource, ...]:
    """Give the resources that a project's record declares, each after those that it refers to."""
    return tuple(sorted_resources(parse_resource(name, words) for name, words in record.resources.items()))
