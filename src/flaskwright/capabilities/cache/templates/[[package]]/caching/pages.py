"""Whole pages are kept for visitors without a session: everybody gets the same one."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode

from flask import current_app, g, make_response, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue

from .store import cache
from .topics import version_of

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)


def page(*topics: str, seconds: int = 60) -> Callable[ [Callable[P, R]], Callable[P, R]]:
    """Keep what a view answers, by its whole address, until a topic is forgotten."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        kept: Callable[P, R] = cache.cached(
            timeout=seconds,
            make_cache_key=lambda *_args, **_kwargs: page_key(topics),
            unless=is_personal,
            response_filter=may_be_kept,
        )(view)
        return kept

    return decorate


def page_key(topics: tuple[str, ...]) -> str:
    """Give the key of a page: address, parameters, kind, languages, topics."""
    parameters = urlencode(sorted(request.args.items(multi=True)))
    kind = request.accept_mimetypes.best_match(["text/html", "application/json"], "other")
    languages = request.headers.get("Accept-Language", "")
    versions = version_of(*topics)
    return f"page:{request.base_url}?{parameters} {kind} {languages} {versions}"


def is_personal() -> bool:
    """Say whether the visitor may be somebody, or wants to change something."""
    return (
        request.method not in {"GET", "HEAD"}
        or current_app.config["SESSION_COOKIE_NAME"] in request.cookies
        or "Authorization" in request.headers
    )


def may_be_kept(answer: ResponseReturnValue) -> bool:
    """Say whether somebody else may get this answer too.

    Not an error, not with a cookie, not with what is good for one answer only: a
    session's token, or the nonce of the content security policy.
    """
    response = make_response(answer)
    context = request_ctx
    session = context._session if hasattr(context, "_session") else context.session
    return (
        response.status_code == 200
        and not response.is_streamed
        and "Set-Cookie" not in response.headers
        and "csp_nonce" not in g
        and not (session is not None and session.modified)
    )
