"""Runs in the project's own interpreter, in front of its application. Needs nothing but the application itself.

FLASKWRIGHT_TARGET names the application: "wsgi:app" or "shop:create_app()". As a program it writes what the
application is to the file that it is given; as a module it is a WSGI application that answers one slow address
itself, so that a server can be stopped with requests in flight.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SLOW = "/flaskwright-slow-request"
SECONDS = 1.5


def load(target: str) -> Any:
    """Import the application, or call its factory."""
    module, _, name = target.partition(":")
    found = getattr(importlib.import_module(module), name.removesuffix("()"))
    return found() if name.endswith("()") else found


def describe(app: Any) -> dict[str, Any]:
    """Say what the application is, and which addresses can be opened without knowing more."""
    rules = [rule for rule in app.url_map.iter_rules() if not rule.websocket]
    return {
        "kind": type(app).__name__,
        "name": app.name,
        "routes": len(rules),
        "addresses": sorted({address(rule, app) for rule in rules if can_be_opened(rule)}),
        "debug": bool(app.debug),
        "testing": bool(app.testing),
        "https": bool(app.config.get("FORCE_HTTPS")),
        "tables": sorted(app.extensions["sqlalchemy"].metadata.tables)
        if "sqlalchemy" in app.extensions
        else [],
    }


def can_be_opened(rule: Any) -> bool:
    """Say whether a GET needs no value in the path."""
    return "GET" in (rule.methods or ()) and not rule.arguments - set(rule.defaults or {})


def address(rule: Any, app: Any) -> str:
    """Give the path of a rule as a client writes it."""
    adapter = app.url_map.bind(
        "localhost", app.config.get("APPLICATION_ROOT") or "/", subdomain=rule.subdomain
    )
    path: str = adapter.build(rule.endpoint, dict(rule.defaults or {}), force_external=False)
    return path.partition("?")[0]


application: Any = load(os.environ["FLASKWRIGHT_TARGET"])


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer the slow address; pass everything else on."""
    if environ["PATH_INFO"] != SLOW:
        answer: Iterable[bytes] = application(environ, start_response)
        return answer
    time.sleep(SECONDS)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "8")])
    return [b"finished"]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(describe(application)), encoding="utf-8")
