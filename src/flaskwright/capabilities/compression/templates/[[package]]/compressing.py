"""Compressed answers, but for those whose length could tell a secret."""

import re

from flask import Flask, Response, request
from flask.globals import request_ctx
from flask_compress import Compress

# What Flask-Compress does not know as text.
MORE_TYPES = {"application/problem+json", "text/calendar", "text/csv", "text/markdown"}
SUFFIX = re.compile(r':(?:br|gzip|zstd)(?=")')

compress = Compress()


def init_app(app: Flask) -> None:
    """Attach the hooks; without an algorithm nothing is attached."""
    if not app.config["COMPRESS_ALGORITHM"]:
        return
    app.config["COMPRESS_REGISTER"] = False
    compress.init_app(app)
    compress.compress_mimetypes_set |= MORE_TYPES
    app.before_request(know_own_tags)
    app.after_request(finish)


def know_own_tags() -> None:
    """Let `"a1:gzip"`, the compressed state's tag, stand for the state `"a1"` too."""
    for name in ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"):
        tags = request.environ.get(name)
        if tags and SUFFIX.search(tags):
            request.environ[name] = f"{tags}, {SUFFIX.sub('', tags)}"


def finish(response: Response) -> Response:
    """Compress an answer that is whole, worth it, and the same for everybody."""
    if response.status_code == 206 or is_personal(response):
        return response
    body = response.response
    response = compress.after_request(response)
    if response.response is not body and hasattr(body, "close"):
        # A file, or a stream that may hold one: nobody else closes it any more.
        response.call_on_close(body.close)
    return response


def is_personal(response: Response) -> bool:
    """Say whether an answer may hold a secret.

    Who watches the line and can make a visitor's browser ask learns a secret from the
    lengths of compressed answers (BREACH). Browsers send cookies and passwords by
    themselves; a token comes from a program that has it. Static files are no secret.
    """
    if (request.endpoint or "").rpartition(".")[2] == "static":
        return False
    sender = request.authorization
    return (
        "HTTP_COOKIE" in request.environ
        or (sender is not None and sender.type != "bearer")
        or has_changed_session()
        or "Set-Cookie" in response.headers
        or "no-store" in response.headers.get("Cache-Control", "")
    )


def has_changed_session() -> bool:
    """Say whether the visitor gets a session, whose token may stand in the page.

    Flask's `session` would note that somebody looked, and send `Vary: Cookie`.
    """
    context = request_ctx
    opened = context._session if hasattr(context, "_session") else context.session
    return opened is not None and opened.modified
