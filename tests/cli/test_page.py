"""The page of `inspect --html` in a real browser."""

from __future__ import annotations

import pytest
from sample import write

from browser import browser, look
from flaskwright import api
from flaskwright.cli.page import write_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inspected")
    path = folder / "page.html"
    write_page(api.inspect(write(folder / "strange")), path)
    return path


@pytest.fixture(scope="module")
def started():
    with browser() as found:
        yield found


def test_it_is_clean_at_every_size_in_every_theme(started, page_file):
    report = look(started, "file://", [str(page_file)])

    assert report.clean, str(report)


def test_it_loads_nothing(started, page_file):
    page = started.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{page_file}")

    assert asked == [f"file://{page_file}"]
    page.close()


def test_routes_are_searched(started, page_file):
    page = started.new_page()
    page.goto(f"file://{page_file}")

    def rules():
        return page.locator("#route-table td:nth-child(2)").all_inner_texts()

    assert {"/shop/<int:number>", "/shop/inner/save", "/extra"} <= set(rules())
    page.fill("#search", "inner save")
    assert rules() == ["/shop/inner/save"]
    page.fill("#search", "")
    page.get_by_role("button", name="POST").click()
    assert rules() == ["/shop/inner/save"]
    page.get_by_role("button", name="POST").click()
    page.get_by_role("button", name="shop.inner: 1 routes").focus()
    page.keyboard.press("Enter")
    assert rules() == ["/shop/inner/save"]
    page.close()


def test_graphs_show_what_hangs_together(started, page_file):
    page = started.new_page()
    page.goto(f"file://{page_file}")

    assert page.locator("#entities .node").count() == 3
    assert page.locator("#entities .edge.dashed[data-ends]").count() >= 2
    assert page.locator("#template-graph .away.lost").count() == 1
    before = page.locator("#entities svg").get_attribute("viewBox")
    page.locator("#entities").get_by_label("Zoom in").click()
    assert page.locator("#entities svg").get_attribute("viewBox") != before
    item = page.locator("[data-id='shop/models.py:4 item']")
    item.hover()
    assert "near" in item.get_attribute("class")
    page.close()


def test_what_is_abandoned_stands_out(started, page_file):
    page = started.new_page()
    page.goto(f"file://{page_file}")

    assert page.locator("#package-table .badge.abandoned").inner_text() == "abandoned"
    row = page.locator("#config-table tr", has_text="PAGE").inner_text()
    assert row.split("\t")[:3] == ["PAGE", "10", "50"]
    page.close()
