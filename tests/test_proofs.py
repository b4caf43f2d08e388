"""What the examples build holds what it promises: its API, its pages, its databases, each tried from outside."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest
from openapi_spec_validator import validate

from browser import DESKTOP, PHONE, browser, look, serving
from running import ADMIN, PYTEST, built, command, filled, get, signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page

pytestmark = pytest.mark.apps

EXAMPLES = ("shop", "api-only")
# How much Schemathesis tries for each operation: a look at every push, the complete run with script/test --all.
EXAMPLES_OF_EACH = [6, pytest.param(100, marks=pytest.mark.slow)]


# People paste what no layout expects: pages must hold names that nothing breaks.
LONG_NAMES = """
from sqlalchemy import select
from wsgi import app
from shop.categories.models import Category
from shop.extensions import db
from shop.products.models import Product
from shop.tags.models import Tag

with app.app_context():
    for model in (Category, Product, Tag):
        newest = db.session.scalars(select(model).order_by(model.id.desc())).first()
        newest.name = "W" * model.name.type.length
    db.session.commit()
"""


@pytest.fixture(scope="module")
def apps(tmp_path_factory) -> dict[str, Path]:
    """The examples, each with a migrated database full of samples."""
    folder = tmp_path_factory.mktemp("proofs")
    found = {example: filled(built(example, folder)) for example in EXAMPLES}
    (found["shop"] / "long_names.py").write_text(LONG_NAMES)
    command(found["shop"], "long_names", APP_ENV="development")
    return found


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_api_is_described_in_valid_openapi(apps, example):
    with serving(apps[example]) as url:
        document = json.load(get(f"{url}/api/v1/openapi.json"))

    validate(document)
    assert document["openapi"].startswith("3.1")
    assert len(document["paths"]) >= 6


@pytest.mark.parametrize("count", EXAMPLES_OF_EACH)
@pytest.mark.parametrize("example", EXAMPLES)
def test_schemathesis_finds_nothing(apps, example, count):
    with serving(apps[example]) as url:
        headers = signed_in(url) if example == "shop" else {}
        done = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"), "run", f"{url}/api/v1/openapi.json",
                "--checks", "all", "--max-examples", str(count), "--seed", "1", "--no-color",
                *(f"--header={name}: {value}" for name, value in headers.items()),
            ],
            cwd=apps[example],  # where schemathesis.toml says what a description cannot
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip

    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    assert "Tested: " in done.stdout


ADDRESSES = """
from wsgi import app

for rule in app.url_map.iter_rules():
    if "GET" in rule.methods and not rule.arguments:
        print(rule.rule)
"""


def pages(app: Path, url: str, headers: Mapping[str, str]) -> list[str]:
    """Give the addresses, of all that need no parameter, where an HTML page stands for whoever sends the headers."""
    (app / "addresses.py").write_text(ADDRESSES)
    found = []
    for path in sorted(set(command(app, "addresses", APP_ENV="development").splitlines())):
        with suppress(HTTPError), get(url + path, headers) as answer:
            if answer.url == url + path and answer.headers.get_content_type() == "text/html":
                found.append(path)
    return found


def log_in(page: Page, url: str) -> None:
    email, password = ADMIN
    page.goto(f"{url}/account/login")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)


# Every page in two of its four looks at every push, in all four with script/test --all.
LOOKS = [
    ((PHONE, "light"), (DESKTOP, "dark")),
    pytest.param(((PHONE, "dark"), (DESKTOP, "light")), marks=pytest.mark.slow),
]


@pytest.mark.browser
@pytest.mark.parametrize("looks", LOOKS, ids=["some", "others"])
@pytest.mark.parametrize(("who", "least"), [("visitor", 12), ("admin", 30)])
def test_every_page_is_clean_in_a_browser(apps, who, least, looks):
    admin = who == "admin"
    with serving(apps["shop"]) as url, browser() as chromium:
        paths = pages(apps["shop"], url, signed_in(url) if admin else {})
        reports = [
            look(chromium, url, paths, sizes=[size], themes=[theme], sign_in=log_in if admin else None)
            for size, theme in looks
        ]

    assert len(paths) >= least, paths
    for report in reports:
        assert report.clean, report
        assert report.pages == len(paths)


DATABASES = ["sqlite", "postgresql", pytest.param("mariadb", marks=pytest.mark.slow)]


@pytest.fixture
def database(request, tmp_path) -> str:
    """The URL of an empty database of a kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite3"
    return request.getfixturevalue(request.param)


@pytest.mark.services
@pytest.mark.parametrize("database", ["sqlite", "postgresql", "mariadb"], indirect=True)
def test_the_migrations_make_what_the_models_say(apps, database):
    words = ("flask", "db")
    command(apps["shop"], *words, "upgrade", DATABASE_URL=database)
    command(apps["shop"], *words, "check", DATABASE_URL=database)
    command(apps["shop"], *words, "downgrade", "base", DATABASE_URL=database)
    command(apps["shop"], *words, "upgrade", DATABASE_URL=database)
    command(apps["shop"], *words, "check", DATABASE_URL=database)


@pytest.mark.services
def test_what_servers_see_in_another_way_holds_there(apps, postgresql, redis_url):
    words = ("tests/api", "tests/categories", "tests/test_database.py")
    command(apps["shop"], *PYTEST, *words, TEST_DATABASE_URL=postgresql, REDIS_URL=redis_url)


@pytest.mark.services
@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("database", DATABASES[1:], indirect=True)
def test_the_shop_passes_its_tests_on_servers(apps, database, redis_url):
    command(
        apps["shop"],
        *PYTEST,
        TEST_DATABASE_URL=database,
        REDIS_URL=redis_url,
    )
