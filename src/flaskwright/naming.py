"""What a new project may be called, and how it may be described."""

from __future__ import annotations

import keyword
import re
import sys

from flaskwright.errors import UsageError

LONGEST_TITLE, LONGEST_DESCRIPTION = 60, 200
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

# What the generated tree calls its own folders and modules, beside the package.
_TAKEN = frozenset(
    {
        "build",
        "deploy",
        "dist",
        "docs",
        "instance",
        "migrations",
        "script",
        "static",
        "templates",
        "venv",
        "wsgi",
    }
)

# Packages that a generated project installs: a project of that name would hide them. Extensions
# (flask_…, pytest_…) are refused by their beginning. A test compares this with what the tested set really installs.
_INSTALLED = frozenset(
    """
    aiosmtpd alembic anyio apiflask apispec argon2 asgiref attr attrs authlib babel bandit bidict blinker
    boto3 botocore
    brotli bs4 cachelib celery certifi cffi click configargparse coverage cryptography dateutil deprecated
    dns dotenv email_validator engineio environs factory faker filetype flask flaskwright flower gevent
    greenlet gunicorn h11 hatchling honcho idna itsdangerous jinja2 joserfc jsonschema kombu
    libcst limits locust mako markdown_it
    markupsafe marshmallow marshmallow_sqlalchemy
    moto msgpack mypy mypyc numpy openapi_spec_validator
    openfeature opentelemetry
    packaging passlib pathspec pil pip pip_audit playwright pluggy prometheus_client
    prometheus_flask_exporter psutil psycopg psycopg_binary py pydantic pygments pymemcache pymysql pyotp pytest pytz
    redis requests responses rich ruff schemathesis segno sentry_sdk setuptools simple_websocket six
    socketio sqlalchemy structlog tomlkit typing_extensions tzdata tzlocal urllib3 uv uwsgi vine waitress
    webargs webauthn websocket werkzeug wheel wrapt wsproto wtforms xdist yaml zmq zope
    """.split()  # noqa: SIM905 (a list of strings would take a page)
)


def check_name(name: str) -> None:
    """Raise UsageError, with what would do, unless a project (and its package) can have this name."""
    if not _NAME.fullmatch(name):
        near = suggestion(name)
        hint = f"try {near}" if near and near != name and _NAME.fullmatch(near) else "for example shop"
        raise UsageError(
            f"{name!r} cannot be a project's name: use small letters, digits and single underscores, "
            f"beginning with a letter; {hint}."
        )
    if why := _why_not(name):
        raise UsageError(f"{name!r} cannot be a project's name: {why}; try {name}_app.")


def check_words(what: str, words: str, longest: int) -> None:
    """Raise UsageError unless a title or a description is one line that pages, settings and files can hold."""
    if not words.isprintable():
        raise UsageError(f"The {what} is one line of printable characters.")
    if len(words) > longest:
        raise UsageError(f"The {what} has at most {longest} characters, not {len(words)}.")
    if mark := re.search(r"\{[{%#]", words):
        raise UsageError(f"The {what} cannot hold {mark[0]}, which means something to templates.")


def suggestion(name: str) -> str:
    """Give the nearest name that has the right form, "" when nothing is left of it."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_").lstrip("0123456789_")


def _why_not(name: str) -> str | None:
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return "it is a word of the Python language"
    if name in {"test", "tests"}:
        return "it is where the tests are"
    if name in sys.stdlib_module_names:
        return f"it would hide Python's own module {name}"
    if name in _INSTALLED or name.startswith(("flask_", "pytest_")):
        return f"it would hide the package {name}, which the project installs"
    if name in _TAKEN:
        return f"the project has something else called {name}"
    return None
