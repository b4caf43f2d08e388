from __future__ import annotations

import ast

from edits.support import project
from flaskwright.edits import add_migration, format_python, revision_id

UP = 'op.create_table(\n    "product",\n    sa.Column("id", sa.Integer(), nullable=False),\n)'
DOWN = 'op.drop_table("product")'
START = project(
    {"migrations/env.py": "", "migrations/versions/111111111111_first.py": 'revision = "111111111111"\n'}
)


def edit(heads=("111111111111",), **options):
    return add_migration("migrations", heads, "Add product", upgrade=UP, downgrade=DOWN, **options)


def test_a_migration_follows_the_head():
    done = START.then(edit(imports=["from datetime import datetime"]))
    revision = revision_id("Add product", UP, DOWN)
    path = f"migrations/versions/{revision}_add_product.py"
    assert set(done.files) - set(START.files) == {path}
    text = done.text(path)
    names = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.AnnAssign):
            names[node.target.id] = (ast.unparse(node.annotation), ast.literal_eval(node.value))
    assert names == {
        "revision": ("str", revision),
        "down_revision": ("str | None", "111111111111"),
        "branch_labels": ("str | None", None),
        "depends_on": ("str | None", None),
    }
    assert len(revision) == 12
    assert "import sqlalchemy as sa\nfrom alembic import op\nfrom datetime import datetime\n" in text
    assert '"""Add product."""\n' in text
    assert f"\n    {UP.replace(chr(10), chr(10) + '    ')}\n" in text
    formatted = format_python({path: text})[path]
    assert "from datetime import datetime\n\nimport sqlalchemy as sa\nfrom alembic import op\n" in formatted
    assert START.then(edit(imports=["from datetime import datetime"])).then(edit()).files == done.files


def test_the_first_migration_follows_none():
    start = project({"migrations/env.py": ""})
    done = start.then(edit(()))
    (path,) = set(done.files) - set(start.files)
    assert "down_revision: str | None = None\n" in done.text(path)


def test_several_heads_ask():
    after = START.then(edit(("a", "b")))
    assert after.files == START.files
    assert "several heads (a, b)" in after.steps[0].reason
    assert "def upgrade() -> None:" in after.steps[0].code


def test_a_project_without_migrations_asks():
    assert "no migrations" in project().then(edit(())).steps[0].reason
