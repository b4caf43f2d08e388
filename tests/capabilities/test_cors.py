"""CORS as a browser sees it: a listed origin reads and changes through the API, another one learns nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from browser import browser, serving
from flaskwright import facts
from flaskwright.capabilities import Menu
from flaskwright.errors import UsageError
from flaskwright.project import Project
from generation import added, generated, written

# What a page of another origin tries; each gives what it could see.
READ = """async (url) => {
  try { const r = await fetch(url + "/api/v1/categories"); return [r.status, await r.text()]; }
  catch (error) { return "refused"; }
}"""
CHANGE = """async (url) => {
  try {
    const r = await fetch(url + "/api/v1/categories/1", {
      method: "PATCH", headers: {"Content-Type": "application/json", "If-Match": "*"}, body: "{}"});
    return [r.status, r.headers.get("X-Request-ID") !== null];
  } catch (error) { return "refused"; }
}"""


class Page(BaseHTTPRequestHandler):
    """An empty page of some other site."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@contextmanager
def site():
    """Give the origin of a site with an empty page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.apps
@pytest.mark.browser
def test_a_browser_lets_only_the_listed_origin_in(tmp_path):
    app = written(generated("cors", "api", "headers", "resource", resources=("Category",)), tmp_path / "shop")
    database = f"sqlite:///{tmp_path / 'shop.sqlite3'}"
    with site() as friend, site() as stranger, browser() as chromium:
        settings = {"FLASK_CORS_ORIGINS": f'["{friend}"]', "DATABASE_URL": database}
        migrate(app, settings)
        with serving(app, settings) as url:
            seen = {}
            for origin in (friend, stranger):
                page = chromium.new_page()
                page.goto(origin)
                seen[origin] = page.evaluate(READ, url), page.evaluate(CHANGE, url)

    read, changed = seen[friend]
    assert read[0] == 200
    assert '"items"' in read[1]
    assert changed == [404, True]  # nothing has that number yet; the answer could be read
    assert seen[stranger] == ("refused", "refused")


def migrate(app, settings):
    environment = {**os.environ, "APP_ENV": "development", **settings}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(command, cwd=app, env=environment, check=True, capture_output=True)


def test_the_api_is_shared_whatever_else_is():
    project = generated("cors:path=/public/", "api")

    assert 'SHARED = ["/api/", "/public/"]' in project.text("shop/cors.py")
    assert added(generated("cors:path=/public/"), "api").text("shop/cors.py") == project.text("shop/cors.py")


def test_a_path_is_a_text():
    with pytest.raises(UsageError, match="no option"):
        Menu()["cors"].read_options({"origins": "*"})


def test_without_a_factory_nothing_is_written():
    project = Project().put("app.py", "print('no application')\n")
    capability = Menu()["cors"]

    assert capability.apply(project, facts.read(project), capability.read_options({})) == project
