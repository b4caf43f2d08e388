"""The errors that only an API has, and those of webargs in the application's shape."""

from collections.abc import Mapping, Sequence

from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from ..errors import ApplicationError, Invalid, answer, handle_http_error


class ChangedMeanwhile(ApplicationError):
    """Somebody else changed it since the client read it (RFC 9110, 13.1.1)."""

    status = 412


class ConditionMissing(ApplicationError):
    """The client must say which state it changes (RFC 6585, 3)."""

    status = 428


def handle_api_error(error: HTTPException) -> ResponseReturnValue:
    """Answer any HTTP error; one that webargs raised names the fields."""
    data = getattr(error, "data", None) or {}
    if error.code == Invalid.status and "messages" in data:
        return answer(Invalid.status, errors=by_field(data["messages"]))
    return handle_http_error(error)


def by_field(messages: Mapping[str, object]) -> dict[str, list[str]]:
    """Turn the messages of webargs, by location, into lists by dotted field."""
    found: dict[str, list[str]] = {}
    for location in messages.values():
        collect(location, "", found)
    return found


def collect(messages: object, field: str, found: dict[str, list[str]]) -> None:
    """Add messages, however deep they are nested, under their dotted field."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            collect(inner, f"{field}.{name}" if field else str(name), found)
    elif isinstance(messages, Sequence) and not isinstance(messages, str):
        for message in messages:
            collect(message, field, found)
    else:
        name = "" if field == "_schema" else field
        found.setdefault(name or "body", []).append(str(messages))
