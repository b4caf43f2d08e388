"""The smallest application by hand that answers as the generated one does: what `serving.py` measures against."""

import base64
import json
import os
from datetime import UTC, datetime
from decimal import Decimal

from flask import Flask, Response, jsonify, render_template, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, ForeignKey, Numeric, Table, or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship, selectinload

PER_PAGE = 20


class Base(DeclarativeBase):
    """Knows all tables."""


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
db = SQLAlchemy(app, model_class=Base)

product_tags = Table(
    "product_tags",
    Base.metadata,
    Column("product_id", ForeignKey("product.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Tag(Base):
    """A word that products share."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Category(Base):
    """What a product is."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]


class Product(Base):
    """A product."""

    __tablename__ = "product"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]
    description: Mapped[str | None]
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    stock: Mapped[int]
    status: Mapped[str]
    image: Mapped[str | None]
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    category: Mapped[Category] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary=product_tags, order_by=Tag.id)


def moment(value: datetime) -> str:
    """Write a moment of the database, which is in UTC, with its zone."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()


@app.get("/api/v1/products")
def products() -> Response:
    """List products, twenty at a time, after the one that `after` names."""
    query = select(Product).options(selectinload(Product.tags)).order_by(Product.id)
    if after := request.args.get("after"):
        query = query.where(Product.id > json.loads(base64.urlsafe_b64decode(after + "=="))[0])
    found = db.session.scalars(query.limit(PER_PAGE + 1)).all()
    items = [
        {
            "id": product.id,
            "name": product.name,
            "slug": product.slug,
            "description": product.description,
            "price": f"{product.price:f}",
            "stock": product.stock,
            "status": product.status,
            "image": product.image,
            "category_id": product.category_id,
            "tag_ids": [tag.id for tag in product.tags],
            "created_at": moment(product.created_at),
            "updated_at": moment(product.updated_at),
        }
        for product in found[:PER_PAGE]
    ]
    following = None
    if len(found) > PER_PAGE:
        last = base64.urlsafe_b64encode(json.dumps([items[-1]["id"]]).encode()).decode().rstrip("=")
        following = f"/api/v1/products?after={last}"
    return jsonify(items=items, next=following)


@app.get("/products/")
def index() -> str:
    """Show products, twenty on a page, the newest first or as asked for, with what is searched for."""
    query = select(Product).options(joinedload(Product.category))
    if text := request.args.get("q"):
        query = query.where(or_(Product.name.icontains(text), Product.description.icontains(text)))
    sort = request.args.get("sort", "")
    column = getattr(Product, sort.removeprefix("-")) if sort else Product.id
    query = query.order_by(column.asc() if sort and sort[0] != "-" else column.desc())
    page = db.paginate(query, page=request.args.get("page", 1, int), per_page=PER_PAGE)
    return render_template("products.html", products=page, text=text or "", sort=sort)


@app.get("/products/<slug>")
def show(slug: str) -> str:
    """Show a product."""
    return render_template("row.html", row=db.first_or_404(select(Product).filter_by(slug=slug)))


@app.get("/categories/<slug>")
def category(slug: str) -> str:
    """Show a category."""
    return render_template("row.html", row=db.first_or_404(select(Category).filter_by(slug=slug)))
