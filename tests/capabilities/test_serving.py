"""Health, logs and the server: what they join, and what they leave alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from flaskwright import facts
from flaskwright.capabilities import Menu
from flaskwright.project import Project
from generation import added, generated, written


@pytest.mark.parametrize("name", ["health", "logging"])
def test_without_a_factory_nothing_is_written(name):
    project = Project().put("app.py", "print('no application')\n")
    capability = Menu()[name]

    assert capability.apply(project, facts.read(project), capability.read_options({})).files == project.files


def test_agents_need_an_application():
    project = Project().put("app.py", "print('no application')\n")
    capability = Menu()["agents"]

    assert capability.apply(project, facts.read(project), capability.read_options({})) == project


def test_logs_stand_before_everything_that_may_log():
    lines = generated("logging", "headers", "health").text("shop/__init__.py")

    assert lines.index("config.init_app") < lines.index("logs.init_app") < lines.index("headers.init_app")


def test_probes_are_not_logged():
    quiet = 'QUIET_ENDPOINTS = {"health.live", "health.ready", "static"}'

    assert quiet in generated("logging", "health").text("shop/logs.py")
    assert 'QUIET_ENDPOINTS = {"static"}' in generated("logging").text("shop/logs.py")


def test_readiness_asks_the_database_that_is_there():
    assert "CHECKS: list[Callable[..., None]] = []" in generated("health").text("shop/health/checks.py")

    project = generated("health", "database")
    assert "= [database, migrations]" in project.text("shop/health/checks.py")
    assert project.has("tests/health/test_database.py")


def test_a_check_of_the_user_s_stays_when_the_database_comes():
    project = generated("health")
    path = "shop/health/checks.py"
    own = project.text(path).replace("CHECKS:", 'def disk() -> None:\n    """Enough disk."""\n\n\nCHECKS:')

    project = added(project.put(path, own), "database")

    assert project.steps or "def disk" in project.text(path)
    assert "def disk" in project.text(path)


def test_the_application_logs_requests_where_it_logs():
    with_logs = generated("gunicorn", "logging").text("gunicorn.conf.py")

    assert "accesslog = None" in with_logs
    assert '"shop.logs.formatter"' in with_logs
    assert 'accesslog = "-"' in generated("gunicorn").text("gunicorn.conf.py")


SETTINGS = """
import runpy
found = runpy.run_path("gunicorn.conf.py")
print(found["workers"], found["threads"], found["timeout"], found["graceful_timeout"])
"""


@pytest.mark.parametrize(
    ("given", "taken"),
    [("1000000", "32 32 300 300"), ("0", "1 1 5 1"), ("-7", "1 1 5 1"), ("", None)],
)
def test_the_server_s_numbers_are_bounded(tmp_path, given, taken):
    app = written(generated("gunicorn"), tmp_path)
    names = ("WEB_CONCURRENCY", "WEB_THREADS", "WEB_TIMEOUT", "WEB_GRACEFUL_TIMEOUT")

    done = subprocess.run(
        [sys.executable, "-c", SETTINGS],
        cwd=app,
        env={**os.environ, **dict.fromkeys(names, given)},
        capture_output=True,
        text=True,
        check=True,
    )

    workers, *rest = done.stdout.split()
    if taken is None:
        assert 1 <= int(workers) <= 8
        assert rest == ["4", "30", "25"]
    else:
        assert done.stdout.strip() == taken


# Makes the root read-only in a mount namespace of its own; the memory in /dev/shm stays writable.
READ_ONLY = """
mount --make-rprivate / && mount --bind / / && mount -o remount,bind,ro / && cd "$1" &&
! touch written 2>/dev/null &&
timeout --signal TERM --preserve-status 8 "$2" -m gunicorn
"""


@pytest.mark.apps
def test_the_server_runs_on_a_read_only_root(tmp_path):
    unshare = shutil.which("unshare")
    if unshare is None or os.geteuid() != 0:
        pytest.skip("needs root, to make the root file system read-only")
    app = written(generated("gunicorn", "logging", "health"), tmp_path / "shop")
    probe = subprocess.run([unshare, "--mount", "true"], capture_output=True, check=False)
    if probe.returncode != 0:
        pytest.skip("this machine allows no mount namespaces")

    done = subprocess.run(
        [unshare, "--mount", "sh", "-c", READ_ONLY, "sh", str(app), sys.executable],
        env={"PATH": os.environ["PATH"], "APP_ENV": "testing", "BIND": "127.0.0.1:0", "WEB_CONCURRENCY": "2"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert done.stdout.count("Booting worker") == 2
    assert "Shutting down" in done.stdout
    assert "Error" not in done.stdout
