"""Errors are told to Sentry, without secrets, and only where SENTRY_DSN says where."""

from typing import Any

import sentry_sdk
from flask import Flask, g, has_app_context, has_request_context
from sentry_sdk.integrations.flask import FlaskIntegration
from sentry_sdk.types import Event, Hint

from .redaction import clean, clean_text, secrets_of_url

# Headers that tell nothing of anybody; all others stay here.
HEADERS = {"Accept", "Content-Length", "Content-Type", "Host", "User-Agent"}


def init_app(app: Flask) -> None:
    """Start reporting; without a DSN nothing starts, for even idle it costs time."""
    if not app.config["SENTRY_DSN"]:
        return
    sentry_sdk.init(
        dsn=app.config["SENTRY_DSN"],
        environment=app.config["ENVIRONMENT"],
        release=app.config["SENTRY_RELEASE"] or None,
        integrations=[FlaskIntegration()],
        traces_sample_rate=app.config["SENTRY_TRACES_SAMPLE_RATE"] or None,
        before_send=prepare_error,
        before_send_transaction=prepare,
        include_local_variables=False,
        max_request_body_size="never",
    )


def prepare_error(event: Event, hint: Hint) -> Event | None:
    """Keep errors only: a line of the log without one goes along as a breadcrumb."""
    if "log_record" in hint and "exc_info" not in hint:
        return None
    return prepare(event, hint)


def prepare(event: Event, _hint: Hint) -> Event:
    """Take out what must not be told, and name the request."""
    hidden = secrets_of_url()
    whole: dict[str, Any] = event  # type: ignore[assignment]  # its keys are known here
    if "request" in whole:
        whole["request"] = without_secrets(whole["request"], hidden)
    for value in whole.get("exception", {}).get("values", []):
        value["value"] = clean_text(value.get("value") or "", hidden)
    for part in ("breadcrumbs", "extra", "logentry", "message", "spans", "transaction"):
        if whole.get(part):
            whole[part] = clean(whole[part], hidden)
    request_id = g.get("request_id") if has_app_context() else None
    if request_id:
        whole["tags"] = {**whole.get("tags", {}), "request_id": request_id}
    return event


def without_secrets(request: dict[str, Any], hidden: tuple[str, ...]) -> dict[str, Any]:
    """Give the method, the path and the harmless headers of a request.

    What is measured is sent when the request is over, and nobody knows any more which
    part of the path was secret; the name of the view has to do.
    """
    headers = request.get("headers", {})
    url = request.get("url", "") if has_request_context() else ""
    return {
        "method": request.get("method", ""),
        "url": clean_text(url.partition("?")[0], hidden),
        "headers": {name: headers[name] for name in HEADERS & headers.keys()},
    }
