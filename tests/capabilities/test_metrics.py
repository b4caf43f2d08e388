"""Metrics under real workers: the numbers add up, also over workers that were renewed."""

from __future__ import annotations

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flaskwright import facts
from flaskwright.capabilities import Menu
from flaskwright.project import Project
from generation import added, generated, written
from workers import WORKERS, running

MODULE = """
import os, time
from shop import create_app

app = create_app()

@app.get("/")
def home():
    return "home"

@app.get("/work/<int:number>")
def work(number):
    time.sleep(0.02)
    return str(os.getpid())
"""
COUNT = re.compile(
    r'http_request_duration_seconds_count\{method="GET",route="/work/<int:number>",status="200"\} ([\d.]+)'
)


@pytest.fixture
def app(tmp_path):
    folder = written(generated("metrics", "gunicorn", "logging", "headers"), tmp_path / "shop")
    (folder / "working.py").write_text(MODULE)
    return folder


def counted(server):
    """The number of requests in the metrics; every worker gives the same."""
    found = {float(COUNT.search(server.ask("/metrics").body)[1]) for _ in range(8)}
    assert len(found) == 1
    return found.pop()


def work(server, count):
    """Ask so often, eight at a time; give the workers that answered."""
    with ThreadPoolExecutor(8) as clients:
        return {answer.body for answer in clients.map(lambda n: server.ask(f"/work/{n}"), range(count))}


def folders():
    places = [Path("/dev/shm"), Path("/tmp")]  # noqa: S108 (where they are made)
    return {path for place in places if place.is_dir() for path in place.glob("*-metrics-*")}


@pytest.mark.apps
def test_the_numbers_of_all_workers_add_up_and_outlive_them(app):
    before = folders()
    with running(app, "working:app") as server:
        workers = work(server, 60)
        assert counted(server) == 60
        assert len(workers) > 1

        (folder,) = folders() - before
        files = {path.name for path in folder.iterdir()}
        for pid in workers:
            os.kill(int(pid), signal.SIGTERM)
        wait_for_new_workers(server, workers)
        others = work(server, 40)

        assert not others & workers
        assert counted(server) == 100
        assert {path.name for path in folder.iterdir()} == files
        assert len(files) <= 2 * WORKERS
        server.process.send_signal(signal.SIGHUP)
        wait_for_new_workers(server, others)
        work(server, 20)
        assert counted(server) == 120
    assert not folders() - before


def wait_for_new_workers(server, old):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        alive = {pid for pid in old if Path(f"/proc/{pid}").exists()}
        booted = server.log.read_text().count("Booting worker")
        if not alive and booted >= WORKERS + len(old):
            time.sleep(1)
            return
        time.sleep(0.1)
    raise AssertionError(server.log.read_text())


@pytest.mark.apps
def test_production_gives_them_over_http_to_who_has_the_token(app):
    settings = {
        "APP_ENV": "production",
        "FLASK_METRICS_TOKEN": "of-prometheus",
        "FLASK_SECRET_KEY": "0123456789abcdef" * 4,
        "FLASK_TRUSTED_HOSTS": '["127.0.0.1"]',
    }
    with running(app, "working:app", **settings) as server:
        home = server.ask("/")
        without = server.ask("/metrics")
        answer = server.ask("/metrics", Authorization="Bearer of-prometheus")

    assert home.status == 308  # to HTTPS
    assert without.status == 401
    assert answer.status == 200
    assert "http_request_duration_seconds_bucket" in answer.body
    assert "/metrics" not in server.log.read_text()


def test_files_follow_whatever_comes_first():
    one = added(generated("metrics"), "gunicorn")
    other = added(generated("gunicorn"), "metrics")

    assert one.files == other.files == generated("metrics", "gunicorn").files
    assert "METRICS_WORKER" in one.text("gunicorn.conf.py")
    assert "METRICS_WORKER" not in generated("gunicorn").text("gunicorn.conf.py")


def test_roles_leave_it_to_the_token():
    assert 'Rule("metrics", ANYBODY)' in generated("metrics", "roles").text("shop/roles/policy.py")


def test_without_a_factory_nothing_is_written():
    project = Project().put("app.py", "print('no application')\n")
    capability = Menu()["metrics"]

    assert capability.apply(project, facts.read(project), capability.read_options({})) == project
