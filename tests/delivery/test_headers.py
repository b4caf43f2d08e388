"""Headers are judged one by one."""

from __future__ import annotations

import pytest

from flaskwright.delivery.headers import problems
from flaskwright.delivery.server import Response

GOOD = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "set-cookie": "session=1; Secure; HttpOnly; SameSite=Lax; Path=/",
}


def found(strict=True, plain=None, **changes):
    headers = GOOD | {name.replace("_", "-"): value for name, value in changes.items()}
    answer = Response(200, tuple((name, value) for name, value in headers.items() if value is not None))
    return problems({"/": answer}, plain, strict=strict)


def test_good_headers_are_good():
    assert found() == []
    assert found(x_frame_options=None) == []
    assert found(strict=False, strict_transport_security=None, server="gunicorn") == []


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("x_content_type_options", None, "X-Content-Type-Options is not nosniff"),
        ("referrer_policy", None, "Referrer-Policy is missing"),
        ("server", "Werkzeug/3.1", "the development server answers"),
        ("strict_transport_security", None, "Strict-Transport-Security is missing or short"),
        ("strict_transport_security", "max-age=60", "Strict-Transport-Security is missing or short"),
        ("strict_transport_security", "preload", "Strict-Transport-Security is missing or short"),
        ("content_security_policy", None, "Content-Security-Policy is missing"),
        (
            "content_security_policy",
            "script-src 'unsafe-inline'",
            "Content-Security-Policy allows what is unsafe",
        ),
        ("set_cookie", "cart=1; HttpOnly; SameSite=Lax", "the cookie cart is not secure"),
        ("set_cookie", "cart=1; Secure; SameSite=Lax", "the cookie cart is not httponly"),
        ("set_cookie", "cart=1; Secure; HttpOnly", "the cookie cart is not samesite"),
    ],
)
def test_a_bad_header_is_named(name, value, problem):
    assert f"{problem} (/)" in found(**{name: value})


def test_a_frame_is_allowed_by_nothing():
    assert found(strict=False, x_frame_options=None, content_security_policy=None) == [
        "other sites may put it into a frame (/)"
    ]


def test_plain_http_must_lead_to_https():
    redirect = Response(308, (("location", "https://localhost/"),))

    assert found(plain=redirect) == []
    assert found(plain=Response(200)) == ["plain HTTP is not sent on to HTTPS (/)"]
    assert found(plain=Response(302, (("location", "http://localhost/x"),))) != []


def test_a_problem_is_told_once():
    answers = {path: Response(200) for path in ("/a", "/b")}

    assert [p for p in problems(answers, None, strict=False) if p.endswith("(/b)")] == []
