"""Sentry under real workers: errors arrive, no secret does; without an address nothing is patched."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from flaskwright import facts
from flaskwright.capabilities import Menu
from flaskwright.project import Project
from generation import added, generated, written
from workers import running

SECRET = "hunter2-Zq8"  # noqa: S105 (it must not arrive)
# Source code is sent along with an error: what is secret comes from elsewhere.
MODULE = """
import os
from shop import create_app

app = create_app()

@app.get("/")
def home():
    return "home"

@app.get("/fail/<token>")
def fail(token):
    password = os.environ["SHOP_PASSWORD"]
    raise RuntimeError(f"no redis://:{password}@cache/0")
"""
IDLE = """
from flask import Flask
before = Flask.__call__
from shop import create_app
app = create_app({"ENVIRONMENT": "testing"})
import sentry_sdk
print(Flask.__call__ is before, sentry_sdk.is_initialized())
"""


@contextmanager
def collector():
    """Give the address of a collector, and the list of what it received."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
            received.append(unpack.get(self.headers["Content-Encoding"], bytes)(body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://key@127.0.0.1:{server.server_port}/1", received
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.apps
@pytest.mark.parametrize("names", [("sentry",), ("sentry", "logging")], ids="+".join)
def test_errors_of_every_worker_arrive_without_secrets(tmp_path, names):
    app = written(generated(*names, "gunicorn"), tmp_path / "shop")
    (app / "failing.py").write_text(MODULE)
    with collector() as (dsn, received):
        with running(app, "failing:app", FLASK_SENTRY_DSN=dsn, SHOP_PASSWORD=SECRET) as server:
            answers = [
                server.ask(f"/fail/{SECRET}?key={SECRET}", Cookie=f"session={SECRET}") for _ in range(8)
            ]
            until = time.monotonic() + 20
            while len(events(received)) < 8 and time.monotonic() < until:
                time.sleep(0.1)
        found = events(received)

    assert [answer.status for answer in answers] == [500] * 8
    assert {e["tags"]["request_id"] for e in found} == {a.headers["X-Request-ID"] for a in answers}
    assert {e["exception"]["values"][0]["value"] for e in found} == {"no redis://:[redacted]@cache/0"}
    assert SECRET not in "".join(received)


def events(received):
    found = []
    for envelope in received:
        lines = envelope.splitlines()
        found += [
            json.loads(body)
            for head, body in zip(lines[1::2], lines[2::2], strict=False)
            if '"event"' in head
        ]
    return found


@pytest.mark.apps
def test_without_an_address_nothing_is_patched(tmp_path):
    app = written(generated("sentry"), tmp_path / "shop")

    done = subprocess.run([sys.executable, "-c", IDLE], cwd=app, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True", "False"]


@pytest.mark.parametrize("names", [("sentry", "logging"), ("logging", "sentry")], ids="+".join)
def test_what_must_not_be_told_is_written_once(names):
    first, second = names
    project = added(generated(first), second)

    assert not project.steps
    assert project.files == generated("logging", "sentry").files
    assert "structlog" not in generated("sentry").text("pyproject.toml")


def test_somebody_s_own_words_stay_secret():
    project = generated("logging")
    own = project.text("shop/redaction.py").replace('r"api_?key|', 'r"api_?key|iban|')

    project = added(project.put("shop/redaction.py", own), "sentry")

    assert not project.steps
    assert "|iban|" in project.text("shop/redaction.py")


def test_without_a_factory_nothing_is_written():
    project = Project().put("app.py", "print('no application')\n")
    capability = Menu()["sentry"]

    assert capability.apply(project, facts.read(project), capability.read_options({})) == project
