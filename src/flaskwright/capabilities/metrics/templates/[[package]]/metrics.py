"""Numbers for Prometheus: how many requests, how long, with which end."""

import hmac
import os
import time
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, values
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

SEVERAL_PROCESSES = "PROMETHEUS_MULTIPROC_DIR" in os.environ
METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

if SEVERAL_PROCESSES:
    # A worker that takes another one's place goes on with its files.
    values.ValueClass = values.MultiProcessValue(  # type: ignore[no-untyped-call]
        lambda: os.environ.get("METRICS_WORKER") or os.getpid()
    )

DURATION = Histogram(
    "http_request_duration_seconds",
    "How long requests took.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

bp = Blueprint("metrics", __name__)


def init_app(app: Flask) -> None:
    """Attach the hooks, and serve the numbers."""
    # It comes before each hook that may answer the request itself.
    app.url_value_preprocessor(start)
    app.after_request(finish)
    app.register_blueprint(bp)


def start(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Start the clock."""
    g.metrics_started = time.perf_counter()


def finish(response: Response) -> Response:
    """Count the request under its route, of which there are only so many."""
    started = g.get("metrics_started")
    if started:
        method = request.method if request.method in METHODS else "other"
        route = request.url_rule.rule if request.url_rule else "none"
        labels = (method, route, str(response.status_code))
        DURATION.labels(*labels).observe(time.perf_counter() - started)
    return response


@bp.get("/metrics")
def show() -> Response:
    """Give the numbers of all workers to who has the token."""
    check_token()
    registry = REGISTRY
    if SEVERAL_PROCESSES:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    headers = {"Cache-Control": "no-store"}
    return Response(encode(registry), headers=headers, content_type=content_type)


def check_token() -> None:
    """Refuse who has no token (401); where none is set, production has nothing here."""
    token = current_app.config["METRICS_TOKEN"]
    if not token:
        if current_app.config["ENVIRONMENT"] == "production":
            abort(404)
        return
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    right = hmac.compare_digest(given.strip().encode(), token.encode())
    if scheme.lower() != "bearer" or not right:
        abort(401)
