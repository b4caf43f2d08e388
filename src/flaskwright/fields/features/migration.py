"""The migration that makes a resource's table, as Alembic would write it, without running the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.fields.names import snake

if TYPE_CHECKING:
    from flaskwright.fields import Field, Resource

_CREATED = 'sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")'


def upgrade(resource: Resource) -> str:
    """Give the code that makes the table, its indexes and the tables between it and others."""
    table = resource.table
    lines = ['sa.Column("id", sa.Integer(), nullable=False)']
    lines += [line for field in resource.fields if (line := field.migration(resource))]
    lines += [f'sa.Column("{name}", {_CREATED}, nullable=False)' for name in ("created_at", "updated_at")]
    lines += [_reference(table, field) for field in resource.references]
    lines.append(f'sa.PrimaryKeyConstraint("id", name=op.f("pk_{table}"))')
    lines += [
        f'sa.UniqueConstraint("{column}", name=op.f("uq_{table}_{column}"))'
        for f in resource.fields
        if (column := f.column) and (f.unique or f is resource.slug)
    ]
    code = [_create(table, lines)]
    code += [_index(table, column) for f in resource.fields if (column := f.column) and _indexed(f)]
    for field in resource.collections:
        code += _association(resource, field)
    return "\n".join(code)


def downgrade(resource: Resource) -> str:
    """Give the code that takes the tables away again; their indexes go with them."""
    tables = [*reversed([f.kind.table(f, resource) for f in resource.collections]), resource.table]  # type: ignore[attr-defined] # a Many
    return "\n".join(f'op.drop_table("{table}")' for table in tables)


def _create(table: str, lines: list[str]) -> str:
    inner = "".join(f"    {line},\n" for line in lines)
    return f'op.create_table(\n    "{table}",\n{inner})'


def _indexed(field: Field) -> bool:
    return field.index or (field.kind.name == "ref" and not field.unique)


def _index(table: str, column: str) -> str:
    return f'op.create_index(op.f("ix_{table}_{column}"), "{table}", ["{column}"])'


def _foreign_key(table: str, column: str, target: str, on_delete: str) -> str:
    name = f"fk_{table}_{column}"
    return (
        f'sa.ForeignKeyConstraint(["{column}"], ["{target}.id"], name=op.f("{name}"), ondelete="{on_delete}")'
    )


def _reference(table: str, field: Field) -> str:
    fate = field.kind.on_delete(field)  # type: ignore[attr-defined] # a Ref
    return _foreign_key(table, field.column or "", snake(field.target or ""), fate)


def _association(resource: Resource, field: Field) -> list[str]:
    table = field.kind.table(field, resource)  # type: ignore[attr-defined] # a Many
    left, right = field.kind.columns(field, resource)  # type: ignore[attr-defined] # a Many
    lines = [f'sa.Column("{column}", sa.Integer(), nullable=False)' for column in (left, right)]
    lines.append(_foreign_key(table, left, resource.table, "CASCADE"))
    lines.append(_foreign_key(table, right, snake(field.target or ""), "CASCADE"))
    lines.append(f'sa.PrimaryKeyConstraint("{left}", "{right}", name=op.f("pk_{table}"))')
    return [_create(table, lines), _index(table, right)]
