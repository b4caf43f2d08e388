"""Runs checks side by side, and waits for them no longer than it may."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from threading import Lock, Thread

from flask import Flask, current_app


class Check:
    """A check and its run under way: there is never more than one.

    One that hangs costs one thread, however often it is asked for. Threads are daemons:
    they do not keep the server from stopping.
    """

    def __init__(self, function: Callable[..., None]) -> None:
        self.function = function
        self.name = function.__name__
        self.lock = Lock()
        self.run: Future[None] | None = None

    def start(self, app: Flask) -> Future[None]:
        """Give the run under way, or begin one."""
        with self.lock:
            if self.run is None or self.run.done():
                self.run = Future()
                Thread(target=self.work, args=(app, self.run), daemon=True).start()
            return self.run

    def work(self, app: Flask, run: Future[None]) -> None:
        """Run the check in the application's context."""
        try:
            with app.app_context():
                self.function()
        except Exception as error:
            run.set_exception(error)
        else:
            run.set_result(None)


class Readiness:
    """The checks of one application."""

    def __init__(self, functions: Sequence[Callable[..., None]]) -> None:
        self.checks = [Check(function) for function in functions]

    def ask(self, seconds: float) -> dict[str, str]:
        """Give "ok", "failed" or "timeout" for each check; the log has the reasons."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        deadline = time.monotonic() + seconds
        runs = {check.name: check.start(app) for check in self.checks}
        return {
            name: outcome(name, run, deadline - time.monotonic())
            for name, run in runs.items()
        }


def outcome(name: str, run: Future[None], seconds: float) -> str:
    """Wait for a run, and put what came of it in one word."""
    if not wait([run], max(seconds, 0)).done:
        current_app.logger.warning("Not ready: %s takes too long", name)
        return "timeout"
    error = run.exception()
    if error is not None:
        current_app.logger.warning(
            "Not ready: %s: %s: %s", name, type(error).__name__, error
        )
        return "failed"
    return "ok"
