"""What the headers of answers must say: the rules are those of the OWASP Secure Headers Project."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flaskwright.delivery.server import Response

REDIRECTS = {301, 302, 307, 308}
YEAR = 365 * 24 * 60 * 60


def problems(answers: Mapping[str, Response], plain: Response | None, *, strict: bool) -> list[str]:
    """Give what is wrong with the headers of answers by path, each problem once with the first path.

    `plain` is what a visitor by plain HTTP got, where HTTPS is promised. `strict` asks for a content security
    policy and HSTS too: what the capability "headers" gives.
    """
    found: dict[str, str] = {}
    for path, answer in answers.items():
        for problem in (*_of_page(answer), *(_strict(answer) if strict else ()), *_of_cookies(answer)):
            found.setdefault(problem, path)
    if plain is not None and not (
        plain.status in REDIRECTS and plain.header("Location").startswith("https://")
    ):
        found["plain HTTP is not sent on to HTTPS"] = "/"
    return [f"{problem} ({path})" for problem, path in found.items()]


def _of_page(answer: Response) -> Iterator[str]:
    if answer.header("X-Content-Type-Options").lower() != "nosniff":
        yield "X-Content-Type-Options is not nosniff"
    guarded = answer.header("X-Frame-Options").upper() in {"DENY", "SAMEORIGIN"}
    if not guarded and "frame-ancestors" not in answer.header("Content-Security-Policy"):
        yield "other sites may put it into a frame"
    if not answer.header("Referrer-Policy"):
        yield "Referrer-Policy is missing"
    if "werkzeug" in answer.header("Server").lower():
        yield "the development server answers"


def _strict(answer: Response) -> Iterator[str]:
    policy = answer.header("Content-Security-Policy")
    if not policy:
        yield "Content-Security-Policy is missing"
    elif "unsafe-inline" in policy or "unsafe-eval" in policy:
        yield "Content-Security-Policy allows what is unsafe"
    seconds = _max_age(answer.header("Strict-Transport-Security"))
    if seconds < YEAR // 2:
        yield "Strict-Transport-Security is missing or short"


def _max_age(value: str) -> int:
    for part in value.split(";"):
        name, _, number = part.strip().partition("=")
        if name.lower() == "max-age" and number.isdigit():
            return int(number)
    return 0


def _of_cookies(answer: Response) -> Iterator[str]:
    for cookie in answer.all("Set-Cookie"):
        name, *attributes = (part.strip() for part in cookie.split(";"))
        given = {attribute.partition("=")[0].lower() for attribute in attributes}
        for wanted in ("secure", "httponly", "samesite"):
            if wanted not in given:
                yield f"the cookie {name.partition('=')[0]} is not {wanted}"
