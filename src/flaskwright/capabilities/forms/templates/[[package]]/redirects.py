"""Redirects that never leave the site."""

import unicodedata
from urllib.parse import unquote, urlsplit

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse


def is_safe(target: str | None) -> bool:
    """Tell whether an address is a path of this site, whatever a browser makes of it.

    Browsers read a backslash as a slash, drop tabs and newlines, and take //name for a
    host; proxies may decode %2F. So a path passes only if it is plain in every reading.
    """
    if not target or not target.startswith("/"):
        return False
    path = target.partition("?")[0].partition("#")[0]
    for _ in range(3):
        if not is_plain(path) or not is_plain(unicodedata.normalize("NFKC", path)):
            return False
        path = unquote(path)
    if not is_plain(path) or not target.isprintable() or " " in target:
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def is_plain(path: str) -> bool:
    """Tell whether a path has nothing in it that could be read as a host."""
    return "\\" not in path and "//" not in path and path.isprintable()


def back_or(default: str) -> str:
    """Give the address that `next` names, if it is safe, else the default."""
    target = request.values.get("next")
    return target if target and is_safe(target) else default


def go_to(url: str) -> BaseResponse:
    """Send the visitor on after a form was accepted; htmx is told by its own header."""
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)
