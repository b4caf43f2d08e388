"""A generated application under gunicorn with several workers, and a wire to a server that can be cut."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORKERS = 4


class Server:
    """A running gunicorn."""

    def __init__(self, folder: Path, module: str, **settings: str) -> None:
        self.port = free_port()
        self.log = folder / "gunicorn.log"
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("FLASK_", "APP_", "COV_"))}
        environment = {
            "APP_ENV": "development",
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": str(WORKERS),
            "WEB_THREADS": "4",
            **settings,
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", module],
                cwd=folder,
                env=clean | environment,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Wait until every worker has been booted and one answers."""
        for _ in range(300):
            text = self.log.read_text()
            assert self.process.poll() is None, text
            if text.count("Booting worker") >= WORKERS:
                with suppress(OSError):
                    self.ask("/")
                    return
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def gather(self, least: int = 3) -> None:
        """Wait until several workers answer: the first one may be there long before the others.

        The application's `/` takes a moment and says which process answers.
        """
        seen: set[str] = set()
        deadline = time.monotonic() + 60
        while len(seen) < least and time.monotonic() < deadline:
            with ThreadPoolExecutor(16) as clients:
                seen |= {answer.body for answer in clients.map(lambda _: self.ask("/"), range(16))}
        assert len(seen) >= least, seen

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """Send a request on a connection of its own; the answer's `body` is its text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with closing(connection):
            connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
            response = connection.getresponse()
            response.body = response.read().decode()
            return response

    def stop(self) -> None:
        """Stop it as a supervisor would."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        finally:
            self.process.kill()


@contextmanager
def running(folder: Path, module: str = "wsgi:app", **settings: str) -> Iterator[Server]:
    """Run an application for a while; `settings` go into its environment."""
    server = Server(folder, module, **settings)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """Give a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Wire:
    """A port that leads to a server until it is cut, and again when it is mended."""

    def __init__(self, host: str, port: int) -> None:
        self.goal = (host, port)
        self.port = free_port()
        self.listener: socket.socket | None = None
        self.open: list[socket.socket] = []
        self.mend()

    def mend(self) -> None:
        """Let connections through."""
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, args=(self.listener,), daemon=True).start()

    def cut(self) -> None:
        """Close every connection and take no more."""
        for end in (self.listener, *self.open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.open.clear()

    def _serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self.goal)
                self.open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
