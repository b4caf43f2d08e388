"""What happens around every request."""

import re
import time
from typing import Any
from uuid import uuid4

from flask import Flask, Response, current_app, g, request

# An identifier that a proxy sends is kept only if it cannot forge log lines.
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def init_app(app: Flask) -> None:
    """Attach the hooks."""
    # It comes before each hook that may answer the request itself.
    app.url_value_preprocessor(start)
    app.after_request(finish)
    app.teardown_request(report)


def start(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Give the request an identifier and start its clock."""
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
    g.started = time.perf_counter()


def finish(response: Response) -> Response:
    """Send the identifier and the time taken."""
    if "started" in g:
        taken = (time.perf_counter() - g.started) * 1000
        response.headers["X-Request-ID"] = g.request_id
        response.headers["Server-Timing"] = f"app;dur={taken:.1f}"
    return response


def report(error: BaseException | None) -> None:
    """Say which request an unhandled error belongs to."""
    if error is not None:
        current_app.logger.error("Request %s failed", g.get("request_id", "unknown"))
