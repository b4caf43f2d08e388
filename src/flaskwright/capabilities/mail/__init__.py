"""Mail: letters wait in an outbox until the server took them, so a dead server loses none.

A letter is a function that makes a message from a pair of templates, text and HTML. `send` keeps its name and its
arguments, not its text, so no secret lies about; with `database` that is part of the transaction, and a mail of what
was rolled back is never sent. A thread sends after the commit; `flask mail send` tries again what a server refused. In
development `/dev/mail` shows what would have been sent; tests read a mailbox. Links begin with `PUBLIC_URL`, never with
the Host that a request claims. Certificates of servers are checked, and a conversation has a time limit.

`mail:backend=flask-mailman` sends with Flask-Mailman, which Flask-Security uses, instead of Flask-Mail.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr
from typing import TYPE_CHECKING, Any, Literal

from flaskwright import edits
from flaskwright.capability import Capability
from flaskwright.facts import PYTHON_3_8
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Edit, Project

# What the table of the outbox takes the place of.
TABLE = ("[[package]]/mail/outbox.py", "tests/mail/test_commands.py.jinja", "tests/mail/test_outbox.py.jinja")

VARIABLES = (
    ("FLASK_MAIL_PASSWORD", "", "The mail server, which must offer STARTTLS"),
    ("FLASK_MAIL_SERVER", "smtp.example.com"),
    ("FLASK_MAIL_USERNAME", ""),
    ("FLASK_PUBLIC_URL", "https://example.com", "How links in mails begin"),
)
MOMENT = 'sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")'
UPGRADE = f"""
op.create_table(
    "outgoing_mail",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("letter", sa.String(length=200), nullable=False),
    sa.Column(
        "arguments",
        sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
        nullable=False,
    ),
    sa.Column("due_at", {MOMENT}, nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("error", sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
)
op.create_index(op.f("ix_outgoing_mail_due_at"), "outgoing_mail", ["due_at"])
"""
DOWNGRADE = 'op.drop_table("outgoing_mail")'

README = """
A letter is a function with `@letter` that makes a `Message`; `send(letter, …)` puts it into the outbox. Its templates
extend `templates/mail/layout.html` and `layout.txt`. In development, read what would have been sent at `/dev/mail`.

| what | command |
| --- | --- |
| see whether the settings are right | `.venv/bin/flask mail test ada@example.com` |
| list what waits | `.venv/bin/flask mail list` |
| try again what a server refused: run it every few minutes | `.venv/bin/flask mail send` |
"""


@dataclass(frozen=True)
class Options:
    """`backend`: the extension that speaks to the mail server."""

    backend: Literal["flask-mail", "flask-mailman"] = "flask-mail"


def apply(project: Project, facts: Facts, options: Options) -> Project:
    """Write the outbox, its settings and its tests."""
    factory = facts.factory
    if factory is None:
        return project
    package, folder = factory.package, factory.folder
    module = options.backend.replace("-", "_")
    return project.then(
        edits.add_templates(
            __name__,
            only=(lambda path: path not in TABLE) if facts.has("database") else None,
            package=package,
            backend=options.backend,
        ),
        edits.ensure_requirement(options.backend),
        edits.ensure_requirement("aiosmtpd", group="dev"),
        edits.ensure_untyped(f"{module}.*"),
        edits.ensure_extension(
            f"{folder}/extensions.py",
            f"from {module} import Mail",
            name="mail",
            value="Mail()",
            init="mail.init_app(app)",
            again=True,
            testing="{}",
        ),
        edits.ensure_init(factory, "mail"),
        *_settings(f"{folder}/config.py", facts, options),
        edits.ensure_fixtures("mail"),
        *(edits.ensure_env(".env.example", *words) for words in VARIABLES),
        edits.ensure_section("README.md", "### Mail", README, under="## Inside"),
    )


def fitting(facts: Facts) -> dict[str, object]:
    """Send in the way in which an application sends already."""
    theirs = facts.extension("Mail")
    return {"backend": theirs.package.replace("_", "-")} if theirs else {}


def clash(facts: Facts, options: Options) -> str | None:
    """Say whether an application sends in the other way: both call themselves `mail`."""
    theirs, backend = facts.extension("Mail"), fitting(facts).get("backend", options.backend)
    if theirs is None or backend == options.backend:
        return None
    return f"the application sends with {backend} ({theirs.at}); say mail:backend={backend}."


def _settings(config: str, facts: Facts, options: Options) -> list[Edit]:
    title = str(facts.record.capabilities.get("app", {}).get("title", "App"))
    name = title if title.isascii() else Header(title, "utf-8", 60).encode(linesep="")
    everywhere: dict[str, Any] = {
        "MAIL_DEFAULT_SENDER: str": formataddr((name, f"noreply@{facts.package}.example")),
        "MAIL_FOLDER: str": "mail",
        "MAIL_IN_BACKGROUND: bool": True,
        "MAIL_PASSWORD: str": "",
        "MAIL_PORT: int": 587,
        "MAIL_PREVIEW: bool": False,
        "MAIL_SERVER: str": "localhost",
        "MAIL_USERNAME: str": "",
        "MAIL_USE_SSL: bool": False,
        "MAIL_USE_TLS: bool": True,
        "PUBLIC_URL: str": "",
        "SITE_NAME: str": title,
    }
    testing: dict[str, Any] = {"MAIL_IN_BACKGROUND": False, "PUBLIC_URL": "https://shop.example.com"}
    development = {"MAIL_PREVIEW": True, "PUBLIC_URL": "http://127.0.0.1:5000"}
    if options.backend == "flask-mail":
        # In debug mode it would print all that is said to the server, passwords too.
        everywhere["MAIL_DEBUG: bool"] = False
    else:
        everywhere["MAIL_BACKEND: str"] = f"{facts.package}.mail.delivery.EmailBackend"
        everywhere["MAIL_TIMEOUT: int"] = 20
        testing["MAIL_BACKEND"] = "locmem"
    classes = (("Config", everywhere), ("Development", development), ("Testing", testing))
    every = ((name, f"{key} = {_literal(v)}") for name, settings in classes for key, v in settings.items())
    return [edits.ensure_class_attribute(config, *attribute) for attribute in every]


def _literal(value: object) -> str:
    # A long sender takes more than one line; the formatter joins what fits.
    texts = re.split(r"(?<= )(?=<|=\?)", value) if isinstance(value, str) else []
    return f"({' '.join(json.dumps(text, ensure_ascii=False) for text in texts)})" if texts else repr(value)


def join_database(project: Project, facts: Facts, options: Options) -> Project:
    """Keep the outbox in a table, so that mails belong to transactions."""
    if facts.migrations is None:
        return project
    models = f"{facts.folder}/models.py"
    return project.then(
        edits.take_over(__name__, __name__, folder="table", package=facts.package, backend=options.backend),
        edits.ensure_import(models, "from .mail.outbox import OutgoingMail"),
        edits.ensure_list_item(models, "__all__", '"OutgoingMail"'),
        edits.add_migration(
            facts.migrations.folder,
            facts.migrations.heads,
            "add outgoing mail",
            upgrade=UPGRADE,
            downgrade=DOWNGRADE,
            imports=("from sqlalchemy.dialects import mysql, postgresql",),
        ),
    )


CAPABILITY = Capability(
    "mail",
    "Mail that is never lost",
    Options,
    apply,
    ground=PYTHON_3_8,
    needs=("app", "config"),
    uses=("layout",),
    joins={"database": join_database},
    fitting=fitting,
    clash=clash,
    adopts=lambda _facts: True,
    recognise=Signs(
        extensions=("flask_mail.Mail", "flask_mailman.Mail"),
        hints=("sendgrid.SendGridAPIClient", "smtplib.SMTP", "smtplib.SMTP_SSL"),
        requirements=("flask-mail", "flask-mailman"),
    ),
)
