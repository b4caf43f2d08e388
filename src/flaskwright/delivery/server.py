"""Gunicorn, really started in a scratch copy, and asked as the proxy in front of it would ask."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.delivery.inside import SLOW
from flaskwright.delivery.scratch import kill, shown

if TYPE_CHECKING:
    from pathlib import Path

    from flaskwright.delivery.scratch import Scratch

BOOT_SECONDS = 60
STOP_SECONDS = 60
WORKERS = 2
# As many as sync workers take on: what waits to be accepted is lost with any server.
IN_FLIGHT = WORKERS
OK = 200
BROKEN = 500

# What a proxy that ends TLS says of the request that it passes on.
PROXY_HEADERS = {
    "Accept": "text/html,application/json;q=0.9,*/*;q=0.8",
    "Host": "localhost",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Host": "localhost",
    "X-Forwarded-Proto": "https",
}


@dataclass(frozen=True)
class Response:
    """An answer: status (0 when there was none), headers in lower case, and how it went wrong."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    problem: str = ""

    def header(self, name: str) -> str:
        """Give a header, "" when it was not sent."""
        return next((value for key, value in self.headers if key == name.lower()), "")

    def all(self, name: str) -> list[str]:
        """Give every header of that name."""
        return [value for key, value in self.headers if key == name.lower()]


@dataclass
class Server:
    """A server that runs: its port, process, log, and how long it took to answer."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    command: str
    seconds: float = 0.0

    def wait(self) -> bool:
        """Wait until something listens; False when it has ended or takes too long."""
        started = time.monotonic()
        while time.monotonic() - started < BOOT_SECONDS:
            if self.process.poll() is not None:
                return False
            if self.ask("/", seconds=BOOT_SECONDS).status:
                self.seconds = time.monotonic() - started
                return True
            time.sleep(0.1)
        return False

    def ask(self, path: str, *, seconds: float = 20, proxied: bool = True) -> Response:
        """Send a GET; without `proxied`, as someone inside the network would, by plain HTTP."""
        headers = PROXY_HEADERS if proxied else {"Host": "localhost"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)) as connection:
            try:
                connection.request("GET", path, headers=headers)
                response = connection.getresponse()
                response.read(10_000_000)
            except (OSError, http.client.HTTPException) as error:
                return Response(0, problem=f"{type(error).__name__}: {error}")
            found = tuple((name.lower(), value) for name, value in response.getheaders())
            return Response(response.status, found)

    def stop_in_flight(self) -> tuple[int | None, list[Response]]:
        """Send SIGTERM while requests are under way; give the exit code (None: it had to be killed) and answers."""
        with ThreadPoolExecutor(IN_FLIGHT) as clients:
            answers = [clients.submit(self.ask, SLOW, seconds=STOP_SECONDS) for _ in range(IN_FLIGHT)]
            time.sleep(0.6)
            self.process.send_signal(signal.SIGTERM)
            try:
                code: int | None = self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                code = None
                self.end()
            return code, [answer.result() for answer in answers]

    def lines(self) -> tuple[str, ...]:
        """Give what the server has printed."""
        return tuple(self.log.read_text("utf-8", "replace").splitlines())

    def end(self) -> None:
        """End it at once, if it still runs."""
        kill(self.process)
        self.process.wait()


def start(scratch: Scratch, python: Path, target: str, gateway: Path) -> Server:
    """Start gunicorn with the project's own settings, on a free port, with production's environment."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = (str(python), "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "flaskwright_gateway:app")
    log = scratch.folder / "server.log"
    more = {
        "FLASKWRIGHT_TARGET": target,
        "PYTHONPATH": f"{gateway}{os.pathsep}{scratch.imports}",
        "WEB_CONCURRENCY": str(WORKERS),
    }
    with log.open("wb") as output:
        process = scratch.start(*command, production=True, stdout=output.fileno(), more=more)
    return Server(port, process, log, shown(command))
