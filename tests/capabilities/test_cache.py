"""The cache under real workers: found out once by all of them, and not missed when its server dies."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from flaskwright import facts
from flaskwright.capabilities import Menu
from flaskwright.project import Project
from generation import added, generated, written
from workers import WORKERS, Wire, running

# Slow queries note that they were made: in a file, because every worker makes some.
MODULE = """
import os, time
from sqlalchemy import text
from shop import create_app
from shop.caching import forget, page, remember
from shop.extensions import db

app = create_app()

@remember("shelf", seconds=600)
def books():
    with open("queries", "a") as log:
        log.write(f"{os.getpid()}\\n")
    time.sleep(0.5)
    return db.session.scalar(text("SELECT 'books'"))

@app.get("/")
def home():
    time.sleep(0.05)
    return str(os.getpid())

@app.get("/books")
def show():
    return f"{books()} {os.getpid()}"

@app.post("/forget")
def forget_shelf():
    forget("shelf")
    return ""
"""


@pytest.fixture
def app(tmp_path):
    folder = written(generated("cache", "database", "gunicorn"), tmp_path / "shop")
    (folder / "reading.py").write_text(MODULE)
    sqlite3.connect(folder / "shop.sqlite3").close()
    return folder


def read(server, count=50):
    """Read so often, all at once; give the answers and how long it took."""
    started = time.perf_counter()
    with ThreadPoolExecutor(count) as readers:
        answers = list(readers.map(lambda _: server.ask("/books"), range(count)))
    return answers, time.perf_counter() - started


def queries(app):
    return (app / "queries").read_text().split()


@pytest.mark.apps
@pytest.mark.services
def test_fifty_cold_readers_make_one_query(app, redis_url):
    with running(app, "reading:app", WEB_THREADS="16", FLASK_CACHE_URL=redis_url) as server:
        server.gather()
        answers, _ = read(server)
        assert len(queries(app)) == 1
        server.ask("/forget", "POST")
        again, _ = read(server)

    assert {answer.status for answer in (*answers, *again)} == {200}
    assert {answer.body.split()[0] for answer in answers} == {"books"}
    assert len({answer.body.split()[1] for answer in answers}) > 1
    assert len(queries(app)) == 2


@pytest.mark.apps
@pytest.mark.services
def test_a_dead_redis_makes_it_slower_and_nothing_else(app, redis_url):
    parts = urlsplit(redis_url)
    wire = Wire(parts.hostname, parts.port or 6379)
    own = parts._replace(netloc=f"127.0.0.1:{wire.port}").geturl()
    with running(app, "reading:app", WEB_THREADS="16", FLASK_CACHE_URL=own) as server:
        read(server)
        wire.cut()
        without, took = read(server)
        server.ask("/forget", "POST")
        asked = len(queries(app))
        wire.mend()
        time.sleep(5.5)
        for _ in range(3):
            read(server)
        after = len(queries(app))
        log = server.log.read_text()
    wire.cut()

    assert {answer.status for answer in without} == {200}
    # Without a cache each worker still finds it out once for all who ask it at that time.
    assert asked <= 1 + 2 * WORKERS
    assert took < 5
    # The worker that could not forget empties the cache; then it is found out again, and kept.
    assert asked < after <= asked + 2 * WORKERS
    assert "The cache is gone" in log
    assert "Traceback" not in log


def test_rows_are_watched_whatever_comes_first():
    together = generated("cache", "database")

    assert "rows.init_app()" in together.text("shop/caching/__init__.py")
    assert added(generated("cache"), "database").files == together.files
    assert added(generated("database"), "cache").files == together.files
    assert not generated("cache").has("shop/caching/rows.py")


def test_one_redis_serves_cache_and_limits():
    project = added(added(generated("docker"), "limits"), "cache")

    assert project.text("compose.yaml") == generated("docker", "cache", "limits").text("compose.yaml")
    assert project.text("compose.yaml").count("image: redis") == 1


def test_without_a_factory_nothing_is_written():
    project = Project().put("app.py", "print('no application')\n")
    capability = Menu()["cache"]

    assert capability.apply(project, facts.read(project), capability.read_options({})) == project
