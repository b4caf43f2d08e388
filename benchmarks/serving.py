"""Measure a generated list endpoint and a generated page against the smallest application by hand that does the same.

    python benchmarks/serving.py                                on SQLite
    python benchmarks/serving.py --database postgresql://…      on an empty database of yours

Both run under gunicorn (one process, gthread, four threads) on the same database with the same rows, and answer wrk
in turns. The two must give the same before anything is measured. Prints a table; exit code 1 when the generated list
answers fewer than three quarters of the requests.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from peers import BIN, ROOT, prepare, table
from sqlalchemy import MetaData, create_engine

GOAL = 0.75
PRODUCTS = 1000
HANDWRITTEN = Path(__file__).parent / "handwritten"
LIST, PAGE = "/api/v1/products", "/products/"
# As a proxy in front says it: the settings of production lead everything else to HTTPS.
SECURE = {"X-Forwarded-Proto": "https"}


def main() -> int:
    """Build, fill, serve, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7, help="how often each address is measured")
    parser.add_argument("--seconds", type=int, default=4, help="how long each time")
    parser.add_argument("--database", help="the URL of an empty database; else a file of SQLite")
    options = parser.parse_args()
    find_wrk()
    with tempfile.TemporaryDirectory(prefix="flaskwright-benchmark-") as folder, ExitStack() as stack:
        database = options.database or f"sqlite:///{folder}/rows.sqlite3"
        generated = build(Path(folder), database)
        fill(database)
        ours = stack.enter_context(serving(generated, "wsgi:app", database))
        theirs = stack.enter_context(serving(HANDWRITTEN, "app:app", database))
        compare(ours, theirs)
        found = {
            path: race([ours + path, theirs + path], options.rounds, options.seconds) for path in (LIST, PAGE)
        }
    print(f"{PRODUCTS} products, median of {options.rounds} interleaved rounds of {options.seconds} s\n")
    print(report(found))
    if found[LIST][0] < GOAL * found[LIST][1]:
        print(f"\nToo slow: the generated list may not fall below {GOAL}.", file=sys.stderr)
        return 1
    return 0


def find_wrk() -> None:
    """Have wrk, installed by apt where that is possible. Raises SystemExit that says what to do."""
    if not shutil.which("wrk") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-qq", "--yes", "wrk"], check=True, stdout=subprocess.DEVNULL)
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing; install it (on Debian: apt-get install wrk).")


def build(scratch: Path, database: str) -> Path:
    """Generate the shop, install what it requires, migrate the database, and give the shop's folder."""
    prepare()
    spec = ROOT / "examples/shop.toml"
    new = [BIN / "flaskwright", "new", "shop", "--spec", spec, "--no-install"]
    subprocess.run(new, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
    shop = scratch / "shop"
    prepare(*tomllib.loads((shop / "pyproject.toml").read_text())["project"]["dependencies"])
    upgrade = [BIN / "flask", "db", "upgrade"]
    subprocess.run(upgrade, cwd=shop, check=True, env=environment(database), stderr=subprocess.DEVNULL)
    return shop


def environment(database: str) -> dict[str, str]:
    """Give the environment of a server in production."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FLASK_"))}
    return {
        **kept,
        "APP_ENV": "production",
        "DATABASE_URL": database,
        "FLASK_SECRET_KEY": "a key for measuring, of 44 characters or so",
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "4",
    }


def fill(database: str) -> None:
    """Write categories, tags and products, with two tags each, into the migrated database."""
    engine, tables = create_engine(database), MetaData()
    tables.reflect(engine)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    stamps = {"created_at": now, "updated_at": now + timedelta(microseconds=1)}
    rows = {
        "category": [{"name": f"Category {n}", "slug": f"category-{n}", **stamps} for n in range(10)],
        "tag": [{"name": f"Tag {n}", **stamps} for n in range(20)],
        "product": [
            {
                "name": f"Product {n}",
                "slug": f"product-{n}",
                "description": f"What there is to say about product {n}, in a sentence or two.",
                "price": n + 0.99,
                "stock": n % 50,
                "status": "active",
                "category_id": n % 10 + 1,
                **stamps,
            }
            for n in range(PRODUCTS)
        ],
        "product_tags": [
            {"product_id": n + 1, "tag_id": tag + 1} for n in range(PRODUCTS) for tag in (n % 10, n % 10 + 10)
        ],
    }
    with engine.begin() as connection:
        for name, values in rows.items():
            connection.execute(tables.tables[name].insert(), values)
    engine.dispose()


@contextmanager
def serving(folder: Path, application: str, database: str) -> Iterator[str]:
    """Serve an application with gunicorn, with its own settings if it has any, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [BIN / "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [*command, application], cwd=folder, env=environment(database), stdout=log, stderr=log
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait(url + LIST, server)
            yield url
        finally:
            server.terminate()
            server.wait(30)


def wait(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers. Raises RuntimeError when it does not within a minute."""
    for _ in range(600):
        try:
            get(url)
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def get(url: str) -> bytes:
    """Fetch an address as wrk does."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=SECURE), timeout=10) as answer:  # noqa: S310
        return bytes(answer.read())


def compare(ours: str, theirs: str) -> None:
    """Raise RuntimeError unless both applications answer the same: the list's JSON, the rows on the page."""
    first, second = json.loads(get(ours + LIST)), json.loads(get(theirs + LIST))
    if first != second:
        raise RuntimeError(f"the lists differ:\n{first}\n{second}")
    names = [set(re.findall(r"Product \d+", get(url + PAGE).decode())) for url in (ours, theirs)]
    if names[0] != names[1] or not names[0]:
        raise RuntimeError(f"the pages differ: {sorted(names[0] ^ names[1])}")


def race(urls: Sequence[str], rounds: int, seconds: int) -> list[float]:
    """Let wrk ask each address in turns, after one round to warm up, and give the median requests per second."""
    found: list[list[float]] = [[] for _ in urls]
    for number in range(rounds + 1):
        for rates, url in zip(found, urls, strict=True):
            rate = requests_per_second(url, seconds if number else 1)
            if number:
                rates.append(rate)
    return [median(rates) for rates in found]


def requests_per_second(url: str, seconds: int) -> float:
    """Ask an address over eight connections. Raises RuntimeError when an answer was no success."""
    headers = [f"--header={name}: {value}" for name, value in SECURE.items()]
    wrk = ["wrk", "--threads", "1", "--connections", "8", f"--duration={seconds}s", *headers, url]
    said = subprocess.run(wrk, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s*([\d.]+)", said)
    if not rate or "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{url} failed:\n{said}")
    return float(rate[1])


def report(found: dict[str, list[float]]) -> str:
    """Write the table: requests per second of both, and the ratio."""
    rows = [
        (path, f"{ours:.0f}", f"{theirs:.0f}", f"{ours / theirs:.2f}")
        for path, (ours, theirs) in found.items()
    ]
    return table(("", "generated, requests/s", "by hand, requests/s", "ratio"), rows)


if __name__ == "__main__":
    sys.exit(main())
