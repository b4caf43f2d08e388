"""Mail: what it joins, its table on every database, and that no mail is lost whatever dies."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from browser import browser, look, serving
from flaskwright import facts
from flaskwright.capabilities import Menu
from flaskwright.capability import Wanted, run
from flaskwright.project import Project
from generation import APP, added, generated, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BACKENDS = ("mail", pytest.param("mail:backend=flask-mailman", marks=pytest.mark.slow))
STORES = ((), ("database",))

# Sends and ends, or is killed before anything could be sent.
SEND = """
import os, sys
from shop import create_app
from shop.mail import send
from shop.mail.commands import hello

app = create_app()
with app.app_context():
    for name in sys.argv[1:]:
        send(hello, address=f"{name}@example.com")
    if "sqlalchemy" in app.extensions:
        from shop.extensions import db
        db.session.commit()
if os.environ.get("KILLED"):
    os.kill(os.getpid(), 9)
"""


class Inbox(Message):
    """Keeps whom the mails that arrive are for."""

    def __init__(self) -> None:
        super().__init__()
        self.to: list[str] = []

    def handle_message(self, message) -> None:
        self.to.append(message["To"])


@contextmanager
def mail_server(port: int) -> Iterator[Inbox]:
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield inbox
    finally:
        server.stop()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class App:
    """A generated application that writes to a mail server on this machine."""

    def __init__(self, folder: Path, names: tuple[str, ...], port: int = 1, url: str = "") -> None:
        self.folder = written(generated(*names), folder)
        commands = folder / "shop/mail/commands.py"
        code = commands.read_text().replace("import Message\n", "import Message, letter\n")
        commands.write_text(code.replace("def hello", "@letter\ndef hello"))
        self.environment = {
            **{
                k: v
                for k, v in os.environ.items()
                if not k.startswith(("FLASK_", "APP_ENV", "COV_", "PYTEST_"))
            },
            "APP_ENV": "development",
            "FLASK_APP": "wsgi",
            "FLASK_MAIL_PORT": str(port),
            "FLASK_MAIL_PREVIEW": "false",
            "FLASK_MAIL_SERVER": "127.0.0.1",
            "FLASK_MAIL_USE_TLS": "false",
            **({"DATABASE_URL": url} if url else {}),
        }
        if "database" in names:
            self.flask("db", "upgrade")

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=self.folder,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, code: int = 0, **environment: str) -> str:
        done = self.start(*command, **environment)
        output, errors = done.communicate(timeout=60)
        assert done.returncode == code, output + errors
        return output

    def flask(self, *command: str) -> str:
        return self.run("-m", "flask", *command)


def test_without_a_factory_nothing_is_written():
    project = Project().put("app.py", "print('no application')\n")
    capability = Menu()["mail"]

    assert capability.apply(project, facts.read(project), capability.read_options({})) == project


def test_mails_wait_in_a_folder_until_there_is_a_database():
    assert "outbox_folder" in generated("mail").text("shop/mail/outbox.py")

    project = added(generated("mail"), "database")

    assert "class OutgoingMail(Model)" in project.text("shop/mail/outbox.py")
    assert '"OutgoingMail"' in project.text("shop/models.py")


def test_an_outbox_of_the_user_s_is_asked_about_when_the_database_comes():
    project = generated("mail")
    path = "shop/mail/outbox.py"
    own = project.text(path).replace("LONGEST_WAIT = 24 * 60 * 60", "LONGEST_WAIT = 3600")

    after = added(project.put(path, own), "database")

    assert [step.path for step in after.steps] == [path]
    assert after.text(path) == own


def test_a_title_with_odd_letters_makes_a_sender_that_servers_understand():
    title = 'Müller, "Söhne" & Co.'
    asked = Wanted({"app": {**APP, "title": title}, "config": {}, "mail": {}})

    config = run(Menu(), Project(), asked).text("shop/config.py")

    (sender,) = [
        ast.literal_eval(node.value)
        for node in ast.walk(ast.parse(config))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "MAIL_DEFAULT_SENDER"
    ]
    assert str(make_header(decode_header(parseaddr(sender)[0]))) == title


@pytest.mark.apps
@pytest.mark.parametrize("store", STORES, ids=["folder", "table"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_dead_server_and_a_killed_process_lose_no_mail(tmp_path, port, backend, store):
    app = App(tmp_path / "shop", (backend, *store), port)

    # Nobody listens: one process tries to send and fails, another is killed before it could try.
    app.run("-c", SEND, "ada", "grace")
    app.run("-c", SEND, "alan", code=-9, KILLED="1", FLASK_MAIL_IN_BACKGROUND="false")
    assert len(app.flask("mail", "list").splitlines()) == 3

    with mail_server(port) as inbox:
        assert app.flask("mail", "send", "--all") == "Sent 3, waiting 0.\n"
        assert app.flask("mail", "send", "--all") == "Sent 0, waiting 0.\n"
    assert sorted(inbox.to) == ["ada@example.com", "alan@example.com", "grace@example.com"]


@pytest.mark.apps
@pytest.mark.parametrize("store", STORES, ids=["folder", "table"])
def test_several_who_send_at_once_send_each_mail_once(tmp_path, port, store):
    app = App(tmp_path / "shop", ("mail", *store), port)
    names = [f"user{number}" for number in range(20)]
    app.run("-c", SEND, *names, FLASK_MAIL_IN_BACKGROUND="false")

    with mail_server(port) as inbox:
        senders = [app.start("-m", "flask", "mail", "send") for _ in range(3)]
        results = [sender.communicate(timeout=60) for sender in senders]

    assert sorted(inbox.to) == sorted(f"{name}@example.com" for name in names), results
    assert app.flask("mail", "list") == ""


@pytest.mark.apps
def test_the_migration_makes_what_the_model_describes(tmp_path):
    check(tmp_path, "")


@pytest.mark.apps
@pytest.mark.services
@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_the_outbox_works_on_servers(tmp_path, request, port, server):
    app = check(tmp_path, request.getfixturevalue(server), port)

    app.run("-c", SEND, "ada")
    with mail_server(port) as inbox:
        assert app.flask("mail", "send", "--all") == "Sent 1, waiting 0.\n"
    assert inbox.to == ["ada@example.com"]


def check(folder: Path, url: str, port: int = 1) -> App:
    """Migrate a database, and let Alembic say whether the models agree."""
    app = App(folder / "shop", ("mail", "database"), port, url)
    app.flask("db", "check")
    app.flask("db", "downgrade", "base")
    app.flask("db", "upgrade")
    return app


@pytest.mark.browser
def test_the_preview_is_fit_to_be_read(tmp_path):
    app = App(tmp_path / "shop", ("mail", "pages", "headers"))
    app.environment["FLASK_MAIL_PREVIEW"] = "true"
    assert app.flask("mail", "test", "ada@example.com") == "Read it at /dev/mail.\n"
    (name,) = [path.stem for path in (app.folder / "instance/mail").glob("*.eml")]

    with serving(app.folder) as url, browser() as chromium:
        report = look(chromium, url, ["/dev/mail/", f"/dev/mail/{name}", f"/dev/mail/{name}/page"])

    assert report.clean, report
    assert report.pages == 12
