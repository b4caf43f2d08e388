"""Accounts: their options, their tables on every database, what many at once can do, and the pages in a browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pyotp
import pytest

from browser import browser, look, serving
from flaskwright import facts
from flaskwright.capabilities import Menu
from flaskwright.capabilities.login import SAMPLE_PASSWORD
from flaskwright.errors import UsageError
from flaskwright.project import Project
from generation import added, generated, written

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = ("/account", "/me", "/my/account", "/user-area", "/a_1")
WRONG = ("", "/", "account", "/account/", "//evil", "/Account", "/<int:id>", "/a b", "/../x", "/é", '/"')

# Many at once: each line says what they tried and how the answers were.
RACE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
import pyotp
from shop import create_app
from shop.accounts import addresses, passwords, throttle, tokens, two_factor
from shop.accounts.letters import find_user
from shop.database import utc_now
from shop.extensions import db

AT_ONCE = 8
settings = {
    "WTF_CSRF_ENABLED": False,
    "MAIL_IN_BACKGROUND": False,
    "PASSWORD_HASH_PASSES": 1,
    "PASSWORD_HASH_MEMORY_KIB": 64,
    "DATABASE_POOL_SIZE": AT_ONCE,
}
app = create_app(settings)


def at_once(action):
    start = Barrier(AT_ONCE)

    def run(number):
        client = app.test_client()
        start.wait()
        return action(client, number)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sorted(threads.map(run, range(AT_ONCE)))


def log_in(client, email, password):
    return client.post("/account/login", data={"email": email, "password": password})


with app.app_context():
    ada, grace = find_user("ada@example.com"), find_user("grace@example.com")
    for user in (ada, grace):
        passwords.set_password(user, "the words of a test")
    reset = tokens.issue(tokens.RESET, ada.email, ada)
    two_factor.prepare(grace)
    grace.totp_enabled_at = utc_now()
    code = pyotp.TOTP(two_factor.secret_of(grace)).now()
    db.session.commit()


def use_link(client, number):
    words = f"new words number {number}"
    return client.post(f"/account/reset?token={reset}", data={"password": words, "again": words}).status_code


def guess(client, number):
    return log_in(client, "nobody@example.com", f"guess {number}").status_code


def enter(number):
    client = app.test_client()
    assert log_in(client, "grace@example.com", "the words of a test").status_code == 302
    return client


print("link", at_once(use_link))
print("guess", at_once(guess))
print("free", throttle.ACCOUNT.free)

# They wait for the second step with one token, as copies of one browser do; all have the right code.
cookie = enter(0).get_cookie("session").value


def second_step(client, number):
    client.set_cookie("session", cookie)
    answer = client.post("/account/login/code", data={"code": code})
    return answer.location or str(answer.status_code)


print("code", *at_once(second_step))
"""


class App:
    """A generated application with a migrated database and its sample rows."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = written(generated("login"), folder)
        clean = {
            k: v for k, v in os.environ.items() if not k.startswith(("FLASK_", "APP_ENV", "COV_", "PYTEST_"))
        }
        database = {"DATABASE_URL": url} if url else {}
        self.environment = {**clean, "APP_ENV": "development", "FLASK_APP": "wsgi", **database}
        self.flask("db", "upgrade")

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def flask(self, *command: str) -> str:
        return self.run("-m", "flask", *command)

    def link(self) -> str:
        """Give the path of the link in the latest mail."""
        latest = max((self.folder / "instance/mail").glob("*.eml"), key=lambda path: int(path.stem))
        body = message_from_bytes(latest.read_bytes(), policy=policy.default).get_body(("plain",))
        found = re.search(r"http://127.0.0.1:5000(\S+)", body.get_content())
        return found[1]


def test_without_a_factory_nothing_is_written():
    project = Project().put("app.py", "print('no application')\n")
    capability = Menu()["login"]

    assert capability.apply(project, facts.read(project), capability.read_options({})) == project


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_pages_are_where_one_wants_them(prefix):
    assert Menu()["login"].read_options({"prefix": prefix}).prefix == prefix


@pytest.mark.parametrize("prefix", WRONG)
def test_a_prefix_must_be_a_path(prefix):
    with pytest.raises(UsageError, match="give a path like /account"):
        Menu()["login"].read_options({"prefix": prefix})


def test_no_page_keeps_the_default_prefix():
    project = generated("login:prefix=/me")

    texts = [path for path in project.files if path.endswith((".html", ".md", ".py"))]
    kept = [path for path in texts if re.search(r"/account\b", project.text(path))]

    assert kept == []
    assert 'url_prefix="/me"' in project.text("shop/accounts/routes/blueprint.py")
    assert "`/me/login`" in project.text("README.md")


def test_the_user_is_found_in_the_facts():
    user = facts.read(generated("login")).user_model

    assert user is not None
    assert (user.module, user.table) == ("shop.accounts.models", "user")


def test_the_suite_has_many_attacks():
    project = generated("login")

    tests = [
        line
        for path in project.files
        if path.startswith("tests/accounts/")
        for line in project.text(path).splitlines()
        if line.startswith("def test_")
    ]

    assert len(tests) > 120


def test_the_api_asks_who_is_there_whichever_came_first():
    for project in (
        generated("login", "api"),
        added(generated("api"), "login"),
        added(generated("login"), "api"),
    ):
        assert "current_user.is_authenticated" in project.text("shop/api/access.py")
        assert project.has("tests/api/test_access.py")


def test_sample_users_are_nobody_s_outside_of_development():
    seed = generated("login").text("shop/accounts/seed.py")

    assert f'PASSWORD = "{SAMPLE_PASSWORD}"' in seed
    assert "PASSWORD if development else secrets.token_urlsafe()" in seed


@pytest.mark.apps
def test_the_migration_makes_what_the_models_describe(tmp_path):
    check(tmp_path, "")


@pytest.mark.apps
@pytest.mark.services
@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_of_many_at_once_only_as_many_pass_as_should(tmp_path, request, server):
    app = check(tmp_path, request.getfixturevalue(server))
    app.flask("seed")

    answers = dict(line.split(" ", 1) for line in app.run("-c", RACE).splitlines())

    assert answers["link"] == str([302] + [410] * 7)
    assert answers["guess"] == str([422] * int(answers["free"]) + [429] * (8 - int(answers["free"])))
    let_in, refused = Counter(answers["code"].split()), {"/account/login", "422", "429"}
    assert let_in.pop("/account/") == 1
    assert set(let_in) <= refused


def check(folder: Path, url: str) -> App:
    """Migrate a database, and let Alembic say whether the models agree."""
    app = App(folder / "shop", url)
    app.flask("db", "check")
    app.flask("db", "downgrade", "base")
    app.flask("db", "upgrade")
    return app


def sign_in(page, url):
    page.goto(f"{url}/account/login")
    page.fill("[name=email]", "ada@example.com")
    page.fill("[name=password]", SAMPLE_PASSWORD)
    page.click("main form button")
    assert page.url == f"{url}/account/"


@pytest.mark.browser
def test_every_page_is_fit_to_be_seen(tmp_path):
    app = App(tmp_path / "shop")
    app.flask("seed")
    outside = ("login", "register", "forgot", "mail-sent", "reset?token=x")
    inside = ("", "devices", "password", "email", "two-factor", "prove-identity", "delete")

    def start_two_factor(page, url):
        sign_in(page, url)
        page.click("text=Set up")

    with serving(app.folder, app.environment) as url, browser() as chromium:
        strangers = look(chromium, url, [f"/account/{path}" for path in outside])
        users = look(chromium, url, [f"/account/{path}" for path in inside], sign_in=start_two_factor)

    assert strangers.clean, strangers
    assert users.clean, users
    assert (strangers.pages, users.pages) == (4 * len(outside), 4 * len(inside))


@pytest.mark.browser
def test_somebody_registers_and_switches_the_second_factor_on(tmp_path):
    app = App(tmp_path / "shop")
    words = "some words to log in with"

    with serving(app.folder, app.environment) as url, browser() as chromium:
        page = chromium.new_page()
        page.goto(f"{url}/")
        page.click("header >> text=Register")
        page.fill("[name=email]", "Mary@Example.com")
        page.click("main form button")
        page.wait_for_url("**/mail-sent")
        # Mails leave in the background.
        while not list((app.folder / "instance/mail").glob("*.eml")):
            page.wait_for_timeout(50)
        page.goto(url + app.link())
        page.fill("[name=password]", words)
        page.fill("[name=again]", words)
        page.click("main form button")
        page.click("text=Set up")
        page.fill("[name=code]", pyotp.TOTP(page.inner_text("main code")).now())
        page.click("text=Switch on")
        page.wait_for_selector(".recovery-codes")
        codes = page.locator("main code").all_inner_texts()
        page.click("header >> text=Log out")

        page.fill("[name=email]", "mary@example.com")
        page.fill("[name=password]", words)
        page.click("main form button")
        page.fill("[name=code]", codes[0])
        page.click("main form button")
        page.wait_for_url("**/account/")

    assert len(codes) == 10
    assert app.flask("user", "list") == "mary@example.com  two-factor\n"
