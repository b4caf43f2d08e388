"""What pages show of a row: the columns of a list, the details of one, and what goes away with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flaskwright.fields.resource import ownership

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.fields.field import Field
    from flaskwright.fields.resource import Ownership, Resource

LISTED = 5  # columns in a list: more of them need a wider screen
FEW = 4  # with fewer columns there is room for the day on which a row was made
WIDE = frozenset({"file", "image", "json", "many", "slug", "text", "uuid"})
NUMBERS = frozenset({"bigint", "decimal", "float", "integer"})
MONEY = frozenset({"amount", "balance", "cost", "fee", "price", "salary", "subtotal", "total"})


class Shown(NamedTuple):
    """A value in a page: its label, its markup, whether it is a number, and the name to sort by.

    `guarded` are values for those only who may change the row, `above` leads to what the row goes away with.
    """

    label: str
    html: str
    number: bool = False
    sort: str = ""
    guarded: bool = False
    above: bool = False


class Part(NamedTuple):
    """What goes away with a row and is shown on its page: the other resource, and its reference."""

    resource: Resource
    field: Field
    title: str
    may: str


def address(resource: Resource, variable: str) -> str:
    """Give the arguments of `url_for` that lead to a row: `"products.show", slug=product.slug`."""
    if resource.slug:
        return f"slug={variable}.{resource.slug.name}"
    return f"{resource.variable}_id={variable}.id"


def columns_of(resource: Resource, known: Mapping[str, Resource]) -> list[Shown]:
    """Give the columns of the list; the first one leads to the row."""
    label = resource.label_field
    others = [f for f in resource.fields if f is not label and f.kind.name not in WIDE]
    shown = [_shown(f, resource, known) for f in others]
    columns = sorted([one for one in shown if not one.guarded], key=lambda one: one.above)[
        : LISTED - bool(label)
    ]
    if label:
        columns.insert(0, Shown(label.label, f"{{{{ {resource.variable} }}}}", sort=label.name))
    elif columns:
        first = next(f for f in others if f.label == columns[0].label)
        text = first.display(resource.variable)
        columns[0] = columns[0]._replace(html=text)
    else:
        columns = [Shown(resource.title, f"{{{{ {resource.variable} }}}}")]
    if len(columns) < FEW:
        columns.append(Shown("Added", f"{{{{ ago({resource.variable}.created_at) }}}}", sort="created_at"))
    return columns


def details_of(resource: Resource, known: Mapping[str, Resource], person: str = "") -> list[Shown]:
    """Give what the page of a row says, besides its name; `person` is what people are shown by, where not as text."""
    named = {resource.label_field, resource.slug}
    shown = [(field, _shown(field, resource, known)) for field in resource.fields if field not in named]
    return [_with_name(one, field, resource, person) for field, one in shown]


def _with_name(shown: Shown, field: Field, resource: Resource, person: str) -> Shown:
    """Show people by what names them: as text, a model of somebody else's may say anything."""
    if not person or field.target != "User":
        return shown
    value = f"{{{{ {resource.variable}.{field.name} "
    name = (
        f"{value.rstrip()}.{person} " if field.kind.name == "ref" else f'{value}| map(attribute="{person}") '
    )
    return shown._replace(html=shown.html.replace(value, name))


def _shown(field: Field, resource: Resource, known: Mapping[str, Resource]) -> Shown:
    kind, variable = field.kind.name, resource.variable
    value = f"{variable}.{field.name}"
    html = field.display(variable)
    target = known.get(field.target or "")
    if kind == "ref" and target:
        html = _optional(field, value, f'<a href="{{{{ {_url(target, value)} }}}}">{{{{ {value} }}}}</a>')
    elif kind == "many" and target:
        one = target.variable
        link = f'<a class="badge" href="{{{{ {_url(target, one)} }}}}">{{{{ {one} }}}}</a>'
        html = f"{{% for {one} in {value} %}}{link} {{% else %}}—{{% endfor %}}"
    elif kind == "enum":
        html = _optional(field, value, f"{{{{ status({value}) }}}}")
    elif kind == "decimal" and MONEY & set(field.name.split("_")):
        html = _optional(field, f"{value} is not none", f"{{{{ {value}|money }}}}")
    elif kind == "file":
        html = _optional(field, value, f"{{{{ download({value}) }}}}")
    elif kind == "image":
        html = _optional(field, value, f"{{{{ picture({value}) }}}}")
    sort = field.name if field in resource.sortable else ""
    guarded = _guarded(field, resource, known)
    return Shown(field.label, html, kind in NUMBERS, sort, guarded, above=field is resource.parent)


def _guarded(field: Field, resource: Resource, known: Mapping[str, Resource]) -> bool:
    """Tell whether a value is for those only who may change the row: a person, or what is private to one."""
    if field.target == "User":
        return True
    own, other = (ownership(r, known) if r else None for r in (resource, known.get(field.target or "")))
    return bool(other and other.private and not (own and own.private))


def _optional(field: Field, value: str, html: str) -> str:
    return f"{{% if {value} %}}{html}{{% else %}}—{{% endif %}}" if field.empty else html


def _url(target: Resource, variable: str) -> str:
    return f'url_for("{target.package}.show", {address(target, variable)})'


def parts_of(resource: Resource, known: Mapping[str, Resource], *, login: bool, roles: bool) -> list[Part]:
    """Give what goes away with a row, and who may add to it."""
    found = []
    for child in known.values():
        if child.parent and child.parent.target == resource.name != child.name:
            title = child.collection(child.parent).replace("_", " ").capitalize()
            owner = ownership(child, known)
            adds = "is_logged_in()" if child.owner else "may_change"
            allowed = may(child, owner, login=login, roles=roles, changes=adds)
            found.append(Part(child, child.parent, title, allowed))
    return found


def may(resource: Resource, owner: Ownership | None, *, login: bool, roles: bool, changes: str) -> str:
    """Give the condition, in a template, under which somebody may change rows; "" where everybody may."""
    if owner:
        return changes
    if roles:
        return f'current_user is permitted("{resource.package}:write")'
    return "is_logged_in()" if login else ""
