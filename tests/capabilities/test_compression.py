"""Compression beside what it could break: the API's tags, and the CSRF token of a page."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from urllib.request import Request

import pytest

from browser import serving
from flaskwright import facts
from flaskwright.capabilities import Menu
from flaskwright.project import Project
from generation import generated, written


def send(url, method="GET", data=None, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(url, method=method, data=data, headers={"Accept-Encoding": "gzip", **names})  # noqa: S310 (our own server)
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310 (the same)
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """An application with an API, pages, and a form; its one category has a long name."""
    names = ("compression", "api", "forms", "resource")
    folder = written(generated(*names, resources=("Category",)), tmp_path_factory.mktemp("compression"))
    settings = {"APP_ENV": "development", "DATABASE_URL": f"sqlite:///{folder / 'shop.sqlite3'}"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(command, cwd=folder, env=os.environ | settings, check=True, capture_output=True)
    with serving(folder, settings) as url:
        yield url


@pytest.mark.apps
def test_the_tag_of_a_compressed_item_lets_it_be_changed(app):
    body = b'{"name": "%s", "slug": "%s"}' % (b"n" * 80, b"s" * 60)
    _, made, _ = send(f"{app}/api/v1/categories", "POST", body, Content_Type="application/json")
    everything, item = f"{app}/api/v1/categories", app + made["Location"].removeprefix(app)
    for number in range(8):
        body = b'{"name": "Category %d", "slug": "category-%d"}' % (number, number)
        assert send(everything, "POST", body, Content_Type="application/json")[0] == 201

    status, headers, data = send(everything)
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert b'"items"' in gzip.decompress(data)

    tag = send(item)[1]["ETag"]
    compressed = f'{tag[:-1]}:gzip"'
    assert send(item, If_None_Match=compressed)[0] == 304
    change = {"data": b'{"name": "new"}', "Content_Type": "application/json"}
    assert send(item, "PATCH", If_Match='"other:gzip"', **change)[0] == 412
    assert send(item, "PATCH", If_Match=compressed, **change)[0] == 200


@pytest.mark.apps
def test_the_length_of_a_page_with_a_token_tells_nothing(app):
    status, headers, data = send(f"{app}/contact", Accept="text/html")

    assert status == 200
    assert "Set-Cookie" in headers
    assert re.search(rb'name="csrf_token"[^>]*value="[^"]+"', data)
    assert "Content-Encoding" not in headers


@pytest.mark.apps
def test_static_files_and_pages_for_everybody_are_compressed(app):
    _, headers, data = send(f"{app}/static/app.js", Cookie="session=somebody")

    assert headers["Content-Encoding"] == "gzip"
    assert b"function" in gzip.decompress(data) or b"=>" in gzip.decompress(data)


def test_without_a_factory_nothing_is_written():
    project = Project().put("app.py", "print('no application')\n")
    capability = Menu()["compression"]

    assert capability.apply(project, facts.read(project), capability.read_options({})) == project
