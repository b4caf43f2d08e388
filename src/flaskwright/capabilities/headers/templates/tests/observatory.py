"""The rules of the MDN HTTP Observatory, which scores the headers of a page.

Their points: https://developer.mozilla.org/observatory/docs/tests_and_scoring
"""

import re

from werkzeug.test import TestResponse

SIX_MONTHS = 15768000
PRIVATE = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}


def directives(response: TestResponse) -> dict[str, str]:
    policy = response.headers.get("Content-Security-Policy", "")
    parts = [part.strip().split(" ", 1) for part in policy.split(";") if part.strip()]
    return {name: "".join(sources) for name, *sources in parts}


def content_policy(response: TestResponse) -> int:
    found = directives(response)
    if not found:
        return -25
    fallback = found.get("default-src", "*")
    scripts, objects = (found.get(n, fallback) for n in ("script-src", "object-src"))
    words = {*scripts.split(), *objects.split()}
    # A browser that knows nonces ignores 'unsafe-inline' beside one.
    nonced = "'nonce-" in scripts
    if words & {"*", "https:", "http:", "data:"} or (
        "'unsafe-inline'" in words and not nonced
    ):
        return -20
    if any("http:" in sources for sources in found.values()):
        return -20
    if "'unsafe-eval'" in words:
        return -10
    if "'unsafe-inline'" in found.get("style-src", fallback):
        return 0
    closed = fallback == "'none'" and {"base-uri", "form-action"} <= set(found)
    return 10 if closed else 5


def cookies(response: TestResponse) -> int:
    found = [cookie.lower() for cookie in response.headers.getlist("Set-Cookie")]
    if any("secure" not in cookie for cookie in found):
        return -40
    if any("httponly" not in cookie for cookie in found):
        return -30
    same_site = all(re.search(r"samesite=(strict|lax)", cookie) for cookie in found)
    return 5 if found and same_site else 0


def sharing(response: TestResponse) -> int:
    return -50 if "Access-Control-Allow-Credentials" in response.headers else 0


def referrer(response: TestResponse) -> int:
    value = response.headers.get("Referrer-Policy")
    return 0 if value is None else 5 if value in PRIVATE else -5


def transport(response: TestResponse) -> int:
    value = response.headers.get("Strict-Transport-Security", "")
    found = re.match(r"max-age=(\d+)", value)
    return -20 if found is None else 0 if int(found[1]) >= SIX_MONTHS else -10


def integrity(response: TestResponse) -> int:
    scripts = re.findall(r'<script[^>]*src="([^"]+)"', response.text)
    if any(script.startswith(("http:", "//")) for script in scripts):
        return -50
    return -5 if any(script.startswith("https:") for script in scripts) else 0


def types(response: TestResponse) -> int:
    return 0 if response.headers.get("X-Content-Type-Options") == "nosniff" else -5


def frames(response: TestResponse) -> int:
    if "frame-ancestors" in directives(response):
        return 5
    fine = response.headers.get("X-Frame-Options") in {"DENY", "SAMEORIGIN"}
    return 0 if fine else -20


def resources(response: TestResponse) -> int:
    value = response.headers.get("Cross-Origin-Resource-Policy")
    return {None: 0, "same-origin": 10, "same-site": 10, "cross-origin": 0}.get(
        value, -5
    )


RULES = (
    content_policy,
    cookies,
    sharing,
    referrer,
    transport,
    integrity,
    types,
    frames,
    resources,
)


def score(response: TestResponse, redirects: bool) -> int:
    """Score a page; `redirects` says whether HTTP leads to it."""
    points = [rule(response) for rule in RULES]
    base = 100 + sum(p for p in points if p < 0) - (0 if redirects else 20)
    return base + sum(p for p in points if p > 0) if base >= 90 else max(base, 0)
