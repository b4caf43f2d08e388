"""Whole applications from specifications, for proofs of what really runs: built, migrated, filled, signed in to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

from flaskwright import api, spec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPResponse

EXAMPLES = Path(__file__).parent.parent / "examples"
ADMIN = ("admin@example.com", "correct horse battery staple")
# What the tests of Flaskwright itself are run with is nothing that an application should see.
OURS = ("APP_ENV", "COV_", "COVERAGE", "DATABASE_URL", "FLASK_", "PYTEST_", "TEST_DATABASE_URL")
# An application's own tests, in this process: pytest-flask is part of the tested set but in no generated
# application, and pushes a context around every test that has an `app`.
PYTEST = ("pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:flask")


def built(example: str, folder: Path) -> Path:
    """Write the application of an example into a folder; gives its own folder."""
    read = spec.read(EXAMPLES / f"{example}.toml")
    plan = api.create(
        read.name, read.wanted({}), parent=folder, title=read.title, description=read.description
    )
    assert not plan.steps
    api.apply_plan(plan)
    return plan.root


def command(app: Path, *words: str, **environment: str) -> str:
    """Run one of the application's tools, and give what it printed; shows it when it fails."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=app,
        env=clean | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stdout[-20_000:]
    return done.stdout


def filled(app: Path, **environment: str) -> Path:
    """Migrate and seed the application's database, and make its administrator; gives the folder again."""
    email, password = ADMIN
    command(app, "flask", "db", "upgrade", **environment)
    command(app, "flask", "seed", **environment)
    if (app / app.name / "accounts").is_dir():
        command(app, "flask", "user", "create", email, "--password", password, **environment)
        command(app, "flask", "user", "grant", email, "admin", **environment)
    return app


def get(url: str, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Ask our own server for something. Raises HTTPError."""
    return urlopen(Request(url, headers=dict(headers or {})), timeout=60)  # noqa: S310 (it is our own)


def signed_in(url: str) -> Mapping[str, str]:
    """Log in as the administrator, and give the headers that a script of our pages sends."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    email, password = ADMIN
    page = opener.open(f"{url}/account/login").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    answers = {"csrf_token": token, "email": email, "password": password}
    opener.open(f"{url}/account/login", urlencode(answers).encode()).close()
    fresh = re.search(r'"csrf_token":\s*"([^"]+)"', opener.open(f"{url}/csrf-token").read().decode())[1]
    return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar), "X-CSRFToken": fresh}
