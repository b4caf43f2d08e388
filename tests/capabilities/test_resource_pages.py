"""The pages of resources in a real browser: searched while one types, also without scripts, and deleted on demand."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from browser import axe, browser, look, serving
from generation import RESOURCES, generated, written

pytestmark = [pytest.mark.apps, pytest.mark.browser]

PATHS = [
    "/categories/",
    "/products/",
    "/products/?q=nowhere",
    "/products/?sort=-price",
    "/products/1",
    "/products/1/edit",
    "/products/new",
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Serve an application with resources and sample rows."""
    app = written(
        generated("forms", "resource", resources=tuple(RESOURCES)), tmp_path_factory.mktemp("app") / "shop"
    )
    for command in (["db", "upgrade"], ["seed"]):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=app,
            env={**os.environ, "APP_ENV": "development"},
            check=True,
            capture_output=True,
        )
    with serving(app) as url:
        yield url


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


@pytest.mark.skipif(axe() is None, reason="axe-core is missing: npm install --prefix .cache axe-core")
def test_nothing_is_wrong_with_them(shop, chromium):
    report = look(chromium, shop, PATHS)

    assert report.clean, report


def test_a_list_follows_while_one_types(shop, chromium):
    page = chromium.new_page()
    page.goto(f"{shop}/products/")
    page.fill("[type=search]", "Product 11")
    page.wait_for_url(re.compile(r"\?q=Product"))

    assert page.locator(".rows tbody tr").count() == 1
    assert page.evaluate("document.activeElement.name") == "q"
    page.reload()
    assert page.locator(".rows tbody tr").count() == 1
    page.close()


def test_a_list_is_searched_and_sorted_without_scripts(shop, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shop}/products/")
    page.fill("[type=search]", "Product 1")
    page.click("text=Search")
    found = page.locator(".rows tbody tr").count()
    page.click("th a:has-text('Price')")

    assert found == page.locator(".rows tbody tr").count() == 4
    assert page.locator(".rows tbody tr").first.inner_text().startswith("Product 1\t")
    context.close()


def test_a_row_is_made_mended_and_deleted_after_a_question(shop, chromium):
    page = chromium.new_page()
    page.goto(f"{shop}/categories/new")
    page.click("button:has-text('Add category')")
    assert page.locator("#name-error").inner_text() == "This field is required."
    page.fill("#name", "Tea & <Coffee>")
    page.click("button:has-text('Add category')")
    page.wait_for_url("**/categories/tea-coffee")
    assert page.locator("h1").inner_text() == "Tea & <Coffee>"

    page.click("button:has-text('Delete')")
    page.click("dialog button:has-text('Cancel')")
    assert page.url.endswith("/categories/tea-coffee")
    page.click("button:has-text('Delete')")
    page.click("dialog button:has-text('Continue')")
    page.wait_for_url("**/categories/")
    assert "Tea & <Coffee> was deleted." in page.locator("#messages").inner_text()
    page.close()
