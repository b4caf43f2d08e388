from __future__ import annotations

import pytest

from flaskwright.facts.secrets import is_secret, masked


@pytest.mark.parametrize("key", ["SECRET_KEY", "MAIL_PASSWORD", "jwt_token", "SECURITY_PASSWORD_SALT"])
def test_secrets(key):
    assert is_secret(key)


@pytest.mark.parametrize("key", ["DEBUG", "JWT_TOKEN_LOCATION", "SESSION_COOKIE_NAME", "PAGE"])
def test_no_secrets(key):
    assert not is_secret(key)


@pytest.mark.parametrize(
    ("key", "source", "shown"),
    [
        ("SECRET_KEY", "'hunter2'", "'********'"),
        ("SECRET_KEY", "os.environ.get('KEY') or 'hunter2'", "os.environ.get('KEY') or '********'"),
        ("SECRET_KEY", "os.environ.get('KEY', 'hunter2')", "os.environ.get('KEY', '********')"),
        ("SECRET_KEY", "os.environ['KEY']", "os.environ['KEY']"),
        ("SECRET_KEY", "os.urandom(24)", "os.urandom(24)"),
        ("SECRET_KEY", "b64(b'hunter2' + x, y='hunter2')", "b64('********' + x, y='********')"),
        ("SECRET_KEY", "broken(", "********"),
        ("SECRET_KEY", "''", "''"),
        ("PAGE", "'hunter2'", "'hunter2'"),
        ("DATABASE_URL", "'mysql://me:hunter2@db/x'", "'mysql://********@db/x'"),
    ],
)
def test_only_what_is_secret_is_masked(key, source, shown):
    assert masked(key, source) == shown
