from __future__ import annotations

import pytest
from reading import read

HEAD = """
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, declared_attr
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()

"""


def models(code, **more):
    return read({"models.py": HEAD + code, **more}).models


def tables(code, **more):
    return read({"models.py": HEAD + code, **more}).tables


KEY = "    id = db.Column(db.Integer, primary_key=True)\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"class BlogPost(db.Model):\n{KEY}", ["blog_post"]),
        (f"class HTTPLog(db.Model):\n{KEY}", ["http_log"]),
        (f"class A(db.Model):\n    __tablename__ = 'as'\n{KEY}", ["as"]),
        (f"P = 'x_'\nclass A(db.Model):\n    __tablename__ = P + 'as'\n{KEY}", ["x_as"]),
        (f"P = 'x'\nclass A(db.Model):\n    __tablename__ = f'{{P}}_as'\n{KEY}", ["x_as"]),
        (f"class A(db.Model):\n    __tablename__ = name()\n{KEY}", []),
        (f"class A(db.Model):\n    __abstract__ = True\n{KEY}\nclass B(A):\n    pass\n", ["b"]),
        (f"class Keyed:\n{KEY}\nclass B(Keyed, db.Model):\n    pass\n", ["b"]),
        (f"class A(db.Model):\n    __tablename__ = 'as'\n{KEY}\nclass B(A):\n    extra = db.Column(db.Text)\n", ["as"]),
        (f"class A(db.Model):\n{KEY}\nclass B(A):\n    extra = db.Column(db.Text)\n", ["a"]),
        (f"class A(db.Model):\n{KEY}\nclass B(A):\n    id = db.Column(db.ForeignKey('a.id'), primary_key=True)\n", ["a", "b"]),
        ("class A(db.Model):\n    pass\n", []),
        (
            ("@sa.orm.as_declarative()\nclass Base:\n    @declared_attr\n    def __tablename__(self):\n"
            f"        return self.__name__.lower()\n{KEY}\nclass BigDog(Base):\n    name = sa.Column(sa.Text)\n"),
            ["bigdog"],
        ),
        (f"Base = sa.orm.registry().generate_base()\nclass A(Base):\n    __tablename__ = 'as'\n{KEY}", ["as"]),
        (f"reg = sa.orm.registry()\n@reg.mapped\nclass A:\n    __tablename__ = 'as'\n{KEY}", ["as"]),
        (
            ("reg = sa.orm.registry()\n@reg.mapped_as_dataclass(kw_only=True)\nclass A:\n    __tablename__ = 'as'\n"
            "    id: Mapped[int] = mapped_column(primary_key=True)\n"),
            ["as"],
        ),
        (
            ("class Named:\n    @declared_attr.directive\n    def __tablename__(cls):\n        return cls.__name__.lower() + 's'\n"
            f"class Dog(Named, db.Model):\n{KEY}"),
            ["dogs"],
        ),
        (
            ("class Named:\n    @declared_attr\n    def __tablename__(cls):\n        return camel_to_snake(cls.__name__)\n"
            f"class HotDog(Named, db.Model):\n{KEY}"),
            ["hot_dog"],
        ),
        ("class Base(DeclarativeBase):\n    pass\nclass A(Base):\n    __tablename__ = 'a'\n    id: Mapped[int] = mapped_column(primary_key=True)\n", ["a"]),
        ("T = sa.Table('ts', m, sa.Column('id', sa.Integer))\nclass A(db.Model):\n    __table__ = T\n", ["ts"]),
        ("class A(db.Model):\n    __table__ = sa.Table('ts', m, sa.Column('id', sa.Integer))\n", ["ts"]),
        ("from sqlmodel import SQLModel, Field\nclass Hero(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n", ["hero"]),
        ("from sqlmodel import SQLModel\nclass Hero(SQLModel):\n    id: int\n", []),
        ("if True:\n    class A(db.Model):\n        __tablename__ = 'inner'\n", ["inner"]),
    ],
)  # fmt: skip
def test_a_model_has_its_table(code, expected):
    assert list(tables(code)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = db.Table('likes', db.Column('user_id', db.ForeignKey('user.id')))\n", ["likes"]),
        ("x: db.Table = sa.Table('likes', meta, sa.Column('id', sa.Integer))\n", ["likes"]),
        (
            "from sqlalchemy import Table as T2Table\nx = T2Table('likes', meta, sa.Column('id', sa.Integer))\n",
            ["likes"],
        ),
        ("Table = db.Table\nx = Table('likes', db.Column('id', db.Integer))\n", ["likes"]),
        ("x = db.Table('likes', autoload_with=engine)\n", []),
        ("from rich.table import Table\nx = Table('likes')\n", []),
        ("from tables import Table\nx = Table('likes', Column('x'))\n", []),
        ("x = db.Table(name(), db.Column('id', db.Integer))\n", []),
    ],
)
def test_a_table_needs_no_class(code, expected):
    more = {"tables.py": "class Table:\n    pass\n"}

    assert list(tables(code, **more)) == expected


def test_migrations_are_history():
    code = HEAD + "class A(db.Model):\n    __tablename__ = 'old'\n"

    assert read({"migrations/versions/1.py": code, "models.py": ""}).tables == ()


COLUMNS = """
class Item(db.Model):
    __table_args__ = (
        sa.UniqueConstraint("name", "maker_id", name="uq_item"),
        sa.CheckConstraint("price > 0"),
        sa.Index("ix_item_name", "name"),
        sa.ForeignKeyConstraint(["a", "b"], ["other.a", "other.b"]),
        {"schema": "shop"},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name = db.Column("title", db.String(40), unique=True, nullable=False, index=True, default="x")
    price: Mapped[float | None]
    maker_id = db.Column(db.ForeignKey("maker.id", ondelete="CASCADE"))
    count = sa.Column(type_=sa.Integer, name="counted", server_default="0")
    maker = relationship("Maker", back_populates="items")
    tags: Mapped[list["Tag"]] = relationship(secondary="item_tag", backref=db.backref("items"))
    owner: Mapped["Person | None"] = relationship(lambda: Person, uselist=False)
    things = db.relationship("models.Thing", "thing_item")
"""


def test_columns_relations_and_constraints():
    item = models(COLUMNS)[0]

    assert [(c.name, c.type, c.nullable, c.unique, c.primary_key, c.index) for c in item.columns] == [
        ("id", "int", False, False, True, False),
        ("title", "db.String(40)", False, True, False, True),
        ("price", "float | None", True, False, False, False),
        ("maker_id", "", True, False, False, False),
        ("counted", "sa.Integer", True, False, False, False),
    ]
    assert (item.column("title").default, item.column("counted").default) == ("'x'", "'0'")
    assert (item.column("maker_id").foreign_key, item.column("maker_id").ondelete) == ("maker.id", "CASCADE")
    assert [(r.name, r.target, r.back, r.many, r.secondary) for r in item.relations] == [
        ("maker", "Maker", "items", True, None),
        ("tags", "Tag", "items", True, "item_tag"),
        ("owner", "Person", None, False, None),
        ("things", "Thing", None, True, "thing_item"),
    ]
    assert [(c.kind, c.columns, c.name, c.rule) for c in item.constraints] == [
        ("unique", ("name", "maker_id"), "uq_item", ""),
        ("check", (), None, "price > 0"),
        ("index", ("name",), "ix_item_name", ""),
        ("foreign key", ("a", "b"), None, "other.a, other.b"),
    ]
    assert item.column("nothing") is None


def test_a_mixin_s_columns_are_the_model_s():
    code = (
        "class Dated:\n    made = db.Column(db.DateTime)\n    id = db.Column(db.BigInteger, primary_key=True)\n"
        "    @declared_attr\n    def owner_id(cls):\n        return db.Column(db.ForeignKey('user.id'))\n"
        f"class A(Dated, db.Model):\n{KEY}"
    )
    model = models(code)[0]

    assert [(c.name, c.type, c.inherited) for c in model.columns] == [
        ("made", "db.DateTime", True),
        ("id", "db.Integer", False),
        ("owner_id", "", True),
    ]


def test_sqlmodel_s_fields_are_columns():
    code = (
        "from sqlmodel import SQLModel, Field, Relationship\nclass Hero(SQLModel, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)\n    name: str = Field(index=True, unique=True)\n"
        "    age: int | None = None\n    team_id: int = Field(foreign_key='team.id')\n"
        "    team: 'Team' = Relationship(back_populates='heroes')\n"
    )
    model = models(code)[0]

    assert [(c.name, c.nullable, c.primary_key, c.foreign_key) for c in model.columns] == [
        ("id", False, True, None),
        ("name", False, False, None),
        ("age", True, False, None),
        ("team_id", False, False, "team.id"),
    ]
    assert [(r.name, r.target, r.many) for r in model.relations] == [("team", "Team", False)]


def test_versioned_models_have_a_history():
    code = (
        "from sqlalchemy_continuum import make_versioned\nmake_versioned()\n"
        "owners = db.Table('owners', db.Column('a_id', db.ForeignKey('a.id')))\n"
        f"class A(db.Model):\n    __versioned__ = {{}}\n{KEY}    people = db.relationship('P', secondary=owners)\n"
        f"class P(db.Model):\n{KEY}"
    )

    assert set(tables(code)) == {"a", "a_version", "owners", "owners_version", "p", "transaction"}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (f"class Person(UserMixin, db.Model):\n{KEY}", "Person"),
        (f"class Member(db.Model):\n{KEY}\n@login.user_loader\ndef load(key):\n    return Member.query.get(key)\n", "Member"),
        (f"class User(db.Model):\n{KEY}", "User"),
        (f"class Thing(db.Model):\n{KEY}", None),
    ],
)  # fmt: skip
def test_the_user_s_model(code, name):
    found = read({"models.py": HEAD + code}).user_model

    assert (found.name if found else None) == name


def test_bases_are_followed_through_modules_and_circles():
    files = {
        "shop/__init__.py": "from shop.db import db",
        "shop/db.py": "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nBase = db.Model\n",
        "shop/a.py": f"from shop.db import Base, db\nclass A(Base):\n{KEY}",
        "shop/b.py": "from shop.c import C\nclass B(C):\n    pass\n",
        "shop/c.py": "from shop.b import B\nclass C(B):\n    pass\n",
    }

    assert [model.name for model in read(files).models] == ["A"]
