"""Takes secrets out of what is logged or reported."""

import re
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

from flask import has_request_context, request

REDACTED = "[redacted]"
LONGEST_TEXT = 20_000
DEEPEST = 6

SECRET_NAME = re.compile(
    r"api_?key|auth$|authorization|cookie|credential|csrf|dsn|nonce|passphrase|passw|"
    r"private_?key|recovery|secret|session|signature|token|(^|_)(otp|pin|totp)(_|$)"
)
SECRET_TEXT = re.compile(
    r"""
    (?P<scheme>\b(?:basic|bearer)\s+)[\w.~+/=-]{8,}
    | (?P<user>://[^\s/:@]{0,200}:)[^\s/@]{1,200}(?=@)
    | (?P<name>(?:api[_-]?key|cookie|csrf|passphrase|passw(?:or)?d|secret|session|
        signature|token)[\w-]{0,40}\\?["']?\s{0,4}[=:]\s{0,4})
      (?:\\?"[^"]*"?|\\?'[^']*'?|[^\s,;&"')}\]]+)
    | \beyJ[\w-]{5,}\.[\w-]+\.[\w-]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
PLAIN = frozenset({bool, float, int, type(None)})

# Written by the logging itself; not worth the search.
OWN_FIELDS = frozenset({"level", "logger", "method", "request_id", "timestamp"})


def redact(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace what is secret by its name, by its looks or by its place in the URL."""
    hidden = secrets_of_url()
    for name, value in event.items():
        if name in OWN_FIELDS or name.startswith("_"):
            continue
        if secret_name(name):
            event[name] = REDACTED
        elif type(value) not in PLAIN:
            event[name] = clean(value, hidden)
    return event


def clean(value: object, hidden: tuple[str, ...] = (), depth: int = 0) -> object:
    """Give a value without secrets: texts, numbers, lists and mappings of them."""
    if type(value) in PLAIN:
        return value
    if depth > DEEPEST:
        return "[too deep]"
    if isinstance(value, Mapping):
        return {
            str(name): REDACTED
            if secret_name(str(name))
            else clean(item, hidden, depth + 1)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(item, hidden, depth + 1) for item in value]
    return clean_text(value if isinstance(value, str) else shown(value), hidden)


def clean_text(text: str, hidden: tuple[str, ...] = ()) -> str:
    """Give a text without what looks like a secret, and not longer than is useful."""
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + "…"
    for secret in hidden:
        text = text.replace(secret, REDACTED)
    return SECRET_TEXT.sub(replacement, text)


def replacement(found: re.Match[str]) -> str:
    """Keep what names the secret."""
    return (found["scheme"] or found["user"] or found["name"] or "") + REDACTED


def shown(value: object) -> str:
    """Show an object, even one that cannot be shown."""
    if isinstance(value, bytes | bytearray):
        return value.decode(errors="replace")
    try:
        return str(value)
    except Exception:
        return f"<{type(value).__name__}>"


@lru_cache(maxsize=1024)
def secret_name(name: str) -> bool:
    """Say whether what has this name is nobody's business."""
    return SECRET_NAME.search(name.lower().replace("-", "_")) is not None


def secrets_of_url() -> tuple[str, ...]:
    """Give the secret parts of the path, such as the token of a reset link."""
    if not has_request_context() or not request.view_args:
        return ()
    return tuple(
        str(value)
        for name, value in request.view_args.items()
        if value and secret_name(name)
    )
