"""What macros write."""

from datetime import UTC, datetime

import pytest
from flask import Flask, render_template_string


def test_macros(app: Flask) -> None:
    source = """
    {% from "macros/content.html" import ago, badge, empty, page_head, post_button %}
    {% call page_head("Orders", "All of them") %}<a href="/new">New</a>{% endcall %}
    {{ empty("No orders", "Yet.", "/new", "Add one") }}
    {{ post_button("Delete", "/1/delete", "Delete <it>?", "danger") }}
    {{ badge("Paid", "success") }} {{ ago(now) }}
    """
    with app.test_request_context():
        text = render_template_string(source, now=datetime.now(UTC))

    assert "<h1>Orders</h1>" in text
    assert '<a class="button" href="/new">Add one</a>' in text
    assert 'data-confirm="Delete &lt;it&gt;?"' in text
    assert 'method="post" action="/1/delete"' in text
    assert ">just now</time>" in text


class Page:
    """A page of a list, as Flask-SQLAlchemy gives it."""

    def __init__(self, page: int, pages: int) -> None:
        self.page, self.pages, self.total = page, pages, pages * 10
        self.first, self.last = (page - 1) * 10 + 1, page * 10
        self.has_prev, self.has_next = page > 1, page < pages
        self.prev_num, self.next_num = page - 1, page + 1

    def iter_pages(self, **_edges: int) -> list[int | None]:
        return [1, None, self.page, None, self.pages]


@pytest.mark.parametrize(("page", "prev", "following"), [(1, 0, 1), (3, 1, 1), (5, 1, 0)])
def test_pagination(app: Flask, page: int, prev: int, following: int) -> None:
    source = """{% from "macros/pagination.html" import pagination %}
    {{ pagination(list, "order") }}"""
    with app.test_request_context("/orders?q=tea"):
        text = render_template_string(source, list=Page(page, 5))
        single = render_template_string(source, list=Page(1, 1))

    assert text.count('rel="prev"') == prev
    assert text.count('rel="next"') == following
    assert f'href="?q=tea&amp;page={page}" aria-current="page"' in text
    assert "of 50 orders" in text
    assert not single.strip()
