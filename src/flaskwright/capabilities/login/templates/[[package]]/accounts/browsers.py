"""Browsers that logged in before: the attempts of strangers do not slow them down."""

from datetime import timedelta

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from .tokens import digest, new_secret

KNOWN_FOR = timedelta(days=365)


def cookie_name() -> str:
    """Give the cookie's name; the prefix makes browsers insist on HTTPS."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return "__Host-browser" if secure else "browser"


def know(email: str) -> None:
    """Let this browser prove later that it logged in to this account before."""
    value = serializer().dumps({"account": digest(email), "browser": new_secret()})

    @after_this_request
    def add(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            value,
            max_age=KNOWN_FOR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def known(email: str) -> str | None:
    """Give the name of this browser, if it logged in to this account before."""
    try:
        claim = serializer().loads(
            request.cookies.get(cookie_name(), ""),
            max_age=int(KNOWN_FOR.total_seconds()),
        )
    except BadSignature:
        return None
    return claim["browser"] if claim["account"] == digest(email) else None


def serializer() -> URLSafeTimedSerializer:
    """Make the signer; old keys still verify."""
    settings = current_app.config
    keys = [*(settings.get("SECRET_KEY_FALLBACKS") or []), settings["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="known browser")
