from __future__ import annotations

import pytest

from flaskwright.edits.words import camel, kebab, plural, snake, title


@pytest.mark.parametrize(
    ("name", "in_snake", "in_kebab", "in_camel", "in_title"),
    [
        ("OrderItem", "order_item", "order-item", "OrderItem", "Order item"),
        ("order_item", "order_item", "order-item", "OrderItem", "Order item"),
        ("HTTPServer", "http_server", "http-server", "HTTPServer", "HTTP server"),
        ("my-URL", "my_url", "my-url", "MyURL", "My URL"),
        ("api2Key", "api_2_key", "api-2-key", "Api2Key", "Api 2 key"),
        ("a", "a", "a", "A", "A"),
        ("Tag", "tag", "tag", "Tag", "Tag"),
    ],
)
def test_forms(name, in_snake, in_kebab, in_camel, in_title):
    assert (snake(name), kebab(name), camel(name), title(name)) == (in_snake, in_kebab, in_camel, in_title)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("product", "products"),
        ("Category", "Categories"),
        ("day", "days"),
        ("box", "boxes"),
        ("Address", "Addresses"),
        ("branch", "branches"),
        ("OrderPerson", "OrderPeople"),
        ("order_child", "order_children"),
        ("news", "news"),
        ("Status", "Statuses"),
        ("Analysis", "Analyses"),
        ("photo", "photos"),
        ("hero", "heroes"),
        ("quiz", "quizzes"),
        ("API", "APIs"),
        ("roof", "roofs"),
        ("Wolf", "Wolves"),
        ("movie", "movies"),
        ("a1", "a1s"),
        ("human", "humans"),
        ("Woman", "Women"),
    ],
)
def test_plurals(one, many):
    assert plural(one) == many
