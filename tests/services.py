"""Real servers for tests: each fixture gives a URL of something empty of its own, and removes it after.

A server that does not listen skips its tests with its name; with CI=true it fails them. FLASKWRIGHT_POSTGRESQL,
FLASKWRIGHT_MARIADB, FLASKWRIGHT_REDIS and FLASKWRIGHT_RABBITMQ in the environment name other servers.
"""

from __future__ import annotations

import os
import socket
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pymysql
import pytest
import redis

if TYPE_CHECKING:
    from collections.abc import Iterator

CANDIDATES = {
    "PostgreSQL": ("postgresql://postgres:postgres@127.0.0.1:5432/postgres",),
    "MariaDB": ("mysql://root@127.0.0.1:3306/mysql", "mysql://root:root@127.0.0.1:3306/mysql"),
    "Redis": ("redis://127.0.0.1:6379/0",),
    "RabbitMQ": ("amqp://guest:guest@127.0.0.1:5672//",),
}


def server(name: str) -> list[str]:
    """Give the URLs to try for a server that listens; else skip the test, or fail it under CI=true."""
    given = os.environ.get(f"FLASKWRIGHT_{name.upper()}")
    urls = [given] if given else list(CANDIDATES[name])
    parts = urlsplit(urls[0])
    try:
        socket.create_connection((parts.hostname, parts.port), timeout=2).close()
    except OSError:
        missing(name, f"nothing listens on {parts.hostname}:{parts.port}")
    return urls


def missing(name: str, reason: str) -> None:
    """End the test: a server is not there."""
    message = f"{name} is missing ({reason}); run script/services"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture
def postgresql() -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database."""
    (url,) = server("PostgreSQL")
    name = f"flaskwright_{uuid4().hex}"
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        missing("PostgreSQL", str(error))
    with closing(connection):
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(url)._replace(scheme="postgresql+psycopg", path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _mariadb(urls: list[str]) -> tuple[str, pymysql.Connection]:
    reason = ""
    for url in urls:
        parts = urlsplit(url)
        try:
            return url, pymysql.connect(
                host=parts.hostname,
                port=parts.port or 3306,
                user=parts.username,
                password=parts.password or "",
                autocommit=True,
                connect_timeout=5,
            )
        except pymysql.err.OperationalError as error:
            reason = str(error)
    missing("MariaDB", reason)
    raise AssertionError


@pytest.fixture
def mariadb() -> Iterator[str]:
    """Give the URL of an empty MariaDB database."""
    url, connection = _mariadb(server("MariaDB"))
    name = f"flaskwright_{uuid4().hex}"
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
        try:
            yield urlsplit(url)._replace(scheme="mysql+pymysql", path=f"/{name}").geturl()
        finally:
            cursor.execute(f"DROP DATABASE `{name}`")


@pytest.fixture
def redis_url() -> Iterator[str]:
    """Give the URL of a Redis database with nothing in it: the highest-numbered one that is empty."""
    (url,) = server("Redis")
    for number in range(15, 0, -1):
        own = urlsplit(url)._replace(path=f"/{number}").geturl()
        with closing(redis.Redis.from_url(own)) as client:
            # One key claims the database, so that two tests at once never share one.
            if client.dbsize() == 0 and client.set("flaskwright", "claimed", nx=True, ex=600):
                try:
                    yield own
                finally:
                    client.flushdb()
                return
    missing("Redis", "all of its databases are in use")


@pytest.fixture
def rabbitmq() -> str:
    """Give the URL of RabbitMQ; use queues of a name of your own."""
    return server("RabbitMQ")[0]
